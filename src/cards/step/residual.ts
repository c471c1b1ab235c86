import { type Effect } from "../../core/incident/plan.ts";
import { utcTime } from "../parts/clock.ts";
import { type Row, row } from "../parts/run.ts";
import { type StepContext } from "./context.ts";
import { type StepParts } from "./parts.ts";

/** Access that may remain: an amber box while it may, one honest row when that time is over. */
export const residual = (
  { action, now, clock }: StepContext,
  { effect }: { readonly effect: Pick<Effect, "residualUntil"> },
): Pick<StepParts, "residual"> & { readonly over: readonly Row[]; readonly spoken: string } => {
  const until = effect.residualUntil;
  if (until === undefined) return { over: [], spoken: "" };
  if (until <= now) {
    return { over: [row("Access", `May have remained until ${clock(until)}.`)], spoken: "" };
  }
  const why = action.residual?.why ?? action.text.limits;
  return {
    residual: { until: `Access may remain until ${clock(until)}`, why },
    over: [],
    spoken: `, access may remain until ${utcTime(until)}`,
  };
};
