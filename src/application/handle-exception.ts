/** The only way in which an exception changes: load, decide, commit, like an incident. */
import { type Refusal } from "../core/approval/refusals.ts";
import { type ExceptionWish } from "../core/exceptions/commands.ts";
import { decideException } from "../core/exceptions/decide.ts";
import { type ExceptionEvent } from "../core/exceptions/events.ts";
import { evolveException } from "../core/exceptions/evolve.ts";
import { type Exception } from "../core/exceptions/types.ts";
import { type Actor } from "../core/incident/people.ts";
import { type ExceptionId } from "../core/shared/ids.ts";
import { type Register, type RegisterCommit } from "./ports/register.ts";
import { type Runtime } from "./ports/runtime.ts";
import { newStream } from "./ports/store.ts";
import { reactException } from "./react-exception.ts";
import { makeTurns, untilFirst } from "./turns.ts";

export type ExceptionOrder = {
  readonly exception: ExceptionId;
  readonly actor: Actor;
  /** Decided one after the other on one state, committed together. */
  readonly wishes: readonly ExceptionWish[];
  /** Key of the message that asked: a repetition of it changes nothing. */
  readonly once?: string;
  /** The worker's claim, checked in the same transaction. */
  readonly claim?: RegisterCommit["claim"];
};

export type HandledException =
  | {
      readonly kind: "handled";
      readonly exception: Exception;
      readonly events: readonly ExceptionEvent[];
      readonly refusal: Refusal | undefined;
    }
  /** `duplicate` also where the declined proposal has an exception already. */
  | { readonly kind: "duplicate" | "fenced" };

export type HandleException = (order: ExceptionOrder) => Promise<HandledException>;

type Decided = {
  readonly exception: Exception | undefined;
  readonly events: readonly ExceptionEvent[];
  readonly refusal: Refusal | undefined;
};

const decideAll = (
  state: Exception | undefined,
  { wishes, actor }: ExceptionOrder,
  at: ExceptionEvent["at"],
): Decided => {
  let decided: Decided = { exception: state, events: [], refusal: undefined };
  for (const wish of wishes) {
    const { facts, refusal } = decideException(decided.exception, { ...wish, at, actor });
    const events = facts.map((fact): ExceptionEvent => ({ ...fact, at, actor }));
    decided = {
      exception: events.reduce<Exception | undefined>(evolveException, decided.exception),
      events: [...decided.events, ...events],
      refusal: decided.refusal ?? refusal,
    };
  }
  return decided;
};

const commitOf = (
  { exception, once, claim }: ExceptionOrder,
  expectedVersion: number,
  { state, events }: { readonly state: Exception; readonly events: readonly ExceptionEvent[] },
): RegisterCommit => ({
  exception,
  expectedVersion,
  events,
  state,
  jobs: reactException(state, events),
  handles: [],
  ...(once !== undefined && { once }),
  ...(claim && { claim }),
});

/**
 * Makes it. Orders on one exception take turns in this process. Throws when the store is down (the caller answers
 * "not recorded"), and for an exception that nobody asked for.
 */
export const makeHandleException = (deps: {
  readonly register: Register;
  readonly runtime: Runtime;
}): HandleException => {
  const { register, runtime } = deps;
  const takeTurn = makeTurns();

  const attempt = async (order: ExceptionOrder): Promise<HandledException | "conflict"> => {
    const before = await register.load(order.exception);
    const { exception, events, refusal } = decideAll(before, order, runtime.now());
    if (!exception) {
      throw new Error(`${order.exception} doesn't exist. ${refusal?.sentence ?? ""}`.trim());
    }
    if (events.length === 0) return { kind: "handled", exception, events, refusal };
    const expectedVersion = before?.version ?? newStream;
    const { kind } = await register.commit(
      commitOf(order, expectedVersion, { state: exception, events }),
    );
    if (kind === "conflict") return "conflict";
    return kind === "committed" ? { kind: "handled", exception, events, refusal } : { kind };
  };

  return (order) =>
    takeTurn(order.exception, () => untilFirst(order.exception, () => attempt(order)));
};
