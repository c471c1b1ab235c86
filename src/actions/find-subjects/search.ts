/** Asking the directory for objects of one kind, from the surest question to the widest. */
import { z } from "zod/v4";
import { type Graph, TenantFault } from "../tenant.ts";
import { type ObjectId } from "../../core/shared/ids.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { shaped, odataText } from "../read.ts";

/** People choose from a list; a longer one isn't read, and a better question is asked. */
export const most = 10;

/** One kind of object in the directory and how it is asked for. */
export type Kind<T> = {
  /** Collection with the version, for example `/v1.0/users`. */
  readonly path: string;
  readonly schema: z.ZodType<T>;
  /** Members for `$select`. */
  readonly members: readonly string[];
  /** The subject, or undefined where the object isn't of this kind after all. */
  readonly subjectOf: (found: T) => Subject | undefined;
  /** Filters for words, from the surest to the widest; each list of them counts as one question. */
  readonly byWords: (literal: string, query: string) => readonly (readonly string[])[];
  /** Filters for an id that isn't the object id: an app id, a device id. */
  readonly byOtherId: (literal: string) => readonly string[];
};

const onlySubjects = (found: readonly (Subject | undefined)[]): readonly Subject[] =>
  found.filter((subject) => subject !== undefined);

const byId = async <T>(graph: Graph, kind: Kind<T>, id: string): Promise<readonly Subject[]> => {
  try {
    const path = `${kind.path}/${encodeURIComponent(id)}?$select=${kind.members.join(",")}`;
    const { body, requestId } = await graph.get(path);
    return onlySubjects([kind.subjectOf(shaped(kind.schema, body, requestId))]);
  } catch (fault) {
    if (fault instanceof TenantFault && fault.kind === "not found") return [];
    throw fault;
  }
};

const byFilter = async <T>(
  graph: Graph,
  kind: Kind<T>,
  filter: string,
): Promise<readonly Subject[]> => {
  // Encoded once and whole: `#` of a guest's name, `&`, `+` and `%` are data here (Graph query parameters).
  const select = `$select=${kind.members.join(",")}`;
  const query = `$filter=${encodeURIComponent(filter)}&${select}&$top=${String(most)}`;
  const { values } = await graph.list(`${kind.path}?${query}`, most);
  return onlySubjects(shaped(z.array(kind.schema), values).map(kind.subjectOf));
};

/** Each subject once, in the order in which they were found. */
const distinct = (subjects: readonly Subject[]): readonly Subject[] => [
  ...new Map(subjects.map((subject) => [subject.id, subject])).values(),
];

const byFilters = async <T>(
  graph: Graph,
  kind: Kind<T>,
  filters: readonly string[],
): Promise<readonly Subject[]> => {
  const found = await Promise.all(filters.map((filter) => byFilter(graph, kind, filter)));
  return distinct(found.flat());
};

/** Subjects of one kind with this object id, or with another id that the kind has. */
export const searchById = async <T>(
  graph: Graph,
  kind: Kind<T>,
  id: ObjectId,
): Promise<readonly Subject[]> => {
  const found = await byId(graph, kind, id);
  return found.length > 0 ? found : byFilters(graph, kind, kind.byOtherId(odataText(id)));
};

/** Subjects of one kind by words; the first question that finds something counts. */
export const searchByWords = async <T>(
  graph: Graph,
  kind: Kind<T>,
  query: string,
): Promise<readonly Subject[]> => {
  for (const filters of kind.byWords(odataText(query), query)) {
    const subjects = await byFilters(graph, kind, filters);
    if (subjects.length > 0) return subjects;
  }
  return [];
};
