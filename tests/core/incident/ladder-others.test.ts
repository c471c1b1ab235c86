/** Whom a step that nobody answers calls, and when. */
import { describe, expect, test } from "@jest/globals";
import { type Person } from "../../../src/core/incident/people.ts";
import { type Instant } from "../../../src/core/shared/ids.ts";
import {
  approved,
  by,
  event,
  type Given,
  given,
  hash,
  key,
  lapsedBecause,
  opened,
  requested,
  settled,
} from "../../support/given.ts";
import { anOwnership, at, people } from "../../support/incidents.ts";
import {
  ana,
  anaAdmin,
  asked,
  doByHand,
  nameSuspect,
  openedForTwo,
  press,
  votedBy,
  waitingFor,
} from "../approval/votes.ts";
import { left } from "./ladder-facts.ts";

const { jon, priya, sam, bo } = people;

describe("the second vote", () => {
  test("is asked of everybody whose vote would count and who hasn't voted", () => {
    const half = votedBy(waitingFor(), [ana]);
    expect(left(half).slice(0, 2)).toEqual([
      "03:20 half time: Jon Lind, Priya Nair, Sam Park",
      "03:30 time up: Jon Lind, Priya Nair, Sam Park",
    ]);
    // Deputies and lead are among them.
    expect(left(half).slice(2)).toEqual(["04:00 management: Lee Chan"]);
  });

  test("isn't asked of whoever asked for the step, nor of a suspect", () => {
    const half = votedBy(waitingFor({ proposer: sam }), [ana]);
    const named = press(half, priya, nameSuspect(jon)).next;
    expect(left(named)[0]).toBe("03:20 half time: Priya Nair");
  });

  test("and both, of a step whose card lapsed, of everybody whose vote would count", () => {
    const lapsed = given(openedForTwo, asked(), lapsedBecause("no answer"));
    expect(left(lapsed)[0]).toBe("03:20 half time: Ana Costa, Jon Lind, Priya Nair, Sam Park");
  });

  test("isn't asked of whom the directory joined with who voted", () => {
    const adminsVote = event(
      { type: "StepApproved", step: key("one"), planHash: hash("a"), expiresAt: at("03:25") },
      by(anaAdmin),
    );
    const half = given(openedForTwo, asked(), adminsVote);
    expect(left(half)[0]).toBe("03:20 half time: Jon Lind, Priya Nair, Sam Park");
  });
});

describe("what one person does by hand", () => {
  test("is asked of that person first, then of the owner and the deputies", () => {
    const chosen = press(waitingFor({ tier: 1 }), jon, doByHand("the portal is open")).next;
    expect(left(chosen)).toEqual([
      "03:25 half time: Jon Lind",
      "03:35 time up: Jon Lind",
      "03:45 deputies: Ana Costa",
      "03:55 lead: Priya Nair",
      "04:05 management: Lee Chan",
    ]);
  });
});

describe("a step that didn't take effect", () => {
  test.each(["failed", "not observed", "partly observed"] as const)(
    "is the owner's, and then the others', while it is %s",
    (outcome) => {
      const done = settled(outcome, ["failed"]);
      const after = given(openedForTwo, asked({ tier: 1 }), approved(), requested(), done);
      expect(left(after)).toEqual([
        "03:24 half time: Ana Costa",
        "03:34 time up: Ana Costa",
        "03:44 deputies: Jon Lind",
        "03:54 lead: Priya Nair",
        "04:04 management: Lee Chan",
      ]);
    },
  );
});

describe("somebody is on it", () => {
  const take = (before: Given, who: Person, time: Instant) =>
    press(
      before,
      who,
      { type: "TakeStep", step: key("one"), id: "approval-a", nonce: "nonce-a" },
      time,
    );

  test("puts the next calls off by half the time, and stops none", () => {
    const taken = take(waitingFor({ tier: 1 }), jon, at("03:28")).next;
    expect(left(taken)).toEqual([
      "03:38 half time: Ana Costa",
      "03:48 time up: Ana Costa",
      "03:58 deputies: Jon Lind",
      "04:08 lead: Priya Nair",
      "04:18 management: Lee Chan",
    ]);
    expect(taken.step("one").clock).toMatchObject({ startedAt: at("03:10"), taken: { by: jon } });
  });

  test("once: who is on it is told to the next one, and puts nothing off again", () => {
    const taken = take(waitingFor({ tier: 1 }), ana, at("03:25")).next;
    const again = take(taken, jon, at("03:28"));
    expect(again.facts).toEqual([]);
    expect(again.refusal?.sentence).toBe(
      "Not recorded. Ana Costa is on it since 03:25 UTC. (R-106)",
    );
    const other = event(
      { type: "StepAssigned", step: key("one"), ownership: anOwnership({ owner: jon }) },
      by(priya),
      at("03:30"),
    );
    const reassigned = given(openedForTwo, asked({ tier: 1 }), other);
    expect(take(reassigned, jon, at("03:31")).facts).toMatchObject([{ type: "StepTaken" }]);
  });

  test("only of those who decide it, and the lead, while it waits", () => {
    const waiting = waitingFor({ tier: 1 });
    expect(take(waiting, sam, at("03:12")).refusal?.code).toBe("R-104");
    expect(take(waiting, bo, at("03:12")).refusal?.code).toBe("R-104");
    expect(take(waiting, priya, at("03:12")).facts).toMatchObject([{ type: "StepTaken" }]);
    const named = press(waiting, priya, nameSuspect(jon)).next;
    expect(take(named, jon, at("03:12")).refusal?.code).toBe("R-103");
    expect(take(votedBy(waiting, [ana]), ana, at("03:16")).refusal?.code).toBe("R-117");
    expect(take(given(opened), people.ana, at("03:16")).refusal?.code).toBe("R-117");
  });
});
