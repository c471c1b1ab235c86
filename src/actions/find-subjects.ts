import { type SubjectFinder } from "./contract.ts";
import { type Graph } from "./tenant.ts";
import { apps } from "./find-subjects/apps.ts";
import { devices } from "./find-subjects/devices.ts";
import { people } from "./find-subjects/people.ts";
import { type Kind, most, searchById, searchByWords } from "./find-subjects/search.ts";
import { sites } from "./find-subjects/sites.ts";
import { objectId, type ObjectId } from "../core/shared/ids.ts";
import { type Subject, type SubjectKind } from "../core/incident/plan.ts";

/** Entra's own limits: 113 characters for a user principal name, 256 for a display name. */
const longestQuery = 256;

type Search = {
  readonly byId: (graph: Graph, id: ObjectId) => Promise<readonly Subject[]>;
  readonly byWords: (graph: Graph, query: string) => Promise<readonly Subject[]>;
};

const searchFor = <T>(kind: Kind<T>): Search => ({
  byId: (graph, id) => searchById(graph, kind, id),
  byWords: (graph, query) => searchByWords(graph, kind, query),
});

const searches: Readonly<Record<SubjectKind, Search>> = {
  user: searchFor(people),
  "service principal": searchFor(apps),
  device: searchFor(devices),
  site: searchFor(sites),
};

/**
 * Finds accounts, applications, devices and sites, as `kinds` says (left out: accounts only), by object id, by what
 * else they are known by (address, app id, device id), by whole name or by the beginning of one, without regard to
 * case; at most 10 of all kinds together. Nobody, an empty question or one with control characters is an empty list;
 * several are for people to choose from. Throws TenantFault.
 */
export const findSubjects: SubjectFinder = async ({ graph }, raw, kinds = ["user"]) => {
  const query = raw.trim();
  if (query === "" || query.length > longestQuery || /\p{Cc}/u.test(query)) return [];
  const id = objectId.safeParse(query);
  const found = await Promise.all(
    kinds.map((kind) =>
      id.success ? searches[kind].byId(graph, id.data) : searches[kind].byWords(graph, query),
    ),
  );
  return found.flat().slice(0, most);
};
