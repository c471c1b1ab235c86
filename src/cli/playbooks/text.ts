/** Playbooks as a terminal shows them. */
import { phases } from "../../core/incident/types.ts";
import { type PlaybookOverview, type StepOverview } from "./overview.ts";

const list = (names: readonly string[]): string => (names.length > 0 ? names.join(", ") : "none");

const notes = (step: StepOverview, playbook: PlaybookOverview): readonly string[] => [
  ...(step.manual ? ["by people"] : []),
  ...(step.once ? ["once"] : []),
  ...(step.subjects.join() === playbook.subjects.join() ? [] : [`for ${list(step.subjects)}`]),
  ...(step.input === undefined ? [] : [`with ${step.input}`]),
  ...(step.takes === undefined ? [] : [`no value given (${step.takes})`]),
  ...(step.after.length > 0 ? [`after ${list(step.after)}`] : []),
];

const row = (step: StepOverview, number: number, playbook: PlaybookOverview): string => {
  const head = [String(number).padStart(4), step.key.padEnd(26), step.code.padEnd(4)];
  const rest = [step.title.padEnd(38), step.team.padEnd(14), notes(step, playbook).join(" · ")];
  return [...head, ...rest].join(" ").trimEnd();
};

/** Long lists, broken at 100 characters. */
const wrapped = (label: string, names: readonly string[]): string => {
  const lines: string[] = [];
  let line = `  ${label}:`;
  for (const word of list(names).split(" ")) {
    if (line.length + word.length > 99) {
      lines.push(line);
      line = "   ";
    }
    line += ` ${word}`;
  }
  return [...lines, line].join("\n");
};

const textOf = (playbook: PlaybookOverview): string => {
  const numbered = playbook.steps.map((step, index) => ({ step, number: index + 1 }));
  const inPhases = phases.flatMap((phase) => {
    const rows = numbered.filter(({ step }) => step.phase === phase);
    return rows.length === 0
      ? []
      : [`  ${phase}`, ...rows.map(({ step, number }) => row(step, number, playbook))];
  });
  const manual = playbook.steps.filter((step) => step.manual).length;
  return [
    `${playbook.id} · ${playbook.title}${playbook.own ? ` (your own: ${playbook.file})` : ""}`,
    `  ${playbook.about}`,
    `  Opened about: ${list(playbook.subjects)}. Snapshot: ${list(playbook.evidence)}. Logs: ${list(playbook.logs)}.`,
    `  ${String(playbook.steps.length)} steps, ${String(manual)} of them by people.`,
    ...inPhases,
    wrapped("Teams", playbook.teams),
    wrapped("Permissions that it needs", playbook.permissions.least),
    wrapped("Entra roles that it needs", playbook.roles),
    wrapped("With these it sees or does more", playbook.permissions.optional),
    "",
  ].join("\n");
};

/** All playbooks, one after the other; steps in their phases, with their numbers. */
export const playbooksText = (playbooks: readonly PlaybookOverview[]): string =>
  `${playbooks.map(textOf).join("\n")}\n`;
