import { describe, expect, test } from "@jest/globals";
import { removeRogueObject } from "../../../src/actions/tenant/remove-rogue-object.ts";
import { type Plan } from "../../../src/core/incident/plan.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { tenantWideIds } from "../../../src/sandbox/seed/seed-tenant-wide.ts";
import { planIn, states } from "../runs.ts";
import { now, subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();

const { undo, input } = removeRogueObject;
if (!undo || !input) throw new Error("no way back or no input");
const marta = subject(seedIds.marta);
const rogue = "77770000-0000-4000-8000-000000000001";
const application = "77770000-0000-4000-8000-000000000002";
const principal = "77770000-0000-4000-8000-000000000003";
const appId = "77770000-0000-4000-8000-000000000004";

const preview = (given?: string, who = marta) =>
  removeRogueObject.preview(tenant.context, who, given);
const planned = async (given: string): Promise<Plan> =>
  planIn(await preview(given), removeRogueObject, marta);
const apply = async (plan: Plan) =>
  states(await removeRogueObject.apply(tenant.context, marta, plan));
const observe = async (plan: Plan) =>
  states(await removeRogueObject.observe(tenant.context, marta, { plan, since: now() }));
const takeBack = async (plan: Plan) => [
  states(await undo.apply(tenant.context, marta, plan)),
  states(await undo.observe(tenant.context, marta, { plan, since: now() })),
];
const body = async (path: string): Promise<unknown> => (await tenant.graph.get(path)).body;

const makeRogue = () =>
  tenant.world("users", rogue, {
    id: rogue,
    displayName: "Support Desk",
    userPrincipalName: "support@contoso.example",
    userType: "Member",
    accountEnabled: true,
  });

describe("removing what an attacker left", () => {
  test("an account goes to the deleted items and comes back as it was", async () => {
    await makeRogue();
    const path = `/v1.0/users/${rogue}`;
    const before = await body(path);
    const plan = await planned(rogue);
    expect(plan.items).toMatchObject([{ id: rogue, name: "Support Desk" }]);
    expect([await apply(plan), await observe(plan)]).toEqual([["accepted"], ["observed"]]);
    expect(await preview(rogue)).toMatchObject({ kind: "nothing to do" });
    expect(await takeBack(plan)).toEqual([["accepted"], ["observed"]]);
    expect(await body(path)).toEqual(before);
  });

  test("an app registration takes its service principal along, and both come back", async () => {
    await tenant.world("applications", application, {
      id: application,
      appId,
      displayName: "Sync",
    });
    await tenant.world("servicePrincipals", principal, {
      id: principal,
      appId,
      displayName: "Sync",
      accountEnabled: true,
      appOwnerOrganizationId: seedIds.tenant,
    });
    const plan = await planned(application);
    expect(plan.items.map(({ id }) => id)).toEqual([application, principal]);
    expect(await apply(plan)).toEqual(["accepted", "accepted"]);
    expect(await observe(plan)).toEqual(["observed", "observed"]);
    expect(await takeBack(plan)).toEqual([
      ["accepted", "accepted"],
      ["observed", "observed"],
    ]);
  });

  test("the attacker's enterprise application goes and comes back", async () => {
    const plan = await planned(seedIds.mailSyncPro);
    expect(await apply(plan)).toEqual(["accepted"]);
    expect(await observe(plan)).toEqual(["observed"]);
    expect(await takeBack(plan)).toEqual([["accepted"], ["observed"]]);
  });

  test.each([
    ["Microsoft's own app", seedIds.graphServicePrincipal],
    ["Cordon itself", seedIds.containmentPrincipal],
    ["an emergency account", seedIds.breakGlass],
    ["something that was never here", "11111111-2222-4333-8444-555555555555"],
    ["nothing at all", undefined],
    ["a synced account", seedIds.synced],
  ])("%s stays", async (_what, id) => {
    expect(await preview(id)).toMatchObject({ kind: "by hand" });
    expect(await tenant.ledger()).toEqual([]);
  });

  describe("an account of somebody who decides", () => {
    const responder = (id: string) => (id === rogue ? { quorumHolds: true } : undefined);
    const deciding = () => ({
      ...tenant.context,
      never: { ...tenant.context.never, responder },
    });

    test("stays in a step about somebody else: it could vote on its own removal", async () => {
      await makeRogue();
      expect(await removeRogueObject.preview(deciding(), marta, rogue)).toEqual({
        kind: "by hand",
        never: true,
        reason: expect.stringContaining("incident step add remove-rogue-object"),
      });
      expect(await tenant.ledger()).toEqual([]);
    });

    test("goes in a step about itself: a subject has no vote", async () => {
      await makeRogue();
      const seen = await removeRogueObject.preview(deciding(), subject(rogue), rogue);
      expect(seen).toMatchObject({ kind: "plan", draft: { traits: ["responder"] } });
    });
  });

  test("an exclusion ends, all else of the policy stays, and it comes back", async () => {
    const path = `/v1.0/identity/conditionalAccess/policies/${tenantWideIds.multifactorPolicy}`;
    const plan = await planned(`ca-exclusion:${tenantWideIds.multifactorPolicy}`);
    expect([await apply(plan), await observe(plan)]).toEqual([["accepted"], ["observed"]]);
    expect(await body(path)).toMatchObject({
      conditions: { users: { includeUsers: ["All"], excludeUsers: [seedIds.breakGlass] } },
    });
    expect(await takeBack(plan)).toEqual([["accepted"], ["observed"]]);
    expect(await body(path)).toMatchObject({
      conditions: { users: { excludeUsers: [seedIds.breakGlass, seedIds.marta] } },
    });
  });

  test("a policy that somebody changes meanwhile isn't overwritten", async () => {
    const id = tenantWideIds.multifactorPolicy;
    const plan = await planned(`ca-exclusion:${id}`);
    await tenant.world("conditionalAccessPolicies", id, {
      conditions: { users: { includeUsers: ["All"], excludeUsers: [seedIds.marta] } },
    });
    const [answer] = await removeRogueObject.apply(tenant.context, marta, plan);
    expect(answer).toMatchObject({ state: "failed", why: expect.stringContaining("meanwhile") });
    expect(await tenant.ledger()).toEqual([]);
  });

  test("a policy without such an exclusion has nothing to do", async () => {
    const given = `ca-exclusion:${tenantWideIds.legacyPolicy}`;
    expect(await preview(given)).toMatchObject({ kind: "nothing to do" });
  });

  test("a trusted location is untrusted, deleted, and made again as it was", async () => {
    const plan = await planned(`named-location:${tenantWideIds.remoteOffice}`);
    expect([await apply(plan), await observe(plan)]).toEqual([["accepted"], ["observed"]]);
    expect(await takeBack(plan)).toEqual([["accepted"], ["observed"]]);
    const { values } = await tenant.graph.list("/v1.0/identity/conditionalAccess/namedLocations");
    expect(values).toHaveLength(2);
    expect(values).toContainEqual(
      expect.objectContaining({ displayName: "Remote office", isTrusted: true }),
    );
  });

  test("a federated domain is for a person, with its issuer and the command", async () => {
    expect(await preview("federation:contoso.example")).toMatchObject({ kind: "nothing to do" });
    await tenant.world("domains", "contoso.example", {
      authenticationType: "Federated",
      _federation: { id: "1", issuerUri: "http://any.sts/16152DB6" },
    });
    expect(await preview("federation:contoso.example")).toMatchObject({
      kind: "by hand",
      reason: expect.stringMatching(/any\.sts.*Update-MgDomain -DomainId contoso\.example/),
    });
  });

  test.each(["federation:../x", "ca-exclusion:nobody", "secret:1", "", `${rogue}/x`])(
    "%s names nothing",
    (text) => {
      expect(input.parse(text)).toMatchObject({ ok: false });
    },
  );

  test("a throttled request changes nothing and is thrown for later", async () => {
    await makeRogue();
    const plan = await planned(rogue);
    await tenant.fault({ match: { method: "DELETE", pathPattern: "/users/**" }, kind: "429" });
    await expect(apply(plan)).rejects.toMatchObject({ kind: "throttled" });
    expect(await tenant.ledger()).toEqual([]);
  });
});
