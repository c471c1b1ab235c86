import { describe, expect, test } from "@jest/globals";
import { type ExceptionWish } from "../../../src/core/exceptions/commands.ts";
import { callsDue } from "../../../src/core/exceptions/rules.ts";
import { type ExceptionCall, type Exception } from "../../../src/core/exceptions/types.ts";
import { type Instant } from "../../../src/core/shared/ids.ts";
import {
  asked,
  asker,
  at,
  by,
  cordon,
  day,
  decided,
  hour,
  inForce,
  lead,
  play,
  soc,
  wishes,
} from "./given.ts";

/** What would be called, look by look, if Cordon looks exactly when it was told to. */
const calledUntil = (exception: Exception, from: number, until: number): string[] => {
  const calls: string[] = [];
  let state = exception;
  let now: Instant | undefined = at(from);
  while (now !== undefined && Date.parse(now) <= Date.parse(at(until))) {
    const { calls: due, next } = callsDue(state, now);
    for (const call of due) {
      calls.push(`${call.call} ${(Date.parse(now) - Date.parse(at())) / hour}`);
      state = { ...state, calls: [...state.calls, call] };
    }
    now = next;
  }
  return calls;
};

const terms = (reviewInDays: number, expiresInDays: number): ExceptionWish => ({
  ...wishes.accept,
  reviewInDays,
  expiresInDays,
});

describe("calls that are due", () => {
  test.each([
    ["sev1", 2],
    ["sev2", 2],
    ["sev3", 24],
    ["sev4", 24],
  ] as const)("%s: an owner is wanted at once and every %s hours", (severity, every) => {
    expect(calledUntil(asked({ severity }), 0, 3 * every * hour)).toEqual(
      [0, 1, 2, 3].map((times) => `owner wanted ${times * every}`),
    );
  });

  test.each([
    ["sev2", 2],
    ["sev3", 24],
  ] as const)("%s: after five calls for an owner management is called, once", (severity, every) => {
    const exception = asked({ severity });
    expect(calledUntil(exception, 0, 90 * day)).toEqual([
      ...[0, 1, 2, 3, 4].map((times) => `owner wanted ${times * every}`),
      `past tolerance ${5 * every}`,
    ]);
    const late = callsDue(exception, at(80 * day));
    expect(late.calls.map(({ call }) => call)).toEqual(["past tolerance"]);
    expect(late.next).toBeUndefined();
  });

  test("nothing is called before it is due, also by a clock that went back", () => {
    expect(callsDue(asked(), at(-hour))).toEqual({ calls: [], isOver: false, next: at(0) });
  });

  test("in force: a day before each date, at the review, three days after it, and at the end", () => {
    const { exception } = play([wishes.ask, by(asker)], [terms(10, 60), by(lead)]);
    expect(calledUntil(exception, 0, 100 * day)).toEqual([
      `review soon ${9 * 24}`,
      `review due ${10 * 24}`,
      `past tolerance ${13 * 24}`,
      `expiry soon ${59 * 24}`,
      `past tolerance ${60 * 24}`,
    ]);
  });

  test("sev1: a missed review is escalated after a day, and short periods are halved", () => {
    const { exception } = play(
      [{ ...wishes.ask, severity: "sev1" }, by(asker)],
      [terms(1, 3), by(lead)],
    );
    expect(calledUntil(exception, 0, 10 * day)).toEqual([
      "review soon 12",
      "review due 24",
      "past tolerance 48",
      "expiry soon 48",
      "past tolerance 72",
    ]);
  });

  test("a review that was made starts the next one's", () => {
    const { exception } = play(
      [wishes.ask, by(asker)],
      [terms(10, 60), by(lead)],
      [wishes.review, by(soc), 10 * day + hour],
    );
    expect(callsDue(exception, at(10 * day + 2 * hour))).toEqual({
      calls: [],
      isOver: false,
      next: at(19 * day + hour),
    });
  });

  test("after a pause, only the newest of what was missed", () => {
    const { exception } = play([wishes.ask, by(asker)], [terms(10, 60), by(lead)]);
    const calls = (ms: number): ExceptionCall[] =>
      callsDue(exception, at(ms)).calls.map(({ call }) => call);
    expect(calls(20 * day)).toEqual(["past tolerance"]);
    expect(calls(11 * day)).toEqual(["review due"]);
    expect(callsDue(asked(), at(5 * hour)).calls).toEqual([
      { call: "owner wanted", due: at(4 * hour) },
    ]);
  });

  test("past the end only the end counts, and nothing follows it", () => {
    const { exception } = play([wishes.ask, by(asker)], [terms(30, 60), by(lead)]);
    const past = { calls: [{ call: "past tolerance", due: at(60 * day) }], next: undefined };
    expect(callsDue(exception, at(60 * day))).toEqual({ ...past, isOver: true });
    const expired = { ...exception, state: "expired" as const };
    expect(callsDue(expired, at(70 * day))).toEqual({ ...past, isOver: false });
  });

  test("closed: nothing", () => {
    const { exception } = play(...inForce, [wishes.close, by(lead), day]);
    expect(callsDue(exception, at(100 * day))).toEqual({
      calls: [],
      isOver: false,
      next: undefined,
    });
  });
});

describe("Cordon's own wishes", () => {
  const call = (due: number): ExceptionWish => ({
    type: "Call",
    call: "owner wanted",
    due: at(due),
    people: [lead],
  });

  test("a call is recorded once, and only where it is due", () => {
    const played = play([wishes.ask, by(asker)], [call(0), cordon, 1], [call(0), cordon, 2]);
    expect(played.events).toHaveLength(2);
    expect(played.exception.calls).toEqual([{ call: "owner wanted", due: at(0) }]);
    expect(decided(played.exception, [call(day), cordon, 3]).facts).toEqual([]);
  });

  test("of the calls for an owner only the last is kept in the state", () => {
    const { exception, events } = play(
      [wishes.ask, by(asker)],
      ...[0, 2, 4, 6].map((hours) => [call(hours * hour), cordon, hours * hour] as const),
    );
    expect(events).toHaveLength(5);
    expect(exception.calls).toEqual([{ call: "owner wanted", due: at(6 * hour) }]);
  });

  test("an exception ends when its end has come, once", () => {
    const expire = { type: "Expire" } as const;
    expect(play(...inForce, [expire, cordon, 60 * day]).exception.state).toBe("in force");
    const over = play(...inForce, [expire, cordon, 60 * day + hour], [expire, cordon, 61 * day]);
    expect(over.exception.state).toBe("expired");
    expect(over.events).toHaveLength(3);
    expect(decided(asked(), [expire, cordon, 100 * day]).facts).toEqual([]);
  });
});
