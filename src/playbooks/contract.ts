import { z } from "zod/v4";
import { artefactKinds, subjectKinds } from "../core/incident/plan.ts";
import { phases } from "../core/incident/types.ts";
import { stepKey } from "../core/shared/ids.ts";

/** Most steps that a playbook may have: each is a card, and more than 60 nobody reads in an incident. */
export const mostSteps = 60;

const sentence = z.string().trim().min(5).max(160);

const kinds = z
  .union([z.enum(subjectKinds), z.array(z.enum(subjectKinds)).min(1)], {
    error: `expected one of ${subjectKinds.join(", ")}, or a list of them`,
  })
  .transform((given) => (typeof given === "string" ? [given] : given));

/** A text that must name an action or a manual check; which there are, the catalogue knows. */
export const actionName = z
  .string()
  .describe("Id of an action or of a manual check; docs/actions.md has them all.");

const key = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,60}$/, "expected lower-case letters, digits and dashes, 2 to 61")
  .pipe(stepKey);

const step = z.strictObject({
  key: key.describe(
    "Name of the step in this playbook: lower-case letters, digits and dashes. Others wait for it by this name.",
  ),
  action: actionName,
  phase: z
    .enum(phases)
    .describe("Phase of the incident; phases never go back from one step to the next."),
  team: z
    .string()
    .optional()
    .describe(
      "Id of the team that decides, from the directory file. Left out: the team with authority over what the action changes.",
    ),
  why: sentence.describe("One sentence for the card: what goes on if it isn’t done."),
  after: z
    .array(key)
    .default([])
    .describe("Keys of earlier steps that must be settled before this one is proposed."),
  on: kinds
    .optional()
    .describe(
      "Which kinds of subject get this step, one or a list. Left out: the kinds that the playbook opens with. Other kinds get it when they are added to the incident.",
    ),
  once: z
    .boolean()
    .default(false)
    .describe(
      "Once in the incident, however many subjects it has: it belongs to the first, whatever its kind.",
    ),
  input: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe(
      "The value that the action needs besides its subject. Left out: the step goes by hand, or the action takes what it takes without.",
    ),
});

/** A playbook: ordered steps for a scenario, plain data, one YAML file each. */
export const playbookSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9-]{2,40}$/, "expected lower-case letters, digits and dashes, 3 to 41")
      .describe("Name in commands: “incident open <id> <subject>”. One that Cordon has is taken."),
    title: z.string().trim().min(3).max(40).describe("Shown in the form and on the headline."),
    about: sentence.describe("Shown in the form: “Somebody else reads or sends mail”."),
    subject: kinds.describe(
      "What an incident of this kind is opened about: one kind of subject, or a list of kinds.",
    ),
    evidence: z
      .array(z.enum(artefactKinds))
      .default([])
      .describe("The snapshot that containment waits for; docs/actions.md says what each reads."),
    logs: z
      .array(z.enum(artefactKinds))
      .default([])
      .describe("Evidence that takes its time; nothing reversible waits for it."),
    steps: z
      .array(step)
      .min(1, "expected at least one step")
      .max(mostSteps, `expected at most ${String(mostSteps)} steps: each is a card`)
      .describe("The steps, in the order of the phases."),
  })
  .describe("A playbook of Cordon: ordered steps for a scenario.");

export type Playbook = z.infer<typeof playbookSchema>;

export type PlaybookStep = Playbook["steps"][number];

/** The kinds of subject that get this step; one that an incident has once goes to whatever it was opened about. */
export const kindsOf = (
  playbook: Pick<Playbook, "subject">,
  { on }: Pick<PlaybookStep, "on">,
): Playbook["subject"] => on ?? playbook.subject;

/** The rows that a subject of this kind gets, with those that an incident has once. */
export const rowsFor = (
  playbook: Pick<Playbook, "subject" | "steps">,
  kind: Playbook["subject"][number],
): readonly PlaybookStep[] =>
  playbook.steps.filter((row) => row.once || kindsOf(playbook, row).includes(kind));

/** All kinds of subject that an incident of this playbook may have steps for. */
export const allKindsOf = (playbook: Pick<Playbook, "subject" | "steps">): Playbook["subject"] => [
  ...new Set([...playbook.subject, ...playbook.steps.flatMap((row) => kindsOf(playbook, row))]),
];
