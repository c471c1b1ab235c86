/** A vote is for exactly one plan, and what stands between the vote and the effect ends it. */
import { describe, expect, test } from "@jest/globals";
import { type Tier, type Trait } from "../../../src/core/incident/plan.ts";
import {
  approved,
  by,
  cordon,
  event,
  given,
  hash,
  key,
  lapsedBecause,
  marta,
} from "../../support/given.ts";
import { at, people } from "../../support/incidents.ts";
import {
  alone,
  ana,
  approve,
  asked,
  claimed,
  decline,
  doByHand,
  freeze,
  lift,
  nameSuspect,
  openedForTwo,
  outcome,
  press,
  votedBy,
  waitingFor,
  waive,
  withdraw,
} from "./votes.ts";

const { jon, priya, sam, bo } = people;
const drift = { type: "VoidPlan", step: key("one"), what: "became administrator" } as const;

/** Frozen by Priya, lifted by Jon and Sam. */
const frozenAndLifted = (before = waitingFor()) => {
  const frozen = press(before, priya, freeze).next;
  return press(press(frozen, jon, lift).next, sam, lift).next;
};

describe("vote for old hash", () => {
  test("isn't recorded: its card is another proposal's", () => {
    const replaced = given(
      openedForTwo,
      asked(),
      lapsedBecause("no answer"),
      asked({ letter: "b" }),
    );
    const old = press(replaced, ana, approve("a"));
    expect(old.facts).toMatchObject([{ type: "PressRefused", code: "R-109" }]);
    expect(outcome(press(replaced, ana, approve("b")))).toContain("StepApproved");
  });

  test("in a record counts for nothing at the claim", () => {
    const forged = given(openedForTwo, asked({ tier: 1 }), approved("one", "b", ana));
    const refused = claimed(forged);
    expect(refused.refusal?.code).toBe("R-104");
    expect(refused.facts).toMatchObject([{ type: "VoteVoided", why: "voted for another plan" }]);
  });

  test("of a plan that was too old counts for nothing at the claim", () => {
    const late = event(
      {
        type: "StepApproved",
        step: key("one"),
        planHash: hash("a"),
        notBefore: at("03:41"),
      },
      by(ana),
      at("03:41"),
    );
    const refused = claimed(given(openedForTwo, asked({ tier: 1 }), late), at("03:41"));
    expect(refused.facts).toMatchObject([{ type: "VoteVoided", voter: { id: ana.id } }]);
  });

  test("votes of a record that are too few are found at the claim", () => {
    expect(outcome(claimed(given(openedForTwo, asked(), approved("one", "a", ana))))).toBe("R-104");
  });
});

describe("edit after 1 of 2", () => {
  test("a changed tenant voids both votes, and the first doesn't count for the next plan", () => {
    const drifted = votedBy(waitingFor(), [ana, jon]).when(drift, cordon).next;
    expect(drifted.step("one").status.kind).toBe("not started");
    expect(outcome(claimed(drifted))).toBe("R-109");
  });

  test("after one vote the next plan starts with none", () => {
    const half = given(
      openedForTwo,
      asked(),
      event(
        {
          type: "StepApproved",
          step: key("one"),
          planHash: hash("a"),
          expiresAt: at("03:25"),
        },
        by(ana),
        at("03:15"),
      ),
      lapsedBecause("no answer"),
      asked({ letter: "b", time: at("03:26") }),
    );
    const second = press(half, jon, approve("b"), at("03:16"));
    expect(second.next.step("one").status).toMatchObject({ kind: "waiting", votes: [{ by: jon }] });
    expect(outcome(claimed(second.next, at("03:16"), "b"))).toBe("R-109");
  });
});

describe("deny then approve", () => {
  test("one person's no stops it, whoever votes afterwards", () => {
    const half = votedBy(waitingFor(), [ana]);
    const stopped = press(half, sam, decline());
    expect(stopped.facts).toMatchObject([{ type: "StepDeclined", reason: "he is on it" }]);
    expect(outcome(press(stopped.next, jon, approve()))).toBe("R-106");
    expect(outcome(claimed(stopped.next))).toBe("R-109");
  });

  test("and an approved one until it is requested", () => {
    const carried = votedBy(waitingFor(), [ana, jon]);
    const stopped = press(carried, sam, decline()).next;
    expect(outcome(claimed(stopped))).toBe("R-109");
    expect(outcome(press(claimed(carried).next, sam, decline()))).toBe("R-106");
  });
});

describe("nonce reuse", () => {
  const reused = [
    ["approve", approve()],
    ["withdraw", withdraw()],
    ["decline", decline()],
    ["do by hand", doByHand("r")],
    ["waive", waive()],
  ] as const;
  test.each(reused)("the card of an earlier proposal can't %s", (_what, wish) => {
    const next = given(openedForTwo, asked(), lapsedBecause("no answer"), asked({ letter: "b" }));
    expect(press(next, ana, wish)).toMatchObject({
      facts: [{ type: "PressRefused", code: "R-109" }],
      refusal: { code: "R-109" },
    });
  });

  test("an id with another proposal's one-time value is no card", () => {
    const mixed = { ...approve(), nonce: "nonce-b" };
    expect(outcome(press(waitingFor(), ana, mixed))).toBe("R-109");
  });
});

