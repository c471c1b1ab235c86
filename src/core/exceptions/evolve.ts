import { personIn } from "../incident/people.ts";
import { unreachable } from "../shared/unreachable.ts";
import { type ExceptionEvent, type ExceptionFact, type ExceptionVerb } from "./events.ts";
import { actingPerson } from "./rules.ts";
import { type Exception, type StandingTerms } from "./types.ts";

type Asked = Extract<ExceptionFact, { type: "ExceptionAskedFor" }>;
type Stamp = Pick<ExceptionEvent, "at" | "actor">;
type Later = Exclude<ExceptionFact, Asked> & Stamp;

/** How a refused press is remembered: once for a person and a verb. */
export const refusedVerb = (person: { readonly id: string }, verb: ExceptionVerb): string =>
  `${person.id} ${verb}`;

const ask = (event: Asked & Stamp): Exception => ({
  id: event.exception,
  kind: event.kind,
  title: event.title,
  target: event.target,
  source: event.source,
  severity: event.severity,
  askedBy: event.askedBy,
  askedAt: event.at,
  justification: event.justification,
  state: "asked for",
  terms: undefined,
  reviews: [],
  renewals: [],
  calls: [],
  closed: undefined,
  refused: [],
  nonce: event.nonce,
  version: 1,
});

/** The terms that a review or a renewal changes; only what was accepted has any. */
const termsOf = ({ id, terms }: Exception): StandingTerms => {
  if (!terms) throw new Error(`${id} was never accepted`);
  return terms;
};

const review = (
  exception: Exception,
  { at, actor, finding, reviewAt }: Extract<Later, { type: "ExceptionReviewed" }>,
): Partial<Exception> => ({
  reviews: [...exception.reviews, { by: actingPerson(actor), at, finding }],
  terms: { ...termsOf(exception), reviewAt, reviewFrom: at },
});

const renew = (
  exception: Exception,
  { at, actor, terms, reason }: Extract<Later, { type: "ExceptionRenewed" }>,
): Partial<Exception> => {
  const before = termsOf(exception);
  const renewal = { by: actingPerson(actor), at, reason, expiresAt: terms.expiresAt };
  const reviewFrom = terms.reviewAt === before.reviewAt ? before.reviewFrom : at;
  return {
    state: "in force",
    renewals: [...exception.renewals, renewal],
    terms: { ...terms, acceptedAt: at, reviewFrom },
  };
};

const called = (
  { calls }: Exception,
  { call, due }: Extract<Later, { type: "ExceptionCalled" }>,
): Partial<Exception> => {
  const kept = call === "owner wanted" ? calls.filter((made) => made.call !== call) : calls;
  return { calls: [...kept, { call, due }] };
};

const change = (exception: Exception, event: Later): Partial<Exception> => {
  const { at } = event;
  switch (event.type) {
    case "ExceptionAccepted":
      return { state: "in force", terms: { ...event.terms, acceptedAt: at, reviewFrom: at } };
    case "ExceptionReviewed":
      return review(exception, event);
    case "ExceptionRenewed":
      return renew(exception, event);
    case "ExceptionExpired":
      return { state: "expired" };
    case "ExceptionClosed":
      return {
        state: "closed",
        closed: { by: personIn(event.actor), at, reason: event.reason },
      };
    case "ExceptionCalled":
      return called(exception, event);
    case "ExceptionPressRefused":
      return {
        refused: [...exception.refused, refusedVerb(actingPerson(event.actor), event.verb)],
      };
    default:
      return unreachable(event);
  }
};

/** The state after one more event. Pure; `undefined` is the exception that nobody asked for yet. */
export const evolveException = (
  exception: Exception | undefined,
  event: ExceptionEvent,
): Exception => {
  if (event.type === "ExceptionAskedFor") {
    if (exception) throw new Error(`${exception.id} was asked for twice`);
    return ask(event);
  }
  if (!exception) throw new Error(`the record starts with ${event.type}`);
  return { ...exception, ...change(exception, event), version: exception.version + 1 };
};

/** The exception that these events tell of; throws when there are none. */
export const exceptionOf = (events: readonly ExceptionEvent[]): Exception => {
  const exception = events.reduce<Exception | undefined>(evolveException, undefined);
  if (!exception) throw new Error("an exception without events");
  return exception;
};
