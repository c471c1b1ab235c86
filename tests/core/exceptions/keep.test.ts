import { describe, expect, test } from "@jest/globals";
import { type Authority, type ExceptionWish } from "../../../src/core/exceptions/commands.ts";
import { exceptionOf } from "../../../src/core/exceptions/evolve.ts";
import { exceptionIdOf } from "../../../src/core/shared/ids.ts";
import {
  accepts,
  asked,
  asker,
  at,
  boss,
  by,
  codeOf,
  cordon,
  day,
  decided,
  hour,
  inForce,
  lead,
  nobody,
  play,
  reviews,
  soc,
  stranger,
  wishes,
} from "./given.ts";

describe("reviewing", () => {
  test("keeps the finding and sets the next date by the same interval", () => {
    const { exception } = play(...inForce, [wishes.review, by(soc), 9 * day]);
    expect(exception.reviews).toEqual([
      { by: soc, at: at(9 * day), finding: "Sign-in log read: one place only." },
    ]);
    expect(exception.terms?.reviewAt).toBe(at(19 * day));
  });

  test("never sets a date after the end", () => {
    const { exception } = play(...inForce, [wishes.review, by(soc), 55 * day]);
    expect(exception.terms?.reviewAt).toBe(exception.terms?.expiresAt);
  });

  test.each<[string, Authority, typeof soc, string]>([
    ["the owner, even of the security team", { ...accepts, mayReview: true }, lead, "R-304"],
    ["somebody outside the security team", accepts, boss, "R-308"],
    ["a subject or suspect", { ...reviews, isBarred: true }, soc, "R-306"],
  ])("is refused to %s", (_, authority, who, code) => {
    const played = play(...inForce, [{ ...wishes.review, authority }, by(who), day]);
    expect(codeOf(played)).toBe(code);
    expect(played.exception.reviews).toEqual([]);
  });

  test("needs a finding, something accepted, and an end to come", () => {
    const empty = play(...inForce, [{ ...wishes.review, finding: " " }, by(soc), day]);
    expect(codeOf(empty)).toBe("R-205");
    expect(decided(asked(), [wishes.review, by(soc)]).refusal?.code).toBe("R-305");
    // The end has come, and Cordon hasn't recorded it yet.
    expect(codeOf(play(...inForce, [wishes.review, by(soc), 61 * day]))).toBe("R-305");
  });

  test("the same press twice is one review; the same words a day later are another", () => {
    const twice = play(
      ...inForce,
      [wishes.review, by(soc), day],
      [wishes.review, by(soc), day + 1],
    );
    expect(codeOf(twice)).toBe("R-106");
    expect(twice.exception.reviews).toHaveLength(1);
    const later = play(
      ...inForce,
      [wishes.review, by(soc), day],
      [wishes.review, by(soc), 2 * day],
    );
    expect(later.exception.reviews).toHaveLength(2);
  });
});

