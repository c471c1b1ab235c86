/** From facts to work: which jobs follow, for when, and which cards can be pressed. */
import { describe, expect, test } from "@jest/globals";
import { lookJob, react } from "../../src/application/react.ts";
import { type Wish } from "../../src/core/incident/commands.ts";
import { type IncidentEvent } from "../../src/core/incident/events.ts";
import { type Actor } from "../../src/core/incident/people.ts";
import { type Instant } from "../../src/core/shared/ids.ts";
import {
  alone,
  ana,
  approve,
  asked,
  claimed,
  decline,
  defer,
  doByHand,
  nameSuspect,
  openedForTwo,
  votedBy,
  waitingFor,
  waive,
  withdraw,
} from "../core/approval/votes.ts";
import {
  approved,
  by,
  cardOf,
  cordon,
  event,
  type Given,
  given,
  key,
  opening,
  openedWith,
  proposed,
  requested,
  settled,
} from "../support/given.ts";
import { at, people, aSubject } from "../support/incidents.ts";

const { jon, priya, sam, bo } = people;

/** The jobs that follow from these events as the last of a record, without redrawing and proposing. */
const jobsAfter = (before: Given, events: readonly IncidentEvent[]) => {
  if (!before.incident) throw new Error("no incident");
  return react(before.incident, events)
    .jobs.filter(({ kind }) => kind !== "show" && kind !== "propose-steps")
    .map(({ kind, runAt, payload }) =>
      [kind, runAt.slice(11), ...Object.values(payload).slice(1).map(String)].join(" "),
    );
};

const follows = (before: Given, wish: Wish, actor: Actor, time: Instant = at("03:15")) => {
  const { facts, next } = before.when(wish, actor, time);
  return jobsAfter(
    next,
    facts.map((fact) => event(fact, actor, time)),
  );
};

const recorded = (...events: readonly IncidentEvent[]) =>
  jobsAfter(given(...events), events.slice(-1));

describe("what follows from a proposal and its votes", () => {
  test("a proposal lapses at its time, and people are reminded by their ladder", () => {
    expect(recorded(openedForTwo, asked())).toEqual([
      "lapse-step 03:20:00.000Z approval-a 2026-11-21T03:20:00.000Z",
      "remind-step 03:10:00.000Z",
    ]);
  });

  test("the first of two votes moves the lapse and runs nothing", () => {
    expect(follows(waitingFor(), approve(), by(ana), at("03:16"))).toEqual([
      "lapse-step 03:26:00.000Z approval-a 2026-11-21T03:26:00.000Z",
      "remind-step 03:16:00.000Z",
    ]);
  });

  test("the last vote runs it at once, and lapses what nothing used", () => {
    expect(follows(votedBy(waitingFor(), [ana]), approve(), by(jon))).toEqual([
      `run-step 03:15:00.000Z ${"a".repeat(64)}`,
      "lapse-step 03:20:00.001Z approval-a 2026-11-21T03:20:00.001Z",
    ]);
  });

  test("in the third tier at the end of the cool-off, or when two people end it", () => {
    const half = votedBy(waitingFor({ tier: 3 }), [ana]);
    expect(follows(half, approve(), by(jon))).toEqual([
      `run-step 03:20:00.000Z ${"a".repeat(64)}`,
      "lapse-step 03:25:00.001Z approval-a 2026-11-21T03:25:00.001Z",
    ]);
    const once = votedBy(half, [jon]).when(waive(), by(ana), at("03:16")).next;
    expect(follows(once, waive(), by(sam), at("03:17"))).toEqual([
      `run-step 03:17:00.000Z ${"a".repeat(64)}`,
      "lapse-step 03:22:00.001Z approval-a 2026-11-21T03:22:00.001Z",
    ]);
  });

  test("a vote taken back or lost waits again, and lapses now where its time is over", () => {
    const carried = votedBy(waitingFor(), [ana, jon]);
    expect(follows(carried, withdraw(), by(jon), at("03:16"))).toEqual([
      "lapse-step 03:25:00.000Z approval-a 2026-11-21T03:25:00.000Z",
      "remind-step 03:16:00.000Z",
    ]);
    const gone: Wish = { type: "VoidVote", step: key("one"), voter: jon, why: "is disabled" };
    expect(follows(carried, gone, cordon, at("03:27"))).toEqual([
      "lapse-step 03:27:00.000Z approval-a 2026-11-21T03:25:00.000Z",
      "remind-step 03:27:00.000Z",
    ]);
  });

  test("one person alone is run, and their review is called for when it is due", () => {
    expect(follows(waitingFor({ tier: 1 }), alone(), by(bo))).toEqual([
      `run-step 03:15:00.000Z ${"a".repeat(64)}`,
      "lapse-step 03:20:00.001Z approval-a 2026-11-21T03:20:00.001Z",
      "remind-step 03:15:00.000Z due",
    ]);
    const done = waitingFor({ tier: 1 }).when(alone(), by(bo)).next;
    const review: Wish = { type: "ReviewAlone", step: key("one"), finding: "it was right" };
    expect(follows(done, review, by(ana))).toEqual([]);
  });
});

