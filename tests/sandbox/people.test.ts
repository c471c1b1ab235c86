import { describe, expect, test } from "@jest/globals";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { adIds } from "../../src/sandbox/seed/seed-people.ts";
import { codeOf, ledgerOf, textOf, valueOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

const rig = rigForFile();

describe("accounts behind Defender for Identity", () => {
  const base = "/security/identities/identityAccounts";
  const one = `${base}/${adIds.nilsIdentity}`;
  const order = {
    accountId: adIds.nilsAccount,
    action: "disable",
    identityProvider: "activeDirectory",
  };
  const isEnabled = async () => (await rig.graph("GET", one)).body["isEnabled"];

  test("are found by their security identifier, exactly", async () => {
    const filter = encodeURIComponent(`onPremisesSecurityIdentifier eq '${adIds.nilsSid}'`);
    const found = valueOf(await rig.graph("GET", `${base}?$filter=${filter}`));
    expect(found).toMatchObject([{ id: adIds.nilsIdentity, isEnabled: true }]);
    expect(JSON.stringify(found)).not.toContain('"_');
    expect(valueOf(await rig.graph("GET", base))).toHaveLength(2);
  });

  test("are disabled by a sensor some seconds after the answer, and enabled again", async () => {
    const answer = await rig.graph("POST", `${one}/invokeAction`, order);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      value: { accountId: adIds.nilsAccount, action: "disable", provider: "activeDirectory" },
    });
    expect(await isEnabled()).toBe(true);
    rig.pass(21_000);
    expect(await isEnabled()).toBe(false);
    const qualified = `${one}/microsoft.graph.security.invokeAction`;
    expect((await rig.graph("POST", qualified, { ...order, action: "enable" })).status).toBe(200);
    expect(await isEnabled()).toBe(false);
    rig.pass(21_000);
    expect(await isEnabled()).toBe(true);
    const changes = (await ledgerOf(rig)).map(({ change }) => change["isEnabled"]);
    expect(changes).toEqual([
      { from: true, to: false },
      { from: false, to: true },
    ]);
  });

  test("a forced reset is noted and disables nobody", async () => {
    const answer = await rig.graph("POST", `${one}/invokeAction`, {
      ...order,
      action: "forcePasswordReset",
    });
    expect(answer.status).toBe(200);
    rig.pass(21_000);
    expect(await isEnabled()).toBe(true);
  });

  test.each([
    ["another provider", { ...order, identityProvider: "entraID" }],
    ["an action of Okta's", { ...order, action: "revokeAllSessions" }],
    ["somebody else's account", { ...order, accountId: seedIds.synced }],
    ["a member too many", { ...order, force: true }],
    ["nothing", {}],
  ])("%s is refused and changes nothing", async (_what, body) => {
    const answer = await rig.graph("POST", `${one}/invokeAction`, body);
    expect([answer.status, codeOf(answer)]).toEqual([400, "BadRequest"]);
    expect(await ledgerOf(rig)).toEqual([]);
  });

  test("a stranger isn't there", async () => {
    expect((await rig.graph("GET", `${base}/nobody`)).status).toBe(404);
    expect((await rig.graph("POST", `${base}/nobody/invokeAction`, order)).status).toBe(404);
  });
});

