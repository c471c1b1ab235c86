import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Authority, type ExceptionWish } from "../../../src/core/exceptions/commands.ts";
import { evolveException } from "../../../src/core/exceptions/evolve.ts";
import { type ExceptionEvent } from "../../../src/core/exceptions/events.ts";
import { callsDue, longestDays, longestReviewDays } from "../../../src/core/exceptions/rules.ts";
import { type Exception, exceptionCalls, riskLevels } from "../../../src/core/exceptions/types.ts";
import { severities } from "../../../src/core/incident/types.ts";
import { isSamePerson } from "../../../src/core/approval/quorum.ts";
import { objectId } from "../../../src/core/shared/ids.ts";
import { asker, at, boss, by, cordon, day, decided, lead, soc, stranger, wishes } from "./given.ts";

const adminOfAsker = {
  id: objectId.parse("4b0e4b9e-2f61-4f0a-9a37-52f0a91dadad"),
  name: "Bo (admin)",
  accounts: [asker.id],
};
const who = fc.constantFrom(asker, lead, boss, soc, stranger, adminOfAsker);
const authority: fc.Arbitrary<Authority> = fc.record({
  mayAccept: fc.boolean(),
  mayReview: fc.boolean(),
  isBarred: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.boolean()),
});
const days = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 90 }) },
  fc.integer({ min: -5, max: 400 }),
  fc.constantFrom(0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 7, 90, 91),
);
const text = fc.oneof(
  { weight: 8, arbitrary: fc.string({ minLength: 1 }) },
  fc.constantFrom("", " ", "x".repeat(2_001)),
);

const pressed: fc.Arbitrary<ExceptionWish> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("Accept" as const),
      nonce: fc.oneof({ weight: 5, arbitrary: fc.constant("nonce-1") }, fc.string()),
      reviewer: fc.option(who, { nil: undefined, freq: 8 }),
      controls: text,
      risk: fc.constantFrom(...riskLevels),
      reviewInDays: fc.oneof(fc.integer({ min: 1, max: 30 }), days),
      expiresInDays: days,
      severity: fc.constantFrom(...severities),
      authority,
    }),
  },
  fc.record({ type: fc.constant("Review" as const), finding: text, authority }),
  fc.record({
    type: fc.constant("Renew" as const),
    reason: text,
    expiresInDays: days,
    severity: fc.constantFrom(...severities),
    authority,
  }),
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("CloseException" as const), reason: text, authority }),
  },
);
const machine: fc.Arbitrary<ExceptionWish> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ type: "Expire" as const }) },
  {
    // Seldom: it ends a run, and what follows has nothing more to try.
    weight: 1,
    arbitrary: fc.constant({
      type: "Settle" as const,
      reason: "Step 2 was observed after all.",
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant("Call" as const),
      call: fc.constantFrom(...exceptionCalls),
      due: fc.integer({ min: 0, max: 100 }).map((n) => at(n * day)),
      people: fc.constant([]),
    }),
  },
);
const pause = fc.oneof(
  fc.integer({ min: 0, max: 3_600_000 }),
  fc.integer({ min: 0, max: 40 * day }),
);
const move = fc.oneof(
  { weight: 5, arbitrary: fc.record({ wish: pressed, actor: who.map(by), pause }) },
  { weight: 1, arbitrary: fc.record({ wish: machine, actor: fc.constant(cordon), pause }) },
);

type Seen = { readonly exception: Exception; readonly events: readonly ExceptionEvent[] };

/** Every state on the way, with the events that led to it. */
const statesOf = (
  severity: Exception["severity"],
  moves: readonly { wish: ExceptionWish; actor: ExceptionEvent["actor"]; pause: number }[],
): Seen[] => {
  let ms = 0;
  let exception: Exception | undefined;
  const seen: Seen[] = [];
  const start = { wish: { ...wishes.ask, severity }, actor: by(asker), pause: 0 };
  for (const { wish, actor, pause: passed } of [start, ...moves]) {
    ms += passed;
    const when = at(ms);
    const events = decided(exception, [wish, actor, ms]).facts.map((fact): ExceptionEvent => ({
      ...fact,
      at: when,
      actor,
    }));
    exception = events.reduce<Exception | undefined>(evolveException, exception);
    if (exception && events.length > 0) seen.push({ exception, events });
  }
  return seen;
};

const lasting = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / day;

const runs = fc.record({
  severity: fc.constantFrom(...severities),
  moves: fc.array(move, { maxLength: 30 }),
});

describe("whatever people wish, in whatever order", () => {
  test("an exception in force has an owner who didn't ask, another reviewer, an end within the limit, and a review before it", () => {
    let accepted = 0;
    fc.assert(
      fc.property(runs, ({ severity, moves }) => {
        for (const { exception } of statesOf(severity, moves)) {
          if (exception.state !== "in force") continue;
          accepted += 1;
          const { terms } = exception;
          if (!terms) throw new Error("in force without terms");
          expect(isSamePerson(terms.owner, exception.askedBy)).toBe(false);
          expect(isSamePerson(terms.owner, terms.reviewer)).toBe(false);
          expect(lasting(terms.acceptedAt, terms.expiresAt)).toBeGreaterThan(0);
          expect(lasting(terms.acceptedAt, terms.expiresAt)).toBeLessThanOrEqual(
            longestDays(severity),
          );
          expect(lasting(terms.reviewAt, terms.expiresAt)).toBeGreaterThanOrEqual(0);
          expect(lasting(terms.reviewFrom, terms.reviewAt)).toBeLessThanOrEqual(
            longestReviewDays(severity),
          );
          expect(terms.controls).not.toBe("");
        }
      }),
      { numRuns: 2_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  test("nobody reviews what they own, nobody without the authority owns, and nothing follows the end", () => {
    fc.assert(
      fc.property(runs, ({ severity, moves }) => {
        const seen = statesOf(severity, moves);
        for (const [index, { exception, events }] of seen.entries()) {
          const before = seen[index - 1]?.exception;
          expect(before?.state).not.toBe("closed");
          for (const event of events) {
            if (event.type !== "ExceptionReviewed") continue;
            const owner = before?.terms?.owner;
            expect(owner && exception.reviews.at(-1)?.by.id !== owner.id).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("a call is due once for a date, and the next one lies ahead", () => {
    fc.assert(
      fc.property(runs, ({ severity, moves }) => {
        let exception = statesOf(severity, moves).at(-1)?.exception;
        if (!exception) throw new Error("nobody asked");
        let now: string | undefined = at(0);
        const made = new Set<string>();
        for (let looks = 0; now !== undefined && looks < 20; looks += 1) {
          const due: ReturnType<typeof callsDue> = callsDue(
            exception,
            at(Date.parse(now) - Date.parse(at(0))),
          );
          for (const { call, due: date } of due.calls) {
            expect(made).not.toContain(`${call} ${date}`);
            expect(exception.calls).not.toContainEqual({ call, due: date });
            made.add(`${call} ${date}`);
          }
          exception = { ...exception, calls: [...exception.calls, ...due.calls] };
          expect(due.next === undefined || Date.parse(due.next) > Date.parse(now)).toBe(true);
          now = due.next;
        }
      }),
      { numRuns: 200 },
    );
  });
});
