/** Whom or what a command means: a subject of the incident, or somebody in the tenant. */
import { TenantFault } from "../actions/tenant.ts";
import { type Subject, type SubjectKind } from "../core/incident/plan.ts";
import { type Incident } from "../core/incident/types.ts";
import { cleanName } from "../core/shared/clean-text.ts";
import { ok, refuse, type Result } from "../core/shared/result.ts";
import { type BotDeps } from "./bot.ts";

/** A subject of the incident by object id, address or name; the name must fit one only. */
const known = (
  { subjects }: Incident,
  query: string,
  kinds: readonly SubjectKind[],
): readonly Subject[] => {
  const wanted = query.toLowerCase();
  return subjects.filter(
    ({ id, address, name, kind }) =>
      kinds.includes(kind) &&
      [id, address.toLowerCase(), name.toLowerCase()].some((one) => one === wanted),
  );
};

/** Marks that people, phones and word processors put around a name. */
const quoteMarks = ['""', "“”", "„“", "''", "‘’", "«»"] as const;

/** People quote what they mean; the marks around it aren't part of it, the apostrophe in O'Brien is. */
export const unquoted = (text: string): string => {
  const name = text.trim();
  const isQuoted = quoteMarks.some(
    ([first = "", last = ""]) => name.length > 2 && name.startsWith(first) && name.endsWith(last),
  );
  return isQuoted ? name.slice(1, -1).trim() : name;
};

const listed = (subjects: readonly Subject[]): string =>
  subjects.map(({ name, about, id }) => `${cleanName(name)} (${about}) ${id}`).join("; ");

const oneOf = (subjects: readonly Subject[], query: string): Result<Subject, string> => {
  const [first] = subjects;
  if (!first) return refuse(`Nothing in the tenant fits “${query}”. Paste the object id.`);
  return subjects.length === 1
    ? ok(first)
    : refuse(`Several fit; use the object id: ${listed(subjects)}.`);
};

/** One target of these kinds, or a sentence that says what to type. Nothing is guessed. */
export const findTarget = async (
  deps: Pick<BotDeps, "findSubjects">,
  incident: Incident,
  asked: { readonly query: string; readonly kinds: readonly SubjectKind[] },
): Promise<Result<Subject, string>> => {
  const { kinds } = asked;
  const query = unquoted(asked.query);
  const here = known(incident, query, kinds);
  if (here.length > 0) return oneOf(here, query);
  try {
    return oneOf(await deps.findSubjects(query, kinds), query);
  } catch (fault) {
    if (!(fault instanceof TenantFault)) throw fault;
    return refuse(`The directory can't be read now (${fault.code}). Try again in a minute.`);
  }
};
