/** An event store in memory that keeps the promises of the Store port, with its queue. */
import { createHash } from "node:crypto";
import {
  type Commit,
  type Committed,
  type Handle,
  type IncidentSummary,
  type Post,
  type RecordedEvent,
  type Store,
} from "../../../src/application/ports/store.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { type Incident } from "../../../src/core/incident/types.ts";
import { type IncidentId } from "../../../src/core/shared/ids.ts";
import { type MemoryQueue, memoryQueue } from "./memory-queue.ts";

export type MemoryStore = {
  readonly store: Store;
  readonly queue: MemoryQueue;
  /** From now on everything throws, until `up`. */
  down(): void;
  up(): void;
  /** The record of an incident as it stands. */
  recorded(incident: IncidentId): readonly IncidentEvent[];
  /** Lets somebody else commit first: runs once, between the next load and its commit. */
  beforeNextCommit(deed: () => Promise<void>): void;
};

type Tables = {
  readonly events: Map<IncidentId, RecordedEvent[]>;
  readonly states: Map<IncidentId, Incident>;
  readonly handles: Map<string, Handle>;
  readonly posts: Map<string, Post>;
  readonly once: Set<string>;
  readonly settings: Map<string, string>;
};

const summaryOf = (state: Incident): IncidentSummary => {
  const { id, title, severity, phase, openedAt, lead, closed, place } = state;
  const conversationId = place?.conversationId.split(";messageid=")[0];
  return {
    id,
    title,
    severity,
    phase,
    openedAt,
    lead: lead.name,
    open: closed === undefined,
    ...(conversationId !== undefined && { conversationId }),
  };
};

const hashOf = (before: string, event: IncidentEvent): string =>
  createHash("sha256")
    .update(before + JSON.stringify(event))
    .digest("hex");

const append = (tables: Tables, { incident, events, state }: Commit): string => {
  const record = tables.events.get(incident) ?? [];
  for (const event of events) {
    const hash = hashOf(record.at(-1)?.hash ?? "", event);
    record.push({ seq: record.length + 1, event: structuredClone(event), hash });
  }
  tables.events.set(incident, record);
  tables.states.set(incident, structuredClone(state));
  return record.at(-1)?.hash ?? "";
};

/** Why these tables refuse a commit, if they do: the order of the questions is the port's. */
const refusalOf = (
  tables: Tables,
  queue: MemoryQueue,
  { incident, expectedVersion, once, claim }: Commit,
): Exclude<Committed["kind"], "committed"> | undefined => {
  if (claim && !queue.holds(claim)) return "fenced";
  if (once !== undefined && tables.once.has(once)) return "duplicate";
  const version = tables.events.get(incident)?.length ?? 0;
  return version === expectedVersion ? undefined : "conflict";
};

/** One step without a pause: all of it or nothing. */
const commitNow = (tables: Tables, queue: MemoryQueue, commit: Commit): Committed => {
  const { incident, expectedVersion, events, state, once } = commit;
  if (state.id !== incident || state.version !== expectedVersion + events.length) {
    throw new Error(`${incident}: the state isn't the one after these events`);
  }
  const refused = refusalOf(tables, queue, commit);
  if (refused) return { kind: refused };
  if (once !== undefined) tables.once.add(once);
  const root = append(tables, commit);
  for (const handle of commit.handles) tables.handles.set(handle.id, handle);
  queue.add(commit.jobs);
  return { kind: "committed", root };
};

const list = (tables: Tables, filter: Parameters<Store["list"]>[0]): IncidentSummary[] =>
  [...tables.states.values()]
    .map(summaryOf)
    .filter(
      ({ open, conversationId }) =>
        (filter.open === undefined || filter.open === open) &&
        (filter.conversationId === undefined || filter.conversationId === conversationId),
    )
    .reverse();

const verify = (record: readonly RecordedEvent[]): Awaited<ReturnType<Store["verify"]>> => {
  const bad = record.find(
    ({ event, hash }, index) => hash !== hashOf(record[index - 1]?.hash ?? "", event),
  );
  return bad ? { ok: false, seq: bad.seq } : { ok: true };
};

const readingOf = (
  tables: Tables,
  reading: <T>(read: () => T) => Promise<T>,
): Omit<Store, "commit"> => ({
  nextNumber: () => reading(() => tables.events.size + 1),
  load: (incident) => reading(() => structuredClone(tables.states.get(incident))),
  events: (incident, from = 1) =>
    reading(() => (tables.events.get(incident) ?? []).filter(({ seq }) => seq >= from)),
  list: (filter) => reading(() => list(tables, filter)),
  handle: (id) => reading(() => tables.handles.get(id)),
  saveHandle: (handle) => reading(() => void tables.handles.set(handle.id, handle)),
  posts: (incident) =>
    reading(() => [...tables.posts.values()].filter((post) => post.incident === incident)),
  savePost: (post) => reading(() => void tables.posts.set(`${post.incident} ${post.key}`, post)),
  setting: (name) => reading(() => tables.settings.get(name)),
  saveSetting: (name, value) => reading(() => void tables.settings.set(name, value)),
  verify: (incident) => reading(() => verify(tables.events.get(incident) ?? [])),
});

/** Empty at first. Every call waits a tick, so that callers interleave as with a database. */
export const memoryStore = (): MemoryStore => {
  const tables: Tables = {
    events: new Map(),
    states: new Map(),
    handles: new Map(),
    posts: new Map(),
    once: new Set(),
    settings: new Map(),
  };
  let isDown = false;
  let rival: (() => Promise<void>) | undefined;
  const check = (): void => {
    if (isDown) throw new Error("the store is down");
  };
  const reading = async <T>(read: () => T): Promise<T> => {
    await Promise.resolve();
    check();
    return read();
  };
  const queue = memoryQueue(check);
  const commit = async (wanted: Commit): Promise<Committed> => {
    const first = rival;
    rival = undefined;
    await first?.();
    return reading(() => commitNow(tables, queue, wanted));
  };
  return {
    store: { ...readingOf(tables, reading), commit },
    queue,
    down: () => {
      isDown = true;
    },
    up: () => {
      isDown = false;
    },
    recorded: (incident) => (tables.events.get(incident) ?? []).map(({ event }) => event),
    beforeNextCommit: (deed) => {
      rival = deed;
    },
  };
};
