/** Opens what the doctor examines: the configured tenant, or a sandbox of its own on free ports. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeEvidence } from "../../adapters/files/evidence.ts";
import { makeLog } from "../../adapters/clock/log.ts";
import { systemRuntime } from "../../adapters/clock/system-runtime.ts";
import { type Diagnosis } from "../../application/doctor/diagnose.ts";
import { type SandboxConfig, type TenantConfig } from "../../config.ts";
import { openEvidence } from "../../open-evidence.ts";
import { sandboxPorts } from "../../sandbox-ports.ts";
import { startSandbox } from "../../sandbox/start-sandbox.ts";
import { tenantPorts } from "../../tenant-run.ts";
import { diagnoseSandbox, diagnoseTenant } from "./diagnoses.ts";

/** Examines the configured tenant. */
export const examineTenant = async (config: TenantConfig): Promise<Diagnosis> => {
  const runtime = systemRuntime();
  const { credential, ...ports } = await tenantPorts(config, runtime);
  const log = makeLog({ level: "error" });
  try {
    return await diagnoseTenant(config, ports, () =>
      openEvidence(config, { log, runtime, credential }),
    );
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
    const evidence = () => Promise.resolve(makeEvidence(folder));
    const { url, caPem } = tenant;
    return await diagnoseSandbox(config, ports, evidence, { url, caPem, teamId: team.groupId });
  } finally {
    await Promise.all([ports.graph.close(), ports.exchange.close(), ports.defender.close()]);
    await tenant.close();
    await rm(folder, { recursive: true, force: true });
  }
};
