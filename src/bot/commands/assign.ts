import { decidersOfTeam, distinct } from "../../core/ownership/directory.ts";
import { ownershipOf, routeOf } from "../../core/ownership/resolve.ts";
import { type ObjectId } from "../../core/shared/ids.ts";
import { type Ownership, type Person } from "../../core/incident/people.ts";
import { subjectOf } from "../../core/incident/evidence.ts";
import { type Incident, type Step } from "../../core/incident/types.ts";
import { type Result } from "../../core/shared/result.ts";
import { type BotDeps, type Call, type Command } from "../bot.ts";
import { changeIncident, intend, type Intent, misunderstood } from "../incident-command.ts";
import { isManagement } from "../is-management.ts";
import { findPeople } from "../which-person.ts";
import { stepNames, whichStep } from "../which-step.ts";

const usage = "incident assign <step> <person>";

/** What the directory says of the step when this person owns it; undefined where they can't. */
const resolved = (
  deps: BotDeps,
  incident: Incident,
  { step, owner }: { step: Step; owner: Person },
): Ownership | undefined => {
  const barred = [...incident.subjects, ...incident.suspects].map(({ id }) => id);
  const found = ownershipOf(deps.duty.directory(), {
    team: teamOf(deps, incident, step),
    at: deps.runtime.now(),
    groups: deps.duty.knownGroups(),
    barred,
    assigned: owner,
  });
  return found?.owner.id === owner.id ? found : undefined;
};

/** The team after routing; where nobody was found for the step, it is routed now. */
const teamOf = ({ duty }: BotDeps, incident: Incident, step: Step): string => {
  const { definition, ownership, status } = step;
  if (ownership) return ownership.team;
  return routeOf(duty.directory(), {
    action: definition.action,
    defaultTeam: definition.team,
    playbook: incident.playbook,
    severity: incident.worst,
    subjectKind: subjectOf(incident, step).kind,
    traits: "proposal" in status ? status.proposal.plan.traits : [],
  }).team;
};

/** Whoever owned it before stands in, and whoever oversaw it still does. */
const withOthers = (now: Ownership, before: Ownership | undefined, may: Deciders): Ownership => {
  if (!before) return now;
  const others = (people: readonly Person[]): readonly Person[] =>
    distinct(people).filter(({ id }) => id !== now.owner.id);
  const deputies = others([
    ...now.deputies,
    ...[before.owner, ...before.deputies].filter(({ id }) => may.includes(id)),
  ]);
  const named: Deciders = deputies.map(({ id }) => id);
  const [oversight] = others(before.oversight ? [before.oversight] : []);
  return {
    ...now,
    deputies,
    seconds: others([...now.seconds, ...before.seconds]).filter(({ id }) => !named.includes(id)),
    ...(oversight && { oversight }),
  };
};

type Deciders = readonly ObjectId[];

const assignTo = (
  deps: BotDeps,
  incident: Incident,
  { step, owner, by }: { step: Step; owner: Person; by: Person },
): Result<Intent, string> => {
  const { duty } = deps;
  const team = teamOf(deps, incident, step);
  const may = decidersOfTeam(duty.directory(), team, duty.knownGroups());
  const found = resolved(deps, incident, { step, owner });
  // Who can't own it is named all the same: the refusal that follows says why.
  const bare: Ownership = { owner, how: "assigned", team, deputies: [], seconds: [] };
  return intend(
    {
      type: "AssignStep",
      step: step.definition.key,
      ownership: found ? withOthers(found, step.ownership, may) : bare,
      allowed: found !== undefined && may.includes(owner.id),
      byManagement: isManagement(deps, by),
    },
    `step ${String(step.number)} belongs to ${owner.name}.`,
  );
};

const read = (
  deps: BotDeps,
  call: Call,
  incident: Incident,
  args: string,
): Result<Intent, string> => {
  const [stepWord = "", ...rest] = args.trim().split(/\s+/u);
  const step = whichStep(incident, stepWord);
  if (!step) return misunderstood(`Which step? ${stepNames(incident)}: “${usage}”.`);
  const people = findPeople(deps.duty.directory(), call, rest.join(" "));
  const [only, another] = people;
  if (!only) return misunderstood(`Nobody in the directory fits. Mention a person: “${usage}”.`);
  if (another) {
    const names = people.map((person) => `${person.name} (id ${person.id.slice(-4)})`).join(", ");
    return misunderstood(`Several people fit: ${names}. Mention one.`);
  }
  return assignTo(deps, incident, { step, owner: only, by: call.person });
};

export const assign: Command = {
  name: "assign",
  usage,
  help: "Gives a step to a person of the owning team. Only the lead.",
  run: (deps, call) =>
    changeIncident(deps, call, (incident, args) => read(deps, call, incident, args)),
};
