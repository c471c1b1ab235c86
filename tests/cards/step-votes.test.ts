import { describe, expect, test } from "@jest/globals";
import { stepView } from "../../src/cards/step-view.ts";
import { type Severity } from "../../src/core/incident/types.ts";
import { anAction } from "../support/an-action.ts";
import { buttonsOf, ofType, panelsOf, readable, stripOf } from "../support/card-tree.ts";
import { drawn, drawnSample, statusOf, strip, titles, verbs } from "../support/drawn-step.ts";
import {
  anIncident,
  anOwnership,
  aStep,
  at,
  aVote,
  everyStatus,
  people,
} from "../support/incidents.ts";
import { stepSamples, tiered } from "../support/step-samples.ts";

describe("the strip of each state", () => {
  test.each([
    ["waiting-two", "accent", "Waiting for 2 people Ana Costa or Jon Lind, and one more of: "],
    ["waiting-second", "accent", "Waiting for a second person First vote: Ana Costa, "],
    ["waiting-oversight", "accent", "Waiting for Ana Costa Deputy: Jon Lind."],
    [
      "waiting-nobody",
      "accent",
      "Waiting for an owner Nobody can decide this; Priya Nair was told",
    ],
    [
      "approved-cooling",
      "emphasis",
      "Approved, to be requested at {{TIME(2026-11-21T03:22:00Z)}} ",
    ],
    [
      "running-two",
      "emphasis",
      "Requested, not observed yet Approved by Jon Lind for Ana Costa and",
    ],
    [
      "observed-alone",
      "good",
      "Observed {{TIME(2026-11-21T03:16:00Z)}} Approved alone by Sam Park in an",
    ],
    ["deferred", "emphasis", "Put off until {{TIME(2026-11-21T04:00:00Z)}} by Bo Eriksen"],
    ["by-hand-chosen", "accent", "By hand: Bo Eriksen does it"],
    ["frozen", "warning", "Frozen. Nothing can be decided Sam Park froze approvals"],
  ])("%s: %s", (name, style, words) => {
    const card = drawnSample(name);
    expect(stripOf(card.card)).toMatchObject({ style });
    expect(strip(card)).toContain(words);
  });

  test.each([
    ["waiting-two", ["Review", "Decline", "Details"]],
    ["waiting-second", ["Review", "Decline", "Details"]],
    ["approved-cooling", ["Decline", "Run now", "Details"]],
    ["running-two", ["Look again", "Details"]],
    ["deferred", ["Propose again", "Details"]],
    ["by-hand-chosen", ["I looked", "Propose again", "Details"]],
    ["frozen", []],
  ])("%s has the buttons %j", (name, expected) => {
    expect(titles(drawnSample(name))).toEqual(expected);
  });

  test.each(Object.keys(everyStatus()))("nothing can be proposed while frozen: %s", (name) => {
    const status = statusOf(name);
    if (status.kind === "not started") return;
    const frozen = { by: people.sam, at: at("03:20"), reason: "phished", lifts: [] };
    const calm = drawn(status);
    const card = drawn(status, { incident: { frozen } });
    expect(verbs(card)).toEqual(verbs(calm).filter((verb) => verb !== "step.propose"));
    expect(readable(card.card)).not.toContain("proposes the undo again");
  });

  test.each(Object.keys(stepSamples()))("a closed incident decides nothing: %s", (name) => {
    const closed = { at: at("04:40"), by: people.priya, reason: "false alarm" };
    const card = drawnSample(name, { incident: { closed } });
    expect(ofType(card.card, "Action.")).toEqual([]);
    expect(ofType(card.card, "Input.")).toEqual([]);
    expect(strip(card)).toContain("Closed {{TIME(2026-11-21T04:40:00Z)}}");
  });
});

