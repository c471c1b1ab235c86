/** Whose vote counts: people, not accounts, and nobody who has a part in the matter. */
import { describe, expect, test } from "@jest/globals";
import { canBeCarried, voters } from "../../../src/core/approval/quorum.ts";
import { isBarred } from "../../../src/core/incident/decision.ts";
import { type Person } from "../../../src/core/incident/people.ts";
import { type Tier } from "../../../src/core/incident/plan.ts";
import { by, cordon, event, given, key, mailPerson, planFor } from "../../support/given.ts";
import { anOwnership, aSubject, at, idEnding, people } from "../../support/incidents.ts";
import {
  ana,
  anaAdmin,
  approve,
  asked,
  claimed,
  nameSuspect,
  openedForTwo,
  outcome,
  press,
  votedBy,
  waitingFor,
} from "./votes.ts";

const { jon, priya, sam, bo, lee } = people;

describe("self-approve", () => {
  test.each<[Tier, string]>([
    [1, "StepApproved PhaseChanged"],
    [2, "R-102"],
    [3, "R-102"],
  ])("who asked for a step of tier %i and presses Approve: %s", (tier, expected) => {
    expect(outcome(press(waitingFor({ tier, proposer: ana }), ana, approve()))).toBe(expected);
  });

  test("isn't helped by another account", () => {
    expect(outcome(press(waitingFor({ proposer: anaAdmin }), ana, approve()))).toBe("R-102");
    const admin = { ...anaAdmin, accounts: [people.ana.id] };
    expect(outcome(press(waitingFor({ proposer: ana }), admin, approve()))).toBe("R-102");
  });

  test("is noted, and two others may still agree", () => {
    const before = waitingFor({ proposer: ana });
    const own = press(before, ana, approve());
    expect(own.facts).toMatchObject([{ type: "PressRefused", code: "R-102" }]);
    expect(outcome(claimed(votedBy(own.next, [jon, sam])))).toBe("EffectRequested");
  });
});

describe("deputy not on list", () => {
  test.each([
    ["another team's person", mailPerson],
    ["who was a deputy elsewhere", bo],
    ["a provider's person who isn't named", lee],
    ["somebody of the deputy's name", { id: mailPerson.id, name: jon.name }],
  ])("%s has no vote", (_who, person) => {
    const press1 = press(waitingFor({ tier: 1 }), person, approve());
    expect(outcome(press1)).toBe("R-104");
    expect(press1.facts).toMatchObject([{ type: "PressRefused", code: "R-104" }]);
  });

  test("a second counts where two are needed, and nowhere else", () => {
    expect(outcome(press(waitingFor({ tier: 1 }), sam, approve()))).toBe("R-104");
    expect(outcome(press(waitingFor({ tier: 2 }), sam, approve()))).toContain("StepApproved");
  });

  test("a second who asked for a step of tier 1 hears whose it is", () => {
    expect(outcome(press(waitingFor({ tier: 1, proposer: sam }), sam, approve()))).toBe("R-104");
  });

  test("where nothing is proposed, who has no part in the step learns only that", () => {
    expect(outcome(press(given(openedForTwo), bo, approve()))).toBe("R-104");
    expect(outcome(press(given(openedForTwo), ana, approve()))).toBe("R-109");
  });

  test("two seconds without owner or deputy carry nothing", () => {
    const both = votedBy(waitingFor(), [priya, sam]);
    expect(both.step("one").status).toMatchObject({ kind: "waiting", votes: [{}, {}] });
    expect(outcome(claimed(both))).toBe("R-109");
    expect(outcome(claimed(votedBy(both, [jon])))).toBe("EffectRequested");
  });
});

test("guest", () => {
  const guest = { id: idEnding("9e57"), name: "Gus Guest" };
  const refuse = {
    type: "RefusePress",
    step: key("one"),
    approvalId: "approval-a",
    code: "R-209",
  } as const;
  const first = press(waitingFor(), guest, refuse);
  expect(first.facts).toEqual([
    { type: "PressRefused", step: "one", approvalId: "approval-a", code: "R-209" },
  ]);
  expect(first.next.step("one").status).toMatchObject({ kind: "waiting", votes: [] });
  expect(press(first.next, guest, refuse).facts).toEqual([]);
});

describe("same human two accounts", () => {
  const admin: Person = { ...anaAdmin, accounts: [people.ana.id] };

  test("is one vote", () => {
    const once = votedBy(waitingFor(), [ana]);
    expect(outcome(press(once, admin, approve()))).toBe("R-106");
    expect(once.step("one").status).toMatchObject({ kind: "waiting", votes: [{}] });
  });

  test("is one vote also where the directory names both", () => {
    const ownership = anOwnership({ owner: ana, deputies: [anaAdmin], seconds: [] });
    const found = event({ type: "OwnerFound", step: key("one"), ownership, why: "test" });
    const before = votedBy(given(openedForTwo, asked(), found), [ana]);
    expect(outcome(press(before, anaAdmin, approve()))).toBe("R-106");
    const proposal = { plan: { ...planFor("one"), tier: 2 as const }, proposer: bo };
    expect(voters(ownership, proposal)).toEqual([ana]);
    expect(canBeCarried(ownership, proposal, () => false)).toBe(false);
  });

  test("is a subject with either account", () => {
    const first = { ...openedForTwo, subjects: [{ ...aSubject(), id: anaAdmin.id }] };
    expect(outcome(press(given(first, asked()), ana, approve()))).toBe("R-103");
  });
});

