/** What undo restores after something was lost and contained again. */
import { describe, expect, test } from "@jest/globals";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { type ItemState, type Plan } from "../../../src/core/incident/plan.ts";
import { wayBack } from "../../../src/core/incident/way-back.ts";
import {
  approved,
  by,
  cardOf,
  cordon,
  declined,
  event,
  given,
  key,
  opened,
  planFor,
  proposed,
  reopened,
  requested,
} from "../../support/given.ts";
import { people } from "../../support/incidents.ts";

type Items = Readonly<Record<string, ItemState>>;

/** A plan for these items, run to its end; `was` is the state before. */
const ran = (
  letter: string,
  items: Items,
  { was = letter, direction = "apply", targets }: Partial<Plan> & { readonly was?: string } = {},
): readonly IncidentEvent[] => {
  const ids = Object.keys(items);
  const states = new Set(Object.values(items));
  const plan: Plan = {
    ...planFor("one", direction),
    items: targets ? [] : ids.map((id) => ({ id, name: id, about: id })),
    before: { was },
    ...(targets && { targets }),
  };
  const proposal = proposed("one", letter, direction);
  if (proposal.type !== "StepProposed") throw new Error("no proposal");
  return [
    { ...proposal, plan },
    approved("one", letter),
    requested("one", letter),
    event({
      type: "EffectSettled",
      step: key("one"),
      outcome: states.size === 1 && states.has("observed") ? "observed" : "partly observed",
      items: ids.map((id) => ({ id, state: items[id] ?? "unknown", why: "" })),
      seen: "read back",
    }),
  ];
};
/** A further look at a plan sees these items as it wanted them. */
const settling = (letter: string, ...items: readonly string[]) => ({
  type: "SettleEffect" as const,
  step: key("one"),
  approvalId: cardOf(letter).id,
  items: items.map((id) => ({ id, state: "observed" as const, why: "" })),
  seen: "read again",
  residualMinutes: undefined,
});
const lost = (...items: readonly string[]): IncidentEvent =>
  event({ type: "EffectRegressed", step: key("one"), seen: "gone", items });
const lostAll = event({ type: "EffectRegressed", step: key("one"), seen: "gone" });
const both = ran("a", { r1: "observed", r2: "observed" });

/** The item ids of the next undo and the state it restores. */
const next = (...events: readonly IncidentEvent[]): readonly unknown[] => {
  const plan = wayBack(given(opened, ...events).step("one"));
  return plan ? [plan.items.map(({ id }) => id), plan.before] : [];
};
const undo = (...events: readonly IncidentEvent[]) =>
  given(opened, ...events).when(
    { type: "Reopen", step: key("one"), direction: "undo" },
    by(people.ana),
  );

describe("what was lost", () => {
  test("isn't taken back until it is contained again; the rest is", () => {
    expect(next(...both, lost("r1"))).toEqual([["r2"], { was: "a" }]);
    const open = [...both, lost("r1"), proposed("one", "b"), declined()];
    expect(undo(...open).facts).toMatchObject([{ type: "StepReopened", direction: "undo" }]);
    expect(next(...both, lost("r1", "r2"))).toEqual([]);
    expect(undo(...both, lost("r1", "r2"), proposed("one", "b"), declined()).refusal?.code).toBe(
      "R-113",
    );
  });

  test("is everything where the record doesn't say, as older ones don't", () => {
    expect(next(...both, lostAll)).toEqual([]);
    // What such a record did before: the newer plan's item comes back, the other one never.
    expect(next(...both, lostAll, ...ran("b", { r1: "observed" }))).toEqual([["r1"], { was: "a" }]);
  });

  test("and contained again goes to the first state before, never to what was set meanwhile", () => {
    const again = [...both, lost("r1"), ...ran("b", { r1: "observed" })];
    expect(next(...again)).toEqual([["r1", "r2"], { was: "a" }]);
    expect(next(...again, lost("r1"))).toEqual([["r2"], { was: "a" }]);
    expect(next(...again, lost("r1"), ...ran("c", { r1: "observed" }))).toEqual([
      ["r1", "r2"],
      { was: "a" },
    ]);
  });

  test("stays left alone while the second plan of it isn't observed", () => {
    const half = ran("b", { r1: "failed", r3: "observed" });
    expect(next(...both, lost("r1"), ...half)).toEqual([["r3"], { was: "b" }]);
    const done = ran("c", { r3: "observed" }, { direction: "undo", was: "b" });
    expect(next(...both, lost("r1"), ...half, ...done)).toEqual([["r2"], { was: "a" }]);
  });
});