describe("a plan that takes two people", () => {
  const why = (traits: Parameters<typeof tiered>[1], tier: 2 | 3 = 3): string =>
    readable(drawn({ kind: "waiting", proposal: tiered(tier, traits), votes: [] }).card);

  test("says why, and how long it waits after the votes", () => {
    expect(why(["privileged", "global administrator"])).toContain(
      "Two people This account holds Global Administrator; it waits 5 min after the votes.",
    );
    expect(why(["responder"])).toContain("This account belongs to a responder; it waits 5 min");
    expect(why(["privileged"], 2)).toContain("Two people This account holds privileged rights.");
    expect(why([], 2)).toContain("Two people It reaches more than one person.");
    expect(why([])).toContain("Two people This can’t be undone; it waits 5 min");
    expect(readable(drawn("waiting").card)).not.toContain("Two people");
  });

  test("has six rows: the playbook's reason stands in Details", () => {
    const card = drawnSample("waiting-two");
    expect(ofType(card.card, "ColumnSet")).toHaveLength(6);
    const [details] = panelsOf(card.card).filter(({ id }) => id === "details");
    expect(readable(details ?? {})).toContain("Why:  The attacker holds a session.");
  });

  test("names who may vote, and that the person who asked may not", () => {
    const text = readable(drawnSample("waiting-two").card);
    expect(text).toContain("May vote:  Ana Costa, Jon Lind, Priya Nair, Sam Park");
    expect(text).toContain("one of them must be Ana Costa or Jon Lind");
    expect(text).toContain("by Bo Eriksen, who may not approve it");
    const { ana } = people;
    const proposal = { ...tiered(2), proposer: ana };
    const asked = drawn({ kind: "waiting", proposal, votes: [] });
    expect(strip(asked)).toContain("Jon Lind, and one more of: Priya Nair, Sam Park.");
    expect(readable(drawn("waiting").card)).toContain("by Priya Nair");
    expect(readable(drawn("waiting").card)).not.toContain("who may not approve it");
  });

  test("the confirm panel says that one vote isn't enough", () => {
    expect(readable(drawnSample("waiting-two").card)).toContain("only. It takes 2 people.");
    expect(readable(drawn("waiting").card)).not.toContain("It takes 2 people.");
  });

  test("without seconds the deciders vote among themselves; suspects aren't asked", () => {
    const status = { kind: "waiting", proposal: tiered(2), votes: [] } as const;
    const ownership = anOwnership({ seconds: [] });
    expect(strip(drawn(status, { step: { ownership } }))).toContain("2 of: Ana Costa, Jon Lind.");
    const incident = { suspects: [{ ...people.sam, namedBy: people.priya }] };
    expect(strip(drawn(status, { incident }))).toContain("and one more of: Priya Nair.");
    const alone = { step: { ownership: anOwnership({ deputies: [], seconds: [] }) } };
    expect(strip(drawn(status, alone))).toContain(
      "Too few people may vote; Priya Nair can assign an owner.",
    );
  });

  test("after a second's vote only those are asked whose vote decides", () => {
    const proposal = tiered(2);
    const votes = [aVote(proposal, { by: people.sam })];
    expect(strip(drawn({ kind: "waiting", proposal, votes }))).toContain(
      "First vote: Sam Park, {{TIME(2026-11-21T03:14:00Z)}}. Needs 1 of: Ana Costa, Jon Lind. By ",
    );
    const both = [...votes, aVote(proposal, { by: people.priya })];
    expect(strip(drawn({ kind: "waiting", proposal, votes: both }))).toContain(
      "Waiting for one more person Votes: Sam Park, ",
    );
  });

  test("the deadline is said to lock screens, and no names of voters are needed there", () => {
    expect(drawnSample("waiting-two").summary).toBe(
      "INC-0007, step 1: waiting for 2 people, decide by 03:22 UTC.",
    );
    expect(drawnSample("waiting-second").summary).toBe(
      "INC-0007, step 1: waiting for a second person, by 03:25 UTC.",
    );
  });
});

describe("taking a vote back, and shortening the wait", () => {
  test.each(["waiting-second", "approved-cooling"])("%s: in the Details panel only", (name) => {
    const card = drawnSample(name);
    const [details] = panelsOf(card.card).filter(({ id }) => id === "details");
    expect(buttonsOf(details ?? {}).map(({ title }) => title)).toEqual([
      "Not yet",
      "Withdraw my vote",
    ]);
    expect(titles(card)).not.toContain("Withdraw my vote");
  });

  test.each(["waiting-two", "running-two", "deferred"])("%s: no vote to take back", (name) => {
    expect(verbs(drawnSample(name))).not.toContain("step.withdraw");
  });

  test("the wait is shortened by two people, after a question", () => {
    const card = drawnSample("approved-cooling");
    const [panel] = panelsOf(card.card).filter(({ id }) => id === "waive");
    expect(readable(panel ?? {})).toContain("Shorten the wait? It takes two people.");
    expect(buttonsOf(panel ?? {})).toMatchObject([
      { title: "Not yet" },
      { title: "Shorten the wait", verb: "step.waive", associatedInputs: "none" },
    ]);
    expect(readable(drawnSample("approved-shortened").card)).toContain(
      "Jon Lind agreed to shorten the wait; one more person must.",
    );
  });

  test("when the wait is over there is nothing to shorten", () => {
    const card = drawnSample("approved-cooling", { now: at("03:22") });
    expect(strip(card)).toContain("Approved, not requested yet");
    expect(titles(card)).toEqual(["Decline", "Details"]);
    expect(verbs(card)).not.toContain("step.waive");
  });
});

