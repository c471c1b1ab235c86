import { type PackageValues } from "./values.ts";

/**
 * Manifest schema versions for which a package is made. 1.25 is the oldest with `supportsChannelFeatures`; 1.29 adds
 * slash commands. Whether a tenant's upload check takes 1.29 can't be known before trying, so both are made.
 */
export const manifestVersions = ["1.25", "1.29"] as const;
/** One of {@link manifestVersions}. */
export type ManifestVersion = (typeof manifestVersions)[number];

// Schemas 1.25 to 1.28 refuse both keys.
const slashOnly: ReadonlySet<string> = new Set(["triggers", "supportsTargetedMessages"]);
const placeholder = /\{\{([A-Z_]+)\}\}/g;

/**
 * Fills the one manifest source and turns it into the shape of a schema version.
 *
 * @param source - text of `appPackage/manifest.json`, in the 1.29 shape with placeholders
 * @param values - checked values, by placeholder name
 * @param version - schema version of the result
 * @returns the manifest as JSON text
 * @throws Error when the source names a placeholder that has no value, or isn't JSON
 */
export function renderManifest(
  source: string,
  values: PackageValues,
  version: ManifestVersion,
): string {
  const known = new Map<string, string>(Object.entries(values));
  const filled = source.replace(placeholder, (_whole, name: string) => {
    const value = known.get(name);
    if (value === undefined) throw new Error(`The manifest names {{${name}}}, which has no value.`);
    return value;
  });
  const shaped: unknown = JSON.parse(filled, (key, value: unknown) => {
    if (key === "manifestVersion") return version;
    if (key === "$schema") return schemaUrl(version);
    return version === "1.25" && slashOnly.has(key) ? undefined : value;
  });
  return `${JSON.stringify(shaped, null, 2)}\n`;
}

function schemaUrl(version: ManifestVersion): string {
  return `https://developer.microsoft.com/en-us/json-schemas/teams/v${version}/MicrosoftTeams.schema.json`;
}
