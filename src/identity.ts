import { type Credential } from "./adapters/microsoft/credential.ts";

/** Fetches a token for each scope; resolves when Entra gave all of them. Tokens are cached, so asking again is cheap. */
export const identityFor =
  (credential: Credential, scopes: readonly string[]) => async (): Promise<void> => {
    await Promise.all(scopes.map((scope) => credential.token(scope)));
  };
