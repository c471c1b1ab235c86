/** Who is on duty, and how their accounts stand: live from the directory file and from the tenant. */
import { readGroupMembers } from "./actions/group-members.ts";
import { type NeverList } from "./actions/context.ts";
import { type Graph } from "./actions/tenant.ts";
import { readStandings } from "./actions/standing.ts";
import {
  type DirectorySource,
  type ReadText,
  watchDirectory,
} from "./adapters/files/watch-file.ts";
import { applyDirectory, recallDirectory, refuseDirectory } from "./application/apply-directory.ts";
import { type Duty, makeDuty } from "./application/duty.ts";
import { type HandleOrder } from "./application/handle.ts";
import { type OwnersDeps } from "./application/owners.ts";
import { type Log, type Runtime } from "./application/ports/runtime.ts";
import { type Store } from "./application/ports/store.ts";
import { makeStandings } from "./application/standing.ts";
import { type Directory } from "./core/ownership/directory.ts";
import { remainingDeciders } from "./core/ownership/resolve.ts";
import { type ObjectId } from "./core/shared/ids.ts";

export type DirectorySettings = {
  readonly file: string;
  readonly initial: { readonly directory: Directory; readonly sha256: string };
  readonly read: ReadText;
};

export type People = OwnersDeps & { readonly source: DirectorySource };

type Deps = {
  readonly graph: Graph;
  readonly store: Pick<Store, "list" | "setting" | "saveSetting">;
  readonly handle: HandleOrder;
  readonly runtime: Runtime;
  readonly log: Log;
};

/** Watches the directory file from now on; `source.stop` ends that. */
export const startPeople = async (deps: Deps, settings: DirectorySettings): Promise<People> => {
  const { graph, log, runtime } = deps;
  await recallDirectory(deps, settings.initial.sha256);
  const source = watchDirectory({
    ...settings,
    log,
    onChange: applyDirectory(deps),
    onRefused: refuseDirectory(deps),
  });
  const now = () => runtime.now();
  const groupMembers = (group: string) => readGroupMembers({ graph }, group);
  return {
    source,
    duty: makeDuty({ directory: () => source.current(), groupMembers, now, log }),
    standings: makeStandings({ read: (ids) => readStandings({ graph }, ids), now }),
    now,
  };
};

/** On whom Cordon never acts; who a responder is changes with the directory. */
export const neverList = (
  duty: Duty,
  listed: { readonly breakGlass: readonly ObjectId[]; readonly own: readonly string[] },
): NeverList => ({
  ...listed,
  responder: (id) => remainingDeciders(duty.directory(), id, duty.knownGroups()),
});
