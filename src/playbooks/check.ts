/** What a playbook's own schema can't see, each problem with its place in the file and what was expected. */
import { checkEvidence } from "./check-evidence.ts";
import { checkOrder } from "./check-order.ts";
import { checkStep } from "./check-step.ts";
import { type Playbook } from "./contract.ts";
import { type Library, type Problem } from "./library.ts";

const same = (one: Problem, other: Problem): boolean =>
  one.text === other.text && one.path.join(".") === other.path.join(".");

/**
 * Problems of a playbook with the catalogue and the directory's teams: unknown actions, kinds of subject on which they
 * don't act, values that they refuse, teams that aren't there, evidence that nobody collects or that is missing, keys
 * used twice, `after` that names nothing, something later or itself, phases out of order. None means that it can be run.
 */
export const checkPlaybook = (
  playbook: Playbook,
  library: Library,
  teams: readonly string[],
): readonly Problem[] => {
  const problems = [
    ...checkEvidence(playbook, library),
    ...playbook.steps.flatMap((_, index) => checkStep({ playbook, index, library, teams })),
    ...checkOrder(playbook),
  ];
  return problems.filter((one, at) => problems.findIndex((other) => same(one, other)) === at);
};
