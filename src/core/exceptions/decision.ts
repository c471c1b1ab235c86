import { type Refusal } from "../approval/refusals.ts";
import { type ExceptionCommand } from "./commands.ts";
import { type ExceptionFact } from "./events.ts";

export type CommandOf<Type extends ExceptionCommand["type"]> = Extract<
  ExceptionCommand,
  { type: Type }
>;

/** What people do to an exception that exists. */
export type Press = CommandOf<"Accept" | "Review" | "Renew" | "CloseException">;

/** Facts to record, and what the sender is told when it was refused. */
export type ExceptionDecision = {
  readonly facts: readonly ExceptionFact[];
  readonly refusal?: Refusal;
};

/** These facts, and nothing to tell. */
export const record = (...facts: ExceptionFact[]): ExceptionDecision => ({ facts });

/** Nothing changes; `facts` may say that somebody was refused. */
export const refused = (refusal: Refusal, ...facts: ExceptionFact[]): ExceptionDecision => ({
  facts,
  refusal,
});
