/** What changed in the directory file, in sentences for the log. */
import { severities } from "../incident/types.ts";
import { cleanName, cleanText } from "../shared/clean-text.ts";
import { type Directory, type QuietHours, type Team } from "./directory.ts";

/** Longest list that is of use in a log; the file itself has the rest. */
const longest = 20;

type Human = Directory["people"][number];
type Rule = Directory["routing"][number];
type OnCall = Team["onCall"];

/** Names come from both files: who was removed is in the old one only. Namesakes get their id's end. */
type Names = (id: string) => string;

const namesOf = (before: Directory, after: Directory): Names => {
  const names = new Map<string, string>(
    [...before.people, ...after.people].map(({ id, name }) => [id, cleanName(name)]),
  );
  const all = [...names.values()];
  const twice = new Set(all.filter((name, at) => all.indexOf(name) < at));
  return (id) => {
    const name = names.get(id) ?? "somebody unknown";
    return twice.has(name) ? `${name} (id ${id.slice(-4)})` : name;
  };
};

/** The schema writes members in one order, whatever the file's. */
const spelled = (value: unknown): string => JSON.stringify(value ?? null);

const differ = (a: unknown, b: unknown): boolean => spelled(a) !== spelled(b);

/** What is in one list and not in the other, and what is in both. */
const compared = <T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => string) => {
  const old = new Map(before.map((one) => [keyOf(one), one] as const));
  const now = new Map(after.map((one) => [keyOf(one), one] as const));
  return {
    added: after.filter((one) => !old.has(keyOf(one))),
    removed: before.filter((one) => !now.has(keyOf(one))),
    kept: after.flatMap((one) => {
      const was = old.get(keyOf(one));
      return was === undefined ? [] : [{ was, is: one }];
    }),
  };
};

const humanChanges = (was: Human, is: Human): readonly string[] => {
  const name = cleanName(is.name);
  const employer = is.employer === undefined ? "nobody outside" : cleanName(is.employer);
  return [
    ...(was.name === is.name ? [] : [`${cleanName(was.name)} is called ${name} now`]),
    ...(was.email === is.email ? [] : [`${name}: another mail address`]),
    ...(differ(was.accounts ?? [], is.accounts ?? []) ? [`${name}: other accounts changed`] : []),
    ...(was.employer === is.employer ? [] : [`${name} is employed by ${employer} now`]),
  ];
};

const peopleChanges = (before: Directory, after: Directory): readonly string[] => {
  const { added, removed, kept } = compared(before.people, after.people, ({ id }) => id);
  return [
    ...added.map(({ name }) => `${cleanName(name)} was added`),
    ...removed.map(({ name }) => `${cleanName(name)} was removed`),
    ...kept.flatMap(({ was, is }) => humanChanges(was, is)),
  ];
};

const listed = (ids: readonly string[], names: Names): string =>
  ids.length === 0 ? "nobody" : cleanText(ids.map(names).join(", "), 160);

type Rotation = NonNullable<NonNullable<OnCall>["rotation"]>;

const rotationWords = ({ people, everyHours }: Rotation, names: Names): string =>
  `${listed(people, names)} in turn, ${everyHours} hours each`;

/** "Jon Lind", "a rota of 5 entries": one way to be on call in a few words. */
const onCallWords = (onCall: OnCall, names: Names): string => {
  const { person, rota, rotation, group } = onCall ?? {};
  if (person !== undefined) return names(person);
  if (rota) return `a rota of ${rota.length} entries`;
  if (rotation) return rotationWords(rotation, names);
  return group === undefined ? "nobody" : `the group ${group}`;
};

type Rota = NonNullable<NonNullable<OnCall>["rota"]>;

const rotaChanges = (title: string, was: Rota, is: Rota): readonly string[] => {
  const { added, removed } = compared(was, is, spelled);
  const counts = `${added.length} added, ${removed.length} removed`;
  return added.length + removed.length === 0
    ? []
    : [`${title}: the rota has ${is.length} entries now (${counts})`];
};

