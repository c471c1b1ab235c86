/** Tells the incident what happened to an exception of its own, and brings the step back when the exception ends. */
import { findStep } from "../core/incident/decision.ts";
import { type Register, type RecordedExceptionEvent } from "../application/ports/register.ts";
import { type Store } from "../application/ports/store.ts";
import { type HandleOrder } from "../application/handle.ts";
import { type ExceptionEvent } from "../core/exceptions/events.ts";
import { evolveException } from "../core/exceptions/evolve.ts";
import { type Exception, type ExceptionSource, type Terms } from "../core/exceptions/types.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type Incident } from "../core/incident/types.ts";
import { exceptionId } from "../core/shared/ids.ts";
import { unreachable } from "../core/shared/unreachable.ts";
import { finished, type JobHandler } from "./job.ts";

export type NoteExceptionDeps = {
  readonly register: Pick<Register, "events">;
  readonly store: Pick<Store, "load">;
  readonly handle: HandleOrder;
};

/** What happened, in a word, and the facts of it. Times in the record are UTC. */
type Told = { readonly what: string; readonly text: string };

const day = (at: string): string => at.slice(0, 10);

const termsText = ({ owner, reviewer, risk, reviewAt, expiresAt, controls }: Terms): string =>
  [
    `owner ${owner.name}, reviewer ${reviewer.name}, risk ${risk}`,
    `review ${day(reviewAt)}, ends ${day(expiresAt)}. Control: ${controls}`,
  ].join(", ");

const tell = (event: ExceptionEvent): Told => {
  const by = event.actor.kind === "person" ? event.actor.name : "Cordon";
  switch (event.type) {
    case "ExceptionAskedFor":
      return { what: "asked for", text: `by ${by}: ${event.justification}` };
    case "ExceptionAccepted":
      return { what: "accepted", text: termsText(event.terms) };
    case "ExceptionReviewed":
      return {
        what: "reviewed",
        text: `by ${by}, next ${day(event.reviewAt)}: ${event.finding}`,
      };
    case "ExceptionRenewed":
      return { what: "renewed", text: `${event.reason}; ${termsText(event.terms)}` };
    case "ExceptionExpired":
      return { what: "expired", text: "nobody renewed it; it still stays open" };
    case "ExceptionClosed":
      return { what: "closed", text: `by ${by}: ${event.reason}` };
    case "ExceptionCalled": {
      const names = event.people.map(({ name }) => name).join(", ");
      return { what: "called", text: `${event.call}: ${names || "nobody is there to be called"}` };
    }
    case "ExceptionPressRefused":
      return { what: "refused", text: `${event.verb} by ${by}: ${event.code}` };
    default:
      return unreachable(event);
  }
};

/** The entries after `from`, each with the exception's state after it. */
const notesOf = (
  recorded: readonly RecordedExceptionEvent[],
  source: ExceptionSource,
  from: number,
): readonly Wish[] => {
  let exception: Exception | undefined;
  return recorded.flatMap(({ seq, event }): Wish[] => {
    exception = evolveException(exception, event);
    if (seq <= from) return [];
    const { id, state } = exception;
    return [
      { type: "NoteException", exception: id, step: source.step, state, seq, ...tell(event) },
    ];
  });
};

/** Nobody accepts any more that the step wasn't taken: it is proposed again, if it is still the declined one. */
const reopening = (incident: Incident, exception: Exception): readonly Wish[] => {
  const { source, state } = exception;
  if (!source || (state !== "expired" && state !== "closed")) return [];
  const status = findStep(incident, source.step)?.status;
  return status?.kind === "declined" && status.proposal.approvalId === source.approvalId
    ? [{ type: "Reopen", step: source.step, direction: "apply" }]
    : [];
};

/**
 * Makes the handler of `note-exception`. It brings the incident up to the exception's last entry, in order, whichever
 * entry the job was made for: jobs may run in any order and more than once.
 */
export const makeNoteException = (deps: NoteExceptionDeps): JobHandler => {
  return async (job) => {
    const id = exceptionId.parse(job.payload["exception"]);
    const recorded = await deps.register.events(id);
    const exception = recorded.reduce<Exception | undefined>(
      (state, { event }) => evolveException(state, event),
      undefined,
    );
    if (!exception) throw new Error(`${id} isn't on the register`);
    const { source } = exception;
    if (!source) return finished;
    const incident = await deps.store.load(source.incident);
    if (!incident) throw new Error(`${id}: ${source.incident} isn't there`);
    const known = incident.exceptions.find((one) => one.id === id)?.seq ?? 0;
    const wishes = [...notesOf(recorded, source, known), ...reopening(incident, exception)];
    if (wishes.length === 0) return finished;
    await deps.handle({
      incident: incident.id,
      actor: { kind: "cordon" },
      wishes,
      claim: job,
    });
    return finished;
  };
};
