/** From facts to work: which jobs and which card handles follow from what was just recorded. */
import { unusedApprovalMs } from "../core/approval/limits.ts";
import { dueSteps } from "../core/incident/due-steps.ts";
import { type IncidentEvent } from "../core/incident/events.ts";
import { type ArtefactKind, type Incident, type Step } from "../core/incident/types.ts";
import { after, type Instant } from "../core/shared/ids.ts";
import { type Handle, type JobRequest } from "./ports/store.ts";

type Work = { readonly jobs: readonly JobRequest[]; readonly handles: readonly Handle[] };

const job = (
  incident: Incident,
  kind: JobRequest["kind"],
  runAt: Instant,
  payload: Readonly<Record<string, string>> = {},
): JobRequest => ({
  kind,
  incident: incident.id,
  key: [kind, incident.id, ...Object.values(payload)].join(":"),
  payload,
  runAt,
});

/** Whatever keeps the run from asking for the effect, an approval doesn't stand for longer than it counts. */
const lapseOfVote = (
  incident: Incident,
  { step, at }: Extract<IncidentEvent, { type: "StepApproved" }>,
): readonly JobRequest[] => {
  const status = incident.steps.find((entry) => entry.definition.key === step)?.status;
  if (status?.kind !== "approved") return [];
  const { approvalId } = status.proposal;
  // One millisecond later: at the instant itself the approval may still be used.
  const runAt = after(at, unusedApprovalMs + 1);
  return [job(incident, "lapse-step", runAt, { step, approvalId, vote: at })];
};

const hasEvidence = (incident: Incident, kind: ArtefactKind): boolean =>
  incident.missedEvidence.includes(kind) ||
  incident.artefacts.some((artefact) => artefact.kind === kind);

const jobsOf = (incident: Incident, event: IncidentEvent): readonly JobRequest[] => {
  switch (event.type) {
    case "IncidentOpened":
      return [
        job(incident, "find-place", event.at),
        ...event.evidence.map((kind) => job(incident, "collect-evidence", event.at, { kind })),
      ];
    case "StepProposed": {
      const { step, approvalId } = event;
      return [job(incident, "lapse-step", event.expiresAt, { step, approvalId })];
    }
    case "StepApproved":
      return [
        job(incident, "run-step", event.at, { step: event.step, planHash: event.planHash }),
        ...lapseOfVote(incident, event),
      ];
    case "StepReopened":
      return incident.evidence
        .filter((kind) => !hasEvidence(incident, kind))
        .map((kind) => job(incident, "collect-evidence", event.at, { kind }));
    case "EffectSettled":
      return event.residualUntil
        ? [job(incident, "observe-step", event.residualUntil, { step: event.step })]
        : [];
    default:
      return [];
  }
};

const handlesOf = (incident: Incident, event: IncidentEvent): readonly Handle[] => {
  switch (event.type) {
    case "StepProposed":
      return [
        {
          id: event.approvalId,
          nonce: event.nonce,
          incident: incident.id,
          payload: { step: event.step },
        },
      ];
    case "StepLeftToPeople":
      return [{ ...event.handle, incident: incident.id, payload: { step: event.step } }];
    default:
      return [];
  }
};

/** A look that somebody asked for: what still runs is read back and goes on, what is settled is only read. */
export const lookJob = (incident: Incident, step: Step, at: Instant): JobRequest => {
  const { key } = step.definition;
  if (step.status.kind === "running") {
    return job(incident, "run-step", at, { step: key, planHash: step.status.proposal.planHash });
  }
  // A key of its own: the look at the end of the residual time stays where it is.
  return { ...job(incident, "observe-step", at, { step: key }), key: `look:${incident.id}:${key}` };
};

/** Every commit redraws what people see; proposals follow whenever a step became due. */
export const react = (incident: Incident, events: readonly IncidentEvent[]): Work => {
  const last = events.at(-1);
  if (!last) return { jobs: [], handles: [] };
  const due = dueSteps(incident).length > 0 ? [job(incident, "propose-steps", last.at)] : [];
  return {
    jobs: [
      ...events.flatMap((event) => jobsOf(incident, event)),
      ...due,
      job(incident, "show", last.at),
    ],
    handles: events.flatMap((event) => handlesOf(incident, event)),
  };
};
