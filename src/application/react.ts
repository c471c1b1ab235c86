/** From facts to work: which jobs and which card handles follow from what was just recorded. */
import { findStep } from "../core/incident/decision.ts";
import { usableUntil } from "../core/incident/check-press.ts";
import { dueSteps } from "../core/incident/due-steps.ts";
import { type IncidentEvent, type StepEvent } from "../core/incident/events.ts";
import { holdsNow, skippedAt } from "../core/incident/outcome.ts";
import { isKept, isMissed, wantedEvidence } from "../core/incident/evidence.ts";
import { type EvidenceNeed } from "../core/incident/plan.ts";
import { type Incident, type Step, type StepStatus } from "../core/incident/types.ts";
import { holdsSome } from "../core/incident/way-back.ts";
import { after, type Instant, type ObjectId, type StepKey } from "../core/shared/ids.ts";
import { type Handle, type JobRequest } from "./ports/store.ts";
import { showException } from "./react-exception.ts";

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

const statusOf = (incident: Incident, key: StepKey): StepStatus | undefined =>
  findStep(incident, key)?.status;

/** Timeout means no: a proposal that waits lapses, an approval that nothing uses as well. */
const lapseOf = (incident: Incident, { step, at }: StepEvent): readonly JobRequest[] => {
  const status = statusOf(incident, step);
  if (status?.kind !== "waiting" && status?.kind !== "approved") return [];
  const { approvalId, expiresAt } = status.proposal;
  // One millisecond later: at the instant itself the approval may still be used.
  const end = status.kind === "approved" ? after(usableUntil(status), 1) : expiresAt;
  return [job(incident, "lapse-step", end < at ? at : end, { step, approvalId, end })];
};

/** An approval runs when its cool-off is over; a vote that isn't the last one runs nothing. */
const runOf = (incident: Incident, { step }: StepEvent): readonly JobRequest[] => {
  const status = statusOf(incident, step);
  if (status?.kind !== "approved") return [];
  const { notBefore, proposal } = status;
  return [job(incident, "run-step", notBefore, { step, planHash: proposal.planHash })];
};

/** Whom to call next is worked out by the job, from the directory: it comes back when their time has come. */
const remind = (incident: Incident, step: StepKey, at: Instant): JobRequest =>
  job(incident, "remind-step", at, { step });

const remindAll = (incident: Incident, at: Instant): readonly JobRequest[] =>
  incident.steps.flatMap(({ clock, definition }) =>
    clock ? [remind(incident, definition.key, at)] : [],
  );

/** Entries of a step that change neither who is waited for nor until when. */
const leavesClock = new Set<StepEvent["type"]>(["PressRefused", "ExceptionNoted"]);

const clockJobs = (incident: Incident, { type, step, at }: StepEvent): readonly JobRequest[] => {
  if (leavesClock.has(type)) return [];
  const found = findStep(incident, step);
  const { emergency, clock } = found ?? {};
  const review = emergency && !emergency.review && emergency.called.length === 0;
  const reviewBy = review ? emergency.vote.emergency?.reviewBy : undefined;
  return [
    ...(clock ? [remind(incident, step, at)] : []),
    ...(reviewBy ? [job(incident, "remind-step", reviewBy, { step, review: "due" })] : []),
  ];
};

/** A declined or skipped containment step leaves something open: somebody has to accept that. */
const exceptionJobs = (incident: Incident, { step, at }: StepEvent): readonly JobRequest[] => {
  const found = findStep(incident, step);
  if (found?.definition.phase !== "containment") return [];
  if (found.status.kind === "skipped") {
    return [job(incident, "ask-exception", at, { step, approvalId: skippedAt(found.status) })];
  }
  if (found.status.kind !== "declined") return [];
  const { approvalId, plan } = found.status.proposal;
  return plan.direction === "apply"
    ? [job(incident, "ask-exception", at, { step, approvalId })]
    : [];
};

/** Observed after all: nothing stays open because of the decline. Also for one that is noted only afterwards. */
const endJobs = (incident: Incident, { step, at }: StepEvent): readonly JobRequest[] => {
  const found = findStep(incident, step);
  if (!found || !holdsNow(found)) return [];
  return incident.exceptions
    .filter((known) => known.step === step && known.state !== "closed")
    .map(({ id }) => job(incident, "end-exception", at, { exception: id }));
};

/** Looks at set times after the request, where tokens, sync or an attacker can undo it; those that are over aren't made up for. */
const laterLooks = (incident: Incident, { step, at }: StepEvent): readonly JobRequest[] => {
  const found = findStep(incident, step);
  if (found?.status.kind !== "settled" || !holdsSome(found)) return [];
  const { proposal, effect } = found.status;
  const { approvalId } = proposal;
  return (found.definition.looksAgain ?? [])
    .map((minutes) => ({ minutes, due: after(effect.requestedAt, minutes * 60_000) }))
    .filter(({ due }) => due > at)
    .map(({ minutes, due }) =>
      job(incident, "observe-step", due, { step, approvalId, look: String(minutes) }),
    );
};

