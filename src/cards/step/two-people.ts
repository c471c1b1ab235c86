/** Why a plan takes two people, and who sees it for security. */
import { coolOffOf, votesNeeded } from "../../core/approval/quorum.ts";
import { type Plan } from "../../core/incident/plan.ts";
import { personName } from "../parts/names.ts";
import { bold, line, type Line, plain, type Row, row } from "../parts/run.ts";
import { type StepContext } from "./context.ts";

const whyTwo = ({ action }: StepContext, { traits, tier, direction, subject }: Plan): string => {
  const account = subject.kind === "user" ? "This account" : "This application";
  if (traits.includes("global administrator")) return `${account} holds Global Administrator`;
  if (traits.includes("responder")) return `${account} belongs to a responder`;
  if (traits.includes("privileged")) return `${account} holds privileged rights`;
  if (tier < 3) return "It reaches more than one person";
  return direction === "apply" && action.undo === undefined
    ? "This can’t be undone"
    : "It changes the whole tenant";
};

/** "Two people: this account holds Global Administrator", for a plan that one can't approve. */
export const twoPeople = (context: StepContext, plan: Plan): readonly Row[] => {
  if (votesNeeded(plan.tier) < 2) return [];
  const waitMin = coolOffOf(plan.tier) / 60_000;
  const wait = waitMin > 0 ? `; it waits ${String(waitMin)} min after the votes` : "";
  return [row("Two people", `${whyTwo(context, plan)}${wait}.`)];
};

/** Somebody of security who is told because a routing rule says so. */
export const oversight = ({ step }: StepContext): readonly Line[] => {
  const person = step.ownership?.oversight;
  return person
    ? [
        line(
          bold("Oversight: "),
          plain(`${personName(person)} (security) sees this and may stop it.`),
        ),
      ]
    : [];
};
