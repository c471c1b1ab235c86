/** Who is told what by mention. */
import { describe, expect, test } from "@jest/globals";
import { type IncidentFact } from "../../src/core/incident/events.ts";
import { type Person, type Rung } from "../../src/core/incident/people.ts";
import { asksOf } from "../../src/jobs/asks.ts";
import {
  ana,
  anaAdmin,
  alone,
  asked,
  doByHand,
  nameSuspect,
  openedForTwo,
  press,
  votedBy,
  waitingFor,
} from "../core/approval/votes.ts";
import {
  approved,
  by,
  event,
  type Given,
  given,
  key,
  lapsedBecause,
  reopened,
  requested,
  settled,
} from "../support/given.ts";
import { anOwnership, at, people } from "../support/incidents.ts";

const { jon, priya, sam, bo, lee } = people;

/** "Ana Costa: step 1 …" of what is told in the thread, or to people alone. */
const told = (after: Given, isAlone = false): readonly string[] => {
  if (!after.incident) throw new Error("no incident");
  return asksOf(after.incident, after.step("one"))
    .filter((ask) => ask.alone === isAlone)
    .map(({ person, text }) => `${person.name}: ${text}`);
};
const called = (rung: Rung, who: readonly Person[]) =>
  event({ type: "PeopleCalled", step: key("one"), rung, people: who }, undefined, at("03:18"));
const tried = (outcome: "failed" | "not observed" | "partly observed" | "unknown") => [
  openedForTwo,
  asked({ tier: 1 }),
  approved(),
  requested(),
  settled(outcome, ["failed"]),
];

describe("a step that didn't take effect", () => {
  test.each([
    ["failed", "failed: it is failed"],
    ["not observed", "is not observed: it is not observed"],
    ["partly observed", "is partly observed: it is partly observed"],
  ] as const)("%s is told to its owner and the lead", (outcome, words) => {
    const text = `step 1 ${words}; propose it again, or decline it then.`;
    expect(told(given(...tried(outcome)))).toEqual([`Ana Costa: ${text}`, `Priya Nair: ${text}`]);
  });

  test("is told to nobody any more once it is proposed again, nor to a lead who is barred", () => {
    expect(told(given(...tried("failed"), reopened("apply")))).toEqual([]);
    const barred = press(given(...tried("failed")), lee, nameSuspect(priya, true)).next;
    expect(told(barred).map((text) => text.split(":")[0])).toEqual(["Ana Costa"]);
  });

  test("unknown is for its owner to look", () => {
    expect(told(given(...tried("unknown")))).toEqual([
      "Ana Costa: step 1 is unknown: please look and say what is so.",
    ]);
  });

  test("a call says what to do with it", () => {
    expect(told(given(...tried("failed"), called("deputies", [jon])))).toContain(
      "Jon Lind: step 1 is overdue: Ana Costa hasn't answered; you may decide it. It failed: propose it again.",
    );
  });
});

test("what somebody chose to do by hand is asked of them, not of the owner", () => {
  const chosen = press(waitingFor({ tier: 1 }), jon, doByHand("the portal is open")).next;
  expect(told(chosen)).toEqual(["Jon Lind: step 1 is yours by hand."]);
});

describe("an overdue step names who didn't answer", () => {
  const last = (given: Given) => told(given).at(-1);

  test("who chose to do it by hand, to the owner", () => {
    const left: IncidentFact = {
      type: "StepLeftToPeople",
      step: key("one"),
      handle: { id: "h", nonce: "n" },
      reason: "r",
      byHand: "b",
    };
    const events = [openedForTwo, asked({ tier: 1 }), event(left, by(jon))];
    expect(last(given(...events, called("deputies", [ana])))).toBe(
      "Ana Costa: step 1 is overdue: Jon Lind hasn't answered; you may decide it.",
    );
  });

  test("never to somebody who was asked", () => {
    const both = given(openedForTwo, asked(), called("management", [jon]));
    expect(last(both)).toBe("Jon Lind: step 1 is overdue: it still waits for you.");
  });

  test("nobody, where several were asked", () => {
    expect(last(given(openedForTwo, asked(), called("management", [lee])))).toBe(
      "Lee Chan: step 1 is overdue: nobody has answered; you can reassign it.",
    );
  });

  test("nobody by name, where one vote stands", () => {
    const half = votedBy(given(openedForTwo, asked(), called("management", [lee])), [ana]);
    expect(last(half)).toBe(
      "Lee Chan: step 1 is overdue: the second vote is missing; you can reassign it.",
    );
  });

  test("after the card lapsed too", () => {
    const lapsed = given(
      openedForTwo,
      asked({ tier: 1 }),
      lapsedBecause("no answer"),
      called("deputies", [jon]),
    );
    expect(last(lapsed)).toBe(
      "Jon Lind: step 1 is overdue: Ana Costa hasn't answered; you may decide it. Its card lapsed: propose it again.",
    );
  });
});

describe("what one person approved alone", () => {
  const done = press(waitingFor({ tier: 1 }), jon, alone()).next;
  const names = (before: Given) => told(before).map((text) => text.split(":")[0]);

  test("is told to all of the step's people and the lead, each human once, but not to that person", () => {
    expect(names(done)).toEqual(["Ana Costa", "Priya Nair", "Sam Park"]);
    const ownership = anOwnership({ owner: ana, deputies: [anaAdmin, jon], seconds: [bo] });
    const found = event({ type: "OwnerFound", step: key("one"), ownership, why: "test" });
    const other = press(given(openedForTwo, asked({ tier: 1 }), found), jon, alone()).next;
    expect(names(other)).toEqual(["Ana Costa", "Bo Eriksen", "Priya Nair"]);
  });

  test("and alone, with the incident's name; not to a suspect", () => {
    for (const text of told(done, true)) expect(text).toContain(": INC-0007: step 1 ");
    expect(names(press(done, priya, nameSuspect(sam)).next)).toEqual(["Ana Costa", "Priya Nair"]);
  });
});
