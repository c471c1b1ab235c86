/** A declined containment step leaves something open: it gets an exception, which waits for an owner. */
import { findStep } from "../core/incident/decision.ts";
import { z } from "zod/v4";
import { type Action } from "../actions/contract.ts";
import { type AskException } from "../application/ask-exception.ts";
import { type Store } from "../application/ports/store.ts";
import { shortId, subjectName } from "../cards/parts/names.ts";
import { subjectOf } from "../core/incident/evidence.ts";
import { skippedAt } from "../core/incident/outcome.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
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

/** What was declined or skipped then; undefined where the step moved on since. */
const leftOpen = (incident: Incident, step: Step, approvalId: string) => {
  const { status } = step;
  if (status.kind === "skipped") {
    const { by, reason } = status;
    const subject = subjectOf(incident, step).id;
    return skippedAt(status) === approvalId ? { by, reason, subject } : undefined;
  }
  if (status.kind !== "declined" || status.proposal.approvalId !== approvalId) return undefined;
  const { by, reason, proposal } = status;
  return { by, reason, subject: proposal.plan.subject.id };
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
    const { definition, number } = step;
    const left = leftOpen(incident, step, approvalId);
    if (!left) return finished;
    await deps.askException({
      kind: "declined step",
      title: deps.actionById(definition.action)?.text.notHolding ?? definition.title,
      target: targetOf(incident, left.subject),
      source: { incident: incident.id, step: key, number, title: definition.title, approvalId },
      severity: incident.severity,
      justification: left.reason,
      by: left.by,
      once: `declined:${incident.id}:${approvalId}`,
      claim: job,
    });
    return finished;
  };
};
