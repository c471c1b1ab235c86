/** How far lists are, for their cards: counted from the progress store, which is ahead of the record. */
import { type Targets } from "../application/ports/targets.ts";
import { type Totals } from "../core/incident/plan.ts";
import { type Incident, type Step } from "../core/incident/types.ts";

const totalsOf = async (
  targets: Pick<Targets, "counts">,
  incident: Incident,
  step: Step,
): Promise<Totals | undefined> => {
  const { status, definition } = step;
  const list = status.kind === "running" ? status.proposal.plan.targets : undefined;
  if (status.kind !== "running" || !list) return undefined;
  const { planHash } = status.proposal;
  const counts = await targets.counts({ incident: incident.id, step: definition.key, planHash });
  const known = {
    observed: counts.observed,
    notObserved: counts["not observed"],
    failed: counts.failed,
    unknown: counts.unknown,
  };
  const done = Object.values(known).reduce((sum, count) => sum + count, 0);
  return { of: list.count, ...known, left: list.count - done };
};

/** The numbers of each list that runs now, by the key of its step; `left` is still to go. */
export const listProgress = async (
  targets: Pick<Targets, "counts">,
  incident: Incident,
): Promise<ReadonlyMap<string, Totals>> => {
  const found = await Promise.all(
    incident.steps.map(async (step) => [step, await totalsOf(targets, incident, step)] as const),
  );
  return new Map(
    found.flatMap(([{ definition }, totals]) =>
      totals ? [[definition.key, totals] as const] : [],
    ),
  );
};
