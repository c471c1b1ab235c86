/** Suspects, freeze, handover, owners: who may have a say, and whether anybody may. */
import { describe, expect, test } from "@jest/globals";
import { type Wish } from "../../../src/core/incident/commands.ts";
import { dueSteps } from "../../../src/core/incident/due-steps.ts";
import { by, changesIn, cardOf, closed, cordon, given, key, marta } from "../../support/given.ts";
import { anOwnership, people } from "../../support/incidents.ts";
import {
  ana,
  anaAdmin,
  approve,
  asked,
  claimed,
  freeze,
  lift,
  nameSuspect,
  openedForTwo,
  outcome,
  press,
  votedBy,
  waitingFor,
} from "../approval/votes.ts";

const { jon, priya, sam, bo } = people;
const open = given(openedForTwo);

describe("naming a suspect", () => {
  test("voids their votes on everything that wasn't requested", () => {
    const half = votedBy(waitingFor(), [jon]);
    expect(press(half, priya, nameSuspect(jon)).facts).toMatchObject([
      { type: "SuspectNamed", suspect: jon, reason: "signed in from there" },
      { type: "VoteVoided", step: "one", voter: jon },
    ]);
    const running = claimed(votedBy(waitingFor(), [ana, jon])).next;
    expect(press(running, priya, nameSuspect(jon)).facts).toHaveLength(1);
  });

  test.each([
    ["by somebody else", "R-201", press(open, ana, nameSuspect(jon))],
    ["by a subject", "R-103", press(open, marta, nameSuspect(jon, true))],
    ["oneself", "R-205", press(open, priya, nameSuspect(priya))],
    ["a subject", "R-204", press(open, priya, nameSuspect(marta))],
    [
      "twice",
      "R-204",
      press(press(open, priya, nameSuspect(ana)).next, priya, nameSuspect(anaAdmin)),
    ],
    ["without a reason", "R-110", press(open, priya, { ...nameSuspect(jon), ...{ reason: " " } })],
    ["in a closed incident", "R-111", press(given(openedForTwo, closed), priya, nameSuspect(jon))],
  ])("not %s (%s)", (_what, code, answer) => {
    expect(answer.refusal?.code).toBe(code);
    expect(changesIn(answer.facts)).toEqual([]);
  });

  test("management may, also the lead", () => {
    const named = press(open, bo, nameSuspect(priya, true)).next;
    expect(named.incident?.suspects).toEqual([{ ...priya, namedBy: bo }]);
    for (const wish of [
      freeze,
      lift,
      { type: "Close", reason: "over", falseAlarm: false } as const,
    ]) {
      expect(outcome(press(named, priya, wish))).toBe("R-103");
    }
  });
});

describe("freezing", () => {
  const frozen = press(waitingFor(), bo, freeze).next;

  test("one person does, with a reason; everything that waited starts anew", () => {
    expect(outcome(press(open, bo, { type: "Freeze", reason: "" }))).toBe("R-110");
    expect(frozen.step("one").status.kind).toBe("not started");
    expect(frozen.step("one").clock).toBeUndefined();
    expect(outcome(press(frozen, sam, freeze))).toBe("R-204");
    expect(outcome(press(open, marta, freeze))).toBe("R-103");
  });

  test("while it lasts nothing is due, proposed or asked for again", () => {
    if (!frozen.incident) throw new Error("no incident");
    expect(dueSteps(frozen.incident)).toEqual([]);
    const card = asked({ epoch: 2, letter: "b" });
    if (card.type !== "StepProposed") throw new Error("no proposal");
    const { plan, planHash } = card;
    const propose: Wish = {
      type: "ProposeStep",
      step: key("one"),
      ...cardOf("b"),
      plan,
      planHash,
    };
    expect(frozen.when(propose, cordon).facts).toEqual([]);
    const again = { type: "Reopen", step: key("one"), direction: "apply" } as const;
    expect(outcome(press(frozen, ana, again))).toBe("R-108");
  });

  test("lifting takes two humans, whoever froze", () => {
    const first = press(frozen, bo, lift);
    expect(first.facts).toEqual([{ type: "FreezeLiftVoted" }]);
    expect(outcome(press(first.next, bo, lift))).toBe("R-106");
    const second = press(first.next, sam, lift);
    expect(outcome(second)).toBe("FreezeLiftVoted FreezeLifted");
    expect(second.incident).toMatchObject({ epoch: 2, frozen: undefined });
    expect(outcome(press(second.next, sam, lift))).toBe("R-204");
    expect(outcome(press(frozen, marta, lift))).toBe("R-103");
  });

  test("two accounts of one human are one", () => {
    const admin = { ...anaAdmin, accounts: [people.ana.id] };
    expect(outcome(press(press(frozen, ana, lift).next, admin, lift))).toBe("R-106");
  });

  test("the word of somebody who became a suspect doesn't count", () => {
    const named = press(press(frozen, jon, lift).next, priya, nameSuspect(jon)).next;
    expect(outcome(press(named, sam, lift))).toBe("FreezeLiftVoted");
    expect(outcome(press(named, jon, lift))).toBe("R-103");
  });

  test("a second freeze starts a second epoch", () => {
    const lifted = press(press(frozen, bo, lift).next, sam, lift).next;
    expect(press(lifted, bo, freeze).incident?.epoch).toBe(3);
  });
});

