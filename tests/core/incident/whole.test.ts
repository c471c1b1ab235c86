import { describe, expect, test } from "@jest/globals";
import { incidentOf } from "../../../src/core/incident/evolve.ts";
import { dueSteps } from "../../../src/core/incident/due-steps.ts";
import { snapshotReady } from "../../../src/core/incident/evidence.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { type Artefact, type ArtefactKind } from "../../../src/core/incident/plan.ts";
import {
  approved,
  by,
  changesIn,
  closed,
  cordon,
  declined,
  event,
  given,
  key,
  lapsedBecause,
  mailPerson,
  marta,
  notNeeded,
  opened,
  openedWith,
  opening,
  proposed,
  reopened,
  requested,
  settled,
} from "../../support/given.ts";
import { anOwnership, people } from "../../support/incidents.ts";
import { anAudience } from "../../support/audience.ts";

const { ana, bo, jon, priya } = people;
const open = given(opened);

describe("opening", () => {
  test("makes the first entry, once", () => {
    const { type, ...facts } = opening;
    const first = given().when({ type: "OpenIncident", ...facts }, by(priya));
    expect(first.facts).toMatchObject([{ type, incident: "INC-0007" }]);
    expect(first.incident).toMatchObject({
      version: 1,
      phase: "detection",
      openedBy: { id: priya.id },
    });
    expect(open.when({ type: "OpenIncident", ...facts }, by(priya))).toMatchObject({
      facts: [],
      refusal: { code: "R-106" },
    });
  });

  test("comes before everything else", () => {
    expect(() => given().when({ type: "AddNote", text: "x" }, by(ana))).toThrow(
      "before the incident",
    );
    expect(() => incidentOf([proposed()])).toThrow("the record starts with StepProposed");
    expect(() => incidentOf([opened, opened])).toThrow("opened twice");
    expect(() => incidentOf([])).toThrow("without events");
  });
});

describe("place and evidence", () => {
  const place = { rung: "group chat", conversationId: "19:chat@thread.v2", name: "chat" } as const;
  const found = event({ type: "PlaceFound", place });

  test("the first place stays, whatever is found later", () => {
    expect(open.when({ type: "FindPlace", place }, cordon).facts).toHaveLength(1);
    expect(given(opened, found).when({ type: "FindPlace", place }, cordon).facts).toEqual([]);
  });

  test("a refused rung and the readers are told", () => {
    const refusedRung = { type: "RefusePlace", rung: "standard channel", reason: "403" } as const;
    expect(open.when(refusedRung, cordon).facts).toMatchObject([{ type: "PlaceRefused" }]);
    const audience = anAudience({ guests: ["Gus"] });
    const read = given(opened, found).when({ type: "ReadAudience", audience }, cordon);
    expect(read.incident?.place).toEqual({ ...place, audience });
  });

  const artefact: Artefact = {
    kind: "E0",
    title: "State",
    sha256: "a".repeat(64),
    bytes: 3,
    summary: "1 account",
    complete: true,
  };
  const kept = event({ type: "EvidenceKept", artefact });
  const missed = event({ type: "EvidenceMissed", kind: "E0", reason: "403" });

  test("evidence of a kind is kept once; a later try replaces a missing one only", () => {
    const keep = { type: "KeepEvidence", artefact } as const;
    const miss = { type: "MissEvidence", kind: "E0", subject: marta.id, reason: "403" } as const;
    expect(open.when(keep, cordon).facts).toHaveLength(1);
    expect(given(opened, kept).when(keep, cordon).facts).toEqual([]);
    expect(given(opened, kept).when(miss, cordon).facts).toEqual([]);
    expect(given(opened, missed).when(miss, cordon).facts).toEqual([]);
    expect(given(opened, missed).when(keep, cordon).incident).toMatchObject({
      artefacts: [{ kind: "E0" }],
      missedEvidence: [],
    });
  });

  test("nothing is proposed before the snapshot is kept or known to be missing", () => {
    const needs = openedWith({ evidence: ["E0", "E1"] });
    const names = (...events: readonly IncidentEvent[]) =>
      dueSteps(incidentOf(events)).map((step) => step.definition.key);
    expect(names(needs)).toEqual([]);
    expect(names(needs, kept)).toEqual([]);
    const other: ArtefactKind = "E1";
    const gone = event({ type: "EvidenceMissed", kind: other, reason: "403" });
    expect(names(needs, kept, gone)).toEqual(["one", "three", "four"]);
    expect(snapshotReady(incidentOf([needs, missed, gone]), marta.id)).toBe(true);
  });
});

