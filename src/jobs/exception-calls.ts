/** What people are told when an exception wants something of them. */
import { type RecordedExceptionEvent } from "../application/ports/register.ts";
import { unownedUntil } from "../core/exceptions/rules.ts";
import { type Exception, type ExceptionCall } from "../core/exceptions/types.ts";
import { type Person } from "../core/incident/people.ts";
import { type Instant } from "../core/shared/ids.ts";

/** At most so many people are called for one thing: more is noise. */
export const mostCalled = 4;

export type CallText = {
  /** Key of the post: each text is said once. */
  readonly key: string;
  readonly text: string;
  /** Undefined where there is nobody to be called; the thread says so. */
  readonly person: Person | undefined;
};

/** "2026-11-22 03:36 UTC": a text can't use the reader's own time. */
const moment = (at: Instant): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

const sentence = (exception: Exception, call: ExceptionCall, due: Instant): string => {
  const { id, source } = exception;
  switch (call) {
    case "owner wanted":
      return source
        ? `${id} has no owner: accept it or close it. ${source.incident} can’t close before.`
        : `${id} has no owner: accept it or close it.`;
    case "review soon":
      return `${id} wants its review by ${moment(due)}: “exception review ${id.slice(3)} <finding>”.`;
    case "review due":
      return `${id} was due for its review ${moment(due)}: “exception review ${id.slice(3)} <finding>”.`;
    case "expiry soon":
      return `${id} ends soon. Shut what stays open and close it, or somebody with the authority renews it.`;
    case "past tolerance":
      return due === unownedUntil(exception)
        ? `${id} was accepted by nobody until ${moment(due)}. Decide: accept it or close it.`
        : `${id} is past its date (${moment(due)}) and still stays open. Decide: close it or renew it.`;
  }
};

/** The texts of all calls that were made, in order; none after the exception was closed. */
export const callTexts = (
  exception: Exception,
  recorded: readonly RecordedExceptionEvent[],
): readonly CallText[] =>
  exception.state === "closed"
    ? []
    : recorded.flatMap(({ seq, event }): readonly CallText[] => {
        if (event.type !== "ExceptionCalled") return [];
        const text = sentence(exception, event.call, event.due);
        const key = `call:${String(seq)}`;
        const people = event.people.slice(0, mostCalled);
        return people.length > 0
          ? people.map((person) => ({ key: `${key}:${person.id}`, text, person }))
          : [{ key, text: `Nobody is there to be called. ${text}`, person: undefined }];
      });
