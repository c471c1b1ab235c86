import { describe, expect, test } from "@jest/globals";
import { type ExceptionWish } from "../../../src/core/exceptions/commands.ts";
import { objectId } from "../../../src/core/shared/ids.ts";
import {
  accepts,
  asked,
  asker,
  at,
  boss,
  by,
  codeOf,
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

type Accept = Extract<ExceptionWish, { type: "Accept" }>;
const acceptWith = (change: Partial<Accept>): ExceptionWish => ({ ...wishes.accept, ...change });
const long = "x".repeat(10_000);

describe("asking for an exception", () => {
  test("records who asked, why, and what stays open, and has no owner yet", () => {
    expect(asked()).toMatchObject({
      id: "EX-3",
      state: "asked for",
      askedBy: asker,
      askedAt: at(),
      terms: undefined,
      justification: "The invoice scanner uses it until Monday.",
      version: 1,
    });
  });

  test.each([
    ["no reason", { justification: "  \n " }],
    ["a reason of 10,000 characters", { justification: long }],
    ["nothing that stays open", { title: "" }],
    ["nothing that it stays open on", { target: " " }],
    ["a target of 10,000 characters", { target: long }],
    ["a declined step without its incident", { source: undefined }],
  ])("is refused with %s", (_, change) => {
    const wish = { ...wishes.ask, ...change } as ExceptionWish; // An undefined source is none.
    expect(decided(undefined, [wish, by(asker)])).toMatchObject({
      facts: [],
      refusal: { code: "R-205" },
    });
  });

  test("works without an incident for the other kinds", () => {
    const { exception, type, title, target, justification, nonce } = wishes.ask;
    const text = { title, target, justification, nonce };
    const wish: ExceptionWish = {
      ...{ exception, type, ...text },
      kind: "legacy protocol",
      severity: "sev3",
    };
    expect(play([wish, by(asker)]).exception).toMatchObject({
      source: undefined,
      state: "asked for",
    });
  });

  test("is refused where the number is taken", () => {
    expect(decided(asked(), [wishes.ask, by(boss)])).toMatchObject({
      facts: [],
      refusal: { code: "R-305" },
    });
  });
});

describe("accepting", () => {
  test("makes the presser the accountable owner, with a review and an end", () => {
    expect(play(...inForce).exception).toMatchObject({
      state: "in force",
      terms: {
        owner: lead,
        reviewer: soc,
        risk: "high",
        acceptedAt: at(hour),
        reviewAt: at(hour + 10 * day),
        reviewEveryDays: 10,
        expiresAt: at(hour + 60 * day),
      },
    });
  });

  test.each<[string, Partial<Accept>, string]>([
    ["somebody without the authority", { authority: nobody }, "R-301"],
    ["a reviewer only", { authority: reviews }, "R-301"],
    [
      "a subject or suspect, whatever they may",
      { authority: { ...accepts, isBarred: true } },
      "R-306",
    ],
    ["an older card", { nonce: "nonce-0" }, "R-305"],
    ["no security reviewer", { reviewer: undefined }, "R-307"],
    ["themselves as reviewer", { reviewer: lead }, "R-304"],
    ["no controls", { controls: "\t" }, "R-205"],
    ["controls of 10,000 characters", { controls: long }, "R-205"],
    ["91 days", { expiresInDays: 91 }, "R-303"],
    ["0 days", { expiresInDays: 0 }, "R-303"],
    ["negative days", { expiresInDays: -1 }, "R-303"],
    ["half a day", { expiresInDays: 0.5 }, "R-303"],
    ["NaN days", { expiresInDays: Number.NaN }, "R-303"],
    ["no end at all", { expiresInDays: Number.POSITIVE_INFINITY }, "R-303"],
    ["a review after the end", { reviewInDays: 8, expiresInDays: 7 }, "R-303"],
    ["a review in 31 days", { reviewInDays: 31 }, "R-303"],
    ["a review in 0 days", { reviewInDays: 0 }, "R-303"],
    ["a review in NaN days", { reviewInDays: Number.NaN }, "R-303"],
  ])("is refused with %s", (_, change, code) => {
    const played = play([wishes.ask, by(asker)], [acceptWith(change), by(lead)]);
    expect(codeOf(played)).toBe(code);
    expect(played.exception.state).toBe("asked for");
  });

  test.each([
    ["sev1", 8, 2],
    ["sev1", 7, 3],
  ] as const)(
    "%s: not for %s days with a review in %s",
    (severity, expiresInDays, reviewInDays) => {
      const wish = acceptWith({ expiresInDays, reviewInDays });
      expect(decided(asked({ severity }), [wish, by(lead)]).refusal?.code).toBe("R-303");
    },
  );

  test.each([
    ["sev1", 7, 2],
    ["sev4", 90, 30],
    ["sev3", 1, 1],
  ] as const)("%s: for %s days with a review in %s", (severity, expiresInDays, reviewInDays) => {
    const wish = acceptWith({ expiresInDays, reviewInDays });
    expect(decided(asked({ severity }), [wish, by(lead)]).facts).toHaveLength(1);
  });

  test.each([
    ["raised since", "sev2", "sev1"],
    ["lowered since", "sev1", "sev4"],
  ] as const)("an incident that was %s: the stricter limits count", (_, then, now) => {
    const accept = (expiresInDays: number, reviewInDays: number) =>
      decided(asked({ severity: then }), [
        acceptWith({ expiresInDays, reviewInDays, severity: now }),
        by(lead),
      ]);
    expect(accept(90, 2).refusal).toMatchObject({
      code: "R-303",
      sentence: expect.stringContaining("1 to 7 days"),
    });
    expect(accept(7, 3).refusal?.code).toBe("R-303");
    expect(accept(7, 2).refusal).toBeUndefined();
  });

  test("is refused to the person who asked, from whichever of their accounts", () => {
    const admin = objectId.parse("4b0e4b9e-2f61-4f0a-9a37-52f0a91dadad");
    const wish = { ...wishes.ask };
    const other = { id: admin, name: "Bo (admin)", accounts: [asker.id] };
    for (const who of [asker, other]) {
      expect(codeOf(play([wish, by(asker)], [wishes.accept, by(who)]))).toBe("R-302");
    }
    expect(
      codeOf(
        play(
          [wish, by({ ...asker, accounts: [admin] })],
          [wishes.accept, by({ id: admin, name: "x" })],
        ),
      ),
    ).toBe("R-302");
  });

  test("of two people who accept, the first is the owner; a second press of hers is neutral", () => {
    const second = play(...inForce, [wishes.accept, by(boss), hour + 1]);
    expect(codeOf(second)).toBe("R-305");
    expect(second.exception.terms?.owner).toEqual(lead);
    const again = play(...inForce, [wishes.accept, by(lead), hour + 1]);
    expect(codeOf(again)).toBe("R-106");
    expect(again.events).toHaveLength(2);
  });

  test("who has no say at all is noted once for each verb, and not on what is closed", () => {
    const press = [{ type: "RefusePress", verb: "accept", code: "R-206" }, by(stranger)] as const;
    const other = [{ type: "RefusePress", verb: "close", code: "R-206" }, by(stranger)] as const;
    const { events } = play([wishes.ask, by(asker)], press, press, other, press);
    expect(events.slice(1)).toMatchObject([
      { type: "ExceptionPressRefused", code: "R-206", verb: "accept" },
      { type: "ExceptionPressRefused", code: "R-206", verb: "close" },
    ]);
    const closed = play(...inForce, [wishes.close, by(lead), day], press);
    expect(closed.last.facts).toEqual([]);
  });

  test("a refused person is noted once for each verb, however often they press", () => {
    const press = [acceptWith({ authority: nobody }), by(stranger)] as const;
    const other = [{ ...wishes.close, authority: nobody }, by(stranger)] as const;
    const { events } = play([wishes.ask, by(asker)], press, press, press, other, other);
    expect(events.slice(1)).toMatchObject([
      { type: "ExceptionPressRefused", code: "R-301", verb: "accept" },
      { type: "ExceptionPressRefused", code: "R-308", verb: "close" },
    ]);
  });
});
