import { phases } from "../core/incident/types.ts";
import { kindsOf, type Playbook, type PlaybookStep } from "./contract.ts";
import { type Problem } from "./library.ts";

/** All steps for which a step waits, directly or through others. */
const waitsFor = ({ steps }: Playbook, key: string): ReadonlySet<string> => {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    for (const next of steps.find((entry) => entry.key === name)?.after ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      visit(next);
    }
  };
  visit(key);
  return seen;
};

/** Does any subject get both? Otherwise the one never waits for the other. */
const meet = (playbook: Playbook, one: PlaybookStep, other: PlaybookStep): boolean =>
  one.once ||
  other.once ||
  kindsOf(playbook, one).some((kind) => kindsOf(playbook, other).includes(kind));

const waitProblem = (
  playbook: Playbook,
  { step, index, name }: { step: PlaybookStep; index: number; name: string },
): string | undefined => {
  const at = playbook.steps.findIndex(({ key }) => key === name);
  const other = playbook.steps[at];
  if (!other)
    return `after names ${name}, and there is no such step; expected an earlier step’s key`;
  if (name === step.key) return "it waits for itself: a loop";
  if (waitsFor(playbook, name).has(step.key)) {
    return `it waits for ${name}, which waits for it: a loop`;
  }
  if (at > index) return `after names ${name}, which comes later; expected an earlier step’s key`;
  return meet(playbook, step, other)
    ? undefined
    : `after names ${name}, and no kind of subject has both steps: it would never wait`;
};

const afterProblems = (playbook: Playbook, step: PlaybookStep, index: number): readonly Problem[] =>
  step.after.flatMap((name, place) => {
    const problem = waitProblem(playbook, { step, index, name });
    return problem === undefined
      ? []
      : [{ path: ["steps", index, "after", place], text: `step ${step.key}: ${problem}` }];
  });

const keyProblems = (
  { steps }: Playbook,
  step: PlaybookStep,
  index: number,
): readonly Problem[] => {
  const first = steps.findIndex(({ key }) => key === step.key);
  if (first === index) return [];
  return [
    {
      path: ["steps", index, "key"],
      text: `step ${step.key}: this key is used twice, first by step number ${String(first + 1)}`,
    },
  ];
};

/** Keys of a second subject's steps end in its number: "reset-2" would be taken by the second "reset". */
const numberProblems = (
  playbook: Playbook,
  step: PlaybookStep,
  index: number,
): readonly Problem[] => {
  const [, stem] = /^(.+)-\d+$/u.exec(step.key) ?? [];
  return playbook.steps.some(({ key, once }) => key === stem && !once)
    ? [
        {
          path: ["steps", index, "key"],
          text: `step ${step.key}: ${stem ?? ""} of another subject gets this key; expected one that doesn’t end in a number`,
        },
      ]
    : [];
};

const phaseProblems = (
  { steps }: Playbook,
  step: PlaybookStep,
  index: number,
): readonly Problem[] => {
  const before = steps[index - 1];
  return before && phases.indexOf(step.phase) < phases.indexOf(before.phase)
    ? [
        {
          path: ["steps", index, "phase"],
          text: `step ${step.key}: ${step.phase} comes before ${before.phase} of step ${before.key}; expected ${phases.slice(phases.indexOf(before.phase)).join(", ")}`,
        },
      ]
    : [];
};

/** What is wrong between the rows: keys, waiting, and the order of phases. */
export const checkOrder = (playbook: Playbook): readonly Problem[] =>
  playbook.steps.flatMap((step, index) =>
    [afterProblems, keyProblems, numberProblems, phaseProblems].flatMap((check) =>
      check(playbook, step, index),
    ),
  );