test("one person two groups", () => {
  const ownership = anOwnership({ owner: jon, deputies: [jon, ana], seconds: [jon, ana, sam] });
  const found = event({ type: "OwnerFound", step: key("one"), ownership, why: "test" });
  const once = votedBy(given(openedForTwo, asked(), found), [jon]);
  expect(outcome(press(once, jon, approve()))).toBe("R-106");
  expect(outcome(claimed(once))).toBe("R-109");
  const proposal = { plan: { ...planFor("one"), tier: 2 as const }, proposer: bo };
  expect(voters(ownership, proposal)).toEqual([jon, ana, sam]);
});

describe("suspect approver", () => {
  test("named before the vote has none", () => {
    const named = press(waitingFor(), priya, nameSuspect(jon)).next;
    const vote = press(named, jon, approve());
    expect(vote.facts).toMatchObject([{ type: "PressRefused", code: "R-103" }]);
    expect(vote.refusal?.code).toBe("R-103");
  });

  test("named after the vote and before the claim loses it", () => {
    const carried = votedBy(waitingFor(), [ana, jon]);
    const named = press(carried, priya, nameSuspect(jon));
    expect(named.facts).toMatchObject([
      { type: "SuspectNamed", suspect: jon },
      { type: "VoteVoided", step: "one", voter: jon },
    ]);
    expect(outcome(claimed(named.next))).toBe("R-109");
    expect(outcome(claimed(votedBy(named.next, [sam])))).toBe("EffectRequested");
  });

  test("named by another account loses the vote of this one", () => {
    const carried = votedBy(waitingFor(), [ana, jon]);
    const named = press(carried, priya, nameSuspect(anaAdmin)).next;
    expect(named.step("one").status).toMatchObject({ kind: "waiting", votes: [{ by: jon }] });
  });

  test("whose vote was left standing by a record is found at the claim", () => {
    const carried = votedBy(waitingFor(), [ana, jon]);
    const status = carried.step("one").status;
    const votes = "votes" in status ? status.votes : [];
    const old = given(
      openedForTwo,
      event({ type: "SuspectNamed", suspect: jon, reason: "r" }, by(priya)),
      asked(),
      ...votes.map(({ by: voter, planHash }, index) =>
        event(
          {
            type: "StepApproved",
            step: key("one"),
            planHash,
            ...(index === 0 ? { expiresAt: at("03:25") } : { notBefore: at("03:15") }),
          },
          by(voter),
          at("03:15"),
        ),
      ),
    );
    const refused = claimed(old);
    expect(refused.refusal?.code).toBe("R-104");
    expect(refused.facts).toMatchObject([{ type: "VoteVoided", voter: { id: jon.id } }]);
  });
});

describe("quorum impossible", () => {
  const proposal = (tier: Tier, proposer: Person = bo) => ({
    plan: { ...planFor("one"), tier },
    proposer,
  });
  const nobody = () => false;

  const only = anOwnership({ owner: ana, deputies: [], seconds: [] });
  test.each([
    ["one owner for tier 1", only, proposal(1), true],
    ["one owner for tier 2", only, proposal(2), false],
    ["owner and second for tier 2", { ...only, seconds: [sam] }, proposal(2), true],
    ["owner and the second who asked", { ...only, seconds: [sam] }, proposal(2, sam), false],
    [
      "the owner who asked, and two seconds",
      { ...only, seconds: [sam, jon] },
      proposal(2, ana),
      false,
    ],
    ["owner and deputy for tier 3", { ...only, deputies: [jon] }, proposal(3), true],
  ])("%s", (_what, ownership, asks, expected) => {
    expect(canBeCarried(ownership, asks, nobody)).toBe(expected);
  });

  test("counts no subject and no suspect", () => {
    const named = press(waitingFor(), priya, nameSuspect(jon)).incident;
    if (!named) throw new Error("no incident");
    const ownership = anOwnership({ owner: ana, seconds: [] });
    expect(canBeCarried(ownership, proposal(2), nobody)).toBe(true);
    expect(canBeCarried(ownership, proposal(2), (one) => isBarred(named, one))).toBe(false);
  });
});

describe("approver disabled mid-flow", () => {
  const disabled = (voter: Person) =>
    ({ type: "VoidVote", step: key("one"), voter, why: "is disabled" }) as const;

  test("their vote is void, the effect isn't requested, and another vote carries it", () => {
    const gone = votedBy(waitingFor(), [ana, jon]).when(disabled(jon), cordon);
    expect(gone.facts).toEqual([
      { type: "VoteVoided", step: "one", voter: jon, why: "is disabled" },
    ]);
    expect(outcome(claimed(gone.next))).toBe("R-109");
    expect(outcome(claimed(votedBy(gone.next, [sam])))).toBe("EffectRequested");
  });

  test("a first vote is void as well; who has none loses nothing", () => {
    const first = votedBy(waitingFor(), [jon]);
    expect(first.when(disabled(sam), cordon).facts).toEqual([]);
    const gone = first.when(disabled(jon), cordon).next;
    expect(gone.step("one").status).toMatchObject({ kind: "waiting", votes: [] });
    expect(outcome(claimed(votedBy(gone, [ana])))).toBe("R-109");
  });

  test("what was requested goes on", () => {
    const running = claimed(votedBy(waitingFor(), [ana, jon])).next;
    expect(running.when(disabled(jon), cordon).facts).toEqual([]);
  });
});
