import { z } from "zod/v4";

/** What an operator fills into `appPackage/manifest.json`, by placeholder name. */
export type PackageValues = {
  /** Application (client) id of the bot's Entra registration, a GUID. */
  BOT_APP_ID: string;
  /** Application (client) id of the containment identity: the team's permissions go to it, not to the bot. */
  GRAPH_CLIENT_ID: string;
  /** Id of the Teams app itself, a GUID of the operator's choice; it must never change between versions. */
  TEAMS_APP_ID: string;
  /** DNS name under which Teams reaches the bot: no scheme, port or path. */
  PUBLIC_HOST: string;
};

/** Either every value, or one sentence for each value that is missing or malformed. */
export type ReadValues = { ok: true; values: PackageValues } | { ok: false; problems: string[] };

/** For trying the package offline. No tenant has registrations with these ids, and `.example` never resolves. */
export const sampleValues: PackageValues = {
  BOT_APP_ID: "00000000-0000-0000-0000-00000000b07a",
  GRAPH_CLIENT_ID: "00000000-0000-0000-0000-0000000c0217",
  TEAMS_APP_ID: "00000000-0000-0000-0000-0000000a99a1",
  PUBLIC_HOST: "cordon.example",
};

const meanings = {
  BOT_APP_ID: "the application (client) id of the bot's Entra registration, a GUID",
  GRAPH_CLIENT_ID: "the application (client) id of the containment identity, a GUID",
  TEAMS_APP_ID: "the id of the Teams app, a GUID that you make once and keep",
  PUBLIC_HOST: "the bot's public DNS name, without https:// and without a path",
} as const satisfies Record<keyof PackageValues, string>;

const guid = z.guid().refine((id) => !id.startsWith("00000000-0000-"));
// Two labels or more of RFC 1123: Teams accepts neither an address nor a bare machine name.
const host = z
  .string()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i);
const schema = z.object({
  BOT_APP_ID: guid,
  GRAPH_CLIENT_ID: guid,
  TEAMS_APP_ID: guid,
  PUBLIC_HOST: host,
});

/**
 * Reads the values from the environment and checks their form.
 *
 * @param environment - variables by name; an empty string counts as missing
 * @returns all values, or a sentence naming each one that is missing or malformed
 */
export function readPackageValues(environment: Record<string, string | undefined>): ReadValues {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return { ok: true, values: parsed.data };
  const wrong = new Set(parsed.error.issues.map((issue) => issue.path[0]));
  const problems = Object.entries(meanings)
    .filter(([name]) => wrong.has(name))
    .map(([name, meaning]) => {
      const given = environment[name] ?? "";
      const fault = given === "" ? "is missing" : `is "${given}", which can't be used`;
      return `${name} ${fault}: it has to be ${meaning}.`;
    });
  return { ok: false, problems };
}
