import { z } from "zod/v4";

/** An object id of Entra: a GUID in lower case. Subjects and people are named by it, never by name. */
export const objectId = z
  .guid()
  .transform((id) => id.toLowerCase())
  .brand<"ObjectId">();
export type ObjectId = z.infer<typeof objectId>;

/** An incident's number as people say it, for example INC-0007. */
export const incidentId = z
  .string()
  .regex(/^INC-\d{4,}$/)
  .brand<"IncidentId">();
export type IncidentId = z.infer<typeof incidentId>;

/** Names an incident by its running number. */
export const incidentIdOf = (number: number): IncidentId =>
  incidentId.parse(`INC-${String(number).padStart(4, "0")}`);

/** An exception's number as people say it, for example EX-3. */
export const exceptionId = z
  .string()
  .regex(/^EX-[1-9]\d*$/)
  .brand<"ExceptionId">();
export type ExceptionId = z.infer<typeof exceptionId>;

/** Names an exception by its running number. */
export const exceptionIdOf = (number: number): ExceptionId =>
  exceptionId.parse(`EX-${String(number)}`);

/** Whatever has a record of its own. */
export type RecordId = IncidentId | ExceptionId;

/** A step inside an incident: the playbook's own key, for example `block-sign-in`. */
export const stepKey = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,60}$/)
  .brand<"StepKey">();
export type StepKey = z.infer<typeof stepKey>;

/** SHA-256 of a plan's canonical JSON, 64 hexadecimal digits. */
export const planHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<"PlanHash">();
export type PlanHash = z.infer<typeof planHash>;

/** An instant in UTC, ISO 8601. */
export const instant = z.iso.datetime().brand<"Instant">();
export type Instant = z.infer<typeof instant>;

/** The first of two instants. */
export const earlier = (a: Instant, b: Instant): Instant =>
  Date.parse(a) <= Date.parse(b) ? a : b;

/** The instant so many milliseconds after another. */
export const after = (at: Instant, ms: number): Instant =>
  instant.parse(new Date(Date.parse(at) + ms).toISOString());
