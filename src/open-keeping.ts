/** What Cordon keeps outside its record: evidence, sealed secrets, files that people ask for or give. */
import { makeExports } from "./adapters/files/exports.ts";
import { makeImports } from "./adapters/files/imports.ts";
import { openSecretsKey } from "./adapters/files/secrets-key.ts";
import { type OpenDatabase } from "./adapters/sql/open-database.ts";
import { type AppPorts } from "./app-ports.ts";
import { type ConsoleConfig } from "./config-console.ts";
import { type Config } from "./config.ts";
import { openEvidence } from "./open-evidence.ts";

/** The key under which secrets are sealed: configured, or the file that the first start made. */
const keyOf = async ({ secretsKey, keyFolder }: ConsoleConfig): Promise<Buffer> =>
  secretsKey ?? (await openSecretsKey(keyFolder));

type Evidence = Awaited<ReturnType<typeof openEvidence>>;

/** Opens all of it. Throws where evidence can't be kept or the key can't be read. */
export const openKeeping = async (
  config: Config,
  database: Pick<OpenDatabase, "secrets">,
  deps: Parameters<typeof openEvidence>[1],
): Promise<Pick<AppPorts, "exports" | "imports" | "secrets"> & { readonly evidence: Evidence }> => {
  const evidence = await openEvidence(config, deps);
  return {
    evidence,
    exports: makeExports(config.exportDir, evidence),
    imports: makeImports(config.importDir),
    secrets: database.secrets(await keyOf(config.console), () => deps.runtime.now()),
  };
};
