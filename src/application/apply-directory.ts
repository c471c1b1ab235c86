/** A changed directory file reaches the incidents that are open: what changed, as an entry of each. */
import { type Directory } from "../core/ownership/directory.ts";
import { directoryDiff } from "../core/ownership/diff.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type HandleOrder } from "./handle.ts";
import { type Store } from "./ports/store.ts";

type Deps = {
  readonly store: Pick<Store, "list" | "setting" | "saveSetting">;
  readonly handle: HandleOrder;
};

/** Under this name the store keeps which directory the open incidents were last told of. */
const toldName = "directory told";

/** Longest problem as an entry: the process's log has all of them. */
const longestProblem = 400;

/** An incident that can't be written keeps the change from no other; the fault is thrown after the last one. */
const tellOpen = async ({ store, handle }: Deps, wish: Wish): Promise<void> => {
  const open = await store.list({ open: true });
  const actor = { kind: "cordon" } as const;
  const told = await Promise.allSettled(
    open.map(({ id }) => handle({ incident: id, actor, wishes: [wish] })),
  );
  const faults = told.flatMap((one): readonly unknown[] =>
    one.status === "rejected" ? [one.reason] : [],
  );
  if (faults.length > 0) throw faults[0];
};

/** Owners are found anew by the jobs that follow from the entry. Only comments changed: nothing is told. */
export const applyDirectory =
  (deps: Deps) =>
  async (before: Directory, after: Directory, sha256: string): Promise<void> => {
    const changes = directoryDiff(before, after);
    if (changes.length > 0) await tellOpen(deps, { type: "ApplyDirectory", sha256, changes });
    await deps.store.saveSetting(toldName, sha256);
  };

/**
 * At the start: a file that changed while Cordon was stopped, or while the store was down, is told now. What exactly
 * changed isn't known any more; owners are found anew all the same.
 */
export const recallDirectory = async (deps: Deps, sha256: string): Promise<void> => {
  const told = await deps.store.setting(toldName);
  if (told !== undefined && told !== sha256) {
    const changes = ["It changed while Cordon was stopped."];
    await tellOpen(deps, { type: "ApplyDirectory", sha256, changes });
  }
  await deps.store.saveSetting(toldName, sha256);
};

/** The file can't be used and the old one counts: whoever runs an incident has to know. */
export const refuseDirectory =
  (deps: Deps) =>
  async (problems: readonly string[], sha256: string): Promise<void> => {
    const more = problems.length > 1 ? ` and ${String(problems.length - 1)} more` : "";
    const problem = `${problems[0] ?? "unreadable"}${more}`.slice(0, longestProblem);
    await tellOpen(deps, { type: "RefuseDirectory", sha256, problem });
  };
