/** Which team decides a step, and who of it: authority over what is changed, not who saw the alert. */
import { type OwnedBy, type Ownership, type Person } from "../incident/people.ts";
import { type SubjectKind, type Trait } from "../incident/plan.ts";
import { type Severity } from "../incident/types.ts";
import { type Instant, type ObjectId } from "../shared/ids.ts";
import {
  calledPeople,
  decidersOfTeam,
  type Directory,
  distinct,
  groupPeople,
  type Groups,
  noGroups,
  personById,
  type Team,
  teamById,
} from "./directory.ts";

/** What a routing rule is asked about. */
export type Matter = {
  /** Id of the action in the catalogue. */
  readonly action: string;
  /** Decides where no rule fits: the playbook's choice, else the action's team. */
  readonly defaultTeam: string;
  readonly playbook: string;
  readonly severity: Severity;
  readonly subjectKind: SubjectKind;
  /** As far as they are known: none before the target was read. */
  readonly traits: readonly Trait[];
};

/** The team that decides; `oversight` is another team's id, `rule` the name of the rule that said so. */
export type Route = {
  readonly team: string;
  readonly oversight?: string;
  readonly rule?: string;
};

type Rule = Directory["routing"][number];

/** A rule that doesn't ask takes everything. */
const asksFor = <T>(wanted: readonly T[] | undefined, ...had: readonly T[]): boolean =>
  wanted === undefined || had.some((one) => wanted.includes(one));

const fits = (rule: Rule, matter: Matter): boolean =>
  asksFor(rule.severity, matter.severity) &&
  asksFor(rule.targets, matter.subjectKind, ...matter.traits) &&
  asksFor(rule.actions, matter.action) &&
  asksFor(rule.playbooks, matter.playbook);

/** The first routing rule that fits in all it names; else the default team. */
export const routeOf = (directory: Directory, matter: Matter): Route => {
  const rule = directory.routing.find((one) => fits(one, matter));
  if (!rule) return { team: matter.defaultTeam };
  const { team, oversight, name } = rule;
  return { team, ...(oversight !== undefined && { oversight }), rule: name };
};

/** What is known at one moment. */
export type Situation = {
  readonly at: Instant;
  readonly groups: Groups;
  /** Accounts whose humans decide nothing here: subjects and suspects. */
  readonly barred: readonly ObjectId[];
};

const inRotation = (
  { people, start, everyHours }: NonNullable<NonNullable<Team["onCall"]>["rotation"]>,
  at: Instant,
): readonly ObjectId[] => {
  const passed = Date.parse(at) - Date.parse(start);
  if (passed < 0) return [];
  const turn = people[Math.floor(passed / (everyHours * 3_600_000)) % people.length];
  return turn === undefined ? [] : [turn];
};

/** Who is on call now; nobody in a rota's hole, before a rotation starts and in a group of nobody we know. */
const onCallNow = (
  directory: Directory,
  { onCall }: Team,
  { at, groups }: Pick<Situation, "at" | "groups">,
): readonly Person[] => {
  if (!onCall) return [];
  if (onCall.group !== undefined) return groupPeople(directory, groups.get(onCall.group) ?? []);
  const now = Date.parse(at);
  const covers = (entry: { from: Instant; to: Instant }): boolean =>
    Date.parse(entry.from) <= now && now < Date.parse(entry.to);
  const ids = [
    ...(onCall.person === undefined ? [] : [onCall.person]),
    ...(onCall.rota ?? []).filter(covers).map(({ person }) => person),
    ...(onCall.rotation ? inRotation(onCall.rotation, at) : []),
  ];
  return peopleOf(directory, ids);
};

const peopleOf = (directory: Directory, ids: readonly ObjectId[]): readonly Person[] =>
  ids.flatMap((id) => personById(directory, id) ?? []);

type Candidate = { readonly person: Person; readonly how: OwnedBy };

/** On call, deputies, lead: each human once, by their first rung, without those who are barred. */
const candidatesOf = (
  directory: Directory,
  team: Team,
  situation: Situation,
): readonly Candidate[] => {
  const rung = (how: OwnedBy, people: readonly Person[]): readonly Candidate[] =>
    people.map((person) => ({ person, how }));
  const all = [
    ...rung("on call", onCallNow(directory, team, situation)),
    ...rung("deputy", peopleOf(directory, team.deputies)),
    ...rung("lead", peopleOf(directory, [team.lead])),
  ];
  const seen = new Set<string>();
  return all.filter(({ person }) => {
    if (seen.has(person.id) || isAmongBarred(person, situation.barred)) return false;
    seen.add(person.id);
    return true;
  });
};

