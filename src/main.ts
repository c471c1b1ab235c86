/** Starts Cordon: the sandbox when nothing is configured, a real tenant when one is. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { makeLog } from "./adapters/clock/log.ts";
import { systemRuntime } from "./adapters/clock/system-runtime.ts";
import { type Config, ConfigFault, readConfig } from "./config.ts";

const environmentFile = "env/.env.local";

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const run = async (config: Config): Promise<() => Promise<void>> => {
  if (config.mode === "tenant") {
    const { startTenantRun } = await import("./tenant-run.ts");
    const started = await startTenantRun(config, {
      log: makeLog({ level: config.logLevel }),
      runtime: systemRuntime(),
    });
    say(`Cordon listens on port ${String(started.port)} for tenant ${config.tenantId}.`);
    return () => started.close();
  }
  const { startSandboxRun } = await import("./sandbox-run.ts");
  // People read the terminal of a sandbox: the log goes to a file.
  const log = makeLog({ level: config.logLevel, file: join(config.dataDir, "cordon.log") });
  const runtime = systemRuntime({ speed: config.clockSpeed });
  const started = await startSandboxRun(config, { log, runtime });
  say(
    [
      "Cordon runs in the sandbox: a simulated tenant, nothing real is touched.",
      `  Teams client   ${started.playgroundUrl ?? "off"}`,
      `  Act as others  ${started.actAsUrl ?? "off"}`,
      `  Secrets page   ${started.consoleUrl ?? "off"}/secret/…, links come as personal messages`,
      `  Bot            ${started.botUrl}/api/messages`,
      `  Tenant         ${started.tenantUrl}`,
      `  Its ledger     curl --cacert ${started.caFile} ${started.tenantUrl}/_sandbox/ledger`,
      `  Data           ${config.dataDir}`,
      ...(runtime.speed === 1 ? [] : [`  Clock          ${String(runtime.speed)} times as fast`]),
      "Open the Teams client, choose the channel General of Contoso IR, mention Cordon and type:",
      "  @Cordon incident open mailbox-compromise marta.oliveira@contoso.example sev2",
      "Then look into the channel Incident. You are Ana Costa. Ctrl+C stops everything.",
    ].join("\n"),
  );
  return () => started.close();
};

const main = async (): Promise<void> => {
  if (existsSync(environmentFile)) process.loadEnvFile(environmentFile);
  const close = await run(readConfig());
  const stop = (): void => {
    close().then(
      () => process.exit(0),
      (fault: unknown) => {
        say(fault instanceof Error ? fault.message : "not everything stopped");
        process.exit(1);
      },
    );
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
};

/** A port in use: the message names it and says what to do, and where it was thrown helps nobody. */
const isPortTaken = (fault: unknown): boolean =>
  fault instanceof Error &&
  fault.cause instanceof Error &&
  "code" in fault.cause &&
  fault.cause.code === "EADDRINUSE";

main().catch((fault: unknown) => {
  const known = fault instanceof ConfigFault || isPortTaken(fault);
  const text = fault instanceof Error ? (known ? fault.message : fault.stack) : String(fault);
  process.stderr.write(`${text ?? "unknown fault"}\n`);
  process.exit(1);
});
