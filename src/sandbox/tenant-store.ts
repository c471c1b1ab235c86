import { ledgerEntry, type LedgerEntry, type Origin } from "./ledger.ts";
import { loadState, makeSaver } from "./state-file.ts";
import { type Change, type Row, rowAt, type State, type TableName, tableNames } from "./state.ts";

/** The tenant's memory: its state, the state before each row's last change, and the ledger. */
export type TenantStore = {
  readonly current: () => State;
  /** Every row as it was before its own last change: what a lagging replica would answer. */
  readonly stale: () => State;
  readonly apply: (changes: readonly Change[], origin: Origin) => void;
  /** What happens in the world without Cordon: no entry in the ledger. */
  readonly put: (change: Change) => void;
  readonly ledger: () => readonly LedgerEntry[];
  readonly reset: () => void;
  /** Writes what isn't on disk yet. */
  readonly flush: () => Promise<void>;
};

type StoreOptions = {
  readonly seed: () => State;
  readonly now: () => Date;
  readonly stateFile: string | undefined;
};

/** Tables that are changed in place: a tenant of 10,000 people isn't copied for each change of one. */
type Tables = Record<TableName, Record<string, Row>>;

const copyOf = (state: State): Tables => {
  const empty: Partial<Tables> = {};
  for (const name of tableNames) empty[name] = { ...state[name] };
  // Every name of the tables was filled in just now.
  return empty as Tables;
};

const place = (
  tables: Tables,
  { table, key, row }: Pick<Change, "table" | "key" | "row">,
): void => {
  if (row === null) Reflect.deleteProperty(tables[table], key);
  else tables[table][key] = row;
};

/** Opens the tenant: from its file when there is one, else freshly seeded. */
export const openStore = async ({ seed, now, stateFile }: StoreOptions): Promise<TenantStore> => {
  const saved = stateFile === undefined ? undefined : await loadState(stateFile);
  let state = copyOf(saved?.state ?? seed());
  let previous = copyOf(saved?.previous ?? state);
  let ledger: LedgerEntry[] = [...(saved?.ledger ?? [])];
  const saver = makeSaver(stateFile, () => ({ version: 3, state, previous, ledger: [...ledger] }));

  const put = (change: Change): void => {
    const before = rowAt(state, change.table, change.key);
    place(previous, { ...change, row: before ?? null });
    place(state, change);
    saver.touch();
  };

  const applyOne = (change: Change, origin: Origin): void => {
    const before = rowAt(state, change.table, change.key);
    const numbered = { seq: ledger.length + 1, at: now().toISOString() };
    const entry = ledgerEntry(numbered, origin, before, change);
    if (!entry) return;
    ledger.push(entry);
    put(change);
  };

  return {
    current: () => state,
    stale: () => previous,
    apply: (changes, origin) => {
      for (const change of changes) applyOne(change, origin);
    },
    put,
    ledger: () => ledger,
    reset: () => {
      state = copyOf(seed());
      previous = copyOf(state);
      ledger = [];
      saver.touch();
    },
    flush: () => saver.flush(),
  };
};