describe("epoch stale", () => {
  test("frozen and lifted: the old card isn't one any more, and nothing comes back", () => {
    const after = frozenAndLifted(votedBy(waitingFor(), [ana]));
    expect(after.incident).toMatchObject({ epoch: 2, frozen: undefined });
    expect(after.step("one").status).toMatchObject({ kind: "not started", direction: "apply" });
    expect(outcome(press(after, jon, approve()))).toBe("R-109");
    expect(outcome(claimed(after))).toBe("R-109");
  });

  test("approved before the freeze isn't requested during it, nor after it", () => {
    const carried = votedBy(waitingFor(), [ana, jon]);
    expect(outcome(claimed(press(carried, priya, freeze).next))).toBe("R-109");
    expect(outcome(claimed(frozenAndLifted(carried)))).toBe("R-109");
  });

  test("nothing is pressed while approvals are frozen", () => {
    const stop = event({ type: "ApprovalsFrozen", reason: "r" });
    // Of the current epoch, as a faulty replica might have proposed it: nothing but the freeze is wrong.
    const frozen = given(openedForTwo, stop, asked({ epoch: 2 }));
    for (const wish of [approve(), decline(), withdraw(), waive(), alone()]) {
      expect(outcome(press(frozen, ana, wish))).toBe("R-108");
    }
  });

  test("what a record holds of an older epoch is neither voted on nor requested", () => {
    const facts = [
      event({ type: "ApprovalsFrozen", reason: "r" }, by(priya)),
      event({ type: "FreezeLifted" }, by(jon)),
      asked({ tier: 1 }),
    ];
    const stale = given(openedForTwo, ...facts);
    expect(outcome(press(stale, ana, approve()))).toBe("R-108");
    expect(outcome(claimed(given(openedForTwo, ...facts, approved("one", "a", ana))))).toBe(
      "R-108",
    );
    const current = given(openedForTwo, ...facts.slice(0, 2), asked({ tier: 1, epoch: 2 }));
    expect(outcome(claimed(votedBy(current, [ana])))).toBe("EffectRequested");
  });

  test("what a record holds of a freeze that lasts isn't requested", () => {
    const events = [event({ type: "ApprovalsFrozen", reason: "r" }), asked({ tier: 1, epoch: 2 })];
    expect(outcome(claimed(given(openedForTwo, ...events, approved("one", "a", ana))))).toBe(
      "R-108",
    );
  });

  test("a lapsed card of before the freeze says so", () => {
    const lapsed = given(openedForTwo, asked(), lapsedBecause("no answer"));
    expect(outcome(press(frozenAndLifted(lapsed), ana, approve()))).toBe("R-108");
  });
});

describe("break-glass on GA refused", () => {
  test("one person alone carries a plain step, with a reason and a review to come", () => {
    const vote = press(waitingFor({ tier: 1 }), bo, alone());
    expect(vote.facts[0]).toMatchObject({
      type: "StepApproved",
      emergency: { reason: "nobody answers", reviewBy: "2026-11-22T03:15:00.000Z" },
    });
    expect(outcome(claimed(vote.next))).toBe("EffectRequested");
  });

  test.each<[string, Tier, readonly Trait[]]>([
    ["a Global Administrator", 3, ["global administrator"]],
    ["a Global Administrator whose tier a record calls 1", 1, ["global administrator"]],
    ["somebody privileged", 2, ["privileged"]],
    ["somebody privileged whose tier a record calls 1", 1, ["privileged"]],
    ["a responder", 1, ["responder"]],
    ["a guest", 1, ["guest"]],
    ["many accounts", 2, []],
    ["the whole tenant", 3, []],
  ])("not on %s", (_what, tier, traits) => {
    const vote = press(waitingFor({ tier, traits }), bo, alone());
    expect(vote.facts).toMatchObject([{ type: "PressRefused", code: "R-114" }]);
  });

  test.each([
    ["the way back", "R-114", press(waitingFor({ tier: 1, direction: "undo" }), bo, alone())],
    ["another plan's code", "R-115", press(waitingFor({ tier: 1 }), bo, alone("b"))],
    ["no reason", "R-110", press(waitingFor({ tier: 1 }), bo, alone("a", " "))],
    ["a subject", "R-103", press(waitingFor({ tier: 1 }), marta, alone())],
    ["a lapsed card", "R-107", press(waitingFor({ tier: 1 }), bo, alone(), at("03:21"))],
    ["nothing that waits", "R-117", press(given(openedForTwo), bo, alone())],
  ])("not for %s (%s)", (_what, code, answer) => {
    expect(outcome(answer)).toBe(code);
  });

  test("not where the action doesn't allow it", () => {
    const steps = openedForTwo.type === "IncidentOpened" ? openedForTwo.steps : [];
    const plain = steps.map((step) => ({
      ...step,
      definition: { ...step.definition, emergency: false },
    }));
    const before = given({ ...openedForTwo, ...{ steps: plain } }, asked({ tier: 1 }));
    expect(outcome(press(before, bo, alone()))).toBe("R-114");
  });

  test("a suspect's emergency vote isn't used", () => {
    const vote = press(waitingFor({ tier: 1 }), bo, alone()).next;
    const named = press(vote, priya, nameSuspect(bo)).next;
    expect(outcome(claimed(named))).toBe("R-109");
  });
});
