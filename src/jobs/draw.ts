import { type Face } from "../cards/parts/face.ts";
import { headlineView, renderHeadline } from "../cards/headline.ts";
import { handoverView, renderHandover } from "../cards/handover.ts";
import { logView, renderLog } from "../cards/log.ts";
import { overdueView, renderOverdue } from "../cards/overdue.ts";
import { stepView } from "../cards/step-view.ts";
import { renderStep } from "../cards/step.ts";
import { type Templates } from "../cards/templates.ts";
import { type Draw } from "./wanted.ts";

/** The cards of an incident's channel, drawn from its state. */
export const makeDraw = (
  templates: Templates,
  faceById: (id: string) => Face | undefined,
): Draw => ({
  headline: (incident, facts) => renderHeadline(templates, headlineView(incident, facts)),
  step: (incident, step, facts) => {
    const action = faceById(step.definition.action);
    const entries = facts.stepEntries.get(step.definition.key) ?? [];
    const progress = facts.progress.get(step.definition.key);
    const known = { now: facts.now, entries, ...(progress && { progress }) };
    const view = action && stepView(incident, step, action, known);
    if (!view) throw new Error(`step ${step.definition.key} has no card`);
    return renderStep(templates, view);
  },
  overdue: (incident, step, since, facts) => {
    const action = faceById(step.definition.action);
    if (!action) throw new Error(`there is no action ${step.definition.action}`);
    const view = overdueView(incident, step, action, { now: facts.now, since });
    return renderOverdue(templates, view);
  },
  handover: (incident, offer, facts) =>
    renderHandover(
      templates,
      handoverView(incident, offer, { now: facts.now, entry: facts.entry, actionById: faceById }),
    ),
  log: (incident, entries, facts) => renderLog(templates, logView(incident, entries, facts)),
});
