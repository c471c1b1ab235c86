/** Asking for an exception: it gets the next free number, and a declined proposal gets one only. */
import { type Refusal } from "../core/approval/refusals.ts";
import { badAsking } from "../core/exceptions/decide.ts";
import {
  type Exception,
  type ExceptionKind,
  type ExceptionSource,
} from "../core/exceptions/types.ts";
import { type Person } from "../core/incident/people.ts";
import { type Severity } from "../core/incident/types.ts";
import { exceptionIdOf } from "../core/shared/ids.ts";
import { type HandledException, type HandleException } from "./handle-exception.ts";
import { type Register, type RegisterCommit } from "./ports/register.ts";
import { type Runtime } from "./ports/runtime.ts";
import { makeTurns } from "./turns.ts";

export type Asking = {
  readonly kind: ExceptionKind;
  /** What stays open. */
  readonly title: string;
  /** On what. */
  readonly target: string;
  /** The declined step; left out for an exception without an incident. */
  readonly source?: ExceptionSource;
  /** The incident's; sev3 where there is none. */
  readonly severity: Severity;
  readonly justification: string;
  /** Who declined, or asks: they can't accept it. */
  readonly by: Person;
  /** Key of the message that asked: a repetition of it asks for nothing. */
  readonly once?: string;
  readonly claim?: RegisterCommit["claim"];
};

export type AskedException =
  | { readonly kind: "asked"; readonly exception: Exception }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** Asked for before; the exception of a declined proposal is named. */
  | { readonly kind: "duplicate"; readonly exception: Exception | undefined }
  | { readonly kind: "fenced" };

export type AskException = (asking: Asking) => Promise<AskedException>;

/** Other processes draw numbers too: so many taken in a row mean a fault. */
const draws = 25;

/**
 * Makes it. Askings take turns in this process, so that each draws a number of its own. Throws when the store is
 * down, or after 25 numbers that others took first.
 */
export const makeAskException = (deps: {
  readonly register: Register;
  readonly handle: HandleException;
  readonly runtime: Runtime;
}): AskException => {
  const { register, handle, runtime } = deps;
  const takeTurn = makeTurns();

  const existing = async ({ source }: Asking): Promise<Exception | undefined> => {
    if (!source) return undefined;
    const known = await register.list({ incident: source.incident });
    return known.find((exception) => exception.source?.approvalId === source.approvalId);
  };

  const draw = async ({ by, once, claim, ...asking }: Asking): Promise<HandledException> => {
    const exception = exceptionIdOf(await register.nextNumber());
    const wish = { type: "AskFor", exception, nonce: runtime.nonce(), ...asking } as const;
    return handle({
      exception,
      actor: { kind: "person", ...by },
      wishes: [wish],
      ...(once !== undefined && { once }),
      ...(claim && { claim }),
    });
  };

  const ask = async (asking: Asking): Promise<AskedException> => {
    const refusal = badAsking(asking);
    if (refusal) return { kind: "refused", refusal };
    for (let tries = 0; tries < draws; tries += 1) {
      const handled = await draw(asking);
      if (handled.kind !== "handled") {
        return handled.kind === "fenced"
          ? { kind: "fenced" }
          : { kind: "duplicate", exception: await existing(asking) };
      }
      // The texts were checked above: no event means that somebody else has this number.
      if (handled.events.length > 0) return { kind: "asked", exception: handled.exception };
    }
    throw new Error(`no free number for an exception after ${draws} draws`);
  };

  return (asking) => takeTurn("number", () => ask(asking));
};
