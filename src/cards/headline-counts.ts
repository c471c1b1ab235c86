import { type Step } from "../core/incident/types.ts";
import { type ResultWord, resultWords, stepWord } from "../core/timeline/words.ts";
import { bar, type Segment, type Style } from "./parts/bar.ts";
import { bold, plain, type Run } from "./parts/run.ts";

/** All words of a step in the order they are told, and the colour of each in the bar. */
const told: readonly (readonly [ResultWord, Style])[] = [
  [resultWords.observed, "good"],
  [resultWords.requested, "accent"],
  [resultWords.approved, "accent"],
  [resultWords.waiting, "accent"],
  [resultWords.byHand, "accent"],
  [resultWords.partlyObserved, "warning"],
  [resultWords.notObserved, "warning"],
  [resultWords.failed, "attention"],
  [resultWords.unknown, "attention"],
  [resultWords.seenByPerson, "emphasis"],
  [resultWords.undone, "emphasis"],
  [resultWords.declined, "emphasis"],
  [resultWords.putOff, "emphasis"],
  [resultWords.lapsed, "emphasis"],
  [resultWords.notNeeded, "emphasis"],
  [resultWords.notStarted, "emphasis"],
];
const styles = ["good", "accent", "warning", "attention", "emphasis"] as const;

type Count = { readonly word: ResultWord; readonly style: Style; readonly n: number };

const counted = (steps: readonly Step[]): readonly Count[] => {
  const words = steps.map(({ status }) => stepWord(status));
  const known = told.map(([word]) => word);
  // A word without a place of its own stands last: the numbers must add up.
  const others = [...new Set(words)].filter((word) => !known.includes(word));
  return [...told, ...others.map((word) => [word, "emphasis"] as const)]
    .map(([word, style]) => ({ word, style, n: words.filter((one) => one === word).length }))
    .filter(({ n }) => n > 0);
};

/** The steps as a bar; words of one colour share a segment, the sentence below keeps them apart. */
export const stepBar = (steps: readonly Step[]): readonly Segment[] => {
  const counts = counted(steps);
  return bar(
    styles.map((style) => ({
      style,
      n: counts.filter((one) => one.style === style).reduce((sum, { n }) => sum + n, 0),
    })),
  );
};

/** "6 observed, 3 waiting, 1 failed, 5 not started": numbers in bold; they add up to all steps. */
export const stepCounts = (steps: readonly Step[]): readonly Run[] =>
  counted(steps).flatMap(({ word, n }, index) => [
    ...(index === 0 ? [] : [plain(", ")]),
    bold(String(n)),
    plain(` ${word}`),
  ]);

/** The same as a clause for lock screens. */
export const spokenCounts = (steps: readonly Step[]): string =>
  counted(steps)
    .map(({ word, n }) => `${String(n)} ${word}`)
    .join(", ");
