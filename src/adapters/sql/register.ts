import {
  type Register,
  type RegisterCommit,
  type RegisterCommitted,
} from "../../application/ports/register.ts";
import { type Exception } from "../../core/exceptions/types.ts";
import { type Connection } from "./connection.ts";
import { exceptionHashOf, linksAfter, noEntry } from "./hash-chain.ts";
import { type Db, type Engine, type Schema } from "./schema.ts";
import { plain, readException, readExceptionEvent, sortable } from "./stored.ts";
import { checkState, commitTogether, Undone } from "./transaction.ts";
import { verifyEntries, type Verified } from "./verify-chain.ts";

/** The hash of the last entry, where the record is as long as the decision believed. */
const checkVersion = async (db: Db, engine: Engine, commit: RegisterCommit): Promise<string> => {
  const head = await db
    .selectFrom("exceptions")
    .select(["version", "root"])
    .where("id", "=", commit.exception)
    .$if(engine === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
  if ((head?.version ?? 0) !== commit.expectedVersion) throw new Undone("conflict");
  return head?.root ?? noEntry;
};

type Shown = Pick<
  Schema["exceptions"],
  "state" | "open" | "expires_at" | "version" | "root" | "snapshot"
>;

const shownOf = (exception: Exception, root: string): Shown => ({
  state: exception.state,
  open: exception.state === "closed" ? 0 : 1,
  expires_at: exception.terms ? sortable(exception.terms.expiresAt) : null,
  version: exception.version,
  root,
  snapshot: JSON.stringify(exception),
});

/** A taken number is a conflict; a declined proposal that has its exception already is a duplicate. */
const insert = async (db: Db, exception: Exception, shown: Shown): Promise<void> => {
  const approval = exception.source ? plain(exception.source.approvalId) : null;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("exceptions")
    .values({
      id: exception.id,
      number: Number(exception.id.slice("EX-".length)),
      incident: exception.source?.incident ?? null,
      approval,
      ...shown,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 1n) return;
  const twin = await db
    .selectFrom("exceptions")
    .select("id")
    .where("approval", "=", approval)
    .executeTakeFirst();
  throw new Undone(twin ? "duplicate" : "conflict");
};

const saveException = async (db: Db, commit: RegisterCommit, root: string): Promise<void> => {
  const { state, expectedVersion } = commit;
  const shown = shownOf(state, root);
  if (expectedVersion === 0) return insert(db, state, shown);
  const { numUpdatedRows } = await db
    .updateTable("exceptions")
    .set(shown)
    .where("id", "=", state.id)
    .where("version", "=", expectedVersion)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw new Undone("conflict");
};

/** The primary key is the last guard: whoever lost the race for a seq adds fewer rows than it has. */
const appendEvents = async (db: Db, rows: readonly Schema["exception_events"][]): Promise<void> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("exception_events")
    .values([...rows])
    .onConflict((conflict) => conflict.columns(["exception", "seq"]).doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== BigInt(rows.length)) throw new Undone("conflict");
};

const write = async (db: Db, engine: Engine, commit: RegisterCommit): Promise<void> => {
  const { exception, expectedVersion, events } = commit;
  const before = await checkVersion(db, engine, commit);
  const links = linksAfter({ root: before, version: expectedVersion }, events, (prev, entry) =>
    exceptionHashOf(prev, { exception, ...entry }),
  );
  const root = links.at(-1)?.hash;
  if (root === undefined) return;
  await saveException(db, commit, root);
  await appendEvents(
    db,
    links.map((link) => ({ exception, ...link })),
  );
};

const readingIn = (db: Db): Omit<Register, "commit" | "verify"> => ({
  nextNumber: async () => {
    const { last } = await db
      .selectFrom("exceptions")
      .select((eb) => eb.fn.max("number").as("last"))
      .executeTakeFirstOrThrow();
    // The type of max() doesn't know that it is null over no rows.
    return ((last as number | null) ?? 0) + 1;
  },
  load: async (exception) => {
    const row = await db
      .selectFrom("exceptions")
      .select(["id", "version", "snapshot"])
      .where("id", "=", exception)
      .executeTakeFirst();
    return row === undefined ? undefined : readException(row);
  },
  events: async (exception) => {
    const rows = await db
      .selectFrom("exception_events")
      .select(["seq", "payload", "hash"])
      .where("exception", "=", exception)
      .orderBy("seq")
      .execute();
    return rows.map(({ seq, payload, hash }) => ({
      seq,
      event: readExceptionEvent(payload),
      hash,
    }));
  },
  list: async ({ states, incident }) => {
    // None is asked for, and PostgreSQL refuses an empty "in".
    if (states?.length === 0) return [];
    let query = db.selectFrom("exceptions").select(["id", "version", "snapshot"]);
    if (states !== undefined) query = query.where("state", "in", [...states]);
    if (incident !== undefined) query = query.where("incident", "=", incident);
    return (await query.orderBy("number", "desc").execute()).map(readException);
  },
});

/** The head is read first: entries that are committed meanwhile lie behind it and aren't looked at. */
const verify = async (
  db: Db,
  ...[exception]: Parameters<Register["verify"]>
): Promise<Verified> => {
  const head = await db
    .selectFrom("exceptions")
    .select(["version", "root"])
    .where("id", "=", exception)
    .executeTakeFirst();
  const rows = await db
    .selectFrom("exception_events")
    .selectAll()
    .where("exception", "=", exception)
    .$if(head !== undefined, (query) => query.where("seq", "<=", head?.version ?? 0))
    .orderBy("seq")
    .execute();
  return verifyEntries(rows, head, (prev, { seq, payload }) =>
    exceptionHashOf(prev, { exception, seq, payload }),
  );
};

/** The register of exceptions over an open database: the same one as the event store's. */
export const makeRegister = (connection: Connection): Register => ({
  ...readingIn(connection.db),
  commit: async (commit): Promise<RegisterCommitted> => {
    checkState(commit.exception, commit);
    const { kind } = await commitTogether(connection, {
      record: commit.exception,
      commit,
      write: (db) => write(db, connection.engine, commit),
    });
    return { kind };
  },
  verify: (exception) => verify(connection.db, exception),
});
