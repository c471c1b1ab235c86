/** Opens what the doctor examines: the configured tenant, or a sandbox of its own on free ports. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeEvidence } from "../../adapters/files/evidence.ts";
import { makeLog } from "../../adapters/clock/log.ts";
import { systemRuntime } from "../../adapters/clock/system-runtime.ts";
import { examine } from "../../application/doctor/examine.ts";
import { type Diagnosis } from "../../application/doctor/diagnose.ts";
import { type SandboxConfig, type TenantConfig } from "../../config.ts";
import { openEvidence } from "../../open-evidence.ts";
import { sandboxPorts } from "../../sandbox-ports.ts";
import { seedIds } from "../../sandbox/seed/seed-ids.ts";
import { startSandbox } from "../../sandbox/start-sandbox.ts";
import { tenantPorts } from "../../tenant-run.ts";
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

/** Examines the configured tenant. */
export const examineTenant = async (config: TenantConfig): Promise<Diagnosis> => {
  const runtime = systemRuntime();
  const { credential, ...ports } = await tenantPorts(config, runtime);
  const log = makeLog({ level: "error" });
  const { extraCaFile, endpoints } = config;
  const ca = extraCaFile === undefined ? undefined : await readFile(extraCaFile, "utf8");
  try {
    const local = await Promise.all([
      evidenceCheck(() => openEvidence(config, { log, runtime, credential })),
      filesCheck(config.directoryFile, config.playbookDir),
      Promise.resolve(consoleCheck(config)),
      Promise.resolve(emergencyCheck(config.breakGlass)),
      clockCheck(endpoints.graphBaseUrl, ca),
    ]);
    return await examine(ports, {
      clientId: config.graph.clientId,
      teamId: config.incidentTeamId,
      catalogAppId: config.catalogAppId,
      local,
    });
  } finally {
    await Promise.all([ports.graph.close(), ports.exchange.close(), ports.defender.close()]);
  }
};

const team = { groupId: "c0dec0de-0000-4000-8000-0000000000d1", name: "Contoso IR" };

/** Starts a sandbox of its own, examines it and stops it. `before` may change the tenant: tests take a permission away. */
export const examineSandbox = async (
  config: SandboxConfig,
  before: (tenant: { readonly url: string; readonly caPem: string }) => Promise<void> = () =>
    Promise.resolve(),
): Promise<Diagnosis> => {
  const runtime = systemRuntime();
  const folder = await mkdtemp(join(tmpdir(), "cordon-doctor-"));
  const tenant = await startSandbox({
    port: 0,
    latencyMs: { min: 0, max: 0 },
    spareChannelId: "19:incident@thread.tacv2",
    groupChatId: "19:response@thread.v2",
    teamId: team.groupId,
    now: () => new Date(runtime.now()),
    random: Math.random,
  });
  const ports = sandboxPorts(tenant, runtime, team);
  try {
    await before(tenant);
    const local = await Promise.all([
      evidenceCheck(() => Promise.resolve(makeEvidence(folder))),
      filesCheck(config.directoryFile ?? sandboxDirectory, config.playbookDir),
      Promise.resolve(consoleCheck(config)),
      Promise.resolve(emergencyCheck([seedIds.breakGlass])),
      clockCheck(tenant.url, tenant.caPem),
    ]);
    return await examine(ports, {
      clientId: seedIds.client,
      teamId: team.groupId,
      catalogAppId: "cordon-sandbox",
      local,
    });
  } finally {
    await Promise.all([ports.graph.close(), ports.exchange.close(), ports.defender.close()]);
    await tenant.close();
    await rm(folder, { recursive: true, force: true });
  }
};