describe("handing over", () => {
  const offer = (to: typeof ana, letter = "a", byManagement = false): Wish => ({
    type: "OfferHandover",
    to,
    handle: cardOf(letter),
    byManagement,
  });
  const take = (letter = "a"): Wish => ({ type: "TakeOver", ...cardOf(letter) });
  const offered = press(open, priya, offer(sam)).next;

  test("moves on the press of the person it is for, and on no other", () => {
    expect(offered.incident?.lead).toEqual(priya);
    for (const person of [priya, ana, bo]) {
      expect(outcome(press(offered, person, take()))).toBe("R-210");
    }
    const taken = press(offered, sam, take());
    expect(taken.facts).toEqual([{ type: "LeadChanged", lead: sam }]);
    expect(taken.incident?.lead).toEqual(sam);
    expect(outcome(press(taken.next, sam, take()))).toBe("R-106");
  });

  test("an old card moves nothing", () => {
    const newer = press(offered, priya, offer(jon, "b")).next;
    expect(outcome(press(newer, sam, take("a")))).toBe("R-109");
    expect(outcome(press(newer, jon, { type: "TakeOver", ...cardOf("b"), nonce: "x" }))).toBe(
      "R-109",
    );
    expect(outcome(press(newer, jon, take("b")))).toBe("LeadChanged");
    expect(outcome(press(open, sam, take()))).toBe("R-109");
  });

  test.each([
    ["by somebody else", "R-201", press(open, ana, offer(sam))],
    ["by a subject", "R-103", press(open, marta, offer(sam, "a", true))],
    ["to a subject", "R-103", press(open, priya, offer(marta))],
    ["to the lead", "R-204", press(open, priya, offer(priya))],
    ["in a closed incident", "R-111", press(given(openedForTwo, closed), priya, offer(sam))],
  ])("isn't offered %s (%s)", (_what, code, answer) => {
    expect(outcome(answer)).toBe(code);
  });

  test("management may offer for a lead who is gone; who became a suspect may not take it", () => {
    const byBoss = press(open, bo, offer(sam, "a", true)).next;
    expect(outcome(press(press(byBoss, priya, nameSuspect(sam)).next, sam, take()))).toBe("R-103");
    expect(outcome(press(byBoss, sam, take()))).toBe("LeadChanged");
  });
});

describe("another owner", () => {
  const find = (ownership: ReturnType<typeof anOwnership> | undefined): Wish => ({
    type: "FindOwner",
    step: key("one"),
    ownership,
    why: "who is on call now",
  });
  const other = anOwnership({ owner: bo, deputies: [jon] });

  test("is told once, with why", () => {
    const found = waitingFor().when(find(other), cordon);
    expect(found.facts).toMatchObject([{ type: "OwnerFound", ownership: other }]);
    expect(found.next.when(find(other), cordon).facts).toEqual([]);
    expect(found.next.when(find(undefined), cordon).facts).toEqual([
      { type: "OwnerFound", step: "one", why: "who is on call now" },
    ]);
  });

  test("nothing changes once it was approved or is over", () => {
    const carried = votedBy(waitingFor(), [ana, jon]);
    expect(carried.when(find(other), cordon).facts).toEqual([]);
    expect(given(openedForTwo, closed).when(find(other), cordon).facts).toEqual([]);
  });

  test("voids the votes of those who decide no more, so that the rest can still carry the plan", () => {
    const found = votedBy(waitingFor(), [ana]).when(find(other), cordon);
    expect(found.facts).toMatchObject([
      { type: "OwnerFound" },
      { type: "VoteVoided", step: "one", voter: { id: ana.id } },
    ]);
    const carried = votedBy(found.next, [jon, sam]);
    expect(outcome(claimed(carried))).toBe("EffectRequested");
  });

  test("so does the lead's word", () => {
    const assign: Wish = {
      type: "AssignStep",
      step: key("one"),
      ownership: { ...other, how: "assigned" },
      allowed: true,
      byManagement: false,
    };
    const assigned = press(votedBy(waitingFor(), [ana]), priya, assign);
    expect(outcome(assigned)).toBe("StepAssigned VoteVoided");
    expect(outcome(claimed(assigned.next))).toBe("R-109");
    expect(outcome(press(assigned.next, ana, approve()))).toBe("R-104");
    expect(outcome(claimed(votedBy(assigned.next, [jon, sam])))).toBe("EffectRequested");
    expect(assigned.next.when({ ...assign, byManagement: true }, by(ana)).refusal?.code).toBe(
      "R-204",
    );
  });
});
