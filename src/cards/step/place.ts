/** Which step of which incident it is, and for whom. */
import { subjectRuns } from "../parts/names.ts";
import { plain, type Run, subtle } from "../parts/run.ts";
import { type StepContext, subjectOf } from "./context.ts";
import { accounts, fromSource, givenList } from "./list-words.ts";

/** "Step 3 of 16 for Marta Oliveira id 7c1e", or for so many accounts of a list. */
export const place = (context: StepContext): readonly Run[] => {
  const { incident, step } = context;
  const number = `Step ${String(step.number)} of ${String(incident.steps.length)}`;
  const list = givenList(step);
  return list
    ? [
        subtle(`${number} for `),
        plain(accounts(list.count)),
        subtle(` from ${fromSource(list.source)}`),
      ]
    : [subtle(`${number} for `), ...subjectRuns(subjectOf(context), incident)];
};