describe("several plans of one step", () => {
  const more = [...both, lost("r1"), ...ran("b", { r1: "observed", r3: "observed" })];
  const back = (letter: string, items: Items) => ran(letter, items, { direction: "undo" });

  test("are taken back the newest first, each with its own items, and each once", () => {
    expect(next(...more)).toEqual([["r3"], { was: "b" }]);
    const one = [...more, reopened("undo"), ...back("c", { r3: "observed" })];
    expect(next(...one)).toEqual([["r1", "r2"], { was: "a" }]);
    expect(undo(...one).facts).toMatchObject([{ type: "StepReopened", direction: "undo" }]);
    const two = [...one, reopened("undo"), ...back("d", { r1: "observed", r2: "observed" })];
    expect(next(...two)).toEqual([]);
    expect(undo(...two).refusal?.code).toBe("R-113");
  });

  test("a second look at a way back takes nothing more away", () => {
    const one = [...more, ...back("c", { r3: "observed" })];
    const again = given(opened, ...one).when(settling("c", "r3"), cordon);
    expect(again.facts).toHaveLength(1);
    expect(wayBack(again.next.step("one"))?.items.map(({ id }) => id)).toEqual(["r1", "r2"]);
  });

  test("half a way back leaves the other half", () => {
    const half = [...both, ...back("b", { r1: "observed", r2: "not observed" })];
    expect(next(...half)).toEqual([["r2"], { was: "a" }]);
  });

  test("what was refused isn't given back until it is observed: somebody else may have changed it", () => {
    const half = ran("a", { r1: "observed", r2: "failed", r3: "not observed" });
    expect(next(...half)).toEqual([["r1"], { was: "a" }]);
    const again = given(opened, ...half).when(settling("a", "r1", "r2", "r3"), cordon);
    expect(wayBack(again.next.step("one"))?.items.map(({ id }) => id)).toEqual(["r1", "r2", "r3"]);
    const failing = ran("b", { r1: "failed", r4: "observed" });
    expect(next(...both, ...failing)).toEqual([["r4"], { was: "b" }]);
    const back = ran("c", { r4: "observed" }, { direction: "undo", was: "b" });
    expect(next(...both, ...failing, ...back)).toEqual([["r2"], { was: "a" }]);
  });

  test("a retry of what failed belongs to the plan that it was in", () => {
    const first = ran("a", { r1: "observed", r2: "failed" });
    expect(next(...first, ...ran("b", { r2: "observed" }))).toEqual([["r1", "r2"], { was: "a" }]);
  });

  test("given back and contained anew starts from what is there then", () => {
    const anew = [...both, ...back("b", { r1: "observed", r2: "observed" })];
    expect(next(...anew, ...ran("c", { r1: "observed" }))).toEqual([["r1"], { was: "c" }]);
  });
});

describe("a list", () => {
  const targets = { sha256: "d".repeat(64), count: 2, source: "accounts.csv", excluded: [] };
  const list = (letter: string) => ran(letter, { x: "observed" }, { targets });

  test("has one way back for all its runs, until it is lost or given back", () => {
    expect(next(...list("a"))).toEqual([[], { was: "a" }]);
    expect(next(...list("a"), ...list("b"))).toEqual([[], { was: "b" }]);
    expect(next(...list("a"), lostAll)).toEqual([]);
    expect(next(...list("a"), lostAll, ...list("b"))).toEqual([[], { was: "b" }]);
    const back = ran("c", { x: "observed" }, { targets, direction: "undo" });
    expect(next(...list("a"), ...list("b"), ...back)).toEqual([]);
  });
});

test("a wish says which items were lost, and the record keeps it", () => {
  const regress = {
    type: "Regress",
    step: key("one"),
    approvalId: cardOf("a").id,
    seen: "1 of 2 holds no more.",
    items: ["r1"],
  } as const;
  const { facts, next: after } = given(opened, ...both).when(regress, cordon);
  expect(facts).toMatchObject([{ type: "EffectRegressed", items: ["r1"] }]);
  expect(after.step("one")).toMatchObject({ lost: ["r1"], done: [{ items: [{}, {}] }] });
});