const onCallChanges = (
  title: string,
  [was, is]: readonly [OnCall, OnCall],
  names: Names,
): readonly string[] => {
  if (!differ(was, is)) return [];
  if (was?.rota && is?.rota) return rotaChanges(title, was.rota, is.rota);
  const [old, now] = [onCallWords(was, names), onCallWords(is, names)];
  return old === now
    ? [`${title}: the rotation changed`]
    : [`${title}: on call is now ${now}, was ${old}`];
};

const teamChanges = (was: Team, is: Team, names: Names): readonly string[] => {
  const title = cleanName(is.name);
  const deputies = [listed(is.deputies, names), listed(was.deputies, names)] as const;
  return [
    ...(was.name === is.name ? [] : [`the team ${cleanName(was.name)} is called ${title} now`]),
    ...onCallChanges(title, [was.onCall, is.onCall], names),
    ...(was.lead === is.lead
      ? []
      : [`${title}: the lead is now ${names(is.lead)}, was ${names(was.lead)}`]),
    ...(differ(was.deputies, is.deputies)
      ? [`${title}: deputies are now ${deputies[0]}, were ${deputies[1]}`]
      : []),
  ];
};

const teamsChanges = (before: Directory, after: Directory): readonly string[] => {
  const names = namesOf(before, after);
  const { added, removed, kept } = compared(before.teams, after.teams, ({ id }) => id);
  return [
    ...added.map(({ name }) => `the team ${cleanName(name)} was added`),
    ...removed.map(({ name }) => `the team ${cleanName(name)} was removed`),
    ...kept.flatMap(({ was, is }) => teamChanges(was, is, names)),
  ];
};

const ruleName = ({ name }: Rule): string => `rule “${cleanName(name)}”`;

const routingChanges = (before: Directory, after: Directory): readonly string[] => {
  const { added, removed, kept } = compared(before.routing, after.routing, ({ name }) => name);
  const order = (rules: readonly { readonly name: string }[]): string =>
    spelled(rules.map((r) => r.name));
  const moved =
    order(kept.map(({ is }) => is)) !==
    order(before.routing.filter((rule) => !removed.includes(rule)));
  return [
    ...added.map((rule) => `routing: ${ruleName(rule)} added`),
    ...removed.map((rule) => `routing: ${ruleName(rule)} removed`),
    ...kept.flatMap(({ was, is }) => (differ(was, is) ? [`routing: ${ruleName(is)} changed`] : [])),
    ...(moved ? ["routing: the rules stand in another order"] : []),
  ];
};

const clockChanges = (before: Directory, after: Directory): readonly string[] =>
  severities.flatMap((severity) => {
    const was = before.clocks.responseMinutes[severity];
    const is = after.clocks.responseMinutes[severity];
    return was === is ? [] : [`${severity}: answers are due in ${is} minutes, was ${was}`];
  });

const quietWords = (quiet: QuietHours | undefined): string =>
  quiet
    ? `${quiet.from} to ${quiet.to} in ${quiet.timeZone}${quiet.days ? ` (${quiet.days.join(", ")})` : ""}`
    : "none";

const quietChanges = (before: Directory, after: Directory): readonly string[] => {
  const [was, is] = [quietWords(before.quietHours), quietWords(after.quietHours)];
  return was === is ? [] : [`quiet hours are now ${is}, were ${was}`];
};

/**
 * Plain sentences on what another directory file changes, names cleaned: "IAM: on call is now Jon Lind,
 * was Ana Costa". At most 20, then "and 7 more"; none where both say the same.
 */
export const directoryDiff = (before: Directory, after: Directory): readonly string[] => {
  const all = [
    ...peopleChanges(before, after),
    ...teamsChanges(before, after),
    ...routingChanges(before, after),
    ...clockChanges(before, after),
    ...quietChanges(before, after),
  ];
  const rest = all.length - longest;
  return rest > 0 ? [...all.slice(0, longest), `and ${rest} more`] : all;
};
