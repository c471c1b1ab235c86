/** From facts to work: which jobs follow from what was just recorded about an exception. */
import { type ExceptionEvent } from "../core/exceptions/events.ts";
import { callsDue } from "../core/exceptions/rules.ts";
import { type Exception } from "../core/exceptions/types.ts";
import { type ExceptionId, type Instant } from "../core/shared/ids.ts";
import { type JobRequest } from "./ports/store.ts";

/**
 * The next look at the calls. The instant is part of the key: a look that was asked for earlier and finds nothing
 * leaves the later one where it is.
 */
const callJobs = (exception: Exception, at: Instant): readonly JobRequest[] => {
  const { calls, isOver, next } = callsDue(exception, at);
  const runAt = calls.length > 0 || isOver ? at : next;
  if (runAt === undefined) return [];
  const key = `call-exception:${exception.id}:${runAt}`;
  return [{ kind: "call-exception", incident: exception.id, key, payload: {}, runAt }];
};

/** Redraws the exception's card. */
export const showException = (exception: ExceptionId, runAt: Instant): JobRequest => ({
  kind: "show-exception",
  incident: exception,
  key: `show-exception:${exception}`,
  payload: {},
  runAt,
});

/** One entry in the incident's log for each of the exception's own; `seq` is the number of the latter. */
const noteJobs = (
  exception: Exception,
  events: readonly ExceptionEvent[],
): readonly JobRequest[] => {
  const { id, source, version } = exception;
  if (!source) return [];
  return events.map((event, index) => {
    const seq = version - events.length + index + 1;
    return {
      kind: "note-exception",
      incident: source.incident,
      key: `note-exception:${id}:${seq}`,
      payload: { exception: id, seq },
      runAt: event.at,
    };
  });
};

/** Every commit redraws the card; calls and the incident's log follow. */
export const reactException = (
  exception: Exception,
  events: readonly ExceptionEvent[],
): readonly JobRequest[] => {
  const last = events.at(-1);
  if (!last) return [];
  return [
    showException(exception.id, last.at),
    ...callJobs(exception, last.at),
    ...noteJobs(exception, events),
  ];
};
