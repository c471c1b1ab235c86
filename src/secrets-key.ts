import { openSecretsKey } from "./adapters/files/secrets-key.ts";
import { type ConsoleConfig } from "./config-console.ts";

/** The key under which secrets are sealed: configured, or the file that the first start made. */
export const keyOf = async ({ secretsKey, keyFolder }: ConsoleConfig): Promise<Buffer> =>
  secretsKey ?? (await openSecretsKey(keyFolder));
