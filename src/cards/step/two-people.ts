/** Why a plan takes two people, and who sees it for security. */
import { coolOffOf, votesNeeded } from "../../core/approval/quorum.ts";
import { type Plan } from "../../core/incident/plan.ts";
import { kindNouns, personName } from "../parts/names.ts";
import { bold, line, type Line, plain, type Row, row } from "../parts/run.ts";
import { type StepContext } from "./context.ts";

const rights = ({ traits, subject, targets }: Plan): string | undefined => {
  const [who, holds, belongs] = targets
    ? (["Accounts of the list", "hold", "belong"] as const)
    : ([`This ${kindNouns[subject.kind]}`, "holds", "belongs"] as const);
  if (traits.includes("global administrator")) return `${who} ${holds} Global Administrator`;
  if (traits.includes("responder")) return `${who} ${belongs} to a responder`;
  return traits.includes("privileged") ? `${who} ${holds} privileged rights` : undefined;
};

const whyTwo = ({ action }: StepContext, plan: Plan): string => {
  const { tier, direction } = plan;
  const held = rights(plan);
  if (held !== undefined) return held;
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
