/** A declined containment step leaves something open: it gets an exception, which waits for an owner. */
import { findStep } from "../core/incident/decision.ts";
import { z } from "zod/v4";
import { type Action } from "../actions/contract.ts";
import { type AskException } from "../application/ask-exception.ts";
import { type Store } from "../application/ports/store.ts";
import { shortId, subjectName } from "../cards/parts/names.ts";
import { type Incident } from "../core/incident/types.ts";
import { stepKey } from "../core/shared/ids.ts";
import { finished, incidentOf, type JobHandler } from "./job.ts";

export type AskExceptionDeps = {
  readonly store: Pick<Store, "load">;
  readonly askException: AskException;
  readonly actionById: (id: string) => Action | undefined;
};

/** "Marta Oliveira id 7c1e": whom the plan was for. */
const targetOf = ({ subjects, id: incident }: Incident, id: string): string => {
  const subject = subjects.find((one) => one.id === id);
  if (!subject) throw new Error(`${incident}: the plan's subject isn't one of the incident's`);
  return `${subjectName(subject)} id ${shortId(id, subjects)}`;
};

/**
 * Makes the handler of `ask-exception`, for a proposal that was declined. However often it runs there is one
 * exception for a proposal; where the step was proposed again meanwhile, nothing stays open.
 */
export const makeAskExceptionJob = (deps: AskExceptionDeps): JobHandler => {
  return async (job) => {
    const key = stepKey.parse(job.payload["step"]);
    const approvalId = z.string().parse(job.payload["approvalId"]);
    const incident = await deps.store.load(incidentOf(job));
    const step = incident && findStep(incident, key);
    if (!incident || !step) throw new Error(`${job.incident}: step ${key} isn't there`);
    const { status, definition, number } = step;
    if (status.kind !== "declined" || status.proposal.approvalId !== approvalId) return finished;
    const action = deps.actionById(definition.action);
    if (!action) throw new Error(`${job.incident}: action ${definition.action} isn't there`);
    await deps.askException({
      kind: "declined step",
      title: action.text.notHolding,
      target: targetOf(incident, status.proposal.plan.subject.id),
      source: { incident: incident.id, step: key, number, title: definition.title, approvalId },
      severity: incident.severity,
      justification: status.reason,
      by: status.by,
      once: `declined:${incident.id}:${approvalId}`,
      claim: job,
    });
    return finished;
  };
};
