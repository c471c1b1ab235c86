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
  ["Seen", seen],
  ...(looked ? [["A person saw", looked.seen] as const] : []),
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

/** One line for each text that the card's rows cut; none where all of them are whole. */
export const inFull = ({ step }: StepContext): readonly Line[] =>
  said(step)
    .filter(([, text]) => Array.from(cleanText(text, longestText)).length > longestRow)
    .map(([label, text]) => line(bold(`${label}, in full: `), plain(quoted(text, longestText))));
