import {
  type ClaimedJob,
  type Commit,
  type JobRequest,
  type Queue,
} from "../../../src/application/ports/store.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { type Incident } from "../../../src/core/incident/types.ts";
import {
  after,
  incidentIdOf,
  instant,
  objectId,
  type IncidentId,
  type Instant,
} from "../../../src/core/shared/ids.ts";

const start = instant.parse("2026-01-31T10:00:00.000Z");

/** So many milliseconds after the tests' start of time. */
export const at = (ms = 0): Instant => after(start, ms);

export const first = incidentIdOf(1);
export const alex = {
  id: objectId.parse("3f0d2b9e-6a53-4a0c-9a0a-2f6f8f3f0001"),
  name: "Alex Weber",
};

export const note = (text: string): IncidentEvent => ({
  type: "NoteAdded",
  text,
  at: at(),
  actor: { kind: "person", ...alex },
});

export const incident = (
  id: IncidentId,
  version: number,
  change: Partial<Incident> = {},
): Incident => ({
  id,
  playbook: "account-takeover",
  title: "Mailbox forwards to an outside address",
  severity: "sev2",
  worst: "sev2",
  phase: "detection",
  lead: alex,
  seen: "inbox rule",
  subjects: [],
  openedAt: at(),
  openedBy: alex,
  place: undefined,
  evidence: [],
  slowEvidence: [],
  stepEvidence: [],
  artefacts: [],
  missedEvidence: [],
  steps: [],
  suspects: [],
  namers: [],
  exceptions: [],
  effectRequested: false,
  epoch: 1,
  frozen: undefined,
  handover: undefined,
  directory: undefined,
  refused: [],
  closed: undefined,
  version,
  ...change,
});

/** A commit of one note on top of so many events. */
export const commitOf = (
  id: IncidentId,
  expectedVersion: number,
  change: Partial<Commit> = {},
): Commit => {
  const events = change.events ?? [note(`entry ${expectedVersion + 1}`)];
  return {
    incident: id,
    expectedVersion,
    events,
    state: incident(id, expectedVersion + events.length),
    jobs: [],
    handles: [],
    ...change,
  };
};

export const job = (change: Partial<JobRequest> = {}): JobRequest => ({
  kind: "run-step",
  incident: first,
  key: "run:block-sign-in",
  payload: {},
  runAt: at(),
  ...change,
});

export const minute = 60_000;

/** Claims the next job, which must be there. */
export const claimNext = async (
  queue: Queue,
  now = at(),
  leaseMs = minute,
): Promise<ClaimedJob> => {
  const claimed = await queue.claim(now, leaseMs);
  if (claimed === undefined) throw new Error(`nothing was due at ${now}`);
  return claimed;
};
