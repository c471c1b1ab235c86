import { TenantFault } from "../actions/tenant.ts";
import { artefactKinds } from "../core/incident/plan.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type Evidence } from "../application/ports/tenant.ts";
import { type ClaimedJob } from "../application/ports/store.ts";
import { finished, inMs, type JobHandler, type TenantWork, incidentOf } from "./job.ts";

/** Reversible containment waits for the fast snapshot, but not for ever: 5 tries are about 30 s. */
const tries = 5;

const collect = async (work: TenantWork, evidence: Evidence, job: ClaimedJob): Promise<Wish> => {
  const kind = artefactKinds.find((name) => name === job.payload["kind"]);
  const incident = await work.store.load(incidentOf(job));
  const collector = kind && work.collectorOf(kind);
  const [subject] = incident?.subjects ?? [];
  if (!kind || !collector || !subject) throw new Error(`${job.incident}: nothing to collect`);
  const { content, summary, complete } = await collector.collect(work.context, subject);
  const kept = await evidence.keep(content);
  return {
    type: "KeepEvidence",
    artefact: { kind, title: collector.title, summary, complete, ...kept },
  };
};

const missed = (job: ClaimedJob, fault: unknown): Wish => {
  const kind = artefactKinds.find((name) => name === job.payload["kind"]);
  if (!kind) throw new Error(`${job.incident}: unknown evidence`, { cause: fault });
  const reason =
    fault instanceof TenantFault ? `${fault.code}: ${fault.message}` : "It could not be stored.";
  return { type: "MissEvidence", kind, reason };
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