describe("in whose name", () => {
  test("a provider's person is named with their employer and who is accountable", () => {
    expect(strip(drawnSample("running-provider"))).toContain(
      "Approved by Lee Chan (Northwind), accountable: Ana Costa, ",
    );
  });

  test("security's oversight is named where a rule asks for it", () => {
    expect(readable(drawnSample("waiting-oversight").card)).toContain(
      "Oversight:  Sam Park (security) sees this and may stop it.",
    );
    expect(readable(drawn("waiting").card)).not.toContain("Oversight");
  });

  test("a vote given alone is a warning until somebody else reviewed it", () => {
    const open = drawnSample("observed-alone");
    expect(readable(open.card)).toContain("Approved alone, not reviewed yet");
    expect(readable(open.card)).toContain("{{DATE(2026-11-22T03:14:00Z, SHORT)}}");
    expect(ofType(open.card, "Container").filter(({ style }) => style === "warning")).toHaveLength(
      2,
    );
    const reviewed = drawnSample("observed-reviewed");
    expect(readable(reviewed.card)).not.toContain("not reviewed yet");
    expect(readable(reviewed.card)).toContain(
      "Reviewed Jon Lind, {{TIME(2026-11-21T03:17:00Z)}}: “",
    );
  });
});

describe("saying no, and what instead", () => {
  const choices = (severity: Severity, given: Parameters<typeof drawn>[1] = {}): unknown => {
    const { card } = drawn("waiting", {
      ...given,
      incident: { severity },
    });
    const [input] = ofType(card, "Input.ChoiceSet");
    expect(input).toMatchObject({ id: "instead", value: "leave open" });
    return input?.["choices"];
  };
  const open = { title: "Leave it open", value: "leave open" };
  const hand = { title: "I do it by hand", value: "by hand" };
  const later = [
    { title: "Ask me again in 15 min", value: "defer 15" },
    { title: "Ask me again in 1 h", value: "defer 60" },
    { title: "Ask me again in 4 h", value: "defer 240" },
    { title: "Ask me again in 24 h", value: "defer 1440" },
  ];

  test.each([
    ["sev1", 1],
    ["sev2", 2],
    ["sev3", 3],
    ["sev4", 4],
  ] as const)("at %s it can be put off in %i ways", (severity, n) => {
    expect(choices(severity)).toEqual([open, ...later.slice(0, n), hand]);
  });

  test("leaving it open is explained where somebody must accept the risk, and only there", () => {
    const explained = "asks somebody with authority to accept the risk";
    expect(readable(drawn("waiting").card)).toContain(explained);
    expect(readable(drawn("undo-waiting").card)).not.toContain(explained);
    expect(readable(drawn("undo-waiting").card)).toContain("Don’t do it");
    const definition = { ...aStep({ kind: "not started", direction: "apply" }).definition };
    const recovery = { step: { definition: { ...definition, phase: "recovery" } } } as const;
    expect(choices("sev1", recovery)).toEqual([
      { title: "Don’t do it", value: "leave open" },
      ...later.slice(0, 1),
      hand,
    ]);
    expect(readable(drawn("waiting", recovery).card)).not.toContain(explained);
  });

  test("what takes two isn't offered to be done alone by hand", () => {
    expect(readable(drawnSample("waiting-two").card)).not.toContain("I do it by hand");
    expect(readable(drawnSample("waiting-oversight").card)).toContain("I do it by hand");
  });

  test("one button sends it, with the panel's inputs", () => {
    const deeds = ofType(drawn("waiting").card, "Action.Execute").filter(
      ({ verb }) => verb === "step.decline",
    );
    expect(deeds).toMatchObject([{ title: "Record my answer", associatedInputs: "auto" }]);
  });
});

test("what was chosen by hand says who does it, why and what to do", () => {
  const text = readable(drawnSample("by-hand-chosen").card);
  expect(text).toContain("Because “invoice scanner uses it until Monday”");
  expect(text).toContain("press Revoke sessions.");
});

test("only a freeze draws a card for a step that isn't started", () => {
  const sample = stepSamples()["frozen"];
  if (!sample) throw new Error("no sample");
  const draw = (incident: Partial<typeof sample.incident>) =>
    stepView(anIncident([sample.status], incident), aStep(sample.status), anAction(), {
      now: at("03:18"),
      entries: [],
    });
  expect(draw({})).toBeUndefined();
  expect(draw(sample.incident ?? {})).toMatchObject({ anyButton: false, confirm: [], stop: [] });
});
