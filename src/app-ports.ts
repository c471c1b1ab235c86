/** What Cordon is wired from: the adapters of a run, and its settings. */
import { type NeverList } from "./actions/context.ts";
import { type Defender, type Exchange, type Graph, type GraphBatch } from "./actions/tenant.ts";
import { type OpenDatabase } from "./adapters/sql/open-database.ts";
import { type ServiceUrls, type TeamsOptions } from "./adapters/teams/options.ts";
import { type DirectorySettings } from "./app-people.ts";
import { type Log, type Runtime } from "./application/ports/runtime.ts";
import { type Diagnosis } from "./application/doctor/diagnose.ts";
import { type Imports } from "./application/ports/lists.ts";
import { type Secrets } from "./application/ports/secrets.ts";
import { type Evidence, type Exports, type Places } from "./application/ports/tenant.ts";
import { type Playbook } from "./playbooks/contract.ts";

export type AppPorts = {
  readonly database: OpenDatabase;
  readonly graph: Graph;
  /** For evidence that nothing waits for. */
  readonly slowGraph: Graph;
  readonly batch: GraphBatch;
  readonly exchange: Exchange;
  readonly defender: Defender;
  readonly places: Places;
  readonly evidence: Evidence;
  readonly secrets: Secrets;
  readonly exports: Exports;
  readonly imports: Imports;
  readonly serviceUrls: ServiceUrls;
  /** Resolves while Entra gives tokens for the containment identity. */
  readonly identity: () => Promise<void>;
  readonly runtime: Runtime;
  readonly log: Log;
};

/** The page on which one person reads a secret. */
export type ConsoleSettings = {
  /** 0 takes any free port. */
  readonly port: number;
  readonly trustedProxies: number;
  /** Its address for people, by the port that it got; undefined where they can't reach it: then it isn't started. */
  readonly urlOf: (port: number) => string | undefined;
};

export type AppSettings = {
  readonly port: number;
  /** Loopback in the sandbox; undefined listens everywhere. */
  readonly host: string | undefined;
  readonly teams: TeamsOptions["mode"];
  readonly directory: DirectorySettings;
  readonly playbooks: readonly Playbook[];
  readonly never: Pick<NeverList, "breakGlass" | "own">;
  readonly console: ConsoleSettings;
  /** Examines the tenant and this side: seconds of reading. */
  readonly diagnose: () => Promise<Diagnosis>;
};
