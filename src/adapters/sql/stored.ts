import { z } from "zod/v4";
import { type IncidentEvent } from "../../core/incident/events.ts";
import { severities, type Incident } from "../../core/incident/types.ts";
import { canonicalJson } from "../../core/shared/canonical-json.ts";
import { type ExceptionEvent } from "../../core/exceptions/events.ts";
import { type Exception } from "../../core/exceptions/types.ts";
import { exceptionId, incidentId, instant, type Instant } from "../../core/shared/ids.ts";
import {
  jobKinds,
  type Handle,
  type IncidentSummary,
  type JobRequest,
} from "../../application/ports/store.ts";

/**
 * Reading back what this adapter wrote. Events and states were checked when they were decided and their
 * text is under the hash chain, so only the envelope is checked again: a field-by-field schema would be a
 * second copy of the core's types, and would turn old events unreadable whenever those grow.
 */
const eventEnvelope = z.looseObject({
  type: z.string().min(1),
  at: instant,
  actor: z.looseObject({ kind: z.enum(["person", "cordon"]) }),
});
const version = z.int().positive();
const stateEnvelope = z.looseObject({ id: incidentId, version });
const exceptionEnvelope = z.looseObject({ id: exceptionId, version });
const json = z.json();
const payload = z.record(z.string(), json);

/** Whatever has a record of its own. */
export const recordId = z.union([incidentId, exceptionId]);

const jobRow = z.object({
  kind: z.enum(jobKinds),
  incident: recordId,
  key: z.string(),
  payload: z.string().transform((text) => payload.parse(JSON.parse(text))),
  runAt: instant,
});
const handleRow = z.object({
  id: z.string(),
  nonce: z.string(),
  incident: incidentId.nullable(),
  payload: z.string().transform((text) => payload.parse(JSON.parse(text))),
});
const summary = z.object({
  id: incidentId,
  title: z.string(),
  severity: z.enum(severities),
  phase: z.string(),
  lead: z.string(),
  openedAt: instant,
  open: z.boolean(),
  conversationId: z.string().optional(),
});

/** Canonical JSON of an event. Members that are undefined are dropped first, as JSON has none. */
export const writeEvent = (event: { readonly type: string; readonly at: Instant }): string =>
  canonicalJson(json.parse(JSON.parse(JSON.stringify(event))));

/** What every stored event has, of whichever record and age it is. */
export const readStamp = (text: string): { readonly type: string; readonly at: Instant } =>
  eventEnvelope.parse(JSON.parse(text));

export const readEvent = (text: string): IncidentEvent =>
  // The envelope holds, and the rest was an IncidentEvent when this adapter wrote it.
  eventEnvelope.parse(JSON.parse(text)) as unknown as IncidentEvent;

/** @throws Error where the stored state isn't that of the incident and version that its row names. */
export const readState = (row: { incident: string; version: number; state: string }): Incident => {
  const state = stateEnvelope.parse(JSON.parse(row.state));
  if (state.id !== row.incident || state.version !== row.version)
    throw new Error(`The stored state of ${row.incident} isn't that of version ${row.version}.`);
  // The envelope holds, and the rest was an Incident when this adapter wrote it.
  return state as unknown as Incident;
};

export const readExceptionEvent = (text: string): ExceptionEvent =>
  // The envelope holds, and the rest was an ExceptionEvent when this adapter wrote it.
  eventEnvelope.parse(JSON.parse(text)) as unknown as ExceptionEvent;

/** @throws Error where the stored state isn't that of the exception and version that its row names. */
export const readException = (row: {
  id: string;
  version: number;
  snapshot: string;
}): Exception => {
  const state = exceptionEnvelope.parse(JSON.parse(row.snapshot));
  if (state.id !== row.id || state.version !== row.version)
    throw new Error(`The stored state of ${row.id} isn't that of version ${row.version}.`);
  // The envelope holds, and the rest was an Exception when this adapter wrote it.
  return state as unknown as Exception;
};

export const readJob = (row: unknown): JobRequest => jobRow.parse(row);

export const readHandle = (row: unknown): Handle => {
  const { incident, ...rest } = handleRow.parse(row);
  return incident === null ? rest : { ...rest, incident };
};

export const readSummary = (text: string): IncidentSummary => {
  const { conversationId, ...rest } = summary.parse(JSON.parse(text));
  return conversationId === undefined ? rest : { ...rest, conversationId };
};

/** A text for a column of its own. NUL is the one character that neither engine gives back. */
export const plain = (text: string): string => text.replaceAll("\0", "\uFFFD");

/** The one spelling of an instant whose order is that of its text: UTC with milliseconds. */
export const sortable = (at: Instant): string => new Date(at).toISOString();
