/** What lets somebody sign in as an app: secrets, certificates, federated credentials; on both of its objects. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { read, readAll, odataText } from "../read.ts";
import { type App } from "./app.ts";

const text = z.string().nullish();

const passwordSchema = z.object({
  keyId: z.string(),
  displayName: text,
  hint: text,
  startDateTime: text,
  endDateTime: text,
});

/** `key` is the public part; Graph sends it for one object and only when asked for. */
const certificateSchema = z.looseObject({
  keyId: z.string(),
  displayName: text,
  customKeyIdentifier: text,
  startDateTime: text,
  endDateTime: text,
  key: text,
});
/** A certificate as Graph sent it, whole, because it is sent back whole (Graph keyCredential resource). */
export type Certificate = z.infer<typeof certificateSchema>;

const holderSchema = z.object({
  id: z.string(),
  passwordCredentials: z.array(passwordSchema),
  keyCredentials: z.array(certificateSchema),
});

const federatedSchema = z.object({ id: z.string(), name: text, issuer: text, subject: text });

/** The object that holds a credential, by the name of its collection in Graph. */
export type HolderKind = "applications" | "servicePrincipals";

/** Path of one holder by object id. */
export const holderPath = (kind: HolderKind, id: string, rest = ""): string =>
  `/v1.0/${kind}/${encodeURIComponent(id)}${rest}`;

/** One holder with its credentials. `keyCredentials` has the public keys (graph.md I58). */
export const readHolder = async (
  { graph }: Pick<ActionContext, "graph">,
  kind: HolderKind,
  id: string,
): Promise<z.infer<typeof holderSchema>> =>
  read(graph, holderPath(kind, id, "?$select=id,passwordCredentials,keyCredentials"), holderSchema);

/** A credential by what it is and where it is; never a secret, which nobody can read anyway. */
export type Credential = {
  readonly kind: "secret" | "certificate" | "federated credential";
  readonly holder: HolderKind;
  readonly holderId: string;
  readonly keyId: string;
  readonly name: string;
  /** Hint of a secret, thumbprint of a certificate, issuer and subject of a federated one. */
  readonly mark: string;
  /** ISO 8601; null where Entra doesn't say. The adder may choose it. */
  readonly from: string | null;
  readonly until: string | null;
};

const datesOf = (found: {
  startDateTime?: string | null | undefined;
  endDateTime?: string | null | undefined;
}) => ({
  from: found.startDateTime ?? null,
  until: found.endDateTime ?? null,
});

/** Secrets and certificates of one holder. */
const credentialsOf = async (
  context: Pick<ActionContext, "graph">,
  holder: HolderKind,
  holderId: string,
): Promise<readonly Credential[]> => {
  const found = await readHolder(context, holder, holderId);
  const secrets = found.passwordCredentials.map((secret): Credential => ({
    kind: "secret",
    holder,
    holderId,
    keyId: secret.keyId,
    name: secret.displayName ?? "",
    mark: secret.hint ?? "",
    ...datesOf(secret),
  }));
  const certificates = found.keyCredentials.map((certificate): Credential => ({
    kind: "certificate",
    holder,
    holderId,
    keyId: certificate.keyId,
    name: certificate.displayName ?? "",
    mark: certificate.customKeyIdentifier ?? "",
    ...datesOf(certificate),
  }));
  return [...secrets, ...certificates];
};

const federatedOf = async (
  { graph }: Pick<ActionContext, "graph">,
  holderId: string,
): Promise<readonly Credential[]> => {
  const path = holderPath("applications", holderId, "/federatedIdentityCredentials");
  const found = await readAll(graph, path, federatedSchema);
  return found.map((entry) => ({
    kind: "federated credential",
    holder: "applications",
    holderId,
    keyId: entry.id,
    name: entry.name ?? "",
    mark: `${entry.issuer ?? ""} ${entry.subject ?? ""}`.trim(),
    from: null,
    until: null,
  }));
};

/** The application of a service principal, where it is registered in this tenant. */
export const readApplicationId = async (
  { graph }: Pick<ActionContext, "graph">,
  { appId }: Pick<App, "appId">,
): Promise<string | undefined> => {
  const filter = encodeURIComponent(`appId eq ${odataText(appId)}`);
  const path = `/v1.0/applications?$filter=${filter}&$select=id`;
  return (await readAll(graph, path, z.object({ id: z.string() })))[0]?.id;
};

/** Stable over previews and unique: a key id may be on both objects. */
export const credentialId = ({ kind, holder, keyId }: Credential): string =>
  `${holder === "applications" ? "application" : "service principal"} ${kind}:${keyId}`;

/** All credentials of an app, sorted: those of its service principal and, where it is ours, of its application. */
export const readCredentials = async (
  context: Pick<ActionContext, "graph">,
  app: { readonly id: string; readonly appId: string },
): Promise<{
  readonly credentials: readonly Credential[];
  readonly applicationId: string | undefined;
}> => {
  const applicationId = await readApplicationId(context, app);
  const lists = await Promise.all([
    credentialsOf(context, "servicePrincipals", app.id),
    applicationId === undefined ? [] : credentialsOf(context, "applications", applicationId),
    applicationId === undefined ? [] : federatedOf(context, applicationId),
  ]);
  const credentials = lists.flat().sort((a, b) => (credentialId(a) < credentialId(b) ? -1 : 1));
  return { credentials, applicationId };
};
