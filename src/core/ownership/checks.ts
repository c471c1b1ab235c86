/** How the fields of the directory fit together: who is named must exist, once, and somebody stays accountable. */
import { type z } from "zod/v4";
import {
  type clockFields,
  type personFields,
  type quietFields,
  type ruleFields,
  type teamFields,
} from "./fields.ts";
import { severities } from "../incident/types.ts";

type HumanRow = z.infer<typeof personFields>;
type TeamRow = z.infer<typeof teamFields>;
type RuleRow = z.infer<typeof ruleFields>;
type OnCall = NonNullable<TeamRow["onCall"]>;

/** The whole file, with each field read. */
export type Fields = {
  readonly people: readonly HumanRow[];
  readonly teams: readonly TeamRow[];
  readonly routing: readonly RuleRow[];
  readonly clocks: z.infer<typeof clockFields>;
  readonly quietHours?: z.infer<typeof quietFields> | undefined;
};

/** Where something is wrong, and what. */
export type Problem = { readonly path: (string | number)[]; readonly message: string };

type Named = { readonly id: string; readonly path: readonly (string | number)[] };

const idsOf = (person: HumanRow, index: number): readonly Named[] => [
  { id: person.id, path: ["people", index, "id"] },
  ...(person.accounts ?? []).map((id, at) => ({ id, path: ["people", index, "accounts", at] })),
];

const twice = (named: readonly Named[], message: string): readonly Problem[] => {
  const seen = new Set<string>();
  return named.flatMap(({ id, path }) => {
    const again = seen.has(id);
    seen.add(id);
    return again ? [{ path: [...path], message }] : [];
  });
};

/** People whom the file itself names as on call; a group's members are known to Entra only. */
const calledIn = (onCall: OnCall | undefined): readonly Named[] => {
  const at = (id: string, ...path: readonly (string | number)[]): Named => ({ id, path });
  if (!onCall) return [];
  return [
    ...(onCall.person === undefined ? [] : [at(onCall.person, "person")]),
    ...(onCall.rota ?? []).map(({ person }, index) => at(person, "rota", index, "person")),
    ...(onCall.rotation?.people ?? []).map((id, index) => at(id, "rotation", "people", index)),
  ];
};

const namedIn = (team: TeamRow): readonly Named[] => [
  { id: team.lead, path: ["lead"] },
  ...team.deputies.map((id, index) => ({ id, path: ["deputies", index] })),
  ...calledIn(team.onCall).map(({ id, path }) => ({ id, path: ["onCall", ...path] })),
];

const unknownPeople = ({ people, teams }: Fields): readonly Problem[] => {
  const primary = new Set<string>(people.map(({ id }) => id));
  const holders = new Map<string, HumanRow>(
    people.flatMap((person) => (person.accounts ?? []).map((id) => [id, person] as const)),
  );
  return teams.flatMap((team, index) =>
    namedIn(team).flatMap(({ id, path }) => {
      if (primary.has(id)) return [];
      const holder = holders.get(id);
      const message = holder
        ? `this is another account of ${holder.name}: name ${holder.id}`
        : "nobody in people has this id";
      return [{ path: ["teams", index, ...path], message }];
    }),
  );
};

/** Entries in the order of their start; each must end before the next begins. */
const rotaProblems = (rota: NonNullable<OnCall["rota"]>): readonly Problem[] => {
  const backwards = rota.flatMap(({ from, to }, index) =>
    from < to ? [] : [{ path: [index, "to"], message: "it ends before it begins" }],
  );
  if (backwards.length > 0) return backwards;
  const sorted = rota
    .map((entry, index) => ({ ...entry, index }))
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.index - b.index));
  return sorted.flatMap((entry, place) => {
    const before = sorted[place - 1];
    if (!before || before.to <= entry.from) return [];
    const message = `it begins before entry ${before.index + 1} of this rota has ended: two people would be on call`;
    return [{ path: [entry.index, "from"], message }];
  });
};

const onCallProblems = (onCall: OnCall): readonly Problem[] => {
  const ways = [onCall.person, onCall.rota, onCall.rotation, onCall.group];
  if (ways.filter((way) => way !== undefined).length !== 1) {
    return [{ path: [], message: "give exactly one of person, rota, rotation and group" }];
  }
  return rotaProblems(onCall.rota ?? []).map(({ path, message }) => ({
    path: ["rota", ...path],
    message,
  }));
};

/** A provider's people may execute; somebody of our own must stay accountable for it. */
const withoutInternal = (team: TeamRow, people: ReadonlyMap<string, HumanRow>): boolean =>
  namedIn(team).every(({ id }) => people.get(id)?.employer !== undefined);

const teamProblems = (fields: Fields): readonly Problem[] => {
  const people = new Map<string, HumanRow>(fields.people.map((person) => [person.id, person]));
  return fields.teams.flatMap((team, index) => {
    const problems = team.onCall ? onCallProblems(team.onCall) : [];
    const message =
      "everybody named here is a provider's: name one of your own people as lead, deputy or on call, who stays accountable";
    return [
      ...problems.map((p) => ({ ...p, path: ["teams", index, "onCall", ...p.path] })),
      ...(withoutInternal(team, people) ? [{ path: ["teams", index], message }] : []),
    ];
  });
};

const ruleProblems = ({ routing, teams }: Fields): readonly Problem[] => {
  const known = new Set(teams.map(({ id }) => id));
  const strange = routing.flatMap((rule, index) =>
    (["team", "oversight"] as const).flatMap((field) => {
      const team = rule[field];
      return team === undefined || known.has(team)
        ? []
        : [{ path: ["routing", index, field], message: `there is no team ${team}` }];
    }),
  );
  const names = routing.map(({ name }, index) => ({ id: name, path: ["routing", index, "name"] }));
  return [...strange, ...twice(names, "another rule has this name")];
};

const clockProblems = ({ clocks }: Fields): readonly Problem[] =>
  severities.flatMap((severity, index) => {
    const graver = severities[index - 1];
    if (!graver || clocks.responseMinutes[graver] <= clocks.responseMinutes[severity]) return [];
    const message = `${severity} may not be answered sooner than ${graver}: ${clocks.responseMinutes[graver]} minutes there`;
    return [{ path: ["clocks", "responseMinutes", severity], message }];
  });

/** Longest quiet: 16 h leave a working day in which people can be reached. */
const longestQuiet = 16 * 60;

const minutesOf = (time: string): number => {
  const [hours = "0", minutes = "0"] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
};

const quietProblems = ({ quietHours }: Fields): readonly Problem[] => {
  if (!quietHours) return [];
  // From 22:00 to 22:00 is a whole day.
  const length = minutesOf(quietHours.to) - minutesOf(quietHours.from);
  return (length > 0 ? length : length + 1_440) <= longestQuiet
    ? []
    : [{ path: ["quietHours", "to"], message: "quiet hours last 16 hours at most" }];
};

/** Everything that one field alone can't show to be wrong; nothing means that the file can be used. */
export const problemsIn = (fields: Fields): readonly Problem[] => [
  ...twice(fields.people.flatMap(idsOf), "this person is listed twice"),
  ...twice(
    fields.teams.map(({ id }, index) => ({ id, path: ["teams", index, "id"] })),
    "this team is listed twice",
  ),
  ...unknownPeople(fields),
  ...teamProblems(fields),
  ...ruleProblems(fields),
  ...clockProblems(fields),
  ...quietProblems(fields),
];