describe("access passes", () => {
  const path = `/users/${seedIds.marta}/authentication/temporaryAccessPassMethods`;

  test("are shown once, one for each person, and the new one replaces the old", async () => {
    const first = await rig.graph("POST", path, { lifetimeInMinutes: 60, isUsableOnce: true });
    expect(first.status).toBe(201);
    const pass = textOf(first.body, "temporaryAccessPass");
    expect(pass.length).toBeGreaterThan(7);
    expect(first.body).toMatchObject({ isUsable: true, methodUsabilityReason: "EnabledByPolicy" });
    const second = await rig.graph("POST", path, {});
    const listed = valueOf(await rig.graph("GET", path));
    expect(listed).toMatchObject([{ id: textOf(second.body, "id"), temporaryAccessPass: null }]);
    for (const where of ["/ledger", "/requests", "/state"]) {
      expect(JSON.stringify(await rig.control("GET", where))).not.toContain(pass);
    }
    const methods = `/users/${seedIds.marta}/authentication/methods`;
    expect(valueOf(await rig.graph("GET", methods))).toHaveLength(6);
  });

  test("run out, begin later, and are deleted once", async () => {
    const startDateTime = "2026-03-02T10:00:00Z";
    const { body } = await rig.graph("POST", path, { lifetimeInMinutes: 10, startDateTime });
    expect(body).toMatchObject({ isUsable: false, methodUsabilityReason: "NotYetValid" });
    const one = `${path}/${textOf(body, "id")}`;
    await rig.control("POST", "/world", {
      table: "authenticationMethods",
      key: `${seedIds.marta}/${textOf(body, "id")}`,
      set: { startDateTime: "2026-03-02T08:00:00Z" },
    });
    expect((await rig.graph("GET", one)).body).toMatchObject({
      isUsable: false,
      methodUsabilityReason: "Expired",
    });
    expect((await rig.graph("DELETE", one)).status).toBe(204);
    expect((await rig.graph("DELETE", one)).status).toBe(404);
  });

  test("aren't for guests, nor against the policy, nor for so short or so long", async () => {
    const guest = `/users/${seedIds.guest}/authentication/temporaryAccessPassMethods`;
    expect((await rig.graph("POST", guest, {})).status).toBe(400);
    for (const lifetimeInMinutes of [9, 43_201, 60.5, "60"]) {
      expect((await rig.graph("POST", path, { lifetimeInMinutes })).status).toBe(400);
    }
    expect((await rig.graph("POST", path, { temporaryAccessPass: "mine" })).status).toBe(400);
    await rig.control("POST", "/world", {
      table: "policies",
      key: "authenticationMethodConfigurations/TemporaryAccessPass",
      set: { state: "disabled" },
    });
    expect((await rig.graph("POST", path, {})).status).toBe(400);
    expect(await ledgerOf(rig)).toEqual([]);
  });
});

describe("sign-in methods of every kind", () => {
  const base = `/users/${seedIds.synced}/authentication`;
  const remove = async (kind: string, id: string) =>
    (await rig.graph("DELETE", `${base}/${kind}Methods/${id}`)).status;
  const only = async (kind: string) =>
    textOf(valueOf(await rig.graph("GET", `${base}/${kind}Methods`))[0], "id");
  const mobile = "3179e48a-750b-4051-897c-87b9720928f7";
  const alternate = "b6332ec1-7057-4abe-9331-3d72feddfe41";

  test("go one by one: the alternate phone before the mobile one, the default last", async () => {
    expect(await remove("phone", mobile)).toBe(400);
    expect(await remove("phone", alternate)).toBe(204);
    expect(await remove("phone", mobile)).toBe(400);
    for (const kind of ["email", "windowsHelloForBusiness", "platformCredential", "external"]) {
      const path = kind === "external" ? "externalAuthentication" : kind;
      const id = await only(path);
      expect(await remove(path, id)).toBe(204);
      expect(await remove(path, id)).toBe(404);
    }
    expect(await remove("phone", mobile)).toBe(204);
    expect(valueOf(await rig.graph("GET", `${base}/methods`))).toHaveLength(1);
    expect(await ledgerOf(rig)).toHaveLength(6);
  });

  test("can't be deleted without their kind, the password not at all", async () => {
    expect((await rig.graph("DELETE", `${base}/methods/${mobile}`)).status).toBeGreaterThan(399);
    const password = "28c10230-6103-485e-b985-444c60001490";
    expect(await remove("password", password)).toBe(405);
    expect(await ledgerOf(rig)).toEqual([]);
  });
});

test("a federated account's password can't be set here, its sign-in can be blocked", async () => {
  await rig.control("POST", "/world", {
    table: "domains",
    key: "contoso.example",
    set: { authenticationType: "Federated" },
  });
  const marta = `/users/${seedIds.marta}`;
  const passwordProfile = { password: "Correct-Horse-9" };
  const refused = await rig.graph("PATCH", marta, { passwordProfile });
  expect([refused.status, codeOf(refused)]).toEqual([400, "Request_BadRequest"]);
  expect((await rig.graph("PATCH", marta, { accountEnabled: false })).status).toBe(204);
});
