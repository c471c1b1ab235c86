/** What a target is goes into its plan, and decides how many people it takes. */
import { describe, expect, test } from "@jest/globals";
import { type ActionContext } from "../../src/actions/context.ts";
import { type Action } from "../../src/actions/contract.ts";
import { blockSignIn } from "../../src/actions/identity/block-sign-in.ts";
import { resetPassword } from "../../src/actions/identity/reset-password.ts";
import { revokeSignInSessions } from "../../src/actions/identity/revoke-sign-in-sessions.ts";
import { type Plan } from "../../src/core/incident/plan.ts";
import { roleTemplates } from "../../src/sandbox/seed/role-templates.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { planIn } from "./runs.ts";
import { subject } from "./tenant.ts";
import { tenantForFile } from "./tenant-for-file.ts";

const tenant = tenantForFile();

const planned = async (
  action: Action,
  id: string,
  context: ActionContext = tenant.context,
): Promise<Plan> => planIn(await action.preview(context, subject(id)), action, subject(id));

const group = "11112222-3333-4444-8555-666677778888";
const assign = (table: "roleAssignments" | "roleEligibilities", who: string, role: string) =>
  tenant.world(table, "given", {
    id: "given",
    principalId: who,
    roleDefinitionId: role,
    directoryScopeId: "/",
  });
const makeGroup = () =>
  tenant.world("directoryObjects", group, {
    "@odata.type": "#microsoft.graph.group",
    id: group,
    displayName: "Tier 0",
    isAssignableToRole: true,
  });
const join = () =>
  tenant.world("memberships", "joined", {
    id: "joined",
    memberId: seedIds.marta,
    containerId: group,
  });
const mayJoin = () =>
  tenant.world("groupEligibilities", "open", {
    id: "open",
    principalId: seedIds.marta,
    groupId: group,
    accessId: "member",
  });

const global = ["global administrator", "privileged"];

describe("a plan says of its target", () => {
  test.each([
    ["nothing where there is nothing to say", seedIds.marta, [], 1],
    ["that it is privileged", seedIds.exchangeAdmin, ["privileged"], 2],
    ["that it is a Global Administrator", seedIds.globalAdmin, global, 3],
    ["that it is one through a group", seedIds.groupGlobalAdmin, global, 3],
    ["that it is a guest", seedIds.guest, ["guest"], 1],
    ["that another organisation signs it in", seedIds.b2bMember, ["guest"], 1],
  ])("%s", async (_what, id, traits, tier) => {
    expect(await planned(blockSignIn, id)).toMatchObject({ traits, tier });
  });

  test.each([
    [
      "can activate Global Administrator",
      global,
      async () => {
        await assign("roleEligibilities", seedIds.marta, roleTemplates.globalAdministrator);
      },
    ],
    [
      "can activate another role",
      ["privileged"],
      async () => {
        await assign("roleEligibilities", seedIds.marta, roleTemplates.privilegedRoleAdministrator);
      },
    ],
    [
      "is in a group to which roles can be given",
      ["privileged"],
      async () => {
        await makeGroup();
        await join();
      },
    ],
    [
      "is in a group that can activate Global Administrator",
      global,
      async () => {
        await makeGroup();
        await join();
        await assign("roleEligibilities", group, roleTemplates.globalAdministrator);
      },
    ],
    [
      "can join a group to which roles can be given",
      ["privileged"],
      async () => {
        await makeGroup();
        await mayJoin();
      },
    ],
    [
      "can join a group that holds Global Administrator",
      global,
      async () => {
        await makeGroup();
        await mayJoin();
        await assign("roleAssignments", group, roleTemplates.globalAdministrator);
      },
    ],
    [
      "can join a group that isn't shown",
      ["privileged"],
      async () => {
        await mayJoin();
      },
    ],
  ])("that it %s", async (_what, traits, given) => {
    await given();
    expect((await planned(revokeSignInSessions, seedIds.marta)).traits).toEqual(traits);
  });

  test("that it is a responder's, sorted with the rest", async () => {
    const never = { ...tenant.context.never, responder: () => ({ quorumHolds: true }) };
    const context = { ...tenant.context, never };
    const plan = await planned(blockSignIn, seedIds.exchangeAdmin, context);
    expect(plan).toMatchObject({ traits: ["privileged", "responder"], tier: 3 });
  });

  test("nothing of a role that only reads", async () => {
    await assign("roleAssignments", seedIds.marta, roleTemplates.directoryReaders);
    expect((await planned(blockSignIn, seedIds.marta)).traits).toEqual([]);
  });

  test("what it became since: another plan, so a vote for the first is void", async () => {
    const before = await planned(blockSignIn, seedIds.marta);
    await assign("roleAssignments", seedIds.marta, roleTemplates.exchangeAdministrator);
    expect(await planned(blockSignIn, seedIds.marta)).toEqual({
      ...before,
      traits: ["privileged"],
      tier: 2,
    });
  });
});

describe("an administrator's account", () => {
  const olga = subject(seedIds.globalAdmin, "Olga Admin");

  test("is blocked and enabled again with the role for it", async () => {
    const plan = await planned(blockSignIn, olga.id);
    const since = tenant.context.now();
    await blockSignIn.apply(tenant.context, olga, plan);
    const [seen] = await blockSignIn.observe(tenant.context, olga, { plan, since });
    expect(seen?.state).toBe("observed");
    await blockSignIn.undo?.apply(tenant.context, olga, plan);
    expect((await tenant.ledger()).map(({ change }) => change)).toEqual([
      { accountEnabled: { from: true, to: false } },
      { accountEnabled: { from: false, to: true } },
    ]);
  });

  test.each([blockSignIn, resetPassword])(
    "isn't changed without it, and the answer names the role: %#",
    async (action) => {
      const plan = await planned(action, olga.id);
      await tenant.world("roleAssignments", seedIds.privilegedAuthenticationGrant, null);
      const [answer] = await action.apply(tenant.context, olga, plan);
      expect(answer).toMatchObject({
        state: "failed",
        why: expect.stringContaining("needs the role Privileged Authentication Administrator."),
      });
      expect(await tenant.ledger()).toEqual([]);
    },
  );
});

test("a password that may not be reset names the smaller role for everybody else", async () => {
  const marta = subject(seedIds.marta);
  const plan = await planned(resetPassword, marta.id);
  for (const grant of [seedIds.privilegedAuthenticationGrant, seedIds.userAdministratorGrant]) {
    await tenant.world("roleAssignments", grant, null);
  }
  const [answer] = await resetPassword.apply(tenant.context, marta, plan);
  expect(answer?.state).toBe("failed");
  expect(answer?.why).toContain("needs the role User Administrator.");
});
