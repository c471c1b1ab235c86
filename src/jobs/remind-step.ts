/** Calls people to a step that waits, by the ladder; works out the next call and comes back for it. */
import { type Duty } from "../application/duty.ts";
import { callsLeft, type LadderFacts } from "../core/incident/ladder.ts";
import { type Person } from "../core/incident/people.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { notBefore } from "../core/ownership/quiet-hours.ts";
import { management } from "../core/ownership/resolve.ts";
import { type Instant, stepKey } from "../core/shared/ids.ts";
import { finished, incidentOf, type JobHandler, type JobResult, type TenantWork } from "./job.ts";

type RemindDeps = Pick<TenantWork, "store" | "handle" | "runtime"> & { readonly duty: Duty };

const factsOf = async (
  { duty }: RemindDeps,
  incident: Incident,
  now: Instant,
): Promise<LadderFacts> => {
  const directory = duty.directory();
  const { quietHours, clocks } = directory;
  return {
    responseMinutes: clocks.responseMinutes[incident.severity],
    management: management(directory, now, await duty.groups()),
    notBefore: (at) => notBefore(at, quietHours, incident.severity),
  };
};

/** Everybody who may review what one person approved alone, and management. */
const reviewers = (
  incident: Incident,
  step: Step,
  bosses: readonly Person[],
): readonly Person[] => {
  const alone = step.emergency?.vote.by.id;
  const people = [...(step.ownership ? [step.ownership.owner] : []), incident.lead, ...bosses];
  return people.filter(
    ({ id }, at) => id !== alone && people.findIndex((other) => other.id === id) === at,
  );
};

/** Makes the handler of `remind-step`. */
export const makeRemindStep = (deps: RemindDeps): JobHandler => {
  const call = async (job: Parameters<JobHandler>[0], wish: Wish): Promise<JobResult> => {
    const incident = incidentOf(job);
    await deps.handle({ incident, actor: { kind: "cordon" }, wishes: [wish], claim: job });
    return finished;
  };
  return async (job) => {
    const key = stepKey.parse(job.payload["step"]);
    const incident = await deps.store.load(incidentOf(job));
    const step = incident?.steps.find((entry) => entry.definition.key === key);
    if (!incident || !step) throw new Error(`${job.incident}: no step ${key}`);
    const now = deps.runtime.now();
    const facts = await factsOf(deps, incident, now);
    const before = step.clock?.reminders.length ?? 0;
    if (job.payload["review"] !== undefined) {
      const people = reviewers(incident, step, facts.management);
      return call(job, {
        type: "CallPeople",
        step: key,
        rung: "review due",
        people,
        next: undefined,
        before,
      });
    }
    const [due] = callsLeft(incident, step, facts);
    if (!due || !step.clock) return finished;
    if (due.at > now) return { kind: "again", runAt: due.at, reason: `next call: ${due.rung}` };
    const { rung, people } = due;
    // Whoever was to be called an hour ago is called now, and the next one so much later.
    const reminders = [...step.clock.reminders, { rung, at: now, people }];
    const [next] = callsLeft(incident, { ...step, clock: { ...step.clock, reminders } }, facts);
    return call(job, { type: "CallPeople", step: key, rung, people, next, before });
  };
};
