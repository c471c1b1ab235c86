import { ClientSecretCredential } from "@azure/identity";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { codeOf, openRig, type Rig, start, textOf } from "./client.ts";

describe("signing in to the simulated tenant", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig();
  });
  afterEach(async () => {
    await rig.close();
  });

  const credential = (secret: string): ClientSecretCredential =>
    new ClientSecretCredential(rig.sandbox.tenantId, rig.sandbox.clientId, secret, {
      authorityHost: rig.sandbox.url,
      disableInstanceDiscovery: true,
      tlsOptions: { ca: rig.sandbox.caPem },
      retryOptions: { maxRetries: 0 },
    });

  test("Azure Identity gets a token for a scope of the sandbox's own, and Graph takes it", async () => {
    const { token } = await credential(rig.sandbox.clientSecret).getToken(
      `${rig.sandbox.url}/.default`,
    );
    const answer = await rig.raw("/v1.0/users", { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
  });

  test("Azure Identity is told about a wrong secret", async () => {
    await expect(
      credential("wrong").getToken("https://graph.microsoft.com/.default"),
    ).rejects.toThrow(/AADSTS7000215/);
  });

  test("an unknown application and an unknown scope get no token", async () => {
    const wrongScope = await rig.token("https://vault.azure.net/.default");
    expect(wrongScope.status).toBe(400);
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "99999999-0000-4000-8000-000000000000",
      client_secret: rig.sandbox.clientSecret,
      scope: "https://graph.microsoft.com/.default",
    });
    const path = `/${rig.sandbox.tenantId}/oauth2/v2.0/token`;
    const stranger = await rig.raw(path, { method: "POST", body: form });
    expect(await stranger.text()).toContain("AADSTS700016");
  });

  test("no token, a forged one and one for the other API are refused in Graph's words", async () => {
    const missing = await rig.graph("GET", "/users", undefined, { authorization: "" });
    expect([missing.status, codeOf(missing)]).toEqual([401, "InvalidAuthenticationToken"]);
    const other = await rig.token("https://outlook.office365.com/.default");
    const foreign = textOf(other.body, "access_token");
    const forged = `${foreign.slice(0, -4)}AAAA`;
    for (const token of [foreign, forged]) {
      const refused = await rig.graph("GET", "/users", undefined, {
        authorization: `Bearer ${token}`,
      });
      expect(refused.status).toBe(401);
    }
  });

  test("a token is good for an hour of the real clock and no longer, however fast the tenant's runs", async () => {
    let real = start.getTime();
    const fast = await openRig({ realNow: () => new Date(real) });
    try {
      fast.pass(600 * 3_600_000);
      real += 3_599_000;
      expect((await fast.graph("GET", "/users")).status).toBe(200);
      real += 1_000;
      expect((await fast.graph("GET", "/users")).status).toBe(401);
    } finally {
      await fast.close();
    }
  });

  test("a client that doesn't know the authority doesn't connect", async () => {
    await expect(fetch(`${rig.sandbox.url}/_sandbox/ledger`)).rejects.toThrow("fetch failed");
  });
});
