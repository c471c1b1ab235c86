/** Who may do what with an exception, as the directory has it now. Absent means denied. */
import { isSamePerson, isAmong, distinctHumans } from "../core/approval/quorum.ts";
import { type Authority } from "../core/exceptions/commands.ts";
import { type Exception } from "../core/exceptions/types.ts";
import { isBarred, findStep } from "../core/incident/decision.ts";
import { type Person } from "../core/incident/people.ts";
import { type Incident } from "../core/incident/types.ts";
import {
  decidersOfTeam,
  type Directory,
  type Groups,
  noGroups,
  personById,
  teamById,
} from "../core/ownership/directory.ts";

/** The team whose deciders review for security, and the one that accepts any risk. */
const reviewingTeam = "soc";
const acceptingTeam = "management";

/** What the register needs to know of teams. A team that isn't in the directory has nobody. */
export type RegisterTeams = {
  /** Everyone who decides in a team: on call at any time, deputies, lead. */
  decidersOf(team: string): readonly Person[];
  leadOf(team: string): Person | undefined;
  leads(): readonly Person[];
};

/** Teams of a directory; `groups` are the members of Entra groups as far as they are known. */
export const teamsIn = (directory: Directory, groups: Groups = noGroups): RegisterTeams => {
  const people = (ids: readonly string[]): readonly Person[] =>
    ids.flatMap((id) => personById(directory, id) ?? []);
  return {
    decidersOf: (team) => people(decidersOfTeam(directory, team, groups)),
    leadOf: (team) => {
      const found = teamById(directory, team);
      return found && personById(directory, found.lead);
    },
    leads: () => people(directory.teams.map(({ lead }) => lead)),
  };
};

type About = {
  readonly exception: Pick<Exception, "source">;
  /** The incident that it comes from. Where it can't be had, nobody may do anything. */
  readonly incident: Incident | undefined;
};

/** The team with authority over the step: after routing, or else as the playbook says. */
const owningTeam = ({ exception, incident }: About): string | undefined => {
  const { source } = exception;
  const step = incident && source && findStep(incident, source.step);
  return step && (step.ownership?.team ?? step.definition.team);
};

/** Whoever may accept this risk, once each: the owning team's lead (any team's for one without an incident), management. */
export const acceptersOf = (about: About, teams: RegisterTeams): readonly Person[] => {
  const team = owningTeam(about);
  const lead = team === undefined ? undefined : teams.leadOf(team);
  const leads = about.exception.source ? (lead ? [lead] : []) : teams.leads();
  return distinctHumans([...leads, ...teams.decidersOf(acceptingTeam)]);
};

const hasNoSay = ({ exception, incident }: About, person: Person): boolean => {
  if (!exception.source) return false;
  return incident?.id !== exception.source.incident || isBarred(incident, person);
};

/** What this person may do with this exception. `incident` is needed for one that comes from an incident. */
export const authorityOf = (person: Person, about: About, teams: RegisterTeams): Authority => ({
  mayAccept: isAmong(person, acceptersOf(about, teams)),
  mayReview: isAmong(person, teams.decidersOf(reviewingTeam)),
  isBarred: hasNoSay(about, person),
});

/** Who could review it for security if `owner` owned it, in the order of asking; the first is the one to name. */
export const reviewersFor = (
  owner: Person,
  about: About,
  teams: RegisterTeams,
): readonly Person[] =>
  teams
    .decidersOf(reviewingTeam)
    .filter((person) => !isSamePerson(person, owner) && !hasNoSay(about, person));
