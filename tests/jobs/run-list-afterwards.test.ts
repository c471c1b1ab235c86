/** A list when its run is over: its undo, and what is proposed again. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { actionById } from "../../src/actions/catalogue.ts";
import { objectId } from "../../src/core/shared/ids.ts";
import { readLeft } from "../../src/core/mass/list-file.ts";
import { type ListProposal, proposeListUndo } from "../../src/jobs/propose-list.ts";
import { addCrowd, type Crowd } from "../actions/mass/crowd.ts";
import { startTenant, type Tenant } from "../actions/tenant.ts";
import { type ListWorld, openListWorld, planIn, stepName } from "./list-world.ts";

let tenant: Tenant;
let crowd: Crowd;
let world: ListWorld;
// A tenant for each test: what one of them throttles is held back for the next as well.
beforeEach(async () => {
  tenant = await startTenant();
  crowd = await addCrowd(tenant, { count: 130, admins: 2, guests: 1, disabled: 3 });
});
afterEach(async () => {
  await world.close();
  await tenant.close();
});

/** Plain ones: 130 without 2 administrators and 3 that are disabled. */
const plain = 125;

const started = async (action?: string, targets: readonly string[] = crowd.ids) => {
  world = await openListWorld(tenant, targets, action);
  const proposal = await world.propose();
  await world.start(planIn(proposal));
  return proposal;
};

const settled = async () => {
  const { status } = (await world.step()).step;
  if (status.kind !== "settled") throw new Error(`it is ${status.kind}`);
  const { totals } = status.effect;
  if (!totals) throw new Error("no totals");
  return { ...status.effect, totals };
};

/** Whom the plan leaves out, as its file has it. */
const leftIn = async (proposal: ListProposal) =>
  readLeft(await world.evidence.read(planIn(proposal).targets?.sha256 ?? ""));

describe("afterwards", () => {
  test("undo gives back what was changed and nothing else", async () => {
    const someoneElses = crowd.ids[70] ?? "";
    await started();
    await tenant.world("users", someoneElses, { accountEnabled: false });
    await world.runToEnd();
    const { incident, step } = await world.step();
    const action = actionById("block-sign-in");
    if (!action || step.status.kind !== "settled") throw new Error("it isn't done");
    const undo = await proposeListUndo(
      world.work,
      { incident, step, action },
      step.status.proposal.plan,
    );
    expect(undo).toMatchObject({
      plan: { direction: "undo", targets: { count: plain - 1 } },
    });
    expect(await leftIn(undo)).toMatchObject([
      { target: someoneElses, why: "not changed by this step" },
    ]);
    await world.tell({ type: "StepReopened", step: stepName, direction: "undo" });
    await world.start(planIn(undo));
    await world.runToEnd();
    expect((await settled()).totals).toMatchObject({ of: plain - 1, observed: plain - 1 });
    const enabled = (await tenant.ledger()).filter(
      ({ change }) => change["accountEnabled"]?.to === true,
    );
    expect(enabled).toHaveLength(plain - 1);
    expect(enabled.map(({ target }) => target.id)).not.toContain(someoneElses);
  });

  test("undo after a retry gives back what both runs changed", async () => {
    await started();
    const refused = crowd.ids[90] ?? "";
    const match = { method: "PATCH", pathPattern: `/users/${refused}` };
    await tenant.fault({ match, kind: "403" });
    await world.runToEnd();
    await world.tell({ type: "StepReopened", step: stepName, direction: "apply" });
    await world.start(planIn(await world.propose()));
    await world.runToEnd();
    const { incident, step } = await world.step();
    const action = actionById("block-sign-in");
    if (!action || step.status.kind !== "settled") throw new Error("it isn't done");
    const { plan } = step.status.proposal;
    expect(plan.targets?.count).toBe(1);
    const undo = planIn(await proposeListUndo(world.work, { incident, step, action }, plan));
    expect(undo.targets).toMatchObject({ count: plain, excluded: [] });
  });

  test("a retry leaves the split's administrators to it; who rose later gets a step more", async () => {
    const proposal = await started();
    if (proposal.kind !== "plan" || !proposal.split) throw new Error("nothing was split off");
    const { definition, why } = proposal.split;
    await world.tell({ type: "StepAdded", definition, why });
    const risen = crowd.ids[60] ?? "";
    const principalId = risen;
    const roleDefinitionId = "29232cdf-9323-42fd-ade2-1d097af3e4de";
    await tenant.world("roleAssignments", "late", { id: "late", principalId, roleDefinitionId });
    expect(await world.propose()).toMatchObject({
      plan: { targets: { count: plain - 1 } },
      split: { definition: { key: "block-all-admins-2", list: { count: 1 } } },
    });
    await tenant.world("roleAssignments", "late", null);
    await world.runToEnd();
    expect(await world.propose()).toMatchObject({ kind: "nothing to do" });
  });

  test("proposed again it takes only those that weren't observed", async () => {
    await started("revoke-sign-in-sessions");
    const refused = objectId.parse(crowd.ids[90]);
    const pathPattern = `/users/${refused}/revokeSignInSessions`;
    await tenant.fault({ match: { method: "POST", pathPattern }, kind: "403" });
    await world.runToEnd();
    expect((await settled()).totals).toMatchObject({ failed: 1 });
    await world.tell({ type: "StepReopened", step: stepName, direction: "apply" });
    const again = planIn(await world.propose());
    expect(again.targets).toMatchObject({ count: 1 });
    const left = await leftIn({ kind: "plan", plan: again });
    const earlier = left.filter(({ why }) => why === "observed already by this step");
    expect(earlier.map(({ target }) => target)).toContain(crowd.ids[91]);
    expect(left).toHaveLength(crowd.ids.length - 1);
    await world.start(again);
    await world.runToEnd();
    expect((await settled()).totals).toMatchObject({ of: 1, observed: 1 });
  });
});
