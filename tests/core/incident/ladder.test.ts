/** Whom a step that nobody answers calls, and when. */
import { describe, expect, test } from "@jest/globals";
import { type IncidentFact } from "../../../src/core/incident/events.ts";
import { isOverdue } from "../../../src/core/incident/ladder.ts";
import { type Person, type Rung } from "../../../src/core/incident/people.ts";
import { after, type Instant } from "../../../src/core/shared/ids.ts";
import {
  by,
  cordon,
  event,
  type Given,
  given,
  hash,
  key,
  mailPerson,
  opened,
  proposed,
} from "../../support/given.ts";
import { anOwnership, at, people } from "../../support/incidents.ts";
import {
  ana,
  anaAdmin,
  asked,
  freeze,
  nameSuspect,
  openedForTwo,
  press,
  votedBy,
  waitingFor,
} from "../approval/votes.ts";
import { left } from "./ladder-facts.ts";

const { jon, priya, sam, bo, lee } = people;

const call = (before: Given, rung: Rung, called: readonly Person[], name = "one") =>
  before.when(
    {
      type: "CallPeople",
      step: key(name),
      rung,
      people: called,
      next: undefined,
      before: before.step(name).clock?.reminders.length ?? 0,
    },
    cordon,
    at("03:20"),
  );

const rungs = [
  "03:20 half time: Ana Costa",
  "03:30 time up: Ana Costa",
  "03:40 deputies: Jon Lind",
  "03:50 lead: Priya Nair",
  "04:00 management: Lee Chan",
];

describe("a step with an owner", () => {
  const waiting = waitingFor({ tier: 1 });

  test("calls the owner at half and at all of the time, then the others half a time apart", () => {
    expect(left(waiting)).toEqual(rungs);
  });

  test("calls each rung once, whatever became of the card meanwhile", () => {
    const once = call(waiting, "half time", [ana]).next;
    expect(left(once)).toEqual(rungs.slice(1));
    expect(left(call(once, "time up", [ana]).next)).toEqual(rungs.slice(2));
    const lapsed: IncidentFact = { type: "StepLapsed", step: key("one"), reason: "no answer" };
    const events = [
      event({ type: "PeopleCalled", step: key("one"), rung: "time up", people: [ana] }),
    ];
    const again = given(openedForTwo, asked({ tier: 1 }), ...events, event(lapsed));
    expect(left(again)).toEqual([rungs[0], ...rungs.slice(2)]);
  });

  test("a call that was worked out before another one was made isn't made", () => {
    const stale = { type: "CallPeople", step: key("one"), rung: "time up", people: [ana] } as const;
    const once = call(waiting, "half time", [ana]).next;
    expect(once.when({ ...stale, next: undefined, before: 0 }, cordon).facts).toEqual([]);
    expect(once.when({ ...stale, next: undefined, before: 1 }, cordon).facts).toHaveLength(1);
  });

  test("is overdue from the end of the time on", () => {
    const once = call(waiting, "half time", [ana]).next;
    expect(isOverdue(once.step("one"))).toBe(false);
    expect(isOverdue(call(once, "time up", [ana]).next.step("one"))).toBe(true);
  });

  test("nobody is called twice by two hats: the owner isn't lead, deputy and management too", () => {
    const ownership = anOwnership({ owner: priya, deputies: [priya, jon], seconds: [] });
    const found = event({ type: "OwnerFound", step: key("one"), ownership, why: "test" });
    expect(left(given(openedForTwo, asked({ tier: 1 }), found), { management: [priya] })).toEqual([
      "03:20 half time: Priya Nair",
      "03:30 time up: Priya Nair",
      "03:40 deputies: Jon Lind",
    ]);
  });

  test("nor are those on a later rung who were called on an earlier one", () => {
    const early = call(waiting, "half time", [ana, jon]).next;
    expect(left(early)).toEqual([
      "03:30 time up: Ana Costa",
      "03:50 lead: Priya Nair",
      "04:00 management: Lee Chan",
    ]);
    expect(left(waiting, { management: [jon, lee] }).at(-1)).toBe("04:00 management: Lee Chan");
  });

  test("more people than are told at once are left to the next rung", () => {
    const deputies = [jon, sam, bo, lee, priya];
    const ownership = anOwnership({ owner: ana, deputies, seconds: [] });
    const found = event({ type: "OwnerFound", step: key("one"), ownership, why: "test" });
    const many = given(openedForTwo, asked({ proposer: mailPerson }), found);
    expect(left(many, { management: [] })).toEqual([
      "03:20 half time: Ana Costa, Jon Lind, Sam Park, Bo Eriksen",
      "03:30 time up: Ana Costa, Jon Lind, Sam Park, Bo Eriksen",
      "03:40 deputies: Lee Chan, Priya Nair",
    ]);
  });

  test("skips whoever has no say", () => {
    const named = press(waiting, priya, nameSuspect(ana)).next;
    expect(left(named)).toEqual(rungs.slice(2));
    const both = press(named, priya, nameSuspect(jon)).next;
    expect(left(both)).toEqual(rungs.slice(3));
    expect(left(press(waiting, priya, nameSuspect(anaAdmin)).next)).toEqual(rungs.slice(2));
  });

  test("waits for the end of the quiet hours, and then for an answer to each call", () => {
    const quiet = (time: Instant): Instant => (time < at("07:00") ? at("07:00") : time);
    expect(left(waiting, { notBefore: quiet })).toEqual(
      ["07:00", "07:10", "07:20", "07:30", "07:40"].map(
        (time, index) => `${time}${rungs[index]?.slice(5) ?? ""}`,
      ),
    );
  });

  test("has no calls left once it is closed, frozen or decided", () => {
    expect(left(press(waiting, bo, freeze).next)).toEqual([]);
    expect(left(votedBy(waiting, [ana]))).toEqual([]);
    const over = event({ type: "IncidentClosed", reason: "over" }, by(priya));
    expect(left(given(openedForTwo, asked({ tier: 1 }), over))).toEqual([]);
    expect(left(given(openedForTwo))).toEqual([]);
  });
});

