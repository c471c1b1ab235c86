/** Reminds before a review and an end, and calls management when a date was missed. At the end it records the end. */
import { type Duty } from "../application/duty.ts";
import {
  acceptersOf,
  type RegisterTeams,
  reviewersFor,
  teamsIn,
} from "../application/exception-authority.ts";
import { type HandleException } from "../application/handle-exception.ts";
import { type Register } from "../application/ports/register.ts";
import { type Runtime } from "../application/ports/runtime.ts";
import { type Store } from "../application/ports/store.ts";
import { isSamePerson } from "../core/approval/quorum.ts";
import { type ExceptionWish } from "../core/exceptions/commands.ts";
import { callsDue, type DueCall } from "../core/exceptions/rules.ts";
import { type Exception, type ExceptionCall } from "../core/exceptions/types.ts";
import { type Person } from "../core/incident/people.ts";
import { isBarred } from "../core/incident/decision.ts";
import { type Incident } from "../core/incident/types.ts";
import { distinct } from "../core/ownership/directory.ts";
import { notBefore } from "../core/ownership/quiet-hours.ts";
import { management } from "../core/ownership/resolve.ts";
import { exceptionId } from "../core/shared/ids.ts";
import { mostCalled } from "./exception-calls.ts";
import { finished, type JobHandler } from "./job.ts";

export type CallExceptionDeps = {
  readonly register: Pick<Register, "load">;
  readonly store: Pick<Store, "load">;
  readonly handleException: HandleException;
  readonly duty: Duty;
  readonly runtime: Pick<Runtime, "now">;
};

type Situation = {
  readonly exception: Exception;
  readonly incident: Incident | undefined;
  readonly teams: RegisterTeams;
  readonly managers: readonly Person[];
};

/** The owner, while the directory has them among those who may accept; else all who may. */
const ownersOf = ({ exception, incident, teams }: Situation): readonly Person[] => {
  const may = acceptersOf({ exception, incident }, teams);
  const owner = may.filter((one) => exception.terms && isSamePerson(one, exception.terms.owner));
  return owner.length > 0 ? owner : may;
};

/** The reviewer, while they are one of the security team; else whoever could take their place. */
const reviewersOf = ({ exception, incident, teams }: Situation): readonly Person[] => {
  const { terms } = exception;
  if (!terms) return [];
  const may = reviewersFor(terms.owner, { exception, incident }, teams);
  const reviewer = may.filter((one) => isSamePerson(one, terms.reviewer));
  return reviewer.length > 0 ? reviewer : may;
};

const wantedFor = (call: ExceptionCall, situation: Situation): readonly Person[] => {
  const { exception, managers } = situation;
  // Who asked can't accept, so calling them helps nobody.
  const isNoAsker = (one: Person): boolean => !isSamePerson(one, exception.askedBy);
  switch (call) {
    case "owner wanted":
      return ownersOf(situation).filter(isNoAsker);
    case "review soon":
      return reviewersOf(situation);
    case "review due":
      return [...reviewersOf(situation), ...ownersOf(situation)];
    case "expiry soon":
      return ownersOf(situation);
    case "past tolerance":
      return exception.terms
        ? [...managers, ...ownersOf(situation)]
        : [...managers, ...ownersOf(situation)].filter(isNoAsker);
  }
};

/** Nobody is called who is a subject or suspect of the incident; each human once. */
const calledFor = (call: ExceptionCall, situation: Situation): readonly Person[] => {
  const { incident } = situation;
  return distinct(wantedFor(call, situation))
    .filter((person) => !incident || !isBarred(incident, person))
    .slice(0, mostCalled);
};

const situationOf = async (
  { store, duty, runtime }: CallExceptionDeps,
  exception: Exception,
): Promise<Situation> => {
  const { source, id } = exception;
  const incident = source && (await store.load(source.incident));
  if (source && !incident) throw new Error(`${id}: ${source.incident} isn't there`);
  const groups = await duty.groups();
  return {
    exception,
    incident,
    teams: teamsIn(duty.directory(), groups),
    managers: management(duty.directory(), runtime.now(), groups),
  };
};

const callWishes = async (
  deps: CallExceptionDeps,
  exception: Exception,
  calls: readonly DueCall[],
): Promise<readonly ExceptionWish[]> => {
  const situation = await situationOf(deps, exception);
  return calls.map(({ call, due }) => ({
    type: "Call",
    call,
    due,
    people: calledFor(call, situation),
  }));
};

/**
 * Makes the handler of `call-exception`. What isn't due yet, or was called before, is left alone. Calls wait for the
 * end of quiet hours; an end doesn't.
 */
export const makeCallException = (deps: CallExceptionDeps): JobHandler => {
  return async (job) => {
    const id = exceptionId.parse(job.incident);
    const exception = await deps.register.load(id);
    if (!exception) throw new Error(`${id} isn't on the register`);
    const now = deps.runtime.now();
    const { calls, isOver } = callsDue(exception, now);
    if (calls.length === 0 && !isOver) return finished;
    const from = notBefore(now, deps.duty.directory().quietHours, exception.severity);
    const wishes: readonly ExceptionWish[] = [
      ...(isOver ? [{ type: "Expire" } as const] : []),
      ...(from > now ? [] : await callWishes(deps, exception, calls)),
    ];
    if (wishes.length > 0) {
      const actor = { kind: "cordon" } as const;
      await deps.handleException({ exception: id, actor, wishes, claim: job });
    }
    return from > now && calls.length > 0
      ? { kind: "again", runAt: from, reason: "quiet hours" }
      : finished;
  };
};
