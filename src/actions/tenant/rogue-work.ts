/** What each kind of rogue thing needs: requests, reading back, and both for the way back. */
import { type ActionContext } from "../context.ts";
import { type ItemReading } from "../contract.ts";
import { type ItemRequest } from "../requests.ts";
import { type Plan, type Subject } from "../../core/incident/plan.ts";

export type RogueRun = { readonly plan: Plan; readonly subject: Subject };

/** `what` is the `what` of the plan's state before. Requests are sent in order. */
export type RogueWork = {
  readonly what: "directory object" | "exclusion" | "named location";
  requests(context: ActionContext, run: RogueRun): readonly ItemRequest[];
  observe(context: ActionContext, run: RogueRun): Promise<readonly ItemReading[]>;
  undo(context: ActionContext, run: RogueRun): readonly ItemRequest[];
  undone(context: ActionContext, run: RogueRun): Promise<readonly ItemReading[]>;
};
