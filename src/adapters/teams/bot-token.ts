/** The bot's own token for the Bot Connector, fetched and cached by the SDK's credentials. */
import { X509Certificate } from "node:crypto";
import { type BotCredential, type TenantMode } from "./options.ts";

type HasToken = { getToken(): Promise<string> };
const hasToken = (credentials: object): credentials is HasToken =>
  "getToken" in credentials && typeof credentials.getToken === "function";

/** The SDK's keys for a certificate; the thumbprint is the SHA-1 of the certificate, as Entra shows it. */
const certificateKeys = (pem: string): Record<string, string> => {
  const key = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[^-]+-----END \1-----/.exec(pem)?.[0];
  if (key === undefined) throw new Error("The bot's certificate file holds no private key.");
  return {
    CertificateThumbprint: new X509Certificate(pem).fingerprint.replaceAll(":", ""),
    CertificatePrivateKey: key,
  };
};

const credentialKeys = (
  credential: Exclude<BotCredential, { kind: "token" }>,
): Record<string, string> => {
  switch (credential.kind) {
    case "secret":
      return { MicrosoftAppType: "SingleTenant", MicrosoftAppPassword: credential.secret };
    case "certificate":
      return { MicrosoftAppType: "SingleTenant", ...certificateKeys(credential.pem) };
    case "managed-identity":
      return { MicrosoftAppType: "UserAssignedMsi" };
  }
};

/** Returns the source of bearer tokens. Throws at once on a credential that can't work, for example no private key. */
export const makeBotToken = async (
  mode: Pick<TenantMode, "appId" | "tenantId" | "credential" | "endpoints">,
): Promise<() => Promise<string>> => {
  if (mode.credential.kind === "token") return mode.credential.token;
  const { ConfigurationServiceClientCredentialFactory } = await import("botbuilder");
  const factory = new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: mode.appId,
    MicrosoftAppTenantId: mode.tenantId,
    ...credentialKeys(mode.credential),
  });
  const credentials = await factory.createCredentials(
    mode.appId,
    mode.endpoints.oauthScope,
    mode.endpoints.loginUrl,
    true,
  );
  if (!hasToken(credentials)) throw new Error("The Bot Framework SDK made no credentials.");
  return () => credentials.getToken();
};
