import { type SubjectKind } from "../core/incident/plan.ts";
import { phases } from "../core/incident/types.ts";
import { kindsOf, type Playbook, type PlaybookStep } from "./contract.ts";
import { anyOf, type KnownAction, type Library, type Problem, unknownName } from "./library.ts";

export type StepToCheck = {
  readonly playbook: Playbook;
  readonly index: number;
  readonly library: Library;
  /** Ids of the directory's teams. */
  readonly teams: readonly string[];
};

type Say = (field: string, text: string) => Problem;

const sayOf =
  (index: number, { key }: PlaybookStep): Say =>
  (field, text) => ({ path: ["steps", index, field], text: `step ${key}: ${text}` });

const unknownAction = (name: string, { actions, checks, nearest }: Library): string => {
  const names = [...actions, ...checks].map(({ id }) => id);
  return `${unknownName({ kind: "action", name }, names, nearest)}, docs/actions.md has them all`;
};

/** A step that an incident has once goes to its first subject, so the action must act on every kind that opens it. */
const kindProblems = (
  { playbook, library }: StepToCheck,
  { step, known, say }: { step: PlaybookStep; known: Library["checks"][number]; say: Say },
): readonly Problem[] => {
  if (step.once && step.on) {
    return [
      say("on", "expected either once or on: once belongs to the first subject, whatever its kind"),
    ];
  }
  const strange = kindsOf(playbook, step).filter((kind) => !known.subjectKinds.includes(kind));
  const field = step.on ? "on" : "action";
  const isAction = library.actions.some(({ id }) => id === known.id);
  const verb = isAction ? "acts on" : "asks about";
  return strange.map((kind) =>
    say(
      field,
      `${known.id} isn’t for a ${kind}: it ${verb} a ${anyOf(known.subjectKinds)}; expected “on” with these only`,
    ),
  );
};

const inputProblems = (
  step: PlaybookStep,
  action: KnownAction | undefined,
  say: Say,
): readonly Problem[] => {
  if (step.input === undefined) return [];
  if (!action?.input) return [say("input", `${step.action} takes no value; expected no input`)];
  const parsed = action.input.parse(step.input);
  if (parsed.ok) return [];
  const { label, example } = action.input;
  return [
    say("input", `“${step.input}” can’t be used. ${parsed.why} Expected ${label}: ${example}`),
  ];
};

const collects = (library: Library, kind: string, subject: SubjectKind): boolean =>
  library.collectors.some((one) => one.kind === kind && one.subjectKinds.includes(subject));

const needProblems = (
  { playbook, library }: StepToCheck,
  { step, action, say }: { step: PlaybookStep; action: KnownAction; say: Say },
): readonly Problem[] =>
  action.needsEvidence.flatMap((need) => {
    if (!playbook.evidence.includes(need)) {
      return [
        {
          path: ["evidence"],
          text: `evidence: ${action.id} needs ${need}, and it isn’t collected; expected ${need} in this list`,
        },
      ];
    }
    return kindsOf(playbook, step)
      .filter((kind) => action.subjectKinds.includes(kind) && !collects(library, need, kind))
      .map((kind) =>
        say("action", `${action.id} needs ${need}, and nothing collects it of a ${kind}`),
      );
  });

const isBefore = (one: PlaybookStep["phase"], other: PlaybookStep["phase"]): boolean =>
  phases.indexOf(one) < phases.indexOf(other);

const phaseProblems = (step: PlaybookStep, action: KnownAction, say: Say): readonly Problem[] =>
  isBefore(step.phase, "containment") && action.phase !== step.phase
    ? [
        say(
          "phase",
          `${action.id} changes something, and ${step.phase} is too early for it; expected containment or later`,
        ),
      ]
    : [];

const teamProblems = (
  step: PlaybookStep,
  own: string | undefined,
  { teams, say }: { teams: readonly string[]; say: Say },
): readonly Problem[] => {
  const team = step.team ?? own;
  if (team === undefined || teams.includes(team)) return [];
  const whose = step.team === undefined ? `, to which ${step.action} belongs` : "";
  const problem = say(
    step.team === undefined ? "action" : "team",
    `there is no team ${team}${whose}; expected one of the directory’s: ${anyOf(teams)}`,
  );
  return [{ ...problem, team }];
};

/** What is wrong with one row, apart from its place among the others. */
export const checkStep = (of: StepToCheck): readonly Problem[] => {
  const { playbook, index, library, teams } = of;
  const step = playbook.steps[index];
  if (!step) return [];
  const say = sayOf(index, step);
  const action = library.actions.find(({ id }) => id === step.action);
  const known = action ?? library.checks.find(({ id }) => id === step.action);
  return [
    ...(known ? kindProblems(of, { step, known, say }) : []),
    ...(known
      ? inputProblems(step, action, say)
      : [say("action", unknownAction(step.action, library))]),
    ...(action
      ? [...needProblems(of, { step, action, say }), ...phaseProblems(step, action, say)]
      : []),
    ...teamProblems(step, known?.team, { teams, say }),
  ];
};
