import { z } from "zod/v4";
import { artefactKinds, subjectKinds } from "../core/incident/plan.ts";
import { phases } from "../core/incident/types.ts";
import { stepKey } from "../core/shared/ids.ts";

const sentence = z.string().trim().min(5).max(160);

const kinds = z
  .union([z.enum(subjectKinds), z.array(z.enum(subjectKinds)).min(1)])
  .transform((given) => (typeof given === "string" ? [given] : given));

const step = z.strictObject({
  key: stepKey,
  /** Id of an action or of a manual check in the catalogue. */
  action: z.string(),
  phase: z.enum(phases),
  /** Left out: the team with authority over what the action changes. */
  team: z.string().optional(),
  why: sentence,
  after: z.array(stepKey).default([]),
  /** Which kinds of subject get this step; left out: the kinds that the playbook opens with. */
  on: kinds.optional(),
  /** Once in the incident, however many subjects it has: it belongs to the first. */
  once: z.boolean().default(false),
  /** The value that the action needs besides its subject. */
  input: z.string().trim().min(1).max(200).optional(),
});

/** A playbook: ordered steps for a scenario, plain data, one YAML file each. */
export const playbookSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{2,40}$/, "lower-case letters, digits and dashes"),
  title: z.string().trim().min(3).max(40),
  /** Shown in the form: "Somebody else reads or sends mail". */
  about: sentence,
  /** What an incident of this kind is opened about: one kind of subject, or a list of kinds. */
  subject: kinds,
  /** The snapshot that containment waits for. */
  evidence: z.array(z.enum(artefactKinds)).default([]),
  /** Evidence that takes its time; nothing reversible waits for it. */
  logs: z.array(z.enum(artefactKinds)).default([]),
  steps: z.array(step).min(1).max(60),
});

export type Playbook = z.infer<typeof playbookSchema>;

export type PlaybookStep = Playbook["steps"][number];

/** The kinds of subject that get this step. */
export const kindsOf = (
  playbook: Pick<Playbook, "subject">,
  { on }: Pick<PlaybookStep, "on">,
): Playbook["subject"] => on ?? playbook.subject;
