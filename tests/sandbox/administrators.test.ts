import { describe, expect, test } from "@jest/globals";
import { roleTemplates } from "../../src/sandbox/seed/role-templates.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { codeOf, ledgerOf, valueOf, withdraw } from "./client.ts";
import { rigForFile } from "./rig.ts";

const rig = rigForFile();

const disable = async (id: string): Promise<number> =>
  (await rig.graph("PATCH", `/users/${id}`, { accountEnabled: false })).status;
const reset = async (id: string): Promise<number> => {
  const passwordProfile = { password: "Correct-Horse-9" };
  return (await rig.graph("PATCH", `/users/${id}`, { passwordProfile })).status;
};
const give = (principalId: string, roleDefinitionId: string) =>
  rig.control("POST", "/world", {
    table: "roleAssignments",
    key: "given",
    set: { id: "given", principalId, roleDefinitionId, directoryScopeId: "/" },
  });

const administrators = [
  ["a Global Administrator", seedIds.globalAdmin],
  ["a Global Administrator through a group", seedIds.groupGlobalAdmin],
  ["an Exchange Administrator", seedIds.exchangeAdmin],
] as const;

describe("sign-in and password of an administrator", () => {
  test.each(administrators)("of %s can be changed with the role for it", async (_who, id) => {
    expect([await disable(id), await reset(id)]).toEqual([204, 204]);
  });

  test.each(administrators)("of %s are out of reach without it", async (_who, id) => {
    await withdraw(rig, seedIds.privilegedAuthenticationGrant);
    const answer = await rig.graph("PATCH", `/users/${id}`, { accountEnabled: false });
    expect([answer.status, codeOf(answer)]).toEqual([403, "Authorization_RequestDenied"]);
    expect(await reset(id)).toBe(403);
    expect(await ledgerOf(rig)).toEqual([]);
  });

  test("of a helpdesk administrator need User Administrator, of others it is the password", async () => {
    await give(seedIds.jonasSales, roleTemplates.helpdeskAdministrator);
    await withdraw(rig, seedIds.privilegedAuthenticationGrant);
    expect(await disable(seedIds.jonasSales)).toBe(204);
    await withdraw(rig, seedIds.userAdministratorGrant);
    const { jonasSales, jonasLegal } = seedIds;
    expect([await reset(jonasSales), await disable(jonasLegal), await reset(jonasLegal)]).toEqual([
      403, 204, 403,
    ]);
  });

  test("under restricted management are out of reach with any role", async () => {
    const set = { isManagementRestricted: true };
    await rig.control("POST", "/world", { table: "users", key: seedIds.marta, set });
    expect(await disable(seedIds.marta)).toBe(403);
  });
});

describe("who holds Global Administrator", () => {
  test("is listed with what each holder is", async () => {
    const filter = encodeURIComponent(`roleDefinitionId eq '${roleTemplates.globalAdministrator}'`);
    const path = `/roleManagement/directory/roleAssignments?$filter=${filter}&$expand=principal`;
    const holders = valueOf(await rig.graph("GET", path));
    expect(holders.map(({ principal }) => principal)).toMatchObject([
      { "@odata.type": "#microsoft.graph.user", displayName: "Olga Admin" },
      { "@odata.type": "#microsoft.graph.user", displayName: "Break Glass" },
      { "@odata.type": "#microsoft.graph.user", displayName: "Karin Admin" },
      { "@odata.type": "#microsoft.graph.group", displayName: "Global Administrators" },
    ]);
  });

  test("is found in groups, and a group that isn't there has nobody", async () => {
    const of = (group: string) => rig.graph("GET", `/groups/${group}/transitiveMembers?$select=id`);
    expect(valueOf(await of(seedIds.globalAdminGroup))).toEqual([
      { "@odata.type": "#microsoft.graph.user", id: seedIds.groupGlobalAdmin },
    ]);
    expect((await of(seedIds.marta)).status).toBe(404);
  });
});

describe("what happens without Cordon", () => {
  test("is seen at once, isn't in the ledger, and is gone with a reset", async () => {
    const read = async () =>
      (await rig.graph("GET", `/users/${seedIds.marta}?$select=accountEnabled,displayName`)).body;
    const set = { accountEnabled: false };
    await rig.control("POST", "/world", { table: "users", key: seedIds.marta, set });
    expect(await read()).toMatchObject({ accountEnabled: false, displayName: "Marta Oliveira" });
    expect(await ledgerOf(rig)).toEqual([]);
    await rig.control("POST", "/reset");
    expect(await read()).toMatchObject({ accountEnabled: true });
  });

  test("takes an account away", async () => {
    await rig.control("POST", "/world", { table: "users", key: seedIds.disabled, set: null });
    expect((await rig.graph("GET", `/users/${seedIds.disabled}`)).status).toBe(404);
  });

  test.each([{}, { table: "people", key: "x", set: {} }, { table: "users", key: "", set: {} }])(
    "is refused in another shape: %j",
    async (body) => {
      expect(await rig.control("POST", "/world", body)).toEqual({ error: expect.any(String) });
    },
  );
});
