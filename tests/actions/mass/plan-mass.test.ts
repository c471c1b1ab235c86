import { beforeEach, describe, expect, test } from "@jest/globals";
import {
  planMass,
  type MassContext,
  type MassPreview,
} from "../../../src/actions/mass/plan-mass.ts";
import { blockSignIn } from "../../../src/actions/identity/block-sign-in.ts";
import { revokeSignInSessions } from "../../../src/actions/identity/revoke-sign-in-sessions.ts";
import { type MassAction } from "../../../src/actions/contract.ts";
import { objectId } from "../../../src/core/shared/ids.ts";
import { playgroundPeople, seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { addCrowd, type Crowd } from "./crowd.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();
let crowd: Crowd;
beforeEach(async () => {
  crowd = await addCrowd(tenant, {
    count: 60,
    admins: 4,
    guests: 5,
    disabled: 3,
    restricted: 2,
  });
});

const massOf = (action: { readonly mass?: MassAction }): MassAction => {
  if (!action.mass) throw new Error("it isn't fit for lists");
  return action.mass;
};
const block = massOf(blockSignIn);
const revoke = massOf(revokeSignInSessions);

const plan = (
  targets: readonly string[],
  mass = block,
  never: Partial<MassContext["never"]> = {},
): Promise<MassPreview> =>
  planMass(
    {
      graph: tenant.graph,
      batch: tenant.graph,
      never: { ...tenant.context.never, ...never },
    },
    mass,
    targets,
  );

const reasons = ({ excluded }: MassPreview): Record<string, number> =>
  Object.fromEntries(excluded.map(({ why, count }) => [why, count]));
const ids = (rows: MassPreview["plain"]): readonly string[] => rows.map(({ id }) => id);

describe("a list is parted", () => {
  test("into plain accounts, administrators, and those left out, which add up", async () => {
    const found = await plan(crowd.ids);
    expect(ids(found.plain)).toEqual([...crowd.guests, ...crowd.ids.slice(14)].sort());
    expect(ids(found.privileged)).toEqual(crowd.admins);
    expect(found.privileged[0]).toMatchObject({ traits: ["privileged"] });
    expect(reasons(found)).toEqual({
      "done already": 3,
      "restricted administrative unit": 2,
    });
    expect(found.plain[0]).toMatchObject({
      name: expect.stringMatching(/^Crowd/),
      before: { accountEnabled: true },
      traits: ["guest"],
    });
  });

  test("who is left out is named, with the address where there is one, and the reason", async () => {
    const gone = "99999999-0000-4000-8000-000000000001";
    const [disabled = ""] = crowd.disabled;
    const found = await plan([gone, disabled, "crowd.00020@contoso.example", crowd.ids[19] ?? ""]);
    const twice = crowd.ids[19] ?? "";
    expect(found.left).toEqual([
      { target: gone, address: "", why: "not found in the tenant" },
      { target: disabled, address: expect.stringMatching(/^crowd\.\d{5}@/u), why: "done already" },
      { target: twice, address: "crowd.00020@contoso.example", why: "in the list twice" },
    ]);
    const all = await plan(crowd.ids);
    expect(all.left).toHaveLength(all.excluded.reduce((sum, { count }) => sum + count, 0));
  });

  test("guests are left out where the action doesn't reach them", async () => {
    const found = await plan(crowd.ids, revoke);
    expect(ids(found.plain)).not.toEqual(expect.arrayContaining([...crowd.guests]));
    const guest = Object.entries(reasons(found)).find(([why]) => why.startsWith("guest:"));
    expect(guest?.[1]).toBe(5);
  });

  test("emergency accounts, Cordon's own, responders, unknown and repeated ones are never touched", async () => {
    const plain = crowd.ids.slice(14, 20);
    const gone = "99999999-0000-4000-8000-000000000001";
    const found = await plan(
      [
        seedIds.breakGlass,
        playgroundPeople[0].id,
        gone,
        "nobody.here@contoso.example",
        ...plain,
        "crowd.00015@contoso.example",
        seedIds.marta,
      ],
      block,
      {
        own: [seedIds.marta],
        responder: (id) => (id === playgroundPeople[0].id ? { quorumHolds: true } : undefined),
      },
    );
    expect(ids(found.plain)).toEqual(plain);
    expect(reasons(found)).toEqual({
      "not found in the tenant": 2,
      "emergency account": 1,
      "responder: contain it by a step of its own": 1,
      "in the list twice": 1,
      "Cordon's own": 1,
    });
  });

  test("by user principal names as well, and the same tenant gives the same list", async () => {
    const byName = await plan(["crowd.00020@contoso.example", "crowd.00019@contoso.example"]);
    expect(byName).toEqual(await plan([crowd.ids[18] ?? "", crowd.ids[19] ?? ""]));
    expect(ids(byName.plain)).toEqual(crowd.ids.slice(18, 20));
  });

  test("roles through groups, and roles that can be activated, count", async () => {
    const [, , , , , ...others] = crowd.ids;
    const [member = "", eligible = ""] = others.slice(20);
    await tenant.world("memberships", "m1", {
      id: "m1",
      memberId: member,
      containerId: seedIds.globalAdminGroup,
    });
    await tenant.world("roleEligibilities", "e1", {
      id: "e1",
      principalId: eligible,
      roleDefinitionId: "fe930be7-5e62-47db-91af-98c3a49a38b1",
      directoryScopeId: "/",
    });
    const found = await plan([member, eligible]);
    expect(found.plain).toEqual([]);
    expect(found.privileged.map(({ id, traits }) => [id, traits])).toEqual([
      [member, ["global administrator", "privileged"]],
      [eligible, ["privileged"]],
    ]);
  });

  test("the last Global Administrators are taken together or not at all", async () => {
    const admins = [seedIds.globalAdmin, seedIds.secondGlobalAdmin, seedIds.groupGlobalAdmin];
    const one = await plan([seedIds.globalAdmin]);
    expect(ids(one.privileged)).toEqual([seedIds.globalAdmin]);
    const all = await plan([...admins, crowd.ids[30] ?? ""]);
    expect(all.privileged).toEqual([]);
    expect(ids(all.plain)).toEqual([crowd.ids[30]]);
    const why = "fewer than two Global Administrators would be left";
    expect(reasons(all)).toEqual({ [why]: 3 });
    expect(all.left.map(({ target }) => target).sort()).toEqual([...admins].sort());
    expect(new Set(all.left.map((one) => one.why))).toEqual(new Set([why]));
  });

  test("what attack disruption disabled is said to be its doing", async () => {
    const id = objectId.parse(crowd.disabled[0]);
    await tenant.world("directoryAudits", "a1", {
      id: "a1",
      activityDisplayName: "Disable account",
      activityDateTime: "2026-03-02T08:41:00Z",
      category: "UserManagement",
      result: "success",
      initiatedBy: { app: { displayName: "Microsoft Defender XDR" }, user: null },
      targetResources: [{ id, type: "User" }],
    });
    expect(reasons(await plan(crowd.disabled))).toEqual({
      "done already": 2,
      "done already, by Defender's attack disruption": 1,
    });
  });
});

describe("what can't be read", () => {
  test("for now stops the plan; nothing is proposed of half a list", async () => {
    const path = `/users/${crowd.ids[20] ?? ""}`;
    await tenant.fault({ match: { pathPattern: path }, kind: "503", times: 20 });
    await expect(plan(crowd.ids)).rejects.toMatchObject({ name: "TenantFault", status: 503 });
  }, 60_000);

  test("for good is left out and said", async () => {
    const path = `/users/${crowd.ids[20] ?? ""}`;
    await tenant.fault({ match: { pathPattern: path }, kind: "403", times: 20 });
    const found = await plan(crowd.ids);
    expect(reasons(found)["can't be read by Cordon"]).toBe(1);
    expect(ids(found.plain)).not.toContain(crowd.ids[20]);
  });

  test("of the privileged principals stops the plan", async () => {
    await tenant.fault({ match: { pathPattern: "/groups" }, kind: "403" });
    await expect(plan(crowd.ids)).rejects.toMatchObject({ kind: "refused" });
  });
});

test("a plan only reads: 60 accounts are 3 batches, and nothing is in the ledger", async () => {
  await plan(crowd.ids);
  const requests = await tenant.requests();
  expect(requests.filter(({ path }) => path === "/v1.0/$batch")).toHaveLength(3);
  expect(await tenant.ledger()).toEqual([]);
});