/** Is one of this human's accounts among the barred ones? */
export const isAmongBarred = (person: Person, barred: readonly ObjectId[]): boolean =>
  [person.id, ...(person.accounts ?? [])].some((id) => barred.includes(id));

const isInternal = (person: Person): boolean => person.employer === undefined;

/** The routed team's, with who oversees it and whom the incident's lead chose. */
export type Claim = Situation & {
  readonly team: string;
  /** Id of the overseeing team. */
  readonly oversight?: string | undefined;
  /** Chosen by name: stands before everybody on call. */
  readonly assigned?: Person | undefined;
};

/** Who oversees: whoever owns that team's steps, and who stands in; never the owner of the step itself. */
const overseers = (directory: Directory, claim: Claim, owner: Person): readonly Person[] => {
  const team = claim.oversight === undefined ? undefined : teamById(directory, claim.oversight);
  if (!team) return [];
  return candidatesOf(directory, team, claim).flatMap(({ person, how }, place) =>
    person.id !== owner.id && (place === 0 || how !== "lead") ? [person] : [],
  );
};

type Accountable = { readonly accountable?: Person } | undefined;

/** Nothing to name for our own people; undefined where a provider's person would act with nobody accountable. */
const accountableFor = (
  directory: Directory,
  team: Team,
  choice: { owner: Person; candidates: readonly Candidate[]; claim: Claim },
): Accountable => {
  const { owner, candidates, claim } = choice;
  if (isInternal(owner)) return {};
  const first = candidates.find(({ person }) => isInternal(person))?.person;
  // Whoever is on call at another time is accountable rather than nobody.
  const accountable =
    first ??
    calledPeople(directory, team, claim.groups).find(
      (person) => isInternal(person) && !isAmongBarred(person, claim.barred),
    );
  return accountable && { accountable };
};

const ownerOf = (
  directory: Directory,
  { assigned, barred }: Claim,
  candidates: readonly Candidate[],
): Candidate | undefined => {
  const chosen = assigned && (personById(directory, assigned.id) ?? assigned);
  if (chosen && !isAmongBarred(chosen, barred)) return { person: chosen, how: "assigned" };
  return candidates[0];
};

/**
 * Who decides: whoever was assigned, else who is on call, else the first deputy, else the team's lead.
 * Barred people are left out by every account of theirs. Undefined where nobody is left, and where only
 * a managed provider's people are: an internal owner must stay accountable.
 */
export const ownershipOf = (directory: Directory, claim: Claim): Ownership | undefined => {
  const team = teamById(directory, claim.team);
  if (!team) return undefined;
  const candidates = candidatesOf(directory, team, claim);
  const found = ownerOf(directory, claim, candidates);
  if (!found) return undefined;
  const { person: owner, how } = found;
  const accountable = accountableFor(directory, team, { owner, candidates, claim });
  if (!accountable) return undefined;
  const others = candidates.filter(({ person }) => person.id !== owner.id);
  const deputies = others.flatMap((one) => (one.how === "lead" ? [] : [one.person]));
  const lead = others.flatMap((one) => (one.how === "lead" ? [one.person] : []));
  const over = overseers(directory, claim, owner);
  const named = new Set<string>(deputies.map(({ id }) => id));
  const [oversight] = over;
  return {
    owner,
    how,
    team: team.id,
    deputies,
    seconds: distinct([...lead, ...over]).filter(({ id }) => !named.has(id)),
    ...accountable,
    ...(oversight && { oversight }),
  };
};

/** Id of the team that is called when nobody else answers. */
const managementTeam = "management";

/** Everyone of the team "management" who can be called now: on call, deputies, lead. None without such a team. */
export const management = (
  directory: Directory,
  at: Instant,
  groups: Groups,
): readonly Person[] => {
  const team = teamById(directory, managementTeam);
  if (!team) return [];
  return candidatesOf(directory, team, { at, groups, barred: [] }).map(({ person }) => person);
};

/**
 * What is left when the human behind an account is locked out: `quorumHolds` is false where a team in
 * which they decide would keep fewer than two people. Undefined for accounts of nobody in the directory.
 */
export const remainingDeciders = (
  directory: Directory,
  lockedOut: ObjectId,
  groups: Groups = noGroups,
): { readonly quorumHolds: boolean } | undefined => {
  const person = personById(directory, lockedOut);
  if (!person) return undefined;
  const theirs = directory.teams
    .map(({ id }) => decidersOfTeam(directory, id, groups))
    .filter((deciders) => deciders.includes(person.id));
  return { quorumHolds: theirs.every((deciders) => deciders.length - 1 >= 2) };
};
