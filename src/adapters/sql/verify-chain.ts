import { type Store } from "../../application/ports/store.ts";
import { hashOf, noEntry } from "./hash-chain.ts";
import { type Db, type Schema } from "./schema.ts";
import { readEvent } from "./stored.ts";

type Row = Schema["events"];
type Head = { readonly version: number; readonly root: string };

const noRecord: Head = { version: 0, root: noEntry };

const isNext = (row: Row, seq: number, root: string): boolean => {
  if (row.seq !== seq || row.prev !== root) return false;
  if (row.hash !== hashOf(root, row)) return false;
  // The hash covers the payload; these columns repeat two of its members for people who query.
  const event = readEvent(row.payload);
  return row.at === event.at && row.type === event.type;
};

/** The seq of the first entry that doesn't follow from those before it, or of the one missing at the end. */
const firstBad = (rows: readonly Row[], head: Head): number | undefined => {
  let root = noEntry;
  for (const [index, row] of rows.entries()) {
    if (!isNext(row, index + 1, root)) return index + 1;
    root = row.hash;
  }
  if (rows.length !== head.version) return rows.length + 1;
  return root === head.root ? undefined : rows.length;
};

/**
 * Recomputes the hash chain of an incident. The head is read first: entries that are committed meanwhile
 * lie behind it and aren't looked at. Entries cut off the end show, because the head still counts them.
 */
export const verifyChain = async (
  db: Db,
  ...[incident]: Parameters<Store["verify"]>
): ReturnType<Store["verify"]> => {
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
  const seq = firstBad(rows, head ?? noRecord);
  return seq === undefined ? { ok: true } : { ok: false, seq };
};
