import { decidersOfTeam } from "../../core/ownership/directory.ts";
import {
  type Incident,
  type Ownership,
  type Person,
  type Step,
} from "../../core/incident/types.ts";
import { type Result } from "../../core/shared/result.ts";
import { type BotDeps, type Call, type Command } from "../bot.ts";
import { changeIncident, intend, type Intent, misunderstood } from "../incident-command.ts";
import { findPeople } from "../which-person.ts";
import { stepNames, whichStep } from "../which-step.ts";

const usage = "incident assign <step> <person>";

/** The new owner; whoever could decide before stands in, so that nobody is left without a deputy. */
const ownershipWith = (step: Step, owner: Person): Ownership => {
  const before = step.ownership ? [step.ownership.owner, ...step.ownership.deputies] : [];
  return { owner, deputies: before.filter((person) => person.id !== owner.id) };
};

const assignTo = (deps: BotDeps, step: Step, owner: Person): Result<Intent, string> =>
  intend(
    {
      type: "AssignStep",
      step: step.definition.key,
      ownership: ownershipWith(step, owner),
      allowed: decidersOfTeam(deps.directory, step.definition.team).includes(owner.id),
    },
    `step ${String(step.number)} belongs to ${owner.name}.`,
  );

const read = (
  deps: BotDeps,
  call: Call,
  incident: Incident,
  args: string,
): Result<Intent, string> => {
  const [stepWord = "", ...rest] = args.trim().split(/\s+/u);
  const step = whichStep(incident, stepWord);
  if (!step) return misunderstood(`Which step? ${stepNames(incident)}: “${usage}”.`);
  const people = findPeople(deps.directory, call, rest.join(" "));
  const [only, another] = people;
  if (!only) return misunderstood(`Nobody in the directory fits. Mention a person: “${usage}”.`);
  if (another) {
    const names = people.map((person) => `${person.name} (id ${person.id.slice(-4)})`).join(", ");
    return misunderstood(`Several people fit: ${names}. Mention one.`);
  }
  return assignTo(deps, step, only);
};

export const assign: Command = {
  name: "assign",
  usage,
  help: "Gives a step to a person of the owning team. Only the lead.",
  run: (deps, call) =>
    changeIncident(deps, call, (incident, args) => read(deps, call, incident, args)),
};
