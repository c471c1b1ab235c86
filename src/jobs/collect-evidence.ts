import { TenantFault } from "../actions/tenant.ts";
import { z } from "zod/v4";
import { artefactKinds, type EvidenceNeed } from "../core/incident/plan.ts";
import { objectId } from "../core/shared/ids.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type Evidence } from "../application/ports/tenant.ts";
import { type ClaimedJob } from "../application/ports/store.ts";
import { finished, inMs, type JobHandler, type TenantWork, incidentOf } from "./job.ts";

/** Reversible containment waits for the fast snapshot, but not for ever: 5 tries are about 30 s. */
const tries = 5;

const need = z.object({ kind: z.enum(artefactKinds), subject: objectId });

/** What a job is to collect; another payload is a fault. */
const needOf = ({ payload }: ClaimedJob): EvidenceNeed => need.parse(payload);

const collect = async (work: TenantWork, evidence: Evidence, job: ClaimedJob): Promise<Wish> => {
  const { kind, subject: id } = needOf(job);
  const incident = await work.store.load(incidentOf(job));
  const subject = incident?.subjects.find((one) => one.id === id);
  const collector = subject && work.collectorFor(kind, subject.kind);
  if (!subject || !collector) throw new Error(`${job.incident}: nothing to collect`);
  const from = work.runtime.now();
  const { content, summary, complete, asked } = await collector.collect(work.context, subject);
  const read = { from, to: work.runtime.now() };
  const kept = await evidence.keep(content);
  const { title } = collector;
  const artefact = { kind, subject: id, title, summary, complete, read, ...kept };
  return { type: "KeepEvidence", artefact: { ...artefact, ...(asked && { asked }) } };
};

const missed = (job: ClaimedJob, fault: unknown): Wish => {
  const reason =
    fault instanceof TenantFault ? `${fault.code}: ${fault.message}` : "It could not be stored.";
  return { type: "MissEvidence", ...needOf(job), reason };
};

/** Makes the handler of `collect-evidence`: reads, keeps the file under its SHA-256, says so. */
export const makeCollectEvidence = (work: TenantWork, evidence: Evidence): JobHandler => {
  return async (job) => {
    let wish: Wish;
    try {
      wish = await collect(work, evidence, job);
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : "unknown fault";
      work.log.warn(
        { incident: job.incident, job: job.key, try: job.attempts, reason },
        "no evidence",
      );
      const hopeless = fault instanceof TenantFault && fault.kind === "refused";
      if (!hopeless && job.attempts < tries) {
        return { kind: "again", runAt: inMs(work.runtime, 2_000 * job.attempts), reason };
      }
      wish = missed(job, fault);
    }
    const incident = incidentOf(job);
    await work.handle({ incident, actor: { kind: "cordon" }, wishes: [wish], claim: job });
    return finished;
  };
};
