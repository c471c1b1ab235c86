import { sql } from "kysely";
import {
  type Commit,
  type Committed,
  type Handle,
  type IncidentSummary,
} from "../../application/ports/store.ts";
import { type Incident } from "../../core/incident/types.ts";
import { type Connection } from "./connection.ts";
import { lostToAnother, retrying } from "./faults.ts";
import { hashOf, noEntry } from "./hash-chain.ts";
import { addJobs } from "./jobs.ts";
import { type Db, type Engine, type Schema } from "./schema.ts";
import { plain, sortable, writeEvent } from "./stored.ts";

type Refused = Exclude<Committed["kind"], "committed">;

/** Leaves a transaction that must be undone, with the answer that its caller gets. */
class Undone extends Error {
  readonly refused: Refused;
  constructor(refused: Refused) {
    super(refused);
    this.refused = refused;
  }
}

/** What a decider that is wired wrongly would hand in: a state that isn't the one after these events. */
const checkState = ({ incident, state, expectedVersion, events }: Commit): void => {
  const version = expectedVersion + events.length;
  if (version === 0) throw new Error(`${incident}: the first commit needs an event.`);
  if (state.id !== incident || state.version !== version)
    throw new Error(
      `${incident}: a commit to version ${version} came with the state of ${state.id} at version ${state.version}.`,
    );
};

/** The worker must still hold its job. The row stays locked: nobody claims it before this commit is done. */
const checkFence = async (db: Db, engine: Engine, claim: Commit["claim"]): Promise<void> => {
  if (claim === undefined) return;
  const held = await db
    .selectFrom("jobs")
    .select("id")
    .where("id", "=", claim.id)
    .where("fence", "=", claim.fence)
    .where("status", "=", sql.lit("claimed"))
    .$if(engine === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
  if (held === undefined) throw new Undone("fenced");
};

const checkOnce = async (db: Db, commit: Commit): Promise<void> => {
  if (commit.once === undefined) return;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("inbound")
    .values({
      key: plain(commit.once),
      incident: commit.incident,
      version: commit.expectedVersion + commit.events.length,
    })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) throw new Undone("duplicate");
};

/** The hash of the last entry, where the record is as long as the decision believed. */
const checkVersion = async (db: Db, engine: Engine, commit: Commit): Promise<string> => {
  const head = await db
    .selectFrom("snapshots")
    .select(["version", "root"])
    .where("incident", "=", commit.incident)
    .$if(engine === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
  if ((head?.version ?? 0) !== commit.expectedVersion) throw new Undone("conflict");
  return head?.root ?? noEntry;
};

const linksOf = (commit: Commit, root: string): readonly Schema["events"][] => {
  const { incident } = commit;
  let prev = root;
  return commit.events.map((event, index) => {
    const seq = commit.expectedVersion + index + 1;
    const payload = writeEvent(event);
    const hash = hashOf(prev, { incident, seq, payload });
    const row = { incident, seq, at: event.at, type: event.type, payload, prev, hash };
    prev = hash;
    return row;
  });
};

const summaryOf = (state: Incident): IncidentSummary => {
  const { id, title, severity, phase, openedAt, place } = state;
  const shown = { id, title, severity, phase, openedAt, lead: state.lead.name };
  const open = state.closed === undefined;
  const conversationId = place?.conversationId.split(";messageid=")[0];
  return conversationId === undefined ? { ...shown, open } : { ...shown, open, conversationId };
};

const saveSummary = async (db: Db, state: Incident): Promise<void> => {
  const summary = summaryOf(state);
  const shown = {
    open: summary.open ? 1 : 0,
    conversation_id: summary.conversationId === undefined ? null : plain(summary.conversationId),
    summary: JSON.stringify(summary),
  };
  await db
    .insertInto("incidents")
    .values({
      id: state.id,
      number: Number(state.id.slice("INC-".length)),
      opened_at: sortable(state.openedAt),
      ...shown,
    })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(shown))
    .execute();
};

/** The primary key is the last guard: whoever lost the race for a seq adds fewer rows than it has. */
const appendEvents = async (db: Db, links: readonly Schema["events"][]): Promise<void> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("events")
    .values([...links])
    .onConflict((conflict) => conflict.columns(["incident", "seq"]).doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== BigInt(links.length)) throw new Undone("conflict");
};

const saveSnapshot = async (db: Db, state: Incident, root: string): Promise<void> => {
  const { id: incident, version } = state;
  const snapshot = { version, root, state: JSON.stringify(state) };
  await db
    .insertInto("snapshots")
    .values({ incident, ...snapshot })
    .onConflict((conflict) => conflict.column("incident").doUpdateSet(snapshot))
    .execute();
};

/** Saves handles; one with the same id is replaced. */
export const saveHandles = async (db: Db, handles: readonly Handle[]): Promise<void> => {
  if (handles.length === 0) return;
  await db
    .insertInto("handles")
    .values(
      handles.map(({ id, nonce, incident, payload }) => ({
        id: plain(id),
        nonce: plain(nonce),
        incident: incident ?? null,
        payload: JSON.stringify(payload),
      })),
    )
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((eb) => ({
        nonce: eb.ref("excluded.nonce"),
        incident: eb.ref("excluded.incident"),
        payload: eb.ref("excluded.payload"),
      })),
    )
    .execute();
};

const write = async (connection: Connection, db: Db, commit: Commit): Promise<string> => {
  const { engine, bell } = connection;
  await checkFence(db, engine, commit.claim);
  await checkOnce(db, commit);
  const before = await checkVersion(db, engine, commit);
  const links = linksOf(commit, before);
  const root = links.at(-1)?.hash ?? before;
  if (links.length > 0) {
    await saveSummary(db, commit.state);
    await appendEvents(db, links);
    await saveSnapshot(db, commit.state, root);
  }
  await addJobs(db, commit.jobs);
  await saveHandles(db, commit.handles);
  if (commit.jobs.length > 0) await bell.announce(db);
  return root;
};

/** Appends events and everything that must stand with them, in one transaction; or nothing at all. */
export const makeCommit =
  (connection: Connection) =>
  async (commit: Commit): Promise<Committed> => {
    checkState(commit);
    try {
      const root = await retrying(lostToAnother, () =>
        connection.db.transaction().execute((tx) => write(connection, tx, commit)),
      );
      if (commit.jobs.length > 0) connection.bell.ring();
      return { kind: "committed", root };
    } catch (fault) {
      if (fault instanceof Undone) return { kind: fault.refused };
      throw fault;
    }
  };
