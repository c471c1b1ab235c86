/** Evidence that takes its time: read at set times after the opening, and again while the service works on it. */
import { z } from "zod/v4";
import { type Collected, type SlowCollector } from "../actions/library.ts";
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
import { type Json } from "../core/shared/canonical-json.ts";
import { after, type Instant, instant, objectId } from "../core/shared/ids.ts";
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

/** `since`: when the subject joined the incident; a job of an older record hasn't got it. */
const needSchema = z.object({
  kind: z.enum(artefactKinds),
  subject: objectId,
  since: instant.optional(),
});

type Logs = {
  readonly incident: Incident;
  readonly subject: Subject;
  readonly collector: SlowCollector;
  readonly need: EvidenceNeed;
  /** When the subject joined. */
  readonly since: Instant;
  /** When each run is due: counted from then. */
  readonly due: readonly Instant[];
};

const logsOf = async (work: LogsWork, job: ClaimedJob): Promise<Logs> => {
  const { kind, subject: id, since } = needSchema.parse(job.payload);
  const incident = await work.store.load(incidentOf(job));
  const subject = incident?.subjects.find((one) => one.id === id);
  const collector = subject && work.slowCollectorFor(kind, subject.kind);
  if (!incident || !collector) throw new Error(`${job.incident}: nothing to collect`);
  const joined = since ?? incident.openedAt;
  const due = collector.runsAfter.map((minutes) => after(joined, minutes * 60_000));
  return { incident, subject, collector, need: { kind, subject: id }, since: joined, due };
};

/** Was this run's file kept: one whose reading began after the run was due? */
const isDone = ({ incident, need }: Logs, due: Instant): boolean =>
  incident.artefacts.some(
    (artefact) =>
      artefact.kind === need.kind &&
      ownerOf(incident, artefact) === need.subject &&
      artefact.read !== undefined &&
      artefact.read.from >= due,
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

/** Nothing was read: after what pause it is tried again, never where that is left out, and why it is missing in the end. */
type NotRead = {
  readonly pauseMs?: number;
  readonly reason: string;
  readonly missed: string;
};

const notRead = ({ work, job }: { work: LogsWork; job: ClaimedJob }, fault: unknown): NotRead => {
  if (fault instanceof TenantFault) {
    const missed = `${fault.code}: ${fault.message}`;
    const said = { reason: fault.code, missed };
    const final = fault.kind === "refused" || fault.kind === "not found";
    return final ? said : { ...said, pauseMs: fault.retryAfterMs ?? faultPauseMs };
  }
  // A full disk, or a fault of ours: its words may hold paths, so only the process's log has them.
  const reason = fault instanceof Error ? fault.message : "unknown fault";
  work.log.warn({ incident: job.incident, job: job.key, try: job.attempts, reason }, "no evidence");
  return { pauseMs: faultPauseMs, reason, missed: "It could not be read or stored." };
};

/** Files of the same subject that are kept already; one that can't be read is nothing to compare with. */
const earlierOf =
  (work: LogsWork, evidence: Evidence, { incident, subject }: Logs) =>
  async (kind: ArtefactKind): Promise<readonly Json[]> => {
    const found: Json[] = [];
    for (const artefact of incident.artefacts) {
      if (artefact.kind !== kind || ownerOf(incident, artefact) !== subject.id) continue;
      try {
        found.push(await evidence.read(artefact.sha256));
      } catch (fault) {
        const reason = fault instanceof Error ? fault.message : "unknown fault";
        work.log.warn({ incident: incident.id, sha256: artefact.sha256, reason }, "not as kept");
      }
    }
    return found;
  };

/** What to record of a run, or why there is nothing yet. */
const tryRun = async (
  tools: { readonly work: LogsWork; readonly evidence: Evidence; readonly job: ClaimedJob },
  logs: Logs,
  run: number,
): Promise<readonly Wish[] | NotRead> => {
  const { work, evidence } = tools;
  const { openedAt, subjects, id } = logs.incident;
  const from = work.runtime.now();
  try {
    const earlier = earlierOf(work, evidence, logs);
    const order = { incident: id, openedAt, since: logs.since, run, subjects, earlier };
    const collected = await logs.collector.collect(work.context, logs.subject, order);
    if (!("later" in collected)) return await keepWishes(work, evidence, logs, { from, collected });
    const { later, minutes } = collected;
    return {
      pauseMs: minutes * 60_000,
      reason: later,
      missed: `${later} It wasn't done after 6 h.`,
    };
  } catch (fault) {
    return notRead(tools, fault);
  }
};

/** The run that is due now: the last one whose time has come. */
const currentRun = (due: readonly Instant[], now: Instant): number =>
  due.filter((at) => at <= now).length - 1;

/** Counted from when this run was looked for: one that became due while it was read isn't left out. */
const nextRun = (due: readonly Instant[], now: Instant): JobResult => {
  const runAt = due.find((at) => at > now);
  return runAt === undefined ? finished : { kind: "again", runAt, reason: "the next run" };
};

/** Why a run's file is missing; of a later one it says which, because an older file may be kept. */
const lossOf = ({ due }: Logs, run: number, missed: string): string =>
  run === 0 ? missed : `Reading ${String(run + 1)} of ${String(due.length)}: ${missed}`;

/** Makes the handler of `collect-logs`: one job for each kind and subject, which comes back for each of its runs. */
export const makeCollectLogs = (work: LogsWork, evidence: Evidence): JobHandler => {
  const commit = (job: ClaimedJob, wishes: readonly Wish[]) =>
    work.handle({ incident: incidentOf(job), actor: { kind: "cordon" }, wishes, claim: job });

  return async (job) => {
    const logs = await logsOf(work, job);
    const { due, need } = logs;
    const now = work.runtime.now();
    const run = currentRun(due, now);
    const at = due[run];
    if (at === undefined || isDone(logs, at)) return nextRun(due, now);
    const read = await tryRun({ work, evidence, job }, logs, run);
    if (!("missed" in read)) {
      await commit(job, read);
      return nextRun(due, now);
    }
    const { pauseMs, reason, missed } = read;
    if (pauseMs !== undefined && now <= after(at, patienceMs)) {
      return { kind: "again", runAt: inMs(work.runtime, pauseMs), reason };
    }
    await commit(job, [{ type: "MissEvidence", ...need, reason: lossOf(logs, run, missed) }]);
    return nextRun(due, now);
  };
};