describe("renewing", () => {
  test("runs from now, and whoever renews owns it", () => {
    const { exception } = play(...inForce, [wishes.renew, by(boss), 5 * day]);
    expect(exception).toMatchObject({
      state: "in force",
      renewals: [{ by: boss, at: at(5 * day), expiresAt: at(35 * day) }],
      terms: { owner: boss, reviewer: soc, acceptedAt: at(5 * day), expiresAt: at(35 * day) },
    });
    // A renewal is no review: its date stays.
    expect(exception.terms?.reviewAt).toBe(at(hour + 10 * day));
  });

  test("puts what has ended into force again, with an overdue review due within the tolerance", () => {
    const { exception } = play(
      ...inForce,
      [{ type: "Expire" }, cordon, 61 * day],
      [wishes.renew, by(lead), 62 * day],
    );
    expect(exception).toMatchObject({ state: "in force", terms: { reviewAt: at(65 * day) } });
  });

  test("to an earlier end brings the review forward", () => {
    const { exception } = play(...inForce, [{ ...wishes.renew, expiresInDays: 2 }, by(lead), day]);
    expect(exception.terms).toMatchObject({ reviewAt: at(3 * day), expiresAt: at(3 * day) });
  });

  test.each<[string, Partial<Extract<ExceptionWish, { type: "Renew" }>>, typeof soc, string]>([
    ["without the authority", { authority: reviews }, stranger, "R-308"],
    ["by a subject or suspect", { authority: { ...accepts, isBarred: true } }, lead, "R-306"],
    ["by the person who asked", {}, asker, "R-302"],
    ["by its security reviewer", {}, soc, "R-304"],
    ["without a reason", { reason: "" }, lead, "R-205"],
    ["for 91 days", { expiresInDays: 91 }, lead, "R-303"],
    ["for NaN days", { expiresInDays: Number.NaN }, lead, "R-303"],
  ])("is refused %s", (_, change, who, code) => {
    const played = play(...inForce, [{ ...wishes.renew, ...change }, by(who), day]);
    expect(codeOf(played)).toBe(code);
    expect(played.exception.renewals).toEqual([]);
  });

  test("in an incident that is sev1 by now: a week at most, and looked at every two days", () => {
    const renew = (expiresInDays: number) =>
      play(...inForce, [{ ...wishes.renew, severity: "sev1", expiresInDays }, by(lead), day]);
    expect(codeOf(renew(8))).toBe("R-303");
    expect(renew(7).exception.terms).toMatchObject({
      reviewAt: at(3 * day),
      reviewEveryDays: 2,
      expiresAt: at(8 * day),
    });
  });

  test("needs something that was accepted, and is one for two presses", () => {
    expect(decided(asked(), [wishes.renew, by(lead)]).refusal?.code).toBe("R-305");
    const twice = play(
      ...inForce,
      [wishes.renew, by(lead), day],
      [wishes.renew, by(lead), day + 1],
    );
    expect(codeOf(twice)).toBe("R-106");
    expect(twice.exception.renewals).toHaveLength(1);
  });
});

describe("closing", () => {
  test.each<[string, Authority, typeof soc]>([
    ["its owner", nobody, lead],
    ["security", reviews, soc],
    ["management", accepts, boss],
  ])("is for %s", (_, authority, who) => {
    const { exception } = play(...inForce, [{ ...wishes.close, authority }, by(who), day]);
    expect(exception).toMatchObject({
      state: "closed",
      closed: { by: who, at: at(day), reason: "The scanner is gone." },
    });
  });

  test.each<[string, Authority, typeof soc, string]>([
    ["others", nobody, stranger, "R-308"],
    ["a subject or suspect, even as owner", { ...accepts, isBarred: true }, lead, "R-306"],
  ])("isn't for %s", (_, authority, who, code) => {
    expect(codeOf(play(...inForce, [{ ...wishes.close, authority }, by(who), day]))).toBe(code);
  });

  test("before anybody owns it isn't for the person who asked, but for others", () => {
    expect(decided(asked(), [wishes.close, by(asker)]).refusal?.code).toBe("R-308");
    expect(decided(asked(), [wishes.close, by(boss)]).facts).toMatchObject([
      { type: "ExceptionClosed" },
    ]);
  });

  test("needs a reason, and nothing follows it", () => {
    expect(codeOf(play(...inForce, [{ ...wishes.close, reason: "" }, by(lead)]))).toBe("R-205");
    const closed = [...inForce, [wishes.close, by(lead), day]] as const;
    expect(codeOf(play(...closed, [wishes.close, by(lead), day + 1]))).toBe("R-106");
    for (const wish of Object.values(wishes)) {
      const played = play(...closed, [wish, by(boss), 2 * day]);
      expect(codeOf(played)).toBe("R-305");
      expect(played.events).toHaveLength(3);
    }
    const { exception } = play(...closed, [{ type: "Expire" }, cordon, 90 * day]);
    expect(exception.state).toBe("closed");
  });
});

describe("the record", () => {
  test("folds into the state", () => {
    const { exception, events } = play(
      ...inForce,
      [wishes.review, by(soc), 9 * day],
      [wishes.renew, by(boss), 10 * day],
      [wishes.close, by(boss), 11 * day],
    );
    expect(exceptionOf(events)).toEqual(exception);
    expect(exception.version).toBe(5);
    expect(() => exceptionOf([])).toThrow("without events");
    expect(() => exceptionOf(events.slice(1))).toThrow("starts with ExceptionAccepted");
  });

  test("doesn't start with anything but asking", () => {
    expect(() => decided(undefined, [wishes.accept, by(lead)])).toThrow("before the exception");
    expect(exceptionIdOf(3)).toBe("EX-3");
  });
});
