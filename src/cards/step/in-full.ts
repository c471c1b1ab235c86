/** What a row of the card had to cut is whole in Details. */
import { cleanText, quoted } from "../../core/shared/clean-text.ts";
import { longestText } from "../../core/approval/limits.ts";
import { type Step, type StepStatus } from "../../core/incident/types.ts";
import { bold, line, type Line, plain } from "../parts/run.ts";
import { type StepContext } from "./context.ts";

/** Longest reason or finding in a row of a card, in code points. */
export const longestRow = 240;

type Said = readonly [label: string, text: string];

type ByHand = Extract<StepStatus, { kind: "by hand" }>;
type Settled = Extract<StepStatus, { kind: "settled" }>;

const byHand = ({ by, reason, looked }: ByHand): readonly Said[] => [
  [by ? "Because" : "Why", reason],
  ...(looked ? [["Seen", looked.seen] as const] : []),
];

const settled = ({ effect: { items, seen, looked } }: Settled): readonly Said[] => [
  ...items
    .filter(({ state }) => state === "failed")
    .slice(0, 1)
    .map(({ why }) => ["Why", why] as const),
  // What a person saw is what is seen from then on.
  looked ? ["A person saw", looked.seen] : ["Seen", seen],
];

const ofStatus = (status: StepStatus): readonly Said[] => {
  switch (status.kind) {
    case "declined":
    case "deferred":
    case "skipped":
      return [["Because", status.reason]];
    case "by hand":
      return byHand(status);
    case "settled":
      return settled(status);
    default:
      return [];
  }
};

const said = ({ status, emergency }: Step): readonly Said[] => [
  ...ofStatus(status),
  ...(emergency?.vote.emergency
    ? [["Approved alone because", emergency.vote.emergency.reason] as const]
    : []),
];

const lengthOf = (text: string): number => Array.from(cleanText(text, longestText)).length;

/**
 * One line for each text that the card's rows cut; none where all of them are whole. Together they take 2,000 code
 * points, 8 KB at most of the 28 KB of a card: several long ones are cut again, and the record has them whole.
 */
export const inFull = ({ step }: StepContext): readonly Line[] => {
  const cut = said(step).filter(([, text]) => lengthOf(text) > longestRow);
  const most = Math.floor(longestText / Math.max(1, cut.length));
  return cut.map(([label, text]) => {
    const how = lengthOf(text) > most ? "the record has it whole" : "in full";
    return line(bold(`${label}, ${how}: `), plain(quoted(text, most)));
  });
};
