import { type Action } from "../actions/contract.ts";
import { type Phase, phases } from "../core/incident/types.ts";
import { kindsOf, type Playbook } from "./contract.ts";

/** What the check has to know of an action. */
type Known = Pick<Action, "id" | "team" | "phase" | "subjectKinds" | "needsEvidence" | "input">;
type Step = Playbook["steps"][number];

const orderOf = (phase: Phase): number => phases.indexOf(phase);

const actionProblems = (
  playbook: Playbook,
  step: Step,
  actions: readonly Known[],
): readonly string[] => {
  const action = actions.find(({ id }) => id === step.action);
  if (!action) return [`step ${step.key}: there is no action ${step.action}`];
  const missing = action.needsEvidence.filter((kind) => !playbook.evidence.includes(kind));
  return [
    ...kindsOf(playbook, step)
      .filter((kind) => !action.subjectKinds.includes(kind))
      .map((kind) => `step ${step.key}: ${action.id} doesn't act on a ${kind}`),
    ...missing.map((kind) => `evidence: ${action.id} needs ${kind}, and it isn't collected`),
    ...(orderOf(step.phase) < orderOf("containment") && action.phase !== step.phase
      ? [`step ${step.key}: ${action.id} changes something, and ${step.phase} is too early for it`]
      : []),
  ];
};

/** The step's own team, else its action's; an unknown action is a problem of its own. */
const teamProblems = (
  step: Step,
  actions: readonly Known[],
  teams: readonly string[],
): readonly string[] => {
  const team = step.team ?? actions.find(({ id }) => id === step.action)?.team;
  return team === undefined || teams.includes(team)
    ? []
    : [`step ${step.key}: there is no team ${team}`];
};

/** All steps for which a step waits, directly or through others. */
const waitsFor = (playbook: Playbook, key: string): ReadonlySet<string> => {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const step = playbook.steps.find((entry) => entry.key === name);
    for (const next of step?.after ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      visit(next);
    }
  };
  visit(key);
  return seen;
};

const afterProblems = (playbook: Playbook, step: Step, index: number): readonly string[] =>
  step.after.flatMap((name) => {
    const at = playbook.steps.findIndex(({ key }) => key === name);
    if (at === -1) return [`step ${step.key}: after names ${name}, and there is no such step`];
    if (name === step.key || waitsFor(playbook, name).has(step.key)) {
      return [`step ${step.key}: it waits for ${name}, which waits for it: a loop`];
    }
    return at > index ? [`step ${step.key}: after names ${name}, which comes later`] : [];
  });

const orderProblems = ({ steps }: Playbook): readonly string[] =>
  steps.flatMap((step, index) => {
    const before = steps[index - 1];
    const again = steps.findIndex(({ key }) => key === step.key) < index;
    return [
      ...(again ? [`step ${step.key}: this key is used twice`] : []),
      ...(before && orderOf(step.phase) < orderOf(before.phase)
        ? [`step ${step.key}: ${step.phase} comes before ${before.phase} of step ${before.key}`]
        : []),
    ];
  });

/**
 * What a playbook's own schema can't see: unknown actions and teams, keys used twice, `after` that
 * names nothing, something later or itself, phases out of order, evidence that its actions need and
 * nobody collects. One sentence for each problem; none means that it can be run.
 */
export const checkPlaybook = (
  playbook: Playbook,
  actions: readonly Known[],
  teams: readonly string[],
): string[] => {
  const problems = playbook.steps.flatMap((step, index) => [
    ...actionProblems(playbook, step, actions),
    ...teamProblems(step, actions, teams),
    ...afterProblems(playbook, step, index),
  ]);
  return [...new Set([...problems, ...orderProblems(playbook)])].map(
    (problem) => `${playbook.id}: ${problem}`,
  );
};