describe("what follows from not doing it", () => {
  test("a deferral asks again at its end", () => {
    expect(follows(waitingFor(), defer(45), by(ana))).toEqual(["ask-again 04:00:00.000Z"]);
  });

  test("only a declined containment step asks for an exception", () => {
    expect(follows(waitingFor(), decline(), by(ana))).toEqual([
      "ask-exception 03:15:00.000Z approval-a",
    ]);
    expect(follows(waitingFor({ direction: "undo" }), decline(), by(ana))).toEqual([]);
    const later = openedForTwo.type === "IncidentOpened" ? openedForTwo.steps : [];
    const steps = later.map((step) => ({
      ...step,
      definition: { ...step.definition, phase: "eradication" as const },
    }));
    expect(follows(given(openedWith({ steps }), asked()), decline(), by(ana))).toEqual([]);
  });

  test("by hand makes a card to answer on, and reminds", () => {
    const { facts, next } = waitingFor({ tier: 1 }).when(doByHand("r"), by(ana));
    if (!next.incident) throw new Error("no incident");
    const events = facts.map((fact) => event(fact, by(ana)));
    expect(react(next.incident, events).handles).toMatchObject([
      { ...cardOf(), payload: { step: "one" } },
    ]);
    expect(jobsAfter(next, events)).toEqual(["remind-step 03:10:00.000Z"]);
  });
});

test("a refused press changes nobody's time, and reminds of nothing", () => {
  expect(follows(waitingFor(), approve(), by(bo))).toEqual([]);
});

describe("what follows from who may decide", () => {
  test("a directory and a severity find owners anew and remind of all that waits", () => {
    const change: Wish = {
      type: "ApplyDirectory",
      sha256: "4d".repeat(32),
      changes: ["Jon left."],
    };
    const expected = ["find-owners 03:15:00.000Z", "remind-step 03:15:00.000Z"];
    expect(follows(waitingFor(), change, cordon)).toEqual(expected);
    expect(
      follows(waitingFor(), { type: "SetSeverity", severity: "sev1", byManagement: false }, by(bo)),
    ).toEqual(expected);
    expect(follows(given(openedForTwo), change, cordon)).toEqual(expected.slice(0, 1));
  });

  test("a suspect's steps find owners anew, and their lost votes are waited for", () => {
    expect(follows(waitingFor(), nameSuspect(jon), by(priya))).toEqual([
      "find-owners 03:15:00.000Z",
    ]);
    const carried = votedBy(waitingFor(), [ana, jon]);
    expect(follows(carried, nameSuspect(jon), by(priya))).toEqual([
      "find-owners 03:15:00.000Z",
      "lapse-step 03:25:00.000Z approval-a 2026-11-21T03:25:00.000Z",
      "remind-step 03:15:00.000Z",
    ]);
  });

  test("another owner is reminded from then on", () => {
    const found: Wish = { type: "FindOwner", step: key("one"), ownership: undefined, why: "left" };
    expect(follows(waitingFor(), found, cordon)).toEqual(["remind-step 03:15:00.000Z"]);
  });
});

describe("what follows from an effect", () => {
  const run = [openedForTwo, proposed(), approved(), requested()] as const;

  test("a look when access may have ended, and a person where Cordon can't tell", () => {
    const settle: Wish = {
      type: "SettleEffect",
      step: key("one"),
      items: [{ id: "item", state: "observed", why: "" }],
      seen: "",
      residualMinutes: 60,
    };
    expect(follows(given(...run), settle, cordon)).toEqual(["observe-step 04:13:00.000Z"]);
    expect(recorded(...run, settled("observed", ["observed"]))).toEqual([]);
    expect(recorded(...run, settled("unknown", ["unknown"]))).toEqual([
      "remind-step 03:14:00.000Z",
    ]);
  });

  test("who looks at what runs goes on with it; at what is settled, only reads", () => {
    const running = given(...run);
    const done = given(...run, settled("observed", ["observed"]));
    if (!running.incident || !done.incident) throw new Error("no incident");
    expect(lookJob(running.incident, running.step("one"), at("03:20"))).toMatchObject({
      kind: "run-step",
      payload: { planHash: "a".repeat(64) },
    });
    expect(lookJob(done.incident, done.step("one"), at("03:20"))).toMatchObject({
      kind: "observe-step",
      key: "look:INC-0007:one",
    });
    expect(claimed(running).refusal?.code).toBe("R-109");
  });
});

test("an opening looks for its place, its evidence and what is due; nothing follows from nothing", () => {
  const first = openedWith({ evidence: ["E0", "E1"] });
  const { incident } = given(first);
  if (!incident) throw new Error("no incident");
  expect(react(incident, [first]).jobs.map(({ key: name }) => name)).toEqual([
    "find-place:INC-0007",
    `collect-evidence:INC-0007:E0:${aSubject().id}`,
    `collect-evidence:INC-0007:E1:${aSubject().id}`,
    "show:INC-0007",
  ]);
  expect(react(incident, [])).toEqual({ jobs: [], handles: [] });
  const ready = given(openedWith({ steps: opening.steps }));
  if (!ready.incident) throw new Error("no incident");
  const kinds = react(ready.incident, [first]).jobs.map(({ kind }) => kind);
  expect(kinds.slice(-2)).toEqual(["propose-steps", "show"]);
});

test("a handover's card is for pressing", () => {
  const offer: Wish = { type: "OfferHandover", to: sam, handle: cardOf("h"), byManagement: false };
  const { facts, next } = given(openedForTwo).when(offer, by(priya));
  if (!next.incident) throw new Error("no incident");
  const events = facts.map((fact) => event(fact, by(priya)));
  expect(react(next.incident, events).handles).toEqual([
    { ...cardOf("h"), incident: "INC-0007", payload: { handover: true } },
  ]);
});
