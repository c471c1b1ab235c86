import { z } from "zod/v4";
import { type ObjectId } from "../shared/ids.ts";
import { type Person } from "../incident/people.ts";
import { problemsIn } from "./checks.ts";
import { clockFields, personFields, quietFields, ruleFields, teamFields } from "./fields.ts";

/**
 * The directory file: who belongs to which team, who is on call, which team decides what, and how
 * long people have. People and teams are enough; the rest has defaults. See docs/directory.md.
 */
export const directorySchema = z
  .strictObject({
    people: z.array(personFields).min(1),
    teams: z.array(teamFields).min(1),
    /** First rule that fits wins; without one the action's or the playbook's team decides. */
    routing: z.array(ruleFields).default([]),
    clocks: clockFields.prefault({}),
    quietHours: quietFields.optional(),
  })
  .check(({ value, issues }) => {
    for (const { path, message } of problemsIn(value)) {
      issues.push({ code: "custom", path, message, input: value });
    }
  });

export type Directory = z.infer<typeof directorySchema>;
export type Team = Directory["teams"][number];
export type QuietHours = NonNullable<Directory["quietHours"]>;

/** Members of Entra groups, by the group's id: what is known of them at the moment. */
export type Groups = ReadonlyMap<string, readonly ObjectId[]>;

/** Where nothing is known of groups, or none is used. */
export const noGroups: Groups = new Map();

const personOf = ({ id, name, accounts, employer }: Directory["people"][number]): Person => ({
  id,
  name,
  ...(accounts && accounts.length > 0 && { accounts }),
  ...(employer !== undefined && { employer }),
});

/** The human to whom this account belongs, by their own account or another of theirs; else undefined. */
export const personById = (directory: Directory, id: string): Person | undefined => {
  const found =
    directory.people.find((person) => person.id === id) ??
    directory.people.find(({ accounts }) => accounts?.some((other) => other === id));
  return found && personOf(found);
};

/** Each human once, at their first place. */
export const distinct = (people: readonly Person[]): readonly Person[] => [
  ...new Map(people.map((person) => [person.id, person] as const)).values(),
];

export const teamById = (directory: Directory, id: string): Team | undefined =>
  directory.teams.find((team) => team.id === id);

/** The people behind these accounts, each human once, in the order of the file. */
export const groupPeople = (
  directory: Directory,
  members: readonly ObjectId[],
): readonly Person[] => {
  const wanted = new Set<string>(members);
  return directory.people
    .filter(({ id, accounts }) => wanted.has(id) || accounts?.some((other) => wanted.has(other)))
    .map(personOf);
};

/** Everyone who is ever on call for a team, whether now or at another time. */
export const calledPeople = (
  directory: Directory,
  { onCall }: Team,
  groups: Groups,
): readonly Person[] => {
  if (!onCall) return [];
  const members = onCall.group === undefined ? [] : (groups.get(onCall.group) ?? []);
  const named = [
    ...(onCall.person === undefined ? [] : [onCall.person]),
    ...(onCall.rota ?? []).map(({ person }) => person),
    ...(onCall.rotation?.people ?? []),
  ];
  return distinct([
    ...named.flatMap((id) => personById(directory, id) ?? []),
    ...groupPeople(directory, members),
  ]);
};

/** Object ids of everyone who may own a step of a team: whoever is ever on call, deputies, lead. */
export const decidersOfTeam = (
  directory: Directory,
  id: string,
  groups: Groups = noGroups,
): readonly ObjectId[] => {
  const team = teamById(directory, id);
  if (!team) return [];
  const called = calledPeople(directory, team, groups).map((person) => person.id);
  return [...new Set([...called, ...team.deputies, team.lead])];
};

/** Sentences on what works, but not for everything: teams in which no two people can agree. */
export const warningsOf = (directory: Directory): readonly string[] =>
  directory.teams.flatMap((team) => {
    // Who is in a group is known only later.
    if (team.onCall?.group !== undefined) return [];
    return decidersOfTeam(directory, team.id).length >= 2
      ? []
      : [
          `team ${team.id}: only one person decides here, so a step that two people must approve can't be approved`,
        ];
  });
