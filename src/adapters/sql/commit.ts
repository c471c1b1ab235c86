import {
  type Commit,
  type Committed,
  type IncidentSummary,
} from "../../application/ports/store.ts";
import { stateShape } from "../../core/incident/shape.ts";
import { type Incident } from "../../core/incident/types.ts";
import { type Connection } from "./connection.ts";
import { hashOf, linksAfter, noEntry } from "./hash-chain.ts";
import { type Db, type Engine, type Schema } from "./schema.ts";
import { plain, sortable } from "./stored.ts";
import { checkState, commitTogether, Undone } from "./transaction.ts";

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
const appendEvents = async (db: Db, rows: readonly Schema["events"][]): Promise<void> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("events")
    .values([...rows])
    .onConflict((conflict) => conflict.columns(["incident", "seq"]).doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== BigInt(rows.length)) throw new Undone("conflict");
};

const saveSnapshot = async (db: Db, state: Incident, root: string): Promise<void> => {
  const { id: incident, version } = state;
  const snapshot = { version, root, shape: stateShape, state: JSON.stringify(state) };
  await db
    .insertInto("snapshots")
    .values({ incident, ...snapshot })
    .onConflict((conflict) => conflict.column("incident").doUpdateSet(snapshot))
    .execute();
};

const write = async (db: Db, engine: Engine, commit: Commit): Promise<string> => {
  const { incident, state, expectedVersion, events } = commit;
  const before = await checkVersion(db, engine, commit);
  const links = linksAfter({ root: before, version: expectedVersion }, events, (prev, entry) =>
    hashOf(prev, { incident, ...entry }),
  );
  const root = links.at(-1)?.hash ?? before;
  if (links.length > 0) {
    await saveSummary(db, state);
    await appendEvents(
      db,
      links.map((link) => ({ incident, ...link })),
    );
    await saveSnapshot(db, state, root);
  }
  return root;
};

/** Appends events and everything that must stand with them, in one transaction; or nothing at all. */
export const makeCommit =
  (connection: Connection) =>
  async (commit: Commit): Promise<Committed> => {
    checkState(commit.incident, commit);
    const committed = await commitTogether(connection, {
      record: commit.incident,
      commit,
      write: (db) => write(db, connection.engine, commit),
    });
    return committed.kind === "committed"
      ? { kind: "committed", root: committed.value }
      : { kind: committed.kind };
  };
