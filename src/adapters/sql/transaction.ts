/** What every commit does, whatever its record: one transaction with its guards, its jobs and its handles. */
import { sql } from "kysely";
import { type Handle, type JobRequest } from "../../application/ports/store.ts";
import { type Connection } from "./connection.ts";
import { lostToAnother, retrying } from "./faults.ts";
import { saveHandles } from "./handles.ts";
import { addJobs } from "./jobs.ts";
import { type Db, type Engine } from "./schema.ts";
import { plain } from "./stored.ts";

export type Refused = "conflict" | "duplicate" | "fenced";

/** Leaves a transaction that must be undone, with the answer that its caller gets. */
export class Undone extends Error {
  readonly refused: Refused;
  constructor(refused: Refused) {
    super(refused);
    this.refused = refused;
  }
}

/** A commit of a record, apart from what it records. */
export type Framed = {
  readonly expectedVersion: number;
  readonly events: readonly unknown[];
  readonly jobs: readonly JobRequest[];
  readonly handles: readonly Handle[];
  readonly once?: string;
  readonly claim?: { readonly id: string; readonly fence: number };
};

type State = { readonly id: string; readonly version: number };

/** What a decider that is wired wrongly would hand in: a state that isn't the one after these events. */
export const checkState = (record: string, commit: Framed & { readonly state: State }): void => {
  const { state, expectedVersion, events } = commit;
  const version = expectedVersion + events.length;
  if (version === 0) throw new Error(`${record}: the first commit needs an event.`);
  if (state.id !== record || state.version !== version)
    throw new Error(
      `${record}: a commit to version ${version} came with the state of ${state.id} at version ${state.version}.`,
    );
};

/** The worker must still hold its job. The row stays locked: nobody claims it before this commit is done. */
const checkFence = async (db: Db, engine: Engine, claim: Framed["claim"]): Promise<void> => {
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

const checkOnce = async (db: Db, record: string, commit: Framed): Promise<void> => {
  if (commit.once === undefined) return;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("inbound")
    .values({
      key: plain(commit.once),
      incident: record,
      version: commit.expectedVersion + commit.events.length,
    })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) throw new Undone("duplicate");
};

export type Committing<T> = {
  readonly record: string;
  readonly commit: Framed;
  /** Writes the entries, between the guards and the jobs; throws Undone where they can't be written. */
  readonly write: (db: Db) => Promise<T>;
};

/** Runs `write` and everything that must stand with it in one transaction; or nothing at all. */
export const commitTogether = async <T>(
  connection: Connection,
  { record, commit, write }: Committing<T>,
): Promise<{ readonly kind: "committed"; readonly value: T } | { readonly kind: Refused }> => {
  const { db, engine, bell } = connection;
  try {
    const value = await retrying(lostToAnother, () =>
      db.transaction().execute(async (tx) => {
        await checkFence(tx, engine, commit.claim);
        await checkOnce(tx, record, commit);
        const written = await write(tx);
        await addJobs(tx, commit.jobs);
        await saveHandles(tx, commit.handles);
        if (commit.jobs.length > 0) await bell.announce(tx);
        return written;
      }),
    );
    if (commit.jobs.length > 0) bell.ring();
    return { kind: "committed", value };
  } catch (fault) {
    if (fault instanceof Undone) return { kind: fault.refused };
    throw fault;
  }
};
