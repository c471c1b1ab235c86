/** What the doctor says of an installation whose ports are open already: of a tenant's, and of the sandbox's. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Diagnosis } from "../../application/doctor/diagnose.ts";
import { examine } from "../../application/doctor/examine.ts";
import { type Evidence } from "../../application/ports/tenant.ts";
import { type SandboxConfig, type TenantConfig } from "../../config.ts";
import { seedIds } from "../../sandbox/seed/seed-ids.ts";
import {
  clockCheck,
  consoleCheck,
  emergencyCheck,
  evidenceCheck,
  filesCheck,
} from "./local-checks.ts";

const sandboxDirectory = fileURLToPath(
  new URL("../../../env/directory.sandbox.yaml", import.meta.url),
);

type Ports = Parameters<typeof examine>[0];
type OpenEvidence = () => Promise<Evidence & { readonly protection?: string }>;

/** Examines the configured tenant. It writes nothing but one small evidence file. */
export const diagnoseTenant = async (
  config: TenantConfig,
  ports: Ports,
  evidence: OpenEvidence,
): Promise<Diagnosis> => {
  const { extraCaFile, endpoints } = config;
  const ca = extraCaFile === undefined ? undefined : await readFile(extraCaFile, "utf8");
  const local = await Promise.all([
    evidenceCheck(evidence),
    filesCheck(config.directoryFile, config.playbookDir),
    Promise.resolve(consoleCheck(config)),
    Promise.resolve(emergencyCheck(config.breakGlass)),
    clockCheck(endpoints.graphBaseUrl, ca),
  ]);
  return examine(ports, {
    clientId: config.graph.clientId,
    teamId: config.incidentTeamId,
    catalogAppId: config.catalogAppId,
    local,
  });
};

/** The simulated tenant that is examined. */
export type ExaminedSandbox = {
  readonly url: string;
  readonly caPem: string;
  readonly teamId: string;
};

/** Examines a simulated tenant. */
export const diagnoseSandbox = async (
  config: SandboxConfig,
  ports: Ports,
  evidence: OpenEvidence,
  tenant: ExaminedSandbox,
): Promise<Diagnosis> => {
  const local = await Promise.all([
    evidenceCheck(evidence),
    filesCheck(config.directoryFile ?? sandboxDirectory, config.playbookDir),
    Promise.resolve(consoleCheck(config)),
    Promise.resolve(emergencyCheck([seedIds.breakGlass])),
    clockCheck(tenant.url, tenant.caPem),
  ]);
  return examine(ports, {
    clientId: seedIds.client,
    teamId: tenant.teamId,
    catalogAppId: "cordon-sandbox",
    local,
  });
};
