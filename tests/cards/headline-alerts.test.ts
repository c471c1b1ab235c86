import { describe, expect, test } from "@jest/globals";
import { allStepsView } from "../../src/cards/all-steps.ts";
import { headlineView, renderHeadline } from "../../src/cards/headline.ts";
import { type Incident, type StepStatus } from "../../src/core/incident/types.ts";
import { aClock, aLongNight, frozenNight, jonLifts, withStep } from "../support/calls.ts";
import { readable, stripOf } from "../support/card-tree.ts";
import { anAudience } from "../support/audience.ts";
import { templates } from "../support/cards.ts";
import {
  anIncident,
  anOwnership,
  aProposal,
  at,
  aVote,
  everyStatus,
  people,
} from "../support/incidents.ts";

const facts = { now: at("03:15"), entry: 47, root: "9c4e1f02ab33".padEnd(64, "0") };
const draw = (incident: Incident): object =>
  renderHeadline(templates, headlineView(incident, facts)).card;

describe("a frozen incident", () => {
  test("says who froze it and how it is lifted; the reason stands below, in quotes", () => {
    const card = draw(frozenNight());
    expect(stripOf(card)).toMatchObject({ style: "warning" });
    expect(readable(stripOf(card) ?? {})).toBe(
      "Approvals frozen Sam Park froze them {{TIME(2026-11-21T03:20:00Z)}}.  Two people lift it:  incident unfreeze",
    );
    const { rows, summary } = headlineView(frozenNight(), facts);
    expect(rows.map(({ label, value }) => [label, value.map(({ text }) => text).join("")])).toEqual(
      [
        ["Because", "“invoice scanner uses it until Monday”"],
        ["Lead", "Priya Nair, severity 2, containment; handover waits for Bo Eriksen"],
      ],
    );
    expect(summary).toContain("approvals frozen");
  });

  test("says who agreed already to lift it", () => {
    expect(readable(stripOf(draw(frozenNight(undefined, jonLifts))) ?? {})).toContain(
      "Jon Lind agreed to lift it, one more must:  incident unfreeze",
    );
  });
});

describe("what the lead must see before the deadlines", () => {
  const alerts = (incident: Incident): readonly string[] =>
    headlineView(incident, facts).alerts.map(({ runs }) => runs.map(({ text }) => text).join(""));

  test("steps of nobody, approvals of one person, risks", () => {
    expect(alerts(aLongNight()).slice(1)).toEqual([
      "1 step has no owner: Priya Nair must assign one",
      "1 emergency approval to review by {{DATE(2026-11-21T23:12:00Z, SHORT)}}, {{TIME(2026-11-21T23:12:00Z)}} (step 2, Sam Park)",
      "1 risk accepted, 1 risk without an accountable owner",
    ]);
  });

  test("nothing where there is nothing, and nothing of a closed incident", () => {
    expect(alerts(anIncident())).toEqual([]);
    const closed = { at: at("04:40"), by: people.priya, reason: "over" };
    expect(alerts({ ...aLongNight(), closed })).toEqual([]);
  });

  test("a step that asks nobody needs no owner", () => {
    const { observed } = everyStatus();
    if (!observed) throw new Error("no observed step");
    const { incident } = withStep({ status: observed, ownership: undefined });
    expect(alerts(incident)).toEqual([]);
  });

  test("suspects aren't named: the channel reads it", () => {
    const incident = { ...aLongNight(), suspects: [{ ...people.lee, namedBy: people.priya }] };
    expect(JSON.stringify(draw(incident))).not.toContain(people.lee.name);
  });
});

describe("a subject who reads the channel", () => {
  const alerts = (names: readonly string[], changes: Partial<Incident> = {}): readonly string[] => {
    const { place, ...incident } = anIncident();
    if (!place) throw new Error("no place");
    const audience = anAudience({ subjectsAmong: names });
    const read = { ...incident, place: { ...place, audience }, ...changes };
    return headlineView(read, facts).alerts.map(({ runs }) =>
      runs.map(({ text }) => text).join(""),
    );
  };

  test("is named first, with what to do", () => {
    expect(alerts(["Marta Oliveira"])).toEqual([
      "Marta Oliveira, a subject, reads this channel: take them out of IR Response, or go on elsewhere",
    ]);
    expect(alerts(["Marta Oliveira"], aLongNight())[0]).toMatch(/^Marta Oliveira/);
  });

  test("several, in a chat", () => {
    const place = { rung: "group chat", conversationId: "19:x", name: "INC-0007" } as const;
    const audience = anAudience({ place: "the group chat", subjectsAmong: ["A", "B", "C", "D"] });
    expect(alerts([], { place: { ...place, audience } })).toEqual([
      "A, B, C and 1 more, subjects, read this chat: take them out of the group chat, or go on elsewhere",
    ]);
  });

  test("isn't said where nobody does, nor of a closed incident", () => {
    expect(alerts([])).toEqual([]);
    const closed = { at: at("04:40"), by: people.priya, reason: "over" };
    expect(alerts(["Marta Oliveira"], { closed })).toEqual([]);
  });
});

describe("what is waited for", () => {
  const rows = (status: StepStatus, clock = false): readonly string[] => {
    const { incident, step } = withStep({ status, clock: clock ? aClock() : undefined });
    const only = { ...incident, steps: [step] };
    return headlineView(only, { ...facts, now: at("03:18") }).next.map(
      ({ left, deed, who }) =>
        `${left}: ${deed.map(({ text }) => text).join("")} / ${who.map(({ text }) => text).join("")}`,
    );
  };
  const proposal = aProposal();
  const votes = [aVote(proposal), aVote(proposal, { by: people.jon, at: at("03:16") })];

  test("a second person", () => {
    expect(rows({ kind: "waiting", proposal, votes: votes.slice(0, 1) })).toEqual([
      "4 min left: End sign-in sessions / needs a second person, step 1",
    ]);
  });

  test("the end of a cool-off, and nothing where none runs", () => {
    const approved = { kind: "approved", proposal, votes, waivedBy: [] } as const;
    expect(rows({ ...approved, notBefore: at("03:21") })).toEqual([
      "3 min left: Cool-off: End sign-in sessions / requested then, step 1",
    ]);
    expect(rows({ ...approved, notBefore: at("03:16") })).toEqual([]);
  });

  test("the end of a deferral", () => {
    const { bo: by } = people;
    const until = at("03:50");
    expect(
      rows({ kind: "deferred", proposal, by, at: at("03:16"), until, reason: "later" }),
    ).toEqual(["32 min left: Put off: End sign-in sessions / by Bo Eriksen, step 1"]);
  });

  test("what is overdue is marked", () => {
    expect(rows({ kind: "waiting", proposal, votes: [] }, true)).toEqual([
      "4 min left: End sign-in sessions / Ana Costa, step 1, overdue",
    ]);
  });
});

test("the list of steps says who owns each, how they were found, and of which team", () => {
  const { incident } = withStep({ ownership: anOwnership({ how: "deputy" }) });
  const [first, second] = incident.steps;
  const steps = [first, second && { ...second, ownership: undefined }].flatMap((one) => one ?? []);
  const { groups } = allStepsView({ ...incident, steps }, { now: at("03:15") });
  const lines = groups
    .flatMap(({ parts }) => parts.flatMap((part) => part.steps))
    .map(({ runs }) => runs.map(({ text }) => text).join(""));
  expect(lines[0]).toBe("1. End sign-in sessions: not started, Ana Costa (deputy, identity)");
  expect(lines[1]).toContain("no owner (identity)");
});
