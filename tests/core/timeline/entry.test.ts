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
    expect(new Set(others)).toEqual(
      new Set(["refused R-104", "refused R-208", "approved, 1 of 2", "approved, 2 of 2"]),
    );
  });

  test("quotes what was seen, and nothing where nobody wrote it", () => {
    const [first, ...others] = events;
    if (first?.type !== "IncidentOpened") throw new Error("no opening");
    expect(entries[0]?.evidence).toContain(`“${first.seen}”`);
    const silent = entriesOf([{ ...first, seen: "" }, ...others], incident)[0];
    expect(silent?.evidence).toBe(`severity ${first.severity.slice(3)}, lead ${first.lead.name}`);
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
      evidence: "step 1, on behalf of Ana Costa",
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

  const told = (type: string): readonly string[] =>
    events.flatMap((event, index) => {
      const entry = event.type === type ? entries[index] : undefined;
      return entry ? [`${entry.action}: ${entry.result} (${entry.owner} · ${entry.evidence})`] : [];
    });

  test("a vote says how many there are and how many it takes, and in whose name it was given", () => {
    expect(told("StepApproved").slice(-5)).toEqual([
      "Vote on plan Z3VY: approved, 1 of 2 (Lee Chan (Northwind) · step 4, accountable Ana Costa)",
      "Vote on plan Z3VY: approved, 1 of 2 (Sam Park · step 4)",
      "Vote on plan Z3VY: approved, 1 of 2 (Ana Costa · step 4)",
      "Vote on plan Z3VY: approved, 2 of 2 (Jon Lind · step 4, on behalf of Ana Costa)",
      "Vote on plan Z3VY: approved (Sam Park · step 4, alone, in an emergency: “invoice scanner uses it until Monday”)",
    ]);
  });

  const text = "invoice scanner uses it until Monday";
  test.each([
    ["VoteWithdrawn", "Vote on step 4: withdrawn (Lee Chan (Northwind) · )"],
    ["VoteVoided", `Vote on step 4: void (Cordon · Sam Park ${text})`],
    [
      "CoolOffWaived",
      "End sign-in sessions, shorten the wait: approved (Ana Costa · takes 2 people)",
    ],
    ["EmergencyReviewed", `End sign-in sessions, approved alone: reviewed (Ana Costa · “${text}”)`],
    ["StepDeferred", `End sign-in sessions: put off (Jon Lind · until 04:00 UTC: “${text}”)`],
    [
      "PeopleCalled",
      "End sign-in sessions: called (Jon Lind · time is up; next the deputies, Priya Nair, 03:32 UTC)",
    ],
    ["StepTaken", "End sign-in sessions: taken (Jon Lind · the next call waits)"],
    ["SuspectNamed", `Suspect: named (Priya Nair · Bo Eriksen, no say here any more: “${text}”)`],
    ["SuspectCleared", `Suspect: cleared (Sam Park · Bo Eriksen, has a say here again: “${text}”)`],
    ["ApprovalsFrozen", `Approvals: frozen (Sam Park · “${text}”)`],
    [
      "FreezeLifted",
      "Freeze: lifted (Jon Lind · votes from before count no more; steps are proposed anew)",
    ],
    ["HandoverOffered", "Lead, handover: offered (Priya Nair · to Sam Park)"],
    ["LeadChanged", "Lead: changed (Sam Park · now Sam Park)"],
    [
      "DirectoryChanged",
      `Directory of responders: changed (Cordon · SHA-256 4d4d4d4d; Jon Lind left team identity.; ${text})`,
    ],
    [
      "DirectoryRefused",
      `Directory of responders: refused (Cordon · SHA-256 5e5e5e5e; the one before stays: ${text})`,
    ],
    ["ExceptionNoted", `Exception EX-3: accepted (Cordon · ${text})`],
  ])("%s reads: %s", (type, line) => {
    expect(told(type)).toEqual([line]);
  });

  test("an owner that was found, and that there is none; two people lift a freeze", () => {
    expect(told("OwnerFound")).toEqual([
      `End sign-in sessions, owner: no owner (Cordon · ${text})`,
      `End sign-in sessions, owner: found (Ana Costa · ${text})`,
    ]);
    expect(told("FreezeLiftVoted")).toHaveLength(2);
  });

  test("by hand: Cordon's reason under the owner, a person's in their own words", () => {
    expect(told("StepLeftToPeople")).toEqual([
      `End sign-in sessions: by hand (Bo Eriksen · ${text})`,
      `End sign-in sessions: by hand (Bo Eriksen · “${text}”)`,
    ]);
  });

  test("every kind of event is in the record that these tests read", () => {
    expect(new Set(events.map(({ type }) => type)).size).toBe(43);
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
