/** A running list over the sandbox's people, with a real database: what the workers of one incident work with. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actionById } from "../../src/actions/catalogue.ts";
import { type GraphBatch } from "../../src/actions/tenant.ts";
import { systemRuntime } from "../../src/adapters/clock/system-runtime.ts";
import { openDatabase, type OpenDatabase } from "../../src/adapters/sql/open-database.ts";
import { makeHandle } from "../../src/application/handle.ts";
import { type ClaimedJob, newStream } from "../../src/application/ports/store.ts";
import { findStep } from "../../src/core/incident/decision.ts";
import { type IncidentEvent, type IncidentFact } from "../../src/core/incident/events.ts";
import { evolve, incidentOf } from "../../src/core/incident/evolve.ts";
import { type Actor } from "../../src/core/incident/people.ts";
import { type Plan } from "../../src/core/incident/plan.ts";
import { type Incident, type Step } from "../../src/core/incident/types.ts";
import { canonicalJson } from "../../src/core/shared/canonical-json.ts";
import { after, incidentIdOf, planHash } from "../../src/core/shared/ids.ts";
import { type ListProposal, proposeList } from "../../src/jobs/propose-list.ts";
import { type JobResult } from "../../src/jobs/job.ts";
import { type ListWork } from "../../src/jobs/list-work.ts";
import { runList } from "../../src/jobs/run-list.ts";
import { givenFile } from "../../src/core/mass/list-file.ts";
import { by, cordon, key, opening } from "../support/given.ts";
import { people } from "../support/incidents.ts";
import { fakeEvidence } from "../support/fakes/fake-places.ts";
import { fakeLog } from "../support/fakes/fake-runtime.ts";
import { type Tenant } from "../actions/tenant.ts";

export const incident = incidentIdOf(1);
export const stepName = key("block-all");
const runtime = systemRuntime();

export type ListWorld = {
  readonly database: OpenDatabase;
  readonly work: ListWork;
  readonly evidence: ReturnType<typeof fakeEvidence>;
  /** The incident and the step as they stand. */
  readonly step: () => Promise<{ readonly incident: Incident; readonly step: Step }>;
  readonly tell: (fact: IncidentFact, actor?: Actor) => Promise<void>;
  readonly propose: () => Promise<ListProposal>;
  /** The plan, approved and requested. */
  readonly start: (plan: Plan) => Promise<void>;
  /** One claim of the run; `batch` in place of the tenant's. */
  readonly claim: (batch?: GraphBatch, other?: Partial<ListWork>) => Promise<JobResult>;
  /** Claims until it is finished. */
  readonly runToEnd: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Opens an incident with one step for these targets. */
export const openListWorld = async (
  tenant: Pick<Tenant, "context" | "graph">,
  targets: readonly string[],
  action = "block-sign-in",
): Promise<ListWorld> => {
  const folder = await mkdtemp(join(tmpdir(), "cordon-list-"));
  const database = await openDatabase(`file:${join(folder, "cordon.db")}`);
  const { store, queue } = database;
  const evidence = fakeEvidence();
  const { sha256 } = await evidence.keep(givenFile(targets));
  const work: ListWork = {
    store,
    handle: makeHandle(store, runtime),
    runtime,
    log: fakeLog(),
    context: tenant.context,
    actionById,
    checkById: () => undefined,
    collectorFor: () => undefined,
    wait: () => Promise.resolve(),
    batch: tenant.graph,
    targets: database.targets,
    evidence,
    queue,
  };
  const event = (fact: IncidentFact, actor: Actor = cordon): IncidentEvent => ({
    ...fact,
    at: runtime.now(),
    actor,
  });
  const [first] = opening.steps;
  if (!first) throw new Error("no step");
  const list = { sha256, count: targets.length, source: "accounts.csv" };
  const definition = { ...first.definition, key: stepName, action, list };
  const opened = event(
    { ...opening, incident, steps: [{ ...first, definition }] },
    by(people.priya),
  );
  const commit = async (before: Incident | undefined, one: IncidentEvent): Promise<void> => {
    const committed = await store.commit({
      incident,
      expectedVersion: before?.version ?? newStream,
      events: [one],
      state: before ? evolve(before, one) : incidentOf([one]),
      jobs: [],
      handles: [],
    });
    if (committed.kind !== "committed") throw new Error(committed.kind);
  };
  await commit(undefined, opened);
  const now = async () => {
    const found = await store.load(incident);
    const step = found && findStep(found, stepName);
    if (!found || !step) throw new Error("no step");
    return { incident: found, step };
  };
  const tell: ListWorld["tell"] = async (fact, actor) =>
    commit((await now()).incident, event(fact, actor));
  const actionOf = () => {
    const found = actionById(action);
    if (!found) throw new Error(`no action ${action}`);
    return found;
  };
  let job: ClaimedJob | undefined;
  const claim: ListWorld["claim"] = async (batch, other) => {
    const found = await now();
    const { status } = found.step;
    if (status.kind !== "running") throw new Error(`it is ${status.kind}`);
    if (job) await queue.retry(job, runtime.now(), "again");
    job = await queue.claim(after(runtime.now(), 1_000), 30_000);
    if (!job) throw new Error("no job");
    const [subject] = found.incident.subjects;
    if (!subject) throw new Error("no subject");
    return runList({ ...work, ...(batch && { batch }), ...other }, job, {
      found: { ...found, subject, action: actionOf() },
      proposal: status.proposal,
      since: status.effect.requestedAt,
    });
  };
  return {
    database,
    work,
    evidence,
    step: now,
    tell,
    propose: async () => proposeList(work, { ...(await now()), action: actionOf() }),
    start: async (plan) => {
      const hash = planHash.parse(runtime.sha256(canonicalJson(plan)));
      const expiresAt = after(runtime.now(), 600_000);
      const common = { step: stepName, planHash: hash };
      const { proposer, epoch } = { proposer: people.priya, epoch: 1 };
      const ids = { approvalId: `approval-${hash.slice(0, 8)}`, nonce: "nonce" };
      await tell({ type: "StepProposed", ...common, ...ids, plan, proposer, epoch, expiresAt });
      const notBefore = runtime.now();
      await tell({ type: "StepApproved", ...common, notBefore }, by(people.ana));
      await tell({ type: "EffectRequested", ...common, fence: 1 });
      const payload = { step: stepName, planHash: hash };
      const runAt = runtime.now();
      await queue.enqueue([{ kind: "run-step", incident, key: "run", payload, runAt }]);
    },
    claim,
    runToEnd: async () => {
      for (let claims = 0; claims < 8; claims += 1) {
        if ((await claim()).kind === "finished") return;
      }
      throw new Error("it didn't end");
    },
    close: async () => {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** The plan of a proposal; throws where there is none. */
export const planIn = (proposal: ListProposal): Plan => {
  if (proposal.kind !== "plan") throw new Error(`no plan: ${JSON.stringify(proposal)}`);
  return proposal.plan;
};
