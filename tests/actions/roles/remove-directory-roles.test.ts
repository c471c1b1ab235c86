import { describe, expect, test } from "@jest/globals";
import { removeDirectoryRoles } from "../../../src/actions/roles/remove-directory-roles.ts";
import { type ActionContext } from "../../../src/actions/context.ts";
import { type Plan } from "../../../src/core/incident/plan.ts";
import { roleTemplates } from "../../../src/sandbox/seed/role-templates.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { planIn, states } from "../runs.ts";
import { exchangeOff, now, subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();

const { undo } = removeDirectoryRoles;
if (!undo) throw new Error("no way back");
const dana = subject(seedIds.exchangeAdmin, "Dana Fox");
const olga = subject(seedIds.globalAdmin, "Olga Admin");
const hugo = subject(seedIds.groupGlobalAdmin, "Hugo Admin");

const preview = (who = dana, context: ActionContext = tenant.context) =>
  removeDirectoryRoles.preview(context, who);
const planned = async (who = dana, context = tenant.context): Promise<Plan> =>
  planIn(await preview(who, context), removeDirectoryRoles, who);
const apply = (plan: Plan, who = dana) => removeDirectoryRoles.apply(tenant.context, who, plan);
const observe = (plan: Plan, who = dana) =>
  removeDirectoryRoles.observe(tenant.context, who, { plan, since: now() });

const timed = {
  id: "timed",
  principalId: seedIds.exchangeAdmin,
  roleDefinitionId: roleTemplates.userAdministrator,
  directoryScopeId: "/",
  _assignmentType: "Activated",
  _endDateTime: "2099-01-01T00:00:00Z",
};

describe("removing administrator roles", () => {
  test("names each role of Entra and of Exchange, in a steady order", async () => {
    await tenant.world("roleAssignments", "timed", timed);
    const plan = await planned();
    expect(plan.items).toEqual([
      {
        id: `active:${roleTemplates.userAdministrator}:/`,
        name: "User Administrator",
        about: "active for a time, until 2099-01-01",
      },
      {
        id: `active:${roleTemplates.exchangeAdministrator}:/`,
        name: "Exchange Administrator",
        about: "active",
      },
      {
        id: "exchange:Organization Management",
        name: "Organization Management",
        about: "role group of Exchange",
      },
      {
        id: "exchange:Recipient Management",
        name: "Recipient Management",
        about: "role group of Exchange",
      },
    ]);
    expect(plan.traits).toEqual(["privileged"]);
    expect(await planned()).toEqual(plan);
    expect(await tenant.ledger()).toEqual([]);
  });

  test("takes them all and gives the same ones back", async () => {
    await tenant.world("roleAssignments", "timed", timed);
    const plan = await planned();
    expect(new Set(states(await apply(plan)))).toEqual(new Set(["accepted"]));
    expect(new Set(states(await observe(plan)))).toEqual(new Set(["observed"]));
    expect(await preview()).toMatchObject({
      kind: "by hand",
      reason: expect.stringContaining("Defender roles are not evaluable"),
    });
    const back = await undo.apply(tenant.context, dana, plan);
    expect(new Set(states(back))).toEqual(new Set(["accepted"]));
    const seen = await undo.observe(tenant.context, dana, { plan, since: now() });
    expect(new Set(states(seen))).toEqual(new Set(["observed"]));
    expect((await planned()).items).toEqual(plan.items);
  });

  test("takes away what could be activated, first", async () => {
    const plan = await planned(olga);
    expect(plan.items.map(({ about }) => about)).toEqual([
      "can be activated",
      "group that it can join",
      "active",
    ]);
    expect(states(await apply(plan, olga))).toEqual(["accepted", "accepted", "accepted"]);
    const kinds = (await tenant.ledger()).map(({ target }) => target.kind);
    expect(kinds.filter((kind) => kind !== "roleScheduleRequest")).toEqual([
      "roleEligibility",
      "groupEligibility",
      "roleAssignment",
      "membership",
    ]);
    expect(states(await observe(plan, olga))).toEqual(["observed", "observed", "observed"]);
    await undo.apply(tenant.context, olga, plan);
    expect((await planned(olga)).items).toEqual(plan.items);
  });

  test("leaves a group with /$ref and never without: the account stays", async () => {
    const plan = await planned(hugo);
    expect(plan.items).toMatchObject([{ id: `group:${seedIds.globalAdminGroup}` }]);
    await apply(plan, hugo);
    await undo.apply(tenant.context, hugo, plan);
    await apply(plan, hugo);
    const deletions = (await tenant.requests()).filter(
      ({ method, path }) => method === "DELETE" && path.includes("/members/"),
    );
    expect(deletions).toHaveLength(2);
    for (const { path } of deletions) expect(path).toMatch(/\/members\/[0-9a-f-]{36}\/\$ref$/);
    const kinds = (await tenant.ledger()).map(({ target }) => target.kind);
    expect(kinds).toEqual(["membership", "membership", "membership"]);
    expect(states(await observe(plan, hugo))).toEqual(["observed"]);
  });

  test("a request that the service still works on is pending, one that it refused isn't observed", async () => {
    const plan = await planned(olga);
    const row = {
      id: "slow",
      _kind: "eligible",
      action: "adminRemove",
      status: "PendingProvisioning",
      principalId: seedIds.globalAdmin,
      roleDefinitionId: roleTemplates.privilegedRoleAdministrator,
      directoryScopeId: "/",
      createdDateTime: "2099-01-01T00:00:00Z",
    };
    await tenant.world("roleScheduleRequests", "slow", row);
    expect(await observe(plan, olga)).toMatchObject([
      { state: "pending", why: "The request is PendingProvisioning." },
      { state: "not observed" },
      { state: "not observed" },
    ]);
    const answers = await apply(plan, olga);
    expect(states(answers)).toEqual(["failed", "accepted", "accepted"]);
    expect(answers[0]?.why).toContain("PendingRoleAssignmentRequest");
    await tenant.world("roleScheduleRequests", "slow", { ...row, status: "Failed" });
    const [refused] = await observe(plan, olga);
    expect(refused).toMatchObject({ state: "not observed", why: expect.stringMatching(/Failed/) });
  });

  test("goes on after a refusal in the middle, and says which", async () => {
    const plan = await planned();
    await tenant.fault({
      match: { pathPattern: "/adminapi/**", cmdlet: "Remove-RoleGroupMember" },
      kind: "403",
    });
    expect(states(await apply(plan))).toEqual(["accepted", "failed", "accepted"]);
    expect(states(await observe(plan))).toEqual(["observed", "not observed", "observed"]);
  });

  test("what somebody else took meanwhile is as asked", async () => {
    const plan = await planned();
    await tenant.world("roleAssignments", "3ywjKSOT_UKt4h0JevPk3K-dana-1", null);
    expect((await apply(plan))[0]).toMatchObject({ state: "accepted" });
    expect((await observe(plan))[0]).toMatchObject({ state: "observed" });
  });

  test("doesn't give back what would have ended by now", async () => {
    await tenant.world("roleAssignments", "timed", timed);
    const plan = await planned();
    await apply(plan);
    const past = JSON.parse(JSON.stringify(plan).replaceAll("2099-", "2020-")) as Plan; // the same plan, years later
    const answers = await undo.apply(tenant.context, dana, past);
    expect(answers.find(({ id }) => id.includes(roleTemplates.userAdministrator))).toMatchObject({
      state: "failed",
      why: expect.stringContaining("Its time is over"),
    });
  });

  test("without Exchange says that its role groups aren't evaluable", async () => {
    const context = { ...tenant.context, exchange: exchangeOff };
    expect((await planned(dana, context)).parameters).toEqual({
      exchangeUnread: "Exchange is off here",
    });
    expect(await preview(subject(seedIds.marta), context)).toMatchObject({
      kind: "by hand",
      reason: expect.stringContaining("role groups not evaluable"),
    });
  });

  test.each([
    ["an emergency account", seedIds.breakGlass],
    ["an account that is gone", "11111111-2222-4333-8444-555555555555"],
  ])("leaves %s to people", async (_who, id) => {
    expect(await preview(subject(id))).toMatchObject({ kind: "by hand" });
  });

  test("never takes one of the last two Global Administrators", async () => {
    await tenant.world("users", seedIds.secondGlobalAdmin, { accountEnabled: false });
    await tenant.world("users", seedIds.groupGlobalAdmin, { accountEnabled: false });
    expect(await preview(olga)).toMatchObject({ kind: "by hand", never: true });
  });

  test("a role list that can't be read is no empty list", async () => {
    const pathPattern = "/roleManagement/directory/roleEligibilityScheduleInstances";
    await tenant.fault({ match: { pathPattern }, kind: "403", times: 9 });
    expect(await preview()).toMatchObject({ kind: "by hand" });
  });
});
