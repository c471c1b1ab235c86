/** Every request that an entry made is one that Microsoft documents, and its permissions allow it. */
import { type RecordedRequest } from "../../../src/sandbox/request-log.ts";
import {
  actionCatalogue,
  collectorCatalogue,
  slowCollectorCatalogue,
} from "../../../src/actions/catalogue.ts";
import { itemsOf, type Verdict, verdictOf } from "../../support/openapi-check.ts";
import { hasSubset, readSubset, subsetFile } from "../../support/openapi-subset.ts";

/** Calls that the subset was cut without; each is in Graph's list of all paths and on a page of its own. */
const outsideForAReason: Readonly<Record<string, string>> = {
  "v1.0 GET /domains/{domain-id}":
    "domain-get: the password validity of a domain, federated or not",
  "v1.0 GET /groups/{group-id}/drive": "drive-get: the documents of a Microsoft 365 group",
  "v1.0 GET /groups/{group-id}/sites/{site-id}": "site-get: groups/{id}/sites/root, a group's site",
  "v1.0 GET /devices/{device-id}/registeredUsers":
    "device-list-registeredusers: whose device it is",
  "v1.0 DELETE /users/{user-id}": "user-delete: an account goes to the deleted items for 30 days",
};

/** What an entry of the library requested. */
export type Requested = { readonly entry: string; readonly requests: readonly RecordedRequest[] };

/** Everything in the library that sends requests. */
export const library = [...actionCatalogue, ...collectorCatalogue, ...slowCollectorCatalogue];

/** Without its own list a permission file forgets that writing includes reading, and reading all the basic facts. */
const reach = (name: string): readonly string[] => {
  const read = name.replace(".ReadWrite.", ".Read.").replace(/\.ReadWrite$/, ".Read");
  return [name, read, read.replace(".Read.", ".ReadBasic.")];
};

const namedBy = (entry: string): readonly string[] => {
  const found = library.find(({ id }) => id === entry);
  if (!found) throw new Error(`no entry ${entry}`);
  const { least, optional = [] } = found.permissions;
  return [...least, ...optional.map(({ name }) => name)].flatMap(reach);
};

const problemsOf = ({ kind, template, problems }: Verdict): readonly string[] => {
  if (kind === "unknown") return [`${template}: no such call`];
  if (kind === "outside" && outsideForAReason[template] === undefined) {
    return [`${template}: outside the subset, and no reason is given here`];
  }
  return problems.map((problem) => `${template}: ${problem}`);
};

type Judged = { readonly entry: string; readonly verdict: Verdict };

const judge = (requested: readonly Requested[]): readonly Judged[] => {
  const subset = readSubset();
  return requested.flatMap(({ entry, requests }) =>
    itemsOf(requests).map((request) => ({ entry, verdict: verdictOf(subset, request) })),
  );
};

const lacking = ({ entry, verdict }: Judged): readonly string[] => {
  const { permissions, template } = verdict;
  if (permissions === undefined) return [];
  const named = new Set(namedBy(entry));
  return permissions.some((name) => named.has(name))
    ? []
    : [`${entry}: ${template} needs one of ${[...new Set(permissions)].join(", ")}`];
};

/** What isn't as Microsoft documents it, each once. */
export const problemsIn = (requested: readonly Requested[]): readonly string[] => [
  ...new Set(judge(requested).flatMap(({ verdict }) => problemsOf(verdict))),
];

/** Calls that no permission of their entry allows, each once. */
export const lackingIn = (requested: readonly Requested[]): readonly string[] => [
  ...new Set(judge(requested).flatMap(lacking)),
];

/** A check that is left out says so and why. */
export const sayWhySkipped = (): void => {
  if (hasSubset) return;
  process.stderr.write(`skipped: Graph's OpenAPI isn't part of the repository (${subsetFile})\n`);
};
