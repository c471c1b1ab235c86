/** P4: when an incident is closed, its timeline, metrics and list of evidence are kept as one file more. */
import { type Evidence } from "../application/ports/tenant.ts";
import { type Store } from "../application/ports/store.ts";
import { type HandleOrder } from "../application/handle.ts";
import { type Runtime } from "../application/ports/runtime.ts";
import { type IncidentEvent } from "../core/incident/events.ts";
import { type Incident } from "../core/incident/types.ts";
import { firstSubject } from "../core/incident/evidence.ts";
import { listSteps } from "../core/mass/list-runs.ts";
import { entriesOf } from "../core/timeline/entry.ts";
import { incidentMetrics } from "../core/timeline/metrics.ts";
import { finished, incidentOf, type JobHandler } from "./job.ts";

export type SealDeps = {
  readonly store: Pick<Store, "load" | "events" | "verify">;
  readonly handle: HandleOrder;
  readonly runtime: Pick<Runtime, "now">;
};

const minutes = (seconds: number | undefined): string =>
  seconds === undefined
    ? "no containment observed"
    : `containment observed after ${String(Math.round(seconds / 60))} min`;

/** SHA-256 of a list step's files: as it was given, as each plan was proposed, and what came of each run. */
const listsOf = (incident: Incident, events: readonly IncidentEvent[]) =>
  listSteps(incident, events).map(({ step, key, given, runs }) => ({
    step,
    key,
    given,
    approved: [...new Set(runs.map(({ approved }) => approved))],
    reports: runs.flatMap(({ reports }) => reports),
  }));

/**
 * Makes the handler of `seal-incident`. The file has the log as people read it, the times of every step, the evidence with
 * its SHA-256, the record's root and whether its hash chain holds.
 */
export const makeSealIncident = (deps: SealDeps, evidence: Evidence): JobHandler => {
  return async (job) => {
    const id = incidentOf(job);
    const from = deps.runtime.now();
    const [incident, recorded, chain] = await Promise.all([
      deps.store.load(id),
      deps.store.events(id),
      deps.store.verify(id),
    ]);
    const last = recorded.at(-1);
    if (!incident || !last) throw new Error(`${id} isn't there`);
    // A worker that died after its commit leaves the job behind, not a second file.
    if (incident.artefacts.some(({ kind }) => kind === "P4")) return finished;
    const events = recorded.map(({ event }) => event);
    const metrics = incidentMetrics(incident, events);
    const kept = await evidence.keep({
      kind: "P4",
      incident: id,
      record: { entries: last.seq, root: last.hash, chain },
      metrics,
      entries: entriesOf(events, incident),
      artefacts: incident.artefacts,
      lists: listsOf(incident, events),
    });
    const files = String(incident.artefacts.length);
    const summary = `${String(last.seq)} entries, chain ${chain.ok ? "holds" : "broken"}, ${files} files, ${minutes(metrics.containedInSeconds)}.`;
    const artefact = {
      kind: "P4",
      subject: firstSubject(incident).id,
      title: "Timeline, metrics and evidence at the close",
      summary,
      complete: chain.ok,
      read: { from, to: deps.runtime.now() },
      ...kept,
    } as const;
    const wishes = [{ type: "KeepEvidence", artefact }] as const;
    await deps.handle({ incident: id, actor: { kind: "cordon" }, wishes, claim: job });
    return finished;
  };
};
