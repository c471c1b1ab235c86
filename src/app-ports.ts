/** What Cordon is wired from: the adapters of a run, and its settings. */
import { type NeverList } from "./actions/context.ts";
import { type Defender, type Exchange, type Graph, type GraphBatch } from "./actions/tenant.ts";
import { type OpenDatabase } from "./adapters/sql/open-database.ts";
import { type ServiceUrls, type TeamsOptions } from "./adapters/teams/options.ts";
import { type DirectorySettings } from "./app-people.ts";
import { type Log, type Runtime } from "./application/ports/runtime.ts";
import { type Evidence, type Exports, type Places } from "./application/ports/tenant.ts";
import { type Playbook } from "./playbooks/contract.ts";

export type AppPorts = {
  readonly database: OpenDatabase;
  readonly graph: Graph;
  readonly batch: GraphBatch;
  readonly exchange: Exchange;
  readonly defender: Defender;
  readonly places: Places;
  readonly evidence: Evidence;
  readonly exports: Exports;
  readonly serviceUrls: ServiceUrls;
  /** Resolves while Entra gives tokens for the containment identity. */
  readonly identity: () => Promise<void>;
  readonly runtime: Runtime;
  readonly log: Log;
};

export type AppSettings = {
  readonly port: number;
  /** Loopback in the sandbox; undefined listens everywhere. */
  readonly host: string | undefined;
  readonly teams: TeamsOptions["mode"];
  readonly directory: DirectorySettings;
  readonly playbooks: readonly Playbook[];
  readonly never: Pick<NeverList, "breakGlass" | "own">;
};
