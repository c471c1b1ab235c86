/** Naming a suspect takes somebody's say: it must not make the one who names the one who approves. */
import { describe, expect, test } from "@jest/globals";
import { canBeCarried } from "../../../src/core/approval/quorum.ts";
import { type Wish } from "../../../src/core/incident/commands.ts";
import { hasNoVote, isBarred } from "../../../src/core/incident/decision.ts";
import { type Person } from "../../../src/core/incident/people.ts";
import { by, cordon, event, given, hash, key, marta, planFor } from "../../support/given.ts";
import { anOwnership, at, people } from "../../support/incidents.ts";
import {
  alone,
  ana,
  anaAdmin,
  approve,
  asked,
  claimed,
  decline,
  freeze,
  nameSuspect,
  openedForTwo,
  outcome,
  press,
  votedBy,
  waitingFor,
  waive,
} from "../approval/votes.ts";

const { jon, priya, sam, bo, lee } = people;
const clear = (suspect: Person, byManagement = false, reason = "it wasn't him"): Wish => ({
  type: "ClearSuspect",
  suspect,
  reason,
  byManagement,
});

describe("who named a suspect", () => {
  const named = press(waitingFor({ tier: 1 }), priya, nameSuspect(ana)).next;
  const found: Wish = {
    type: "FindOwner",
    step: key("one"),
    ownership: anOwnership({ owner: priya, deputies: [], seconds: [] }),
    why: "who is on call now",
  };

  test("stands with the suspect", () => {
    expect(named.incident?.suspects).toEqual([{ ...ana, namedBy: priya }]);
  });

  test("has no vote any more, also as the owner whom the naming made", () => {
    const owner = named.when(found, cordon).next;
    const vote = press(owner, priya, approve());
    expect(vote.refusal).toEqual({
      code: "R-102",
      sentence: "Not recorded. You named a suspect here; somebody else must approve. (R-102)",
    });
    expect(vote.facts).toMatchObject([{ type: "PressRefused", code: "R-102" }]);
    expect(outcome(press(owner, priya, decline()))).toBe("StepDeclined");
    expect(outcome(press(owner, priya, freeze))).toBe("ApprovalsFrozen");
    expect(press(named, bo, approve()).refusal?.code).toBe("R-104");
  });

  test("neither alone nor to shorten the wait", () => {
    expect(press(named, priya, alone()).refusal?.code).toBe("R-102");
    const tier3 = votedBy(press(waitingFor({ tier: 3 }), priya, nameSuspect(bo)).next, [ana, jon]);
    expect(press(tier3, priya, waive()).refusal?.code).toBe("R-102");
    expect(outcome(press(tier3, sam, waive()))).toBe("CoolOffWaived");
  });

  test("loses votes that weren't used, and a word to shorten the wait", () => {
    const half = votedBy(waitingFor(), [priya]);
    expect(press(half, priya, nameSuspect(jon)).facts).toMatchObject([
      { type: "SuspectNamed", suspect: jon },
      { type: "VoteVoided", step: "one", voter: priya },
    ]);
    const waived = press(votedBy(waitingFor({ tier: 3 }), [ana, jon]), priya, waive()).next;
    const without = press(waived, priya, nameSuspect(bo)).next;
    expect(without.step("one").status).toMatchObject({ kind: "approved", waivedBy: [] });
  });

  test("is found at the claim where a record left the vote standing", () => {
    const vote = { type: "StepApproved", step: key("one"), planHash: hash("a") } as const;
    const old = given(
      openedForTwo,
      event({ type: "SuspectNamed", suspect: bo, reason: "r" }, by(priya)),
      asked(),
      event({ ...vote, expiresAt: at("03:25") }, by(priya)),
      event({ ...vote, notBefore: at("03:15") }, by(ana)),
    );
    const late = claimed(old);
    expect(late.refusal?.code).toBe("R-104");
    expect(late.facts).toEqual([
      {
        type: "VoteVoided",
        step: "one",
        voter: priya,
        why: "named a suspect and votes here no more",
      },
    ]);
  });

  test("isn't counted among those who can carry a plan", () => {
    const { incident } = named;
    if (!incident) throw new Error("no incident");
    const ownership = anOwnership({ owner: jon, deputies: [], seconds: [priya] });
    const plan = { ...planFor("one"), tier: 2 as const };
    const proposal = { plan, proposer: bo };
    expect(canBeCarried(ownership, proposal, (one) => isBarred(incident, one))).toBe(true);
    expect(canBeCarried(ownership, proposal, (one) => hasNoVote(incident, one))).toBe(false);
  });

  test("has none after the suspect was cleared either", () => {
    const cleared = press(named, bo, clear(ana, true)).next;
    expect(press(cleared.when(found, cordon).next, priya, approve()).refusal?.code).toBe("R-102");
  });
});

describe("clearing a suspect", () => {
  const named = press(waitingFor({ tier: 1 }), priya, nameSuspect(ana)).next;

  test("gives the say back, with a reason", () => {
    const cleared = press(named, bo, clear(ana, true, " it was a colleague "));
    expect(cleared.facts).toEqual([
      { type: "SuspectCleared", suspect: ana, reason: "it was a colleague" },
    ]);
    expect(cleared.incident?.suspects).toEqual([]);
    expect(outcome(press(cleared.next, ana, approve()))).toContain("StepApproved");
  });

  test("is for the lead where somebody else named them, by any of their accounts", () => {
    const byBoss = press(waitingFor(), bo, nameSuspect(ana, true)).next;
    expect(press(byBoss, priya, clear(anaAdmin)).incident?.suspects).toEqual([]);
  });

  test.each([
    ["by somebody else", "R-201", press(named, jon, clear(ana))],
    ["by the suspect", "R-103", press(named, ana, clear(ana, true))],
    ["by a subject", "R-103", press(named, marta, clear(ana, true))],
    ["by the one who named them", "R-102", press(named, priya, clear(ana))],
    ["by the one who named them, as management", "R-102", press(named, priya, clear(ana, true))],
    ["who isn't one", "R-204", press(named, bo, clear(lee, true))],
    ["without a reason", "R-110", press(named, bo, clear(ana, true, " "))],
  ])("not %s (%s)", (_what, code, answer) => {
    expect(answer.refusal?.code).toBe(code);
    expect(answer.incident?.suspects).toHaveLength(1);
  });
});
