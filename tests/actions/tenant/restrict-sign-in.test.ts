import { describe, expect, test } from "@jest/globals";
import { restrictSignIn } from "../../../src/actions/tenant/restrict-sign-in.ts";
import { type Preview } from "../../../src/actions/contract.ts";
import { type Plan } from "../../../src/core/incident/plan.ts";
import { after } from "../../../src/core/shared/ids.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { planIn } from "../runs.ts";
import { now, subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);
const policies = "/v1.0/identity/conditionalAccess/policies";
const preview = (given?: string, who = marta): Promise<Preview> =>
  restrictSignIn.preview(tenant.context, who, given);
const planned = async (given?: string): Promise<Plan> =>
  planIn(await preview(given), restrictSignIn, marta);
const mine = async (): Promise<readonly unknown[]> => {
  const { values } = await tenant.graph.list(policies);
  return values.filter((value) => JSON.stringify(value).includes(`Cordon ${seedIds.marta}`));
};
const undo = restrictSignIn.undo;
if (!undo) throw new Error("no way back");

describe("restricting sign-in by a policy", () => {
  test("plans the policy and the sessions, the same twice, with 72 h", async () => {
    const plan = await planned();
    expect(plan.items.map(({ id }) => id)).toEqual(["policy", "sessions"]);
    expect(plan.parameters).toEqual({
      restriction: "block",
      exclude: [seedIds.breakGlass],
      hours: 72,
    });
    expect(await planned()).toEqual(plan);
    expect(await tenant.ledger()).toEqual([]);
  });

  test("makes one policy for this account, then ends its sessions, and takes the policy back", async () => {
    const plan = await planned();
    const since = now();
    const answers = await restrictSignIn.apply(tenant.context, marta, plan);
    expect(answers.map(({ state }) => state)).toEqual(["accepted", "accepted"]);
    const ledger = await tenant.ledger();
    expect(ledger.map(({ target }) => target.kind)).toEqual(["conditionalAccessPolicy", "user"]);
    expect(await mine()).toMatchObject([
      {
        state: "enabled",
        conditions: {
          clientAppTypes: ["all"],
          applications: { includeApplications: ["All"] },
          users: { includeUsers: [seedIds.marta], excludeUsers: [seedIds.breakGlass] },
        },
        grantControls: { operator: "OR", builtInControls: ["block"] },
      },
    ]);
    const seen = await restrictSignIn.observe(tenant.context, marta, { plan, since });
    expect(seen.map(({ state }) => state)).toEqual(["observed", "observed"]);
    expect(await preview()).toMatchObject({ kind: "nothing to do" });
    await undo.apply(tenant.context, marta, { ...plan, direction: "undo" });
    expect(await mine()).toEqual([]);
    const back = await undo.observe(tenant.context, marta, { plan, since });
    expect(back.map(({ state }) => state)).toEqual(["observed", "observed"]);
    expect((await tenant.graph.list(policies)).values).toHaveLength(2);
  });

  test("asked twice, makes one policy", async () => {
    const plan = await planned("phishing-resistant");
    await restrictSignIn.apply(tenant.context, marta, plan);
    await restrictSignIn.apply(tenant.context, marta, plan);
    expect(await mine()).toMatchObject([
      { grantControls: { authenticationStrength: { id: "00000000-0000-0000-0000-000000000004" } } },
    ]);
  });

  test("ends no sessions where the policy is refused", async () => {
    const plan = await planned();
    await tenant.fault({ match: { method: "POST", pathPattern: "/identity/**" }, kind: "403" });
    const answers = await restrictSignIn.apply(tenant.context, marta, plan);
    expect(answers.map(({ state }) => state)).toEqual(["failed", "failed"]);
    expect(await tenant.ledger()).toEqual([]);
    const seen = await restrictSignIn.observe(tenant.context, marta, { plan, since: now() });
    expect(seen.map(({ state }) => state)).toEqual(["not observed", "not observed"]);
  });

  test("says when its time is over, and when somebody switched the policy off", async () => {
    const plan = await planned();
    const since = now();
    await restrictSignIn.apply(tenant.context, marta, plan);
    const id = (await tenant.ledger())[0]?.target.id ?? "";
    const later = () => after(since, 73 * 3_600_000);
    const context = { ...tenant.context, now: later };
    const run = { plan, since };
    const [over] = await restrictSignIn.observe(context, marta, run);
    expect(over).toMatchObject({
      state: "not observed",
      why: "Its 72 h are over: decide whether it ends or goes on.",
    });
    await tenant.world("conditionalAccessPolicies", id, { state: "disabled" });
    const [off] = await restrictSignIn.observe(tenant.context, marta, run);
    expect(off).toMatchObject({ state: "not observed" });
    expect(await preview()).toMatchObject({ kind: "by hand" });
  });

  test("offers to go on when its time is over, and then counts anew", async () => {
    const first = await planned();
    await restrictSignIn.apply(tenant.context, marta, first);
    expect(await preview()).toMatchObject({ kind: "nothing to do" });
    const id = (await tenant.ledger())[0]?.target.id ?? "";
    await tenant.world("conditionalAccessPolicies", id, {
      createdDateTime: after(now(), -72 * 3_600_000),
      modifiedDateTime: null,
    });
    const plan = await planned();
    expect(plan.items.map(({ id }) => id)).toEqual(first.items.map(({ id }) => id));
    expect(plan.items[0]?.about).toMatch(/^there since \d{4}-.*Z: stays for 72 h more$/);
    expect(await planned()).toEqual(plan);
    const since = tenant.context.now();
    const answers = await restrictSignIn.apply(tenant.context, marta, plan);
    expect(answers.map(({ state }) => state)).toEqual(["accepted", "accepted"]);
    expect(await mine()).toMatchObject([{ state: "enabled" }]);
    const seen = await restrictSignIn.observe(tenant.context, marta, { plan, since });
    expect(seen.map(({ state }) => state)).toEqual(["observed", "observed"]);
    expect(await preview()).toMatchObject({ kind: "nothing to do" });
    await undo.apply(tenant.context, marta, { ...plan, direction: "undo" });
    expect(await mine()).toEqual([]);
  });

  test("leaves a policy that somebody changed, and says so", async () => {
    const plan = await planned();
    await restrictSignIn.apply(tenant.context, marta, plan);
    const id = (await tenant.ledger())[0]?.target.id ?? "";
    await tenant.world("conditionalAccessPolicies", id, {
      conditions: {
        clientAppTypes: ["all"],
        applications: { includeApplications: ["All"] },
        users: { includeUsers: ["All"], excludeUsers: [] },
      },
    });
    await undo.apply(tenant.context, marta, plan);
    expect(await mine()).toHaveLength(1);
    const [seen] = await undo.observe(tenant.context, marta, { plan, since: now() });
    expect(seen).toMatchObject({ state: "not observed", why: expect.stringContaining("changed") });
  });

  test.each([
    ["an emergency account", seedIds.breakGlass],
    ["a guest", seedIds.guest],
    ["somebody who is gone", "11111111-2222-4333-8444-555555555555"],
  ])("leaves %s to people", async (_who, id) => {
    expect(await preview(undefined, subject(id))).toMatchObject({ kind: "by hand" });
    expect(await tenant.ledger()).toEqual([]);
  });

  test("takes two words and nothing else", () => {
    expect(restrictSignIn.input?.parse(" Block ")).toEqual({ ok: true, value: "block" });
    expect(restrictSignIn.input?.parse("everything")).toMatchObject({ ok: false });
  });
});
