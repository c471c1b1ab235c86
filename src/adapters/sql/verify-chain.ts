import { type Store } from "../../application/ports/store.ts";
import { type Entry, hashOf, type HashEntry, noEntry } from "./hash-chain.ts";
import { type Db } from "./schema.ts";
import { readStamp } from "./stored.ts";

/** Where a record ends, as its head says. */
export type Head = { readonly version: number; readonly root: string };

export type Verified = Awaited<ReturnType<Store["verify"]>>;

const noRecord: Head = { version: 0, root: noEntry };

const isNext = (row: Entry, seq: number, [root, hash]: readonly [string, HashEntry]): boolean => {
  if (row.seq !== seq || row.prev !== root) return false;
  if (row.hash !== hash(root, row)) return false;
  // The hash covers the payload; these columns repeat two of its members for people who query.
  const event = readStamp(row.payload);
  return row.at === event.at && row.type === event.type;
};

/** The seq of the first entry that doesn't follow from those before it, or of the one missing at the end. */
const firstBad = (rows: readonly Entry[], head: Head, hash: HashEntry): number | undefined => {
  let root = noEntry;
  for (const [index, row] of rows.entries()) {
    if (!isNext(row, index + 1, [root, hash])) return index + 1;
    root = row.hash;
  }
  if (rows.length !== head.version) return rows.length + 1;
  return root === head.root ? undefined : rows.length;
};

/**
 * Recomputes a hash chain up to the head. `rows` are the entries in order, up to the head's version where
 * there is a head: what was committed after it was read lies behind it.
 */
export const verifyEntries = (
  rows: readonly Entry[],
  head: Head | undefined,
  hash: HashEntry,
): Verified => {
  const seq = firstBad(rows, head ?? noRecord, hash);
  return seq === undefined ? { ok: true } : { ok: false, seq };
};

/**
 * Recomputes the hash chain of an incident. The head is read first: entries that are committed meanwhile
 * lie behind it and aren't looked at. Entries cut off the end show, because the head still counts them.
 */
export const verifyChain = async (
  db: Db,
  ...[incident]: Parameters<Store["verify"]>
): Promise<Verified> => {
  const head = await db
    .selectFrom("snapshots")
    .select(["version", "root"])
    .where("incident", "=", incident)
    .executeTakeFirst();
  const rows = await db
    .selectFrom("events")
    .selectAll()
    .where("incident", "=", incident)
    .$if(head !== undefined, (query) => query.where("seq", "<=", head?.version ?? 0))
    .orderBy("seq")
    .execute();
  return verifyEntries(rows, head, (prev, { seq, payload }) =>
    hashOf(prev, { incident, seq, payload }),
  );
};
