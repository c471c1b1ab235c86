/** Exceptions, people and moves for tests. Times count from the moment of asking. */
import {
  type ExceptionCommand,
  type Authority,
  type ExceptionWish,
} from "../../../src/core/exceptions/commands.ts";
import { decideException } from "../../../src/core/exceptions/decide.ts";
import { type ExceptionDecision } from "../../../src/core/exceptions/decision.ts";
import { type ExceptionEvent } from "../../../src/core/exceptions/events.ts";
import { evolveException } from "../../../src/core/exceptions/evolve.ts";
import { type Exception, type ExceptionSource } from "../../../src/core/exceptions/types.ts";
import { type Actor, type Person } from "../../../src/core/incident/people.ts";
import {
  after,
  exceptionIdOf,
  incidentIdOf,
  instant,
  type Instant,
  objectId,
  stepKey,
} from "../../../src/core/shared/ids.ts";

export const hour = 60 * 60_000;
export const day = 24 * hour;
const start = instant.parse("2026-11-21T03:10:00.000Z");
/** So many ms after the tests' start. */
export const at = (ms = 0): Instant => after(start, ms);

const person = (name: string, end: string): Person => ({
  id: objectId.parse(`4b0e4b9e-2f61-4f0a-9a37-52f0a91d${end}`),
  name,
});
export const asker = person("Bo Eriksen", "ccc3");
export const lead = person("Ana Costa", "aaa1");
export const boss = person("Priya Nair", "31f0");
export const soc = person("Jon Lind", "bbb2");
export const stranger = person("Sam Reed", "5a11");

export const by = (who: Person): Actor => ({ kind: "person", ...who });
export const cordon: Actor = { kind: "cordon" };

export const nobody: Authority = { mayAccept: false, mayReview: false, isBarred: false };
export const accepts: Authority = { ...nobody, mayAccept: true };
export const reviews: Authority = { ...nobody, mayReview: true };

export const source: ExceptionSource = {
  incident: incidentIdOf(7),
  step: stepKey.parse("block-sign-in"),
  number: 2,
  title: "Block sign-in",
  approvalId: "approval-1",
};

export const wishes = {
  ask: {
    type: "AskFor",
    exception: exceptionIdOf(3),
    kind: "declined step",
    title: "The account is still enabled",
    target: "Marta Oliveira (7c1e)",
    source,
    severity: "sev2",
    justification: "The invoice scanner uses it until Monday.",
    nonce: "nonce-1",
  },
  accept: {
    type: "Accept",
    nonce: "nonce-1",
    reviewer: soc,
    controls: "Sign-ins are watched.",
    risk: "high",
    reviewInDays: 10,
    expiresInDays: 60,
    severity: "sev4",
    authority: accepts,
  },
  review: { type: "Review", finding: "Sign-in log read: one place only.", authority: reviews },
  renew: {
    type: "Renew",
    reason: "The scanner's successor comes in May.",
    expiresInDays: 30,
    severity: "sev4",
    authority: accepts,
  },
  close: { type: "CloseException", reason: "The scanner is gone.", authority: accepts },
} as const satisfies Record<string, ExceptionWish>;

export type Move = readonly [wish: ExceptionWish, actor: Actor, ms?: number];

export type Played = {
  readonly exception: Exception;
  readonly events: readonly ExceptionEvent[];
  readonly last: ExceptionDecision;
};

const command = ([wish, actor, ms = 0]: Move): ExceptionCommand => ({ ...wish, at: at(ms), actor });

/** What a move leads to on this state. */
export const decided = (exception: Exception | undefined, move: Move): ExceptionDecision =>
  decideException(exception, command(move));

/** Plays moves one after the other, each decided on what came before. */
export const play = (...moves: readonly Move[]): Played => {
  let exception: Exception | undefined;
  let last: ExceptionDecision = { facts: [] };
  const events: ExceptionEvent[] = [];
  for (const move of moves) {
    const { at: when, actor } = command(move);
    last = decided(exception, move);
    for (const fact of last.facts) {
      const event = { ...fact, at: when, actor };
      exception = evolveException(exception, event);
      events.push(event);
    }
  }
  if (!exception) throw new Error("nobody asked for it");
  return { exception, events, last };
};

type Asking = Extract<ExceptionWish, { type: "AskFor" }>;

/** An exception that was asked for. */
export const asked = (change: Partial<Asking> = {}): Exception =>
  play([{ ...wishes.ask, ...change }, by(asker)]).exception;

/** Asked for by Bo at 0, accepted by Ana an hour later, with Jon as reviewer. */
export const inForce: readonly Move[] = [
  [wishes.ask, by(asker)],
  [wishes.accept, by(lead), hour],
];

/** Why the last wish of a play was refused. */
export const codeOf = ({ last }: ReturnType<typeof play>): string | undefined => last.refusal?.code;
