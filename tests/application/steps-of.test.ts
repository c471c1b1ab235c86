import { describe, expect, test } from "@jest/globals";
import { stepsOf, type StepsFor } from "../../src/application/steps-of.ts";
import { type SubjectKind } from "../../src/core/incident/plan.ts";
import { type StepKey, stepKey } from "../../src/core/shared/ids.ts";
import { type Playbook, playbookSchema } from "../../src/playbooks/contract.ts";
import { anAction } from "../support/an-action.ts";
import { aSubject, at } from "../support/incidents.ts";
import { fakeDuty } from "../support/fakes/fake-duty.ts";
import { aDirectory } from "../support/fakes/world.ts";

const row = (key: string, more: Record<string, unknown> = {}) => ({
  key,
  action: "revoke-sign-in-sessions",
  phase: "containment",
  why: "So says the test.",
  ...more,
});

const playbookOf = (...steps: readonly object[]): Playbook =>
  playbookSchema.parse({
    id: "a-playbook",
    title: "A playbook",
    about: "Something happened here",
    subject: "user",
    steps,
  });

const deps = {
  duty: fakeDuty(aDirectory),
  actionById: (id: string) => (id === "revoke-sign-in-sessions" ? anAction() : undefined),
  checkById: () => undefined,
};

const of = (kind: SubjectKind = "user"): StepsFor => ({
  playbook: "a-playbook",
  severity: "sev2",
  subject: { ...aSubject(), kind },
  barred: [],
  at: at("03:00"),
});

const rows = (
  playbook: Playbook,
  ordinal: number,
  more: { readonly kind?: SubjectKind; readonly taken?: readonly StepKey[] } = {},
): readonly string[] =>
  stepsOf(deps, of(more.kind), { playbook, ordinal, ...(more.taken && { taken: more.taken }) }).map(
    ({ definition: { key, after } }) => [key, ...after].join(" < "),
  );

const mixed = playbookOf(
  row("declare", { once: true }),
  row("block", { after: ["declare"] }),
  row("isolate", { on: "device", after: ["declare", "block"] }),
  row("tell", { on: ["user", "device"], after: ["block", "isolate"] }),
);

describe("a playbook's steps for one subject", () => {
  test("the first gets those for its kind and those that an incident has once", () => {
    expect(rows(mixed, 1)).toEqual(["declare", "block < declare", "tell < block"]);
  });

  test("those once are there whatever the first subject is", () => {
    expect(rows(mixed, 1, { kind: "device" })).toEqual([
      "declare",
      "isolate < declare",
      "tell < isolate",
    ]);
  });

  test("a second one gets its own, which wait for its own and for what the incident has once", () => {
    expect(rows(mixed, 2)).toEqual(["block-2 < declare", "tell-2 < block-2"]);
    expect(rows(mixed, 3, { kind: "device" })).toEqual([
      "isolate-3 < declare",
      "tell-3 < isolate-3",
    ]);
  });

  test("a kind that the playbook has nothing for gets none", () => {
    expect(rows(mixed, 2, { kind: "site" })).toEqual([]);
  });

  test("keys stay unique where the playbook or the incident has such a name already", () => {
    const numbered = playbookOf(row("block"), row("block-2", { after: ["block"] }));
    const keys = rows(numbered, 2);
    expect(keys).toEqual(["block-3", "block-2-2 < block-3"]);
    const taken = ["block-2", "block-3"].map((key) => stepKey.parse(key));
    expect(rows(playbookOf(row("block")), 2, { taken })).toEqual(["block-4"]);
  });

  test("the longest names fit, and are still told apart", () => {
    const long = "a".repeat(60);
    const keys = rows(playbookOf(row(`${long}a`), row(`${long}b`)), 2);
    expect(keys.map((key) => key.length)).toEqual([61, 61]);
    expect(new Set(keys).size).toBe(2);
  });

  test("says whose each step is, and gives it the owner on call", () => {
    const [step] = stepsOf(deps, of(), {
      playbook: playbookOf(row("block", { team: "identity", input: "evil.example" })),
      ordinal: 2,
    });
    expect(step).toMatchObject({
      definition: { subject: aSubject().id, team: "identity", input: "evil.example" },
      ownership: { owner: { name: "Ana Costa" } },
    });
  });

  test("an action that the catalogue lacks is a fault", () => {
    const unknown = playbookOf(row("block", { action: "block-everything" }));
    expect(() => rows(unknown, 1)).toThrow("a-playbook: no action block-everything");
  });
});