describe("which steps are due", () => {
  const due = (...events: readonly IncidentEvent[]) =>
    dueSteps(incidentOf([opened, ...events])).map((step) => step.definition.key);

  test("the first three that wait for nothing, in the playbook's order", () => {
    expect(due()).toEqual(["one", "three", "four"]);
  });

  test("no more than three wait for people at once", () => {
    expect(due(proposed("one"))).toEqual(["three", "four"]);
    expect(due(proposed("one"), proposed("three"), proposed("four"))).toEqual([]);
  });

  test("what is about to follow an approved step keeps its place among the three", () => {
    const approvedOne = [proposed("one"), approved("one")];
    expect(due(...approvedOne, proposed("three"))).toEqual(["four"]);
    expect(due(...approvedOne, proposed("three"), proposed("four"))).toEqual([]);
    const observed = [requested(), settled("observed", ["observed"])];
    const rest = [proposed("three"), proposed("four")];
    expect(due(...approvedOne, ...rest, ...observed)).toEqual(["two"]);
  });

  test.each<[string, readonly IncidentEvent[]]>([
    ["observed", [proposed(), approved(), requested(), settled("observed", ["observed"])]],
    ["failed", [proposed(), approved(), requested(), settled("failed", ["failed"])]],
    ["declined", [proposed(), declined()]],
    ["lapsed", [proposed(), lapsedBecause("no answer")]],
    ["not needed", [event({ type: "StepNotNeeded", step: key("one"), seen: "" })]],
    [
      "by hand",
      [
        event({
          type: "StepLeftToPeople",
          step: key("one"),
          handle: { id: "h", nonce: "n" },
          reason: "",
          byHand: "",
        }),
      ],
    ],
  ])("a step has its turn once the one before it is %s", (_what, events) => {
    expect(due(...events)).toEqual(["two", "three", "four"]);
  });

  test.each<[string, readonly IncidentEvent[]]>([
    ["waits", [proposed()]],
    ["is approved", [proposed(), approved()]],
    ["runs", [proposed(), approved(), requested()]],
  ])("and not while the one before it %s", (_what, events) => {
    expect(due(...events)).not.toContain("two");
  });

  test("what somebody asked for doesn't queue, either way", () => {
    const done = [proposed(), approved(), requested(), settled("observed", ["observed"])];
    const full = [proposed("three"), proposed("four"), proposed("five")];
    expect(due(...done, ...full, reopened("undo"))).toEqual(["one"]);
    expect(due(...done, ...full, reopened("apply"))).toEqual(["one"]);
  });

  test("a way back comes before its predecessors had their turn again", () => {
    const two = [
      proposed("two", "b"),
      approved("two", "b"),
      requested("two", "b"),
      settled("observed", ["observed"], "two"),
    ];
    const again = [reopened("apply"), reopened("undo", "two")];
    expect(due(proposed(), declined(), ...two, ...again)).toContain("two");
  });

  test("nothing in a closed incident", () => {
    expect(due(closed)).toEqual([]);
  });
});

