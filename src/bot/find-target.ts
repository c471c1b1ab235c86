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

const waysToName = {
  user: "an account’s address or whole name",
  "service principal": "an application’s name or app id",
  device: "a device’s name in Entra or its device id",
  site: "the name or mail address of a site’s group",
} as const satisfies Record<SubjectKind, string>;

/** What to type where nothing fits: "Write a device’s name in Entra or its device id, or paste the object id." */
export const howToName = (kinds: readonly SubjectKind[]): string =>
  `Write ${kinds.map((kind) => waysToName[kind]).join(", ")}, or paste the object id.`;

const oneOf = (
  subjects: readonly Subject[],
  { query, kinds }: { readonly query: string; readonly kinds: readonly SubjectKind[] },
): Result<Subject, string> => {
  const [first] = subjects;
  if (!first) return refuse(`Nothing in the tenant fits “${query}”. ${howToName(kinds)}`);
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
  if (here.length > 0) return oneOf(here, { query, kinds });
  try {
    return oneOf(await deps.findSubjects(query, kinds), { query, kinds });
  } catch (fault) {
    if (!(fault instanceof TenantFault)) throw fault;
    return refuse(`The directory can't be read now (${fault.code}). Try again in a minute.`);
  }
};
