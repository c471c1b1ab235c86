/** Reads and judges in one go: for the command line and for the chat alike. */
import {
  actionCatalogue,
  checkCatalogue,
  collectorCatalogue,
  slowCollectorCatalogue,
} from "../../actions/catalogue.ts";
import {
  type CheckPorts,
  type CheckSettings,
  readChecks,
} from "../../actions/doctor/read-checks.ts";
import { makeReader, readIdentity } from "../../actions/doctor/read-identity.ts";
import { ownNeeds } from "../../actions/permissions.ts";
import { diagnose, type Diagnosis, type Row } from "./diagnose.ts";
import { type Check } from "./facts.ts";

/** Every row of the library that Cordon does itself, and what it needs besides. */
export const allNeeds = (): readonly Row[] => [
  ...actionCatalogue,
  ...collectorCatalogue,
  ...slowCollectorCatalogue,
  ...checkCatalogue.filter(({ permissions }) => permissions.least.length > 0),
  ...ownNeeds,
];

export type ExamineSettings = CheckSettings & {
  /** App id of the containment identity. */
  readonly clientId: string;
  /** What was seen on this side: evidence, files, console. */
  readonly local: readonly Check[];
};

/** Examines the installation. It only reads; what can't be read is said, never taken for empty. */
export const examine = async (ports: CheckPorts, settings: ExamineSettings): Promise<Diagnosis> => {
  const unread: string[] = [];
  const [identity, checks] = await Promise.all([
    readIdentity(ports.graph, settings.clientId, makeReader(unread)),
    readChecks(ports, settings),
  ]);
  const facts = { ...identity, checks: [...checks, ...settings.local], unread };
  return diagnose(facts, allNeeds());
};
