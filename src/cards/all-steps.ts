import { type Incident, type Step } from "../core/incident/types.ts";
import { type Instant } from "../core/shared/ids.ts";
import { stepWord } from "../core/timeline/words.ts";
import { type Drawn } from "./drawn.ts";
import { clock } from "./parts/clock.ts";
import { personName, title } from "./parts/names.ts";
import { bold, line, type Line, plain } from "./parts/run.ts";
import { type Templates } from "./templates.ts";

/** Every step of an incident, one line each. */
export type AllStepsView = {
  readonly summary: string;
  readonly title: string;
  readonly steps: readonly Line[];
  readonly foot: string;
};

const stepLine = (step: Step, at: (time: Instant) => string): Line => {
  const { status, definition, ownership, number } = step;
  const owner = ownership
    ? `${personName(ownership.owner)} (${ownership.how}, ${title(ownership.team, 40)})`
    : `no owner (${title(definition.team, 40)})`;
  const until = status.kind === "waiting" ? `, by ${at(status.proposal.expiresAt)}` : "";
  return line(
    plain(`${String(number)}. ${title(definition.title)}: `),
    bold(stepWord(status)),
    plain(`, ${owner}${until}`),
  );
};

/** All steps at `now`, in the playbook's order. A playbook has at most 40. */
export const allStepsView = (
  incident: Incident,
  { now }: { readonly now: Instant },
): AllStepsView => {
  const at = clock(now);
  return {
    summary: `${incident.id}: all ${String(incident.steps.length)} steps.`,
    title: `${incident.id}, all ${String(incident.steps.length)} steps`,
    steps: incident.steps.map((step) => stepLine(step, at)),
    foot: `as of ${at(now)}`,
  };
};

/** Draws the list of steps. */
export const renderAllSteps = (templates: Templates, view: AllStepsView): Drawn =>
  templates.draw("all-steps", view);
