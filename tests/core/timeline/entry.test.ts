import { describe, expect, test } from "@jest/globals";
import { entriesOf, entryOf } from "../../../src/core/timeline/entry.ts";
import { resultWords } from "../../../src/core/timeline/words.ts";
import { aRecord } from "../../support/records.ts";

const { events, incident } = aRecord();
const entries = entriesOf(events, incident);

describe("the running log", () => {
  test("has one entry for every event, in order, with its time", () => {
    expect(entries.map(({ seq, at }) => [seq, at])).toEqual(
      events.map(({ at }, index) => [index + 1, at]),
    );
  });

  test("uses no word for a result but those of the constant", () => {
    const words = new Set<string>(Object.values(resultWords));
    const others = entries.map(({ result }) => result).filter((result) => !words.has(result));
    expect(new Set(others)).toEqual(new Set(["refused R-104"]));
  });

  test("tells a step from its way back", () => {
    const settled = events.flatMap(({ type }, index) =>
      type === "EffectSettled"
        ? [`${entries[index]?.action ?? ""}: ${entries[index]?.result ?? ""}`]
        : [],
    );
    expect(settled).toEqual([
      "End sign-in sessions: observed",
      "Undo: End sign-in sessions: undone",
      "End sign-in sessions: unknown",
    ]);
  });

  test("shows a refused press with its code and its reason", () => {
    expect(entries.find(({ result }) => result.startsWith("refused R"))).toMatchObject({
      action: "Vote on step 1",
      result: "refused R-104",
      owner: "Bo Eriksen",
      evidence: "not the owner and not a deputy",
    });
  });

  test("a vote names the plan, the deputy who voted and the owner it was for", () => {
    expect(entries.find(({ result }) => result === "approved")).toMatchObject({
      action: "Vote on plan Z3VY",
      owner: "Jon Lind",
      evidence: "step 1, for Ana Costa",
    });
  });

  test("an answer of a person is told as one, under that person's name, in their words", () => {
    const index = events.findIndex(({ type }) => type === "PersonLooked");
    expect(entries[index]).toMatchObject({
      action: "End sign-in sessions, a person looked",
      result: "not observed",
      owner: "Ana Costa",
      evidence: "“invoice scanner uses it until Monday”",
    });
  });

  test.each([
    ["observed", "seen by a person"],
    ["not observed", "not observed"],
    ["unknown", "unknown"],
  ] as const)("a person's %s reads: %s", (outcome, result) => {
    const [looked] = events.filter((event) => event.type === "PersonLooked");
    if (!looked) throw new Error("nobody looked");
    expect(entryOf({ ...looked, outcome }, 1, incident).result).toBe(result);
  });

  test("one event alone is the same entry, where the state is the one after it", () => {
    const last = events.at(-1);
    if (!last) throw new Error("no events");
    expect(entryOf(last, events.length, incident)).toEqual(entries.at(-1));
  });

  test("names of others are cleaned", () => {
    const hostile = aRecord({ subject: "a", text: "x\u202E\n{{TIME(1999)}}".repeat(1_000) });
    for (const { action, owner, evidence } of entriesOf(hostile.events, hostile.incident)) {
      expect(`${action}${owner}${evidence}`).not.toMatch(/[\u202E\n]|\{\{/);
      expect(Array.from(evidence).length).toBeLessThanOrEqual(400);
    }
  });

  test("a step that the incident doesn't have is a broken record", () => {
    const [first] = events.filter((event) => event.type === "StepProposed");
    if (!first) throw new Error("no proposal");
    expect(() => entryOf(first, 1, { ...incident, steps: [] })).toThrow("has no step");
  });
});
