/** Which steps a card has room for: those that somebody may have to act on come first. */
import { type Step } from "../core/incident/types.ts";
import { type ResultWord, resultWords, stepWord } from "../core/timeline/words.ts";
import { type Line } from "./parts/run.ts";
import { bytesOf, roomForLines } from "./parts/size.ts";
import { count } from "../core/shared/count.ts";

const over: readonly ResultWord[] = [
  resultWords.observed,
  resultWords.seenByPerson,
  resultWords.undone,
  resultWords.notNeeded,
  resultWords.skipped,
  resultWords.declined,
];

/** 0 asks somebody, 1 isn't started, 2 is over. */
const rankOf = ({ status }: Step): number => {
  const word = stepWord(status);
  if (over.includes(word)) return 2;
  return word === resultWords.notStarted ? 1 : 0;
};

/** JSON of a phase and of a subject around their lines. */
const perHeading = 250;
/** Three runs of the template: one with its weight. */
const perRun = 38;

/** What a step takes on the card; those with the same heading share it. */
export type Placed = {
  readonly step: Step;
  readonly line: Line;
  readonly heading: readonly Line[];
};

/** As many as fit, in the order of the incident. */
export const chosenSteps = (
  placed: readonly Placed[],
): { readonly shown: readonly Step[]; readonly left: readonly Step[] } => {
  const chosen = new Set<Step>();
  const headings = new Set<string>();
  let free = roomForLines;
  for (const { step, line, heading } of placed.toSorted(
    (a, b) => rankOf(a.step) - rankOf(b.step),
  )) {
    const key = `${step.definition.phase} ${step.definition.subject ?? ""}`;
    const more = headings.has(key) ? 0 : perHeading + bytesOf(heading);
    free -= bytesOf([line], perRun) + more;
    if (free < 0) break;
    headings.add(key);
    chosen.add(step);
  }
  const steps = placed.map(({ step }) => step);
  return {
    shown: steps.filter((step) => chosen.has(step)),
    left: steps.filter((step) => !chosen.has(step)),
  };
};

/** "and 60 more: 48 observed, 12 not started"; empty where all are shown. */
export const leftOutSentence = (left: readonly Step[]): string => {
  if (left.length === 0) return "";
  const words = left.map(({ status }) => stepWord(status));
  const counts = [...new Set(words)].map(
    (word) => `${String(words.filter((one) => one === word).length)} ${word}`,
  );
  return `and ${count(left.length, "more step")}: ${counts.join(", ")}. The log and the record have all.`;
};
