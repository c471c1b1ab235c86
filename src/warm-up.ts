/** The first tokens, fetched while nobody waits for them. */
import { type Credential } from "./adapters/graph/credential.ts";
import { type Log } from "./application/ports/runtime.ts";

/**
 * Loads the identity library and fetches a token for each scope: 0.5 to 1 s that the first incident would wait for.
 * Never rejects: without a token Cordon starts all the same, and whoever needs one asks again.
 */
export const warmUp = async (
  credential: Credential,
  scopes: readonly string[],
  log: Log,
): Promise<void> => {
  try {
    await Promise.all(scopes.map((scope) => credential.token(scope)));
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : "unknown fault";
    log.warn({ reason }, "no token yet: actions in the tenant will ask again");
  }
};
