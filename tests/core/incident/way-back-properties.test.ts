/** Whatever is contained, lost, contained again and undone: each item ends as it was before Cordon first changed it. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { z } from "zod/v4";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { evolve } from "../../../src/core/incident/evolve.ts";
import { type ItemState, type Plan } from "../../../src/core/incident/plan.ts";
import { type Incident } from "../../../src/core/incident/types.ts";
import { wayBack } from "../../../src/core/incident/way-back.ts";
import { event, given, key, opened, planFor, proposed, requested } from "../../support/given.ts";

const names = ["a", "b", "c"] as const;
type Name = (typeof names)[number];
const off = "contained";

/** What the tenant has, and for what Cordon changed what it had before that. */
type World = { readonly now: Map<string, string>; readonly first: Map<string, string> };
type Move =
  | { readonly kind: "contain"; readonly failing: Name | undefined }
  | { readonly kind: "lose"; readonly items: readonly Name[] }
  | { readonly kind: "undo"; readonly failing: Name | undefined };

const some = fc.option(fc.constantFrom(...names), { nil: undefined });
const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("contain" as const), failing: some }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("lose" as const),
        items: fc.subarray([...names], { minLength: 1 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("undo" as const), failing: some }) },
  ),
  { maxLength: 14 },
);

const before = z.record(z.string(), z.string());
const stepIn = (incident: Incident) => {
  const [step] = incident.steps;
  if (!step) throw new Error("no step");
  return step;
};

const run = (plan: Plan, failing: Name | undefined): readonly IncidentEvent[] => {
  const states = plan.items.map(({ id }): { id: string; state: ItemState; why: string } => ({
    id,
    state: id === failing ? "failed" : "observed",
    why: "",
  }));
  const good = states.filter(({ state }) => state === "observed").length;
  const part = good > 0 ? "partly observed" : "failed";
  const outcome = good === states.length ? "observed" : part;
  const proposal = proposed("one", "a", plan.direction);
  if (proposal.type !== "StepProposed") throw new Error("no proposal");
  return [
    { ...proposal, plan },
    requested("one", "a"),
    event({ type: "EffectSettled", step: key("one"), outcome, items: states, seen: "read" }),
  ];
};

const changed = (plan: Plan, failing: Name | undefined): readonly string[] =>
  plan.items.flatMap(({ id }) => (id === failing ? [] : [id]));

const contain = ({ now, first }: World, failing: Name | undefined): readonly IncidentEvent[] => {
  const open = names.filter((name) => now.get(name) !== off);
  if (open.length === 0) return [];
  const plan: Plan = {
    ...planFor("one"),
    items: open.map((id) => ({ id, name: id, about: id })),
    before: Object.fromEntries(open.map((name) => [name, now.get(name) ?? ""])),
  };
  // Of a plan that failed as a whole nothing is kept.
  const kept = changed(plan, failing).length > 0;
  for (const id of open) if (kept && !first.has(id)) first.set(id, now.get(id) ?? "");
  for (const id of changed(plan, failing)) now.set(id, off);
  return run(plan, failing);
};

const undo = (
  { now, first }: World,
  incident: Incident,
  failing: Name | undefined,
): readonly IncidentEvent[] => {
  const plan = wayBack(stepIn(incident));
  if (!plan) return [];
  for (const id of changed(plan, failing)) {
    now.set(id, before.parse(plan.before)[id] ?? "");
    // Each is given back to what it was before the first change, whatever came between.
    expect([id, now.get(id)]).toEqual([id, first.get(id)]);
    first.delete(id);
  }
  return run({ ...plan, direction: "undo" }, failing);
};

test("each contained item comes back, once, as it was at first; what an attacker holds is left alone", () => {
  let attacks = 0;
  fc.assert(
    fc.property(moves, (all) => {
      const now = new Map<string, string>(names.map((name) => [name, `${name} at first`]));
      const world: World = { now, first: new Map() };
      const start = given(opened).incident;
      if (!start) throw new Error("not opened");
      let incident: Incident = start;
      const tell = (events: readonly IncidentEvent[]): void => {
        for (const one of events) incident = evolve(incident, one);
      };
      for (const move of all) {
        if (move.kind === "contain") tell(contain(world, move.failing));
        if (move.kind === "undo") tell(undo(world, incident, move.failing));
        if (move.kind !== "lose") continue;
        const items = move.items.filter((name) => now.get(name) === off);
        if (items.length === 0) continue;
        attacks += 1;
        for (const name of items) now.set(name, `set by attack ${String(attacks)}`);
        tell([event({ type: "EffectRegressed", step: key("one"), seen: "gone", items })]);
      }
      const lost = new Map(stepIn(incident).lost.map((id) => [id, now.get(id)]));
      for (let plans = 0; wayBack(stepIn(incident)); plans += 1) {
        expect(plans).toBeLessThan(names.length + 1);
        tell(undo(world, incident, undefined));
      }
      expect([...now.values()]).not.toContain(off);
      expect([...lost.keys()].map((id) => [id, now.get(id)])).toEqual([...lost]);
    }),
    { numRuns: 1_000, seed: 5 },
  );
  expect(attacks).toBeGreaterThan(500);
});
