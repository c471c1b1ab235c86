/** When a vote counts: until a card lapses, after the cool-off, and by the command's own time only. */
import { describe, expect, test } from "@jest/globals";
import { type Person } from "../../../src/core/incident/people.ts";
import { by, cordon, given, key, later, lapsedBecause } from "../../support/given.ts";
import { at, people } from "../../support/incidents.ts";
import {
  ana,
  anaAdmin,
  approve,
  asked,
  claimed,
  decline,
  defer,
  doByHand,
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

describe("approve after expiry by 1 s", () => {
  test("is refused; at the instant itself it counts", () => {
    expect(outcome(press(waitingFor(), ana, approve(), at("03:20")))).toContain("StepApproved");
    expect(outcome(press(waitingFor(), ana, approve(), later(at("03:20"))))).toBe("R-107");
    expect(outcome(press(waitingFor(), ana, decline(), later(at("03:20"))))).toBe("R-107");
  });

  test("each vote gives the next ten minutes, never past the plan's thirty", () => {
    const first = press(waitingFor(), ana, approve(), at("03:20"));
    expect(first.facts[0]).toMatchObject({ expiresAt: at("03:30") });
    expect(outcome(press(first.next, jon, approve(), at("03:30")))).toContain("StepApproved");
    expect(outcome(press(first.next, jon, approve(), later(at("03:30"))))).toBe("R-107");
    const again = press(first.next, ana, withdraw(), at("03:29")).next;
    const second = press(again, sam, approve(), at("03:29"));
    expect(second.facts[0]).toMatchObject({ expiresAt: at("03:39") });
    const third = press(
      press(second.next, sam, withdraw(), at("03:38")).next,
      ana,
      approve(),
      at("03:38"),
    );
    expect(third.facts[0]).toMatchObject({ expiresAt: at("03:40") });
  });

  test("a lapsed card isn't approved, whatever its time", () => {
    const lapsed = given(openedForTwo, asked(), lapsedBecause("no answer"));
    expect(outcome(press(lapsed, ana, approve(), at("03:15")))).toBe("R-107");
  });

  test("an approval that nothing used in five minutes is void", () => {
    const carried = votedBy(waitingFor(), [ana, jon]);
    expect(outcome(claimed(carried, at("03:20")))).toBe("EffectRequested");
    const late = claimed(carried, later(at("03:20")));
    expect(late).toMatchObject({
      facts: [{ type: "StepLapsed", reason: "not used" }],
      refusal: { code: "R-107" },
    });
  });
});

describe("cool-off skipped", () => {
  /** Approved at 3:15: not before 3:20. */
  const cooling = votedBy(waitingFor({ tier: 3 }), [ana, jon]);
  const waived = (...who: readonly Person[]) =>
    who.reduce((state, person) => press(state, person, waive(), at("03:16")).next, cooling);

  test("nothing is requested before its end, and not later than five minutes after it", () => {
    expect(outcome(claimed(cooling, later(at("03:20"), -1)))).toBe("R-117");
    expect(outcome(claimed(cooling, at("03:20")))).toBe("EffectRequested");
    expect(outcome(claimed(cooling, at("03:25")))).toBe("EffectRequested");
    expect(outcome(claimed(cooling, later(at("03:25"))))).toBe("R-107");
  });

  test("one person's waiver isn't enough; two people's are", () => {
    expect(outcome(claimed(waived(ana), at("03:16")))).toBe("R-117");
    expect(outcome(claimed(waived(ana, sam), at("03:16")))).toBe("EffectRequested");
  });

  test("twice the same human is one, with whichever account", () => {
    const admin = { ...anaAdmin, accounts: [people.ana.id] };
    expect(outcome(press(waived(ana), ana, waive(), at("03:16")))).toBe("R-106");
    expect(outcome(press(waived(ana), admin, waive(), at("03:16")))).toBe("R-106");
    expect(outcome(claimed(waived(ana, ana, admin), at("03:16")))).toBe("R-117");
  });

  test("who may not vote may not shorten it", () => {
    expect(outcome(press(cooling, bo, waive(), at("03:16")))).toBe("R-104");
    const named = press(waived(ana), priya, nameSuspect(sam), at("03:16")).next;
    expect(outcome(press(named, sam, waive(), at("03:16")))).toBe("R-103");
  });

  test("the waiver of somebody who became a suspect doesn't count", () => {
    const named = press(waived(sam), priya, nameSuspect(sam), at("03:16")).next;
    const second = press(named, ana, waive(), at("03:16")).next;
    expect(outcome(claimed(second, at("03:16")))).toBe("R-117");
  });

  test("where none runs there is nothing to shorten", () => {
    expect(outcome(press(cooling, ana, waive(), at("03:20")))).toBe("R-117");
    expect(outcome(press(waitingFor({ tier: 3 }), ana, waive()))).toBe("R-117");
    expect(outcome(press(votedBy(waitingFor(), [ana, jon]), ana, waive()))).toBe("R-117");
  });
});

describe("clock skew", () => {
  test("what a slow clock recorded isn't used by a right one once it is too old", () => {
    const slow = votedBy(waitingFor(), [ana, jon], at("03:11"));
    expect(outcome(claimed(slow, at("03:21")))).toBe("R-107");
  });

  test("a fast clock finds the card lapsed", () => {
    expect(outcome(press(waitingFor(), ana, approve(), at("03:25")))).toBe("R-107");
  });
});

describe("withdraw", () => {
  test("takes one's own vote back until it is requested", () => {
    const carried = votedBy(waitingFor(), [ana, jon]);
    const back = press(carried, jon, withdraw());
    expect(back.facts).toEqual([{ type: "VoteWithdrawn", step: "one", approvalId: "approval-a" }]);
    expect(back.next.step("one").status).toMatchObject({ kind: "waiting", votes: [{ by: ana }] });
    expect(outcome(claimed(back.next))).toBe("R-109");
    expect(outcome(press(back.next, jon, withdraw()))).toBe("R-117");
    expect(outcome(press(claimed(carried).next, jon, withdraw()))).toBe("R-106");
  });
});

describe("putting off", () => {
  const at15 = (severity: "sev1" | "sev2" | "sev3" | "sev4", minutes: number) =>
    press(given({ ...openedForTwo, ...{ severity } }, asked()), ana, defer(minutes));

  test.each([
    ["sev1", 15],
    ["sev2", 60],
    ["sev3", 240],
    ["sev4", 1_440],
  ] as const)("at %s takes at most %i min", (severity, longest) => {
    expect(outcome(at15(severity, longest))).toBe("StepDeferred");
    expect(outcome(at15(severity, longest + 1))).toBe("R-205");
  });

  test.each([0, -5, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("takes no %p min", (minutes) => {
    expect(outcome(at15("sev4", minutes))).toBe("R-205");
  });

  test("ends at its time: Cordon asks again then, and not before", () => {
    const again = { type: "Reopen", step: key("one"), direction: "apply" } as const;
    const off = press(waitingFor(), ana, defer(30)).next;
    expect(off.step("one").status).toMatchObject({ kind: "deferred", until: at("03:45") });
    expect(off.when(again, cordon, later(at("03:45"), -1)).facts).toEqual([]);
    expect(off.when(again, cordon, at("03:45")).facts).toMatchObject([{ type: "StepReopened" }]);
    expect(off.when(again, by(ana), at("03:20")).facts).toHaveLength(1);
    expect(outcome(press(off, jon, approve(), at("03:16")))).toBe("R-106");
  });

  test("whoever has no say learns only that", () => {
    expect(press(waitingFor(), bo, defer(100_000))).toMatchObject({
      facts: [{ type: "PressRefused", code: "R-104" }],
      refusal: { code: "R-104" },
    });
  });

  test.each([
    ["decline", decline("a", " ")],
    ["defer", defer(5, "\n")],
    ["do by hand", doByHand("")],
  ])("%s needs a reason", (_what, wish) => {
    expect(outcome(press(waitingFor({ tier: 1 }), ana, wish))).toBe("R-110");
  });

  test.each([2, 3] as const)("tier %s: nobody does alone by hand what takes two", (tier) => {
    expect(press(waitingFor({ tier }), ana, doByHand("r"))).toMatchObject({
      facts: [{ type: "PressRefused", code: "R-114" }],
      refusal: {
        sentence: "Not recorded. It takes two people; one can't do it alone by hand. (R-114)",
      },
    });
    expect(outcome(press(waitingFor({ tier }), bo, doByHand("r")))).toBe("R-104");
  });

  test("by hand, with a reason, is recorded with who chose it", () => {
    const left = press(waitingFor({ tier: 1 }), jon, doByHand("the portal is open")).next;
    expect(left.step("one").status).toMatchObject({ kind: "by hand", by: { id: jon.id } });
  });
});
