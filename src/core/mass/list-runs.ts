/** The files of an incident's lists: as each was given, as each plan was proposed, and what came of it. */
import { type IncidentEvent } from "../incident/events.ts";
import { type Direction } from "../incident/plan.ts";
import { type Incident } from "../incident/types.ts";
import { type PlanHash, type StepKey } from "../shared/ids.ts";

/** One plan of a list step. All files are named by their SHA-256. */
export type ListRun = {
  readonly planHash: PlanHash;
  readonly direction: Direction;
  readonly approved: string;
  /** What came of it, the newest last; none where it wasn't requested. */
  readonly reports: readonly string[];
};

/** The lists of one step, its plans in the order in which they were first proposed. */
export type ListStep = {
  readonly step: number;
  readonly key: StepKey;
  readonly given: string;
  readonly runs: readonly ListRun[];
};

type Of<T extends IncidentEvent["type"]> = Extract<IncidentEvent, { type: T }>;

const proposedIn = (own: readonly IncidentEvent[]): readonly Of<"StepProposed">[] => {
  const proposed = own.flatMap((event) => (event.type === "StepProposed" ? [event] : []));
  return proposed.filter(
    ({ planHash }, index) => proposed.findIndex((one) => one.planHash === planHash) === index,
  );
};

/** What is settled belongs to the plan that was requested last: the look at an older one settles nothing. */
const reportsIn = (own: readonly IncidentEvent[], wanted: PlanHash): readonly string[] => {
  const reports: string[] = [];
  let current: PlanHash | undefined;
  for (const event of own) {
    if (event.type === "EffectRequested") current = event.planHash;
    if (current !== wanted || event.type !== "EffectSettled") continue;
    if (event.report !== undefined) reports.push(event.report);
  }
  return reports;
};

const runsOf = (key: StepKey, events: readonly IncidentEvent[]): readonly ListRun[] => {
  const own = events.filter((event) => "step" in event && event.step === key);
  return proposedIn(own).flatMap(
    ({ planHash, plan: { direction, targets } }): readonly ListRun[] =>
      targets
        ? [{ planHash, direction, approved: targets.sha256, reports: reportsIn(own, planHash) }]
        : [],
  );
};

/** The steps over lists with their files, from the whole record of the incident. */
export const listSteps = (
  { steps }: Incident,
  events: readonly IncidentEvent[],
): readonly ListStep[] =>
  steps.flatMap(({ number, definition: { key, list } }) =>
    list ? [{ step: number, key, given: list.sha256, runs: runsOf(key, events) }] : [],
  );
