import { z } from "zod/v4";
import { artefactKinds, subjectKinds } from "../core/incident/plan.ts";
import { phases } from "../core/incident/types.ts";
import { stepKey } from "../core/shared/ids.ts";

const sentence = z.string().trim().min(5).max(160);

/** A playbook: ordered steps for a scenario, plain data, one YAML file each. */
export const playbookSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{2,40}$/, "lower-case letters, digits and dashes"),
  title: z.string().trim().min(3).max(40),
  /** Shown in the form: "Somebody else reads or sends mail". */
  about: sentence,
  subject: z.enum(subjectKinds),
  evidence: z.array(z.enum(artefactKinds)).min(1),
  steps: z
    .array(
      z.strictObject({
        key: stepKey,
        action: z.string(),
        phase: z.enum(phases),
        /** Left out: the team with authority over what the action changes. */
        team: z.string().optional(),
        why: sentence,
        after: z.array(stepKey).default([]),
      }),
    )
    .min(1)
    .max(40),
});

export type Playbook = z.infer<typeof playbookSchema>;
