/** The fields of the directory file, each checked for itself; how they fit together is checks.ts's. */
import { z } from "zod/v4";
import { subjectKinds, traits } from "../incident/plan.ts";
import { severities } from "../incident/types.ts";
import { instant, objectId } from "../shared/ids.ts";

const name = z.string().trim().min(1).max(80);
const teamId = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9-]*$/, "lower-case letters, digits and dashes");

/** A moment with Z or an offset, "2026-11-21T08:00:00+01:00"; kept in UTC. */
const moment = z.iso
  .datetime({ offset: true, message: "a moment with Z or an offset: 2026-11-21T08:00:00+01:00" })
  .transform((text) => new Date(text).toISOString())
  .pipe(instant);

/** One human: their own account, and the other accounts of the same human. */
export const personFields = z.strictObject({
  id: objectId,
  name,
  email: z.email(),
  /** Other accounts of the same human, for example for administration. */
  accounts: z.array(objectId).optional(),
  /** Name of the managed provider that employs them; left out for own people. */
  employer: name.optional(),
});

/** Who is on call, in one of four ways; checks.ts sees to it that there is one only. */
const onCallFields = z.strictObject({
  person: objectId.optional(),
  rota: z.array(z.strictObject({ person: objectId, from: moment, to: moment })).optional(),
  rotation: z
    .strictObject({
      people: z.array(objectId).min(1),
      start: moment,
      everyHours: z.int().min(1).max(8_760),
    })
    .optional(),
  /** An Entra group, by object id. */
  group: objectId.optional(),
});

export const teamFields = z.strictObject({
  id: teamId,
  name,
  lead: objectId,
  deputies: z.array(objectId).default([]),
  onCall: onCallFields.optional(),
});

/** What a routing rule may ask of a target: what kind it is, and what it can do. */
const targets = [...subjectKinds, ...traits] as const;

const some = <T extends z.ZodType>(one: T) => z.array(one).min(1).optional();

export const ruleFields = z.strictObject({
  name,
  severity: some(z.enum(severities)),
  targets: some(z.enum(targets)),
  actions: some(z.string().max(80)),
  playbooks: some(z.string().max(80)),
  team: teamId,
  oversight: teamId.optional(),
});

/** Minutes until whoever owns a step should have answered: 2 leaves time for a reminder, 1,440 is a day. */
const minutes = z.int().min(2).max(1_440);

export const clockFields = z.strictObject({
  responseMinutes: z
    .strictObject({
      sev1: minutes.default(5),
      sev2: minutes.default(10),
      sev3: minutes.default(30),
      sev4: minutes.default(120),
    })
    .prefault({}),
});

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of the day: 22:00");

const isTimeZone = (text: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch (caught) {
    if (caught instanceof RangeError) return false;
    throw caught;
  }
};

export const quietFields = z.strictObject({
  timeZone: z
    .string()
    // Names only: an offset such as +01:00 would be wrong for half of the year.
    .regex(/^[A-Za-z]/, "the name of a time zone: Europe/Lisbon")
    .refine(isTimeZone, "the name of a time zone: Europe/Lisbon"),
  from: wallTime,
  to: wallTime,
  /** Days on which the quiet starts; every day where left out. */
  days: some(z.enum(weekdays)),
});
