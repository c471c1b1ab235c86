/** How cards count and name the accounts of a list. */
import { type TargetList, type Totals } from "../../core/incident/plan.ts";
import { type Step } from "../../core/incident/types.ts";
import { grouped } from "../../core/mass/targets.ts";
import { quoted } from "../../core/shared/clean-text.ts";
import { bar, type Segment } from "../parts/bar.ts";
import { proposalOf } from "./context.ts";

/** A file's name was chosen by somebody: always in quotes. */
export const fromSource = (source: string): string => quoted(source, 60);

/** "1 account", "9,970 accounts". */
export const accounts = (n: number): string => `${grouped(n)} ${n === 1 ? "account" : "accounts"}`;

/** The list that the step is about: as it was planned, else as it was given. */
export const givenList = (step: Step): Pick<TargetList, "count" | "source"> | undefined =>
  proposalOf(step)?.plan.targets ?? step.definition.list;

/** Writes to accounts that Graph takes from one app: 3,000 in 150 s (Graph throttling limits, identity and access). */
const writesPerSecond = 20;

/** How long so many requests take at the published limit: "about 9 min". */
export const estimate = (requests: number): string => {
  const minutes = Math.ceil(requests / writesPerSecond / 60);
  return requests <= writesPerSecond * 60 ? "about 1 min or less" : `about ${grouped(minutes)} min`;
};

/** The numbers in words, those that are none left out: "9,956 observed, 8 not observed". `left` says what the rest is. */
export const totalsSentence = (totals: Totals, left: string): string => {
  const { observed, notObserved, failed, unknown } = totals;
  const others = [
    [notObserved, "not observed"],
    [failed, "failed"],
    [unknown, "unknown"],
    [totals.left, left],
  ] as const;
  const parts = others.flatMap(([n, word]) => (n > 0 ? [`${grouped(n)} ${word}`] : []));
  return [`${grouped(observed)} observed`, ...parts].join(", ");
};

/** "9,970 = 9,956 + 8 + 4 + 2": the total and its parts, in the order of the sentence. */
export const totalsSum = ({ of, observed, ...rest }: Totals): string => {
  const others = [rest.notObserved, rest.failed, rest.unknown, rest.left].filter((n) => n > 0);
  return `${grouped(of)} = ${[observed, ...others].map(grouped).join(" + ")}`;
};

/** Failed and unknown share a segment: small ones can't be compared by eye. */
export const totalsBar = ({
  observed,
  notObserved,
  failed,
  unknown,
  left,
}: Totals): readonly Segment[] =>
  bar([
    { style: "good", n: observed },
    { style: "warning", n: notObserved },
    { style: "attention", n: failed + unknown },
    { style: "emphasis", n: left },
  ]);
