import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod/v4";
import { type LedgerEntry } from "./ledger.ts";
import { type State, tableNames } from "./state.ts";

const row = z.record(z.string(), z.json());
const state = z.record(z.enum(tableNames), z.record(z.string(), row));

const saved = z.strictObject({
  version: z.literal(3),
  state,
  previous: state,
  ledger: z.array(
    z.strictObject({
      seq: z.number().int(),
      at: z.string(),
      clientRequestId: z.string().nullable(),
      method: z.string(),
      path: z.string(),
      target: z.strictObject({ kind: z.string(), id: z.string() }),
      change: z.record(z.string(), z.strictObject({ from: z.json(), to: z.json() })),
    }),
  ),
});

/** What the state file holds. */
export type Saved = {
  readonly version: 3;
  readonly state: State;
  readonly previous: State;
  readonly ledger: readonly LedgerEntry[];
};

const isMissing = (caught: unknown): boolean =>
  typeof caught === "object" && caught !== null && "code" in caught && caught.code === "ENOENT";

/**
 * Reads a tenant back; `undefined` when there is no file yet.
 * @throws when the file isn't a saved tenant: it is never overwritten silently.
 */
export const loadState = async (path: string): Promise<Saved | undefined> => {
  let source: string;
  try {
    source = await readFile(path, "utf8");
  } catch (caught) {
    if (isMissing(caught)) return undefined;
    throw caught;
  }
  try {
    return saved.parse(JSON.parse(source));
  } catch (cause) {
    throw new Error(
      `${path} is not a simulated tenant of this version: move it away to start afresh`,
      {
        cause,
      },
    );
  }
};

/** Replaces the file in one step, readable by its owner only. */
export const saveState = async (path: string, contents: Saved): Promise<void> => {
  const draft = `${path}.tmp`;
  await writeFile(draft, JSON.stringify(contents), { mode: 0o600 });
  await rename(draft, path);
};

/** Milliseconds between a change and its write: one write for a burst of changes. */
const settleMs = 50;

/** Writes soon after `touch`, one write at a time; `flush` writes what is still due. */
export type Saver = { readonly touch: () => void; readonly flush: () => Promise<void> };

/** A saver for this file, or one that does nothing when there is no file. */
export const makeSaver = (path: string | undefined, contents: () => Saved): Saver => {
  if (path === undefined) return { touch: () => undefined, flush: () => Promise.resolve() };
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let failure: Error | undefined;
  const write = (): void => {
    timer = undefined;
    writing = writing
      .then(() => saveState(path, contents()))
      .then(
        () => {
          failure = undefined;
        },
        (cause: unknown) => {
          failure = new Error(`the sandbox could not write ${path}`, { cause });
          process.emitWarning(failure);
        },
      );
  };
  return {
    touch: () => {
      timer ??= setTimeout(write, settleMs);
    },
    flush: async () => {
      if (timer) {
        clearTimeout(timer);
        write();
      }
      await writing;
      if (failure) throw failure;
    },
  };
};