describe("the lead's commands", () => {
  const assign = (owner = jon, allowed = true, person = priya, events = [opened]) =>
    given(...events).when(
      {
        type: "AssignStep",
        step: key("one"),
        ownership: anOwnership({ owner, deputies: [ana] }),
        allowed,
        byManagement: false,
      },
      by(person),
    );

  test("a step is given to somebody of the team, by the lead", () => {
    expect(assign().facts).toMatchObject([{ type: "StepAssigned", ownership: { owner: jon } }]);
    const press = given(opened, proposed(), ...assign().facts.map((fact) => event(fact)));
    expect(press.step("one").ownership).toMatchObject({ owner: jon, deputies: [ana] });
    expect(press.step("one").status.kind).toBe("waiting");
  });

  test.each([
    ["by somebody else", "R-201", assign(jon, true, ana)],
    ["to a subject", "R-103", assign(marta)],
    ["to somebody outside the team", "R-202", assign(mailPerson, false)],
    ["to its owner", "R-204", assign(ana)],
    ["in a closed incident", "R-111", assign(jon, true, priya, [opened, closed])],
  ])("not %s", (_what, code, { facts, refusal }) => {
    expect(changesIn(facts)).toEqual([]);
    expect(refusal?.code).toBe(code);
  });

  const others = notNeeded("two", "three", "four", "five");
  test.each<[string, readonly IncidentEvent[], string | undefined]>([
    ["nothing is open", notNeeded("one"), undefined],
    ["a step waits", [proposed()], "R-203"],
    ["a step is approved", [proposed(), approved()], "R-203"],
    ["a step runs", [proposed(), approved(), requested()], "R-203"],
    [
      "an outcome is unknown",
      [proposed(), approved(), requested(), settled("unknown", ["unknown"])],
      "R-203",
    ],
    [
      "an outcome is observed",
      [proposed(), approved(), requested(), settled("observed", ["observed"])],
      undefined,
    ],
    ["a declined step has no exception yet", [proposed(), declined()], "R-208"],
  ])("closing when %s", (_what, events, code) => {
    const before = given(opened, ...others, ...events);
    const end = before.when({ type: "Close", reason: " over ", falseAlarm: false }, by(priya));
    expect(end.refusal?.code).toBe(code);
    expect(changesIn(end.facts)).toEqual(code ? [] : [{ type: "IncidentClosed", reason: "over" }]);
  });

  test("closing needs the lead, a reason, and an open incident; it names the open steps", () => {
    const contained = given(opened, ...notNeeded("one"), ...others);
    const close = (before = contained, person = priya, reason = "over") =>
      before.when({ type: "Close", reason, falseAlarm: false }, by(person));
    expect(close(contained, ana).refusal?.sentence).toBe(
      "Not recorded. Only the lead, Priya Nair, may do this. (R-201)",
    );
    expect(close(contained, priya, "  ").refusal?.code).toBe("R-205");
    expect(close(contained, priya, "x".repeat(2_001)).refusal?.code).toBe("R-205");
    expect(close(given(opened, closed)).refusal?.code).toBe("R-111");
    expect(close(given(opened, proposed(), proposed("three"))).refusal?.sentence).toContain("1, 3");
    expect(close().incident?.closed?.by).toEqual(priya);
  });
});

describe("everybody's commands", () => {
  test("a note may be added after the end too, with something in it", () => {
    const note = (text: string, events = [opened, closed]) =>
      given(...events).when({ type: "AddNote", text }, by(bo));
    expect(note(" seen again ").facts).toEqual([{ type: "NoteAdded", text: "seen again" }]);
    expect(note("\n").refusal?.code).toBe("R-205");
    expect(note("x".repeat(2_001)).refusal?.code).toBe("R-205");
    expect(note("x".repeat(2_000)).facts).toHaveLength(1);
  });

  test("severity and phase change, but not to what they are, and not after the end", () => {
    const severity = { type: "SetSeverity", severity: "sev1", byManagement: false } as const;
    const phase = { type: "SetPhase", phase: "recovery" } as const;
    expect(open.when(severity, by(bo)).incident?.severity).toBe("sev1");
    expect(open.when(phase, by(bo)).incident?.phase).toBe("recovery");
    const same = { type: "SetSeverity", severity: "sev2", byManagement: false } as const;
    expect(open.when(same, by(bo)).refusal?.code).toBe("R-204");
    expect(open.when({ type: "SetPhase", phase: "detection" }, by(bo)).refusal?.code).toBe("R-204");
    for (const wish of [severity, phase]) {
      expect(given(opened, closed).when(wish, by(bo)).refusal?.code).toBe("R-111");
    }
  });
});
