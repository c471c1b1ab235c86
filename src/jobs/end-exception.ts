/** A declined step was observed after all: what its decline left open is shut, and its exception ends. */
import { type HandleException } from "../application/handle-exception.ts";
import { type Store } from "../application/ports/store.ts";
import { holdsNow } from "../core/incident/outcome.ts";
import { exceptionId } from "../core/shared/ids.ts";
import { finished, incidentOf, type JobHandler } from "./job.ts";

export type EndExceptionDeps = {
  readonly store: Pick<Store, "load">;
  readonly handleException: HandleException;
};

/**
 * Makes the handler of `end-exception`. It looks at the step once more: one that doesn't hold any longer ends nothing.
 * However often it runs, an exception ends once. Throws for an exception that the incident doesn't know.
 */
export const makeEndException = (deps: EndExceptionDeps): JobHandler => {
  return async (job) => {
    const id = exceptionId.parse(job.payload["exception"]);
    const incident = await deps.store.load(incidentOf(job));
    const known = incident?.exceptions.find((one) => one.id === id);
    const step = incident?.steps.find(({ definition }) => definition.key === known?.step);
    if (!step) throw new Error(`${job.incident}: ${id} or its step isn't there`);
    if (!holdsNow(step)) return finished;
    const how = step.status.kind === "not needed" ? "found as wanted" : "observed";
    const reason = `Step ${String(step.number)} was ${how} after all.`;
    const wishes = [{ type: "Settle", reason } as const];
    await deps.handleException({ exception: id, actor: { kind: "cordon" }, wishes, claim: job });
    return finished;
  };
};
