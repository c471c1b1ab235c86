/** Where a step's secret lies. Never the secret. */
import { type StepSecret } from "../../core/incident/types.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { personName } from "../parts/names.ts";
import { type Row, row } from "../parts/run.ts";
import { type StepContext } from "./context.ts";

const stateOf = ({ to, ended }: StepSecret, { clock, step }: StepContext): string => {
  const name = personName(to);
  if (!ended) return `sealed for ${name}, who got a link in person`;
  return ended.how === "revealed"
    ? `shown once to ${name}, ${clock(ended.at)}`
    : `expired ${clock(ended.at)}, never shown. For a new one: “incident step add ${step.definition.action}”`;
};

/** The newest one of each name: an older one opens nothing any more. */
export const secretRows = (context: StepContext): readonly Row[] => {
  const { secrets } = context.step;
  const newest = secrets.filter(
    ({ label }, index) => !secrets.slice(index + 1).some((later) => later.label === label),
  );
  return newest
    .slice(-2)
    .map((secret) => row("Secret", `${cleanText(secret.label, 40)}: ${stateOf(secret, context)}.`));
};