describe("a step without an owner", () => {
  const waiting = given(opened, proposed("five"));

  test("calls the lead five times, two minutes apart, then management", () => {
    const calls = ["03:10", "03:12", "03:14", "03:16", "03:18"];
    const expected = [
      ...calls.map((time) => `${time} no owner: Priya Nair`),
      "03:20 management: Lee Chan",
    ];
    expect(left(waiting, {}, "five")).toEqual(expected);
    const made = ["03:10", "03:12"].map((time) =>
      event(
        { type: "PeopleCalled", step: key("five"), rung: "no owner", people: [priya] },
        cordon,
        at(time),
      ),
    );
    expect(left(given(opened, proposed("five"), ...made), {}, "five")).toEqual(expected.slice(2));
  });
});

describe("without an owner, and with a lead who has no say", () => {
  test("management is called at once, and as often", () => {
    const barred = press(given(opened, proposed("five")), lee, nameSuspect(priya, true)).next;
    expect(barred.incident?.suspects).toHaveLength(1);
    expect(left(barred, {}, "five")).toEqual(
      ["03:10", "03:12", "03:14", "03:16", "03:18"].map((time) => `${time} no owner: Lee Chan`),
    );
  });
});

test("a review is called for once, while it is due", () => {
  const due = (before: Given) => call(before, "review due", [priya]);
  expect(due(waitingFor({ tier: 1 })).facts).toEqual([]);
  const emergency = { reason: "r", reviewBy: after(at("03:15"), 86_400_000) };
  const vote = event(
    {
      type: "StepApproved",
      step: key("one"),
      planHash: hash("a"),
      emergency,
      notBefore: at("03:15"),
    },
    by(bo),
  );
  const first = due(given(openedForTwo, asked({ tier: 1 }), vote));
  expect(first.facts).toMatchObject([{ type: "PeopleCalled", rung: "review due" }]);
  expect(due(first.next).facts).toEqual([]);
});
