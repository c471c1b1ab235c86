/** Calls people to a step that waits, by the ladder; works out the next call and comes back for it. */
import { findOwnership, type OwnersDeps } from "../application/owners.ts";
import { isSamePerson } from "../core/approval/quorum.ts";
import { isBarred, findStep } from "../core/incident/decision.ts";
import { isSameOwnership } from "../core/incident/decide-clock.ts";
import { callsLeft, type LadderFacts } from "../core/incident/ladder.ts";
import { type NextCall, type Ownership, type Person } from "../core/incident/people.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { distinct } from "../core/ownership/directory.ts";
import { notBefore } from "../core/ownership/quiet-hours.ts";
import { management } from "../core/ownership/resolve.ts";
import { type Instant, stepKey } from "../core/shared/ids.ts";
import { traitsOf } from "./find-owners.ts";
import { finished, incidentOf, type JobHandler, type JobResult, type TenantWork } from "./job.ts";

type RemindDeps = Pick<TenantWork, "store" | "handle" | "runtime"> & {
  readonly owners: OwnersDeps;
};

const factsOf = async (
  { owners: { duty } }: RemindDeps,
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

/**
 * Whom the review of what one person approved alone is due to: the owner, the lead and management; where that is
 * nobody but the one who approved, those who stand in. Empty where nobody else is left at all.
 */
const reviewers = (
  incident: Incident,
  { emergency, ownership }: Step,
  bosses: readonly Person[],
): readonly Person[] => {
  const mayReview = (person: Person): boolean =>
    !isBarred(incident, person) && !(emergency && isSamePerson(emergency.vote.by, person));
  const first = [...(ownership ? [ownership.owner] : []), incident.lead, ...bosses];
  const people = distinct(first).filter(mayReview);
  const standIns = [...(ownership?.deputies ?? []), ...(ownership?.seconds ?? [])];
  return people.length > 0 ? people : distinct(standIns).filter(mayReview);
};

type CallPeople = Extract<Wish, { type: "CallPeople" }>;
type Due = Pick<CallPeople, "rung" | "people" | "next">;

/** A call to nobody would leave the review due, and its job with it. */
const dueReview = (incident: Incident, step: Step, facts: LadderFacts): Due | undefined => {
  const people = reviewers(incident, step, facts.management);
  return people.length > 0 ? { rung: "review due", people, next: undefined } : undefined;
};

/** The next call of the ladder, made at this time: whoever comes after it has the time between two calls from here. */
const nextDue = (
  incident: Incident,
  step: Step,
  {
    due,
    now,
    facts,
  }: { readonly due: NextCall; readonly now: Instant; readonly facts: LadderFacts },
): Due => {
  const { rung, people } = due;
  const clock = step.clock && {
    ...step.clock,
    reminders: [...step.clock.reminders, { rung, at: now, people }],
  };
  return { rung, people, next: callsLeft(incident, { ...step, clock }, facts)[0] };
};

/** What was left to people has no plan that says what the target is: another team is a route that isn't known here. */
const isOtherRoute = ({ status, ownership }: Step, found: Ownership | undefined): boolean =>
  !("proposal" in status) && ownership !== undefined && found !== undefined
    ? ownership.team !== found.team
    : false;

/**
 * The wish for another owner, where a rota handed over or a group changed since the last look: neither is an event.
 * Between two plans nothing is known of the target, and what somebody chose to do by hand stays theirs.
 */
const handOver = async (
  { owners }: RemindDeps,
  incident: Incident,
  step: Step,
): Promise<Wish | undefined> => {
  const { status, definition } = step;
  if (status.kind === "not started" || (status.kind === "by hand" && status.by)) return undefined;
  const ownership = await findOwnership(owners, incident, { step, traits: traitsOf(step) });
  return isSameOwnership(step.ownership, ownership) || isOtherRoute(step, ownership)
    ? undefined
    : { type: "FindOwner", step: definition.key, ownership, why: "who is on call now" };
};

const cordon = { kind: "cordon" } as const;

/** Makes the handler of `remind-step`. */
export const makeRemindStep = (deps: RemindDeps): JobHandler => {
  return async (job) => {
    const key = stepKey.parse(job.payload["step"]);
    const incident = await deps.store.load(incidentOf(job));
    const step = incident && findStep(incident, key);
    if (!incident || !step) throw new Error(`${job.incident}: no step ${key}`);
    const now = deps.runtime.now();
    const facts = await factsOf(deps, incident, now);
    const call = async (due: Due | undefined): Promise<JobResult> => {
      const before = step.clock?.reminders.length ?? 0;
      const wishes: readonly Wish[] = due
        ? [{ type: "CallPeople", step: key, before, ...due }]
        : [];
      await deps.handle({ incident: incident.id, actor: cordon, wishes, claim: job });
      return finished;
    };
    if (job.payload["review"] !== undefined) return call(dueReview(incident, step, facts));
    const [due] = callsLeft(incident, step, facts);
    if (!due) return finished;
    if (due.at > now) {
      return { kind: "again", runAt: due.at, reason: `next call: ${due.rung}` };
    }
    const other = await handOver(deps, incident, step);
    if (!other) return call(nextDue(incident, step, { due, now, facts }));
    // The new owner's first call follows from the entry that this makes.
    await deps.handle({ incident: incident.id, actor: cordon, wishes: [other], claim: job });
    return finished;
  };
};
