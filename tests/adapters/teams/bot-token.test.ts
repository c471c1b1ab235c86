import { describe, expect, test } from "@jest/globals";
import { makeBotToken } from "../../../src/adapters/teams/bot-token.ts";
import { type BotCredential } from "../../../src/adapters/teams/options.ts";
import { appId, issuerName, tenantId } from "./teams-world.ts";

const from = (credential: BotCredential) =>
  makeBotToken({
    appId,
    tenantId,
    credential,
    endpoints: {
      loginUrl: `https://login.microsoftonline.com/${tenantId}`,
      oauthScope: issuerName,
      tokenIssuer: issuerName,
      openIdMetadataUrl: "http://127.0.0.1:1/",
      oauthUrl: issuerName,
    },
  });

describe("the bot's credential", () => {
  test("a token given from outside is passed on", async () => {
    const token = await from({ kind: "token", token: () => Promise.resolve("abc") });
    expect(await token()).toBe("abc");
  });

  test("a secret and a managed identity are accepted without a call", async () => {
    expect(await from({ kind: "secret", secret: "s" })).toBeInstanceOf(Function);
    expect(await from({ kind: "managed-identity" })).toBeInstanceOf(Function);
  });

  test("an empty secret is refused at the start", async () => {
    await expect(from({ kind: "secret", secret: " " })).rejects.toThrow("MicrosoftAppPassword");
  });

  test.each([
    ["no private key", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"],
    ["PEM", "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"],
  ])("a certificate file is refused at the start: %s", async (message, pem) => {
    await expect(from({ kind: "certificate", pem })).rejects.toThrow(message);
  });
});
