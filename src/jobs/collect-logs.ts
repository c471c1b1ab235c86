/** Evidence that takes its time: read at set times after the opening, and again while the service works on it. */
import { z } from "zod/v4";
import { type Collected, type CollectRun, type SlowCollector } from "../actions/library.ts";
import { TenantFault } from "../actions/tenant.ts";
import { type Evidence } from "../application/ports/tenant.ts";
import { type ClaimedJob } from "../application/ports/store.ts";
import { type Wish } from "../core/incident/commands.ts";
import { ownerOf } from "../core/incident/evidence.ts";
import {
  type ArtefactKind,
  artefactKinds,
  type EvidenceNeed,
  type Subject,
  type SubjectKind,
} from "../core/incident/plan.ts";
import { type Incident } from "../core/incident/types.ts";
import { after, type Instant, objectId } from "../core/shared/ids.ts";
import {
  finished,
  incidentOf,
  inMs,
  type JobHandler,
  type JobResult,
  type TenantWork,
} from "./job.ts";

export type LogsWork = TenantWork & {
  readonly slowCollectorFor: (
    kind: ArtefactKind,
    subject: SubjectKind,
  ) => SlowCollector | undefined;
};

/** A search of the audit log may take hours (Purview: minutes to hours); then the run is given up. */
const patienceMs = 6 * 3_600_000;
/** Pause after a fault that may pass, in ms. */
const faultPauseMs = 60_000;

const needSchema = z.object({ kind: z.enum(artefactKinds), subject: objectId });

type Logs = {
  readonly incident: Incident;
  readonly subject: Subject;
  readonly collector: SlowCollector;
  readonly need: EvidenceNeed;
};

const logsOf = async (work: LogsWork, job: ClaimedJob): Promise<Logs> => {
  const { kind, subject: id } = needSchema.parse(job.payload);
  const incident = await work.store.load(incidentOf(job));
  const subject = incident?.subjects.find((one) => one.id === id);
  const collector = subject && work.slowCollectorFor(kind, subject.kind);
  if (!incident || !collector) throw new Error(`${job.incident}: nothing to collect`);
  return { incident, subject, collector, need: { kind, subject: id } };
};

/** When each run is due. */
const dueTimes = ({ incident, collector }: Logs): readonly Instant[] =>
  collector.runsAfter.map((minutes) => after(incident.openedAt, minutes * 60_000));

/** Was this run's file kept: one that was read to its end after the run was due? */
const isDone = ({ incident, need }: Logs, due: Instant): boolean =>
  incident.artefacts.some(
    (artefact) =>
      artefact.kind === need.kind &&
      ownerOf(incident, artefact) === need.subject &&
      artefact.read !== undefined &&
      artefact.read.to >= due,
  );

const keepWishes = async (
  work: LogsWork,
  evidence: Evidence,
  logs: Logs,
  read: { readonly from: Instant; readonly collected: Collected },
): Promise<readonly Wish[]> => {
  const { kind, subject } = logs.need;
  const { content, summary, complete, asked, alarm } = read.collected;
  const times = { from: read.from, to: work.runtime.now() };
  const kept = await evidence.keep(content);
  const { title } = logs.collector;
  const artefact = { kind, subject, title, summary, complete, read: times, ...kept };
  return [
    { type: "KeepEvidence", artefact: { ...artefact, ...(asked && { asked }) } },
    ...(alarm === undefined ? [] : [{ type: "RaiseAlarm", kind, subject, text: alarm } as const]),
  ];
};

const again = (runAt: Instant, reason: string): JobResult => ({ kind: "again", runAt, reason });

/** A file, "later", or the fault that stood in the way. */
const tryCollect = async (work: LogsWork, { collector, subject }: Logs, run: CollectRun) => {
  try {
    return await collector.collect(work.context, subject, run);
  } catch (fault) {
    if (fault instanceof TenantFault) return fault;
    throw fault;
  }
};

/** The run that is due now: the last one whose time has come. */
const currentRun = (due: readonly Instant[], now: Instant): number =>
  due.filter((at) => at <= now).length - 1;

const nextRun = (due: readonly Instant[], now: Instant): JobResult => {
  const next = due.find((at) => at > now);
  return next === undefined ? finished : again(next, "the next run");
};

/** Makes the handler of `collect-logs`: one job for each kind and subject, which comes back for each of its runs. */
export const makeCollectLogs = (work: LogsWork, evidence: Evidence): JobHandler => {
  const commit = (job: ClaimedJob, wishes: readonly Wish[]) =>
    work.handle({ incident: incidentOf(job), actor: { kind: "cordon" }, wishes, claim: job });

  return async (job) => {
    const logs = await logsOf(work, job);
    const due = dueTimes(logs);
    const now = work.runtime.now();
    const run = currentRun(due, now);
    const at = due[run];
    if (at === undefined || isDone(logs, at)) return nextRun(due, now);
    const { openedAt, subjects } = logs.incident;
    const order = { incident: logs.incident.id, openedAt, run, subjects };
    const read = await tryCollect(work, logs, order);
    const patient = now <= after(at, patienceMs);
    if (read instanceof TenantFault) {
      const final = read.kind === "refused" || read.kind === "not found";
      if (!final && patient) {
        return again(inMs(work.runtime, read.retryAfterMs ?? faultPauseMs), read.code);
      }
      const reason = `${read.code}: ${read.message}`;
      await commit(job, [{ type: "MissEvidence", ...logs.need, reason }]);
      return nextRun(due, now);
    }
    if ("later" in read) {
      if (patient) return again(inMs(work.runtime, read.minutes * 60_000), read.later);
      const reason = `${read.later} It wasn't done after 6 h.`;
      await commit(job, [{ type: "MissEvidence", ...logs.need, reason }]);
      return nextRun(due, now);
    }
    await commit(job, await keepWishes(work, evidence, logs, { from: now, collected: read }));
    return nextRun(due, work.runtime.now());
  };
};