const residualJobs = (
  incident: Incident,
  event: Extract<StepEvent, { type: "EffectSettled" }>,
): readonly JobRequest[] => {
  const { step, residualUntil } = event;
  return [
    ...(residualUntil ? [job(incident, "observe-step", residualUntil, { step })] : []),
    ...laterLooks(incident, event),
  ];
};

const collect = (incident: Incident, need: EvidenceNeed, at: Instant): JobRequest =>
  job(incident, "collect-evidence", at, { kind: need.kind, subject: need.subject });

/** What is neither kept nor known to be missing is read, or read again. */
const evidenceJobs = (incident: Incident, at: Instant): readonly JobRequest[] =>
  wantedEvidence(incident)
    .filter((need) => !isMissed(incident, need) && !isKept(incident, need))
    .map((need) => collect(incident, need, at));

/** The evidence of a subject that is new in the incident; the first of the slow ones' runs. */
const firstEvidence = (
  incident: Incident,
  subject: ObjectId | undefined,
  at: Instant,
): readonly JobRequest[] => {
  const isOfNew = (need: EvidenceNeed): boolean => need.subject === subject;
  return [
    ...incident.evidence.filter(isOfNew).map((need) => collect(incident, need, at)),
    ...incident.slowEvidence
      .filter(isOfNew)
      // Its runs are counted from here: a subject that joins on the second day has its own first run.
      .map(({ kind, subject: of }) =>
        job(incident, "collect-logs", at, { kind, subject: of, since: at }),
      ),
  ];
};

const stepJobs = (incident: Incident, event: StepEvent): readonly JobRequest[] => {
  const { at, step } = event;
  switch (event.type) {
    case "StepProposed":
    case "VoteWithdrawn":
    case "VoteVoided":
      return lapseOf(incident, event);
    case "StepApproved":
    case "CoolOffWaived":
      return [...runOf(incident, event), ...lapseOf(incident, event)];
    case "StepReopened":
      return evidenceJobs(incident, at);
    case "StepDeclined":
    case "StepSkipped":
      return exceptionJobs(incident, event);
    case "StepDeferred":
      return [job(incident, "ask-again", event.until, { step })];
    case "SecretSealed":
      return [job(incident, "tell-secret", at, { step, secret: event.secret })];
    case "EffectSettled":
      return [...residualJobs(incident, event), ...endJobs(incident, event)];
    case "ExceptionNoted":
    case "StepNotNeeded":
      return endJobs(incident, event);
    default:
      return [];
  }
};

/** Another severity has other response times and other routes, and a new directory other people. */
const newPeople = (incident: Incident, at: Instant): readonly JobRequest[] => [
  job(incident, "find-owners", at),
  ...remindAll(incident, at),
];

/** The cards of its exceptions say for how long somebody may accept or renew one. */
const drawExceptions = ({ exceptions }: Incident, at: Instant): readonly JobRequest[] =>
  exceptions.filter(({ state }) => state !== "closed").map(({ id }) => showException(id, at));

const jobsOf = (incident: Incident, event: IncidentEvent): readonly JobRequest[] => {
  if ("step" in event) return [...stepJobs(incident, event), ...clockJobs(incident, event)];
  switch (event.type) {
    case "IncidentOpened":
      return [
        job(incident, "find-place", event.at),
        ...firstEvidence(incident, event.subjects[0]?.id, event.at),
      ];
    case "SubjectAdded":
      return [
        // One for the incident, whoever joined: only one comes back while a subject reads the place.
        { ...job(incident, "find-place", event.at), payload: { subject: event.subject.id } },
        ...firstEvidence(incident, event.subject.id, event.at),
      ];
    case "SeverityChanged":
      return [...newPeople(incident, event.at), ...drawExceptions(incident, event.at)];
    case "DirectoryChanged":
      return newPeople(incident, event.at);
    case "SuspectNamed":
    case "SuspectCleared":
      return [job(incident, "find-owners", event.at)];
    case "StepAdded":
      return evidenceJobs(incident, event.at);
    case "IncidentClosed":
      return [job(incident, "seal-incident", event.at)];
    case "FreezeLifted":
      // Nobody was called while it stood.
      return remindAll(incident, event.at);
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
    case "HandoverOffered":
      return [{ ...event.handle, incident: incident.id, payload: { handover: true } }];
    case "StepLeftToPeople":
    case "StepSkipped":
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
