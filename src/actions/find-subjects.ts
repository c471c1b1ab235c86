import { z } from "zod/v4";
import { type SubjectFinder } from "./contract.ts";
import { type Graph, TenantFault } from "./tenant.ts";
import { cleanText } from "../core/shared/clean-text.ts";
import { objectId } from "../core/shared/ids.ts";
import { type Subject } from "../core/incident/plan.ts";
import { shaped, userPath } from "./read.ts";

/** People choose from a list; a longer one isn't read, and a better question is asked. */
const most = 10;
/** Entra's own limits: 113 characters for a user principal name, 256 for a display name. */
const longestQuery = 256;

const found = z.object({
  id: objectId,
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  userType: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  department: z.string().nullish(),
});

const select = `$select=${Object.keys(found.shape).join(",")}`;

const subjectOf = (user: z.infer<typeof found>): Subject => ({
  kind: "user",
  id: user.id,
  name: user.displayName ?? "",
  address: user.userPrincipalName ?? "",
  about: [
    user.userType === "Guest" ? "guest" : "member",
    user.accountEnabled === false ? "disabled" : "enabled",
    user.onPremisesSyncEnabled === true ? "synced from AD" : "cloud-only",
    ...(user.department ? [cleanText(user.department, 40)] : []),
  ].join(", "),
});

/** A string literal of OData: quotes doubled (OData URL conventions); percent-encoding comes after. */
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const byId = async (graph: Graph, id: Subject["id"]): Promise<readonly Subject[]> => {
  try {
    const { body, requestId } = await graph.get(userPath(id, `?${select}`));
    return [subjectOf(shaped(found, body, requestId))];
  } catch (fault) {
    if (fault instanceof TenantFault && fault.kind === "not found") return [];
    throw fault;
  }
};

const byFilter = async (graph: Graph, filter: string): Promise<readonly Subject[]> => {
  // Encoded once and whole: `#` of a guest's name, `&`, `+` and `%` are data here (Graph query parameters).
  const query = `$filter=${encodeURIComponent(filter)}&${select}&$top=${String(most)}`;
  const { values } = await graph.list(`/v1.0/users?${query}`, most);
  return shaped(z.array(found), values).map(subjectOf);
};

/** Questions from the surest to the widest; the first that finds somebody counts. */
const filtersFor = (query: string): readonly string[] => {
  const text = literal(query);
  return [
    ...(query.includes("@") ? [`userPrincipalName eq ${text} or mail eq ${text}`] : []),
    `displayName eq ${text}`,
    `startswith(displayName,${text}) or startswith(userPrincipalName,${text})`,
  ];
};

/**
 * Finds accounts by object id, by address, by whole name or by the beginning of one, without regard
 * to case; at most 10. Nobody, an empty question or one with control characters is an empty list;
 * several are for people to choose from. Throws TenantFault.
 */
export const findSubjects: SubjectFinder = async ({ graph }, raw) => {
  const query = raw.trim();
  if (query === "" || query.length > longestQuery || /\p{Cc}/u.test(query)) return [];
  const id = objectId.safeParse(query);
  if (id.success) return byId(graph, id.data);
  for (const filter of filtersFor(query)) {
    const subjects = await byFilter(graph, filter);
    if (subjects.length > 0) return subjects;
  }
  return [];
};
