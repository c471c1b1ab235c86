/** Settings of the console and of the key under which secrets are sealed; `config.ts` reads them. */
import { z } from "zod/v4";

export type ConsoleConfig = {
  readonly port: number;
  /** Public https address, without a slash at the end; undefined where people can't reach it, and in the sandbox. */
  readonly url: string | undefined;
  /** 32 bytes; undefined takes the file in `keyFolder`. */
  readonly secretsKey: Buffer | undefined;
  readonly keyFolder: string;
};

export const consoleSettings = {
  CONSOLE_PORT: z.coerce.number().int().min(0).max(65_535).default(3980),
  SECRETS_KEY: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9+/]{43}=$/u, "32 bytes in base64")
    .optional(),
};

/** Only a tenant's people come from elsewhere. */
export const consoleTenantSettings = {
  CONSOLE_URL: z
    .url({ protocol: /^https$/, error: "an https address" })
    .transform((url) => url.replace(/\/+$/u, ""))
    .optional(),
};

type Settings = z.infer<z.ZodObject<typeof consoleSettings>> & { readonly DATA_DIR: string };

export const consoleOf = (env: Settings, url?: string): ConsoleConfig => ({
  port: env.CONSOLE_PORT,
  url,
  secretsKey: env.SECRETS_KEY === undefined ? undefined : Buffer.from(env.SECRETS_KEY, "base64"),
  keyFolder: env.DATA_DIR,
});

/** Replicas on PostgreSQL share nothing else: with a key in each one's own folder, none could open another's secret. */
export const consoleProblems = (given: Readonly<Record<string, string | undefined>>): string[] =>
  /^postgres(ql)?:/u.test(given["DATABASE_URL"] ?? "") && given["SECRETS_KEY"] === undefined
    ? ["SECRETS_KEY is missing: replicas on PostgreSQL need the same one (openssl rand -base64 32)"]
    : [];
