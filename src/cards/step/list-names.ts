/** Who a list takes, and who of it isn't observed: the first accounts by name, and where all of them stand. */
import { type Effect, type Miss, type TargetList } from "../../core/incident/plan.ts";
import { grouped } from "../../core/mass/targets.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { address } from "../parts/names.ts";
import { bold, line, type Line, listed, mono, plain, type Run, subtle } from "../parts/run.ts";

/** "ann, ben, cleo, dev, eve and 9,965 more", each as an address; nothing for plans of earlier versions, which name nobody. */
export const firstNames = ({ first = [], count }: TargetList): readonly Run[] => {
  if (first.length === 0) return [];
  const more = count - first.length;
  const names = first.map((one) => plain(address(one) || "no name"));
  return [...listed(names), ...(more > 0 ? [plain(` and ${grouped(more)} more`)] : [])];
};

/** Where each account stands with its name and its state before. */
export const allByName: readonly Run[] = [
  plain("Each by name, as CSV: "),
  mono("incident evidence export"),
];

const stateWords = {
  failed: "failed",
  unknown: "unknown",
  "not observed": "not observed",
  left: "never requested",
} as const satisfies Record<Miss["state"], string>;

const missLine = ({ account, state, why }: Miss): Line => {
  const reason = state === "left" ? "" : cleanText(why, 120);
  return line(
    bold(`${stateWords[state]} `),
    plain(address(account) || "no name"),
    ...(reason === "" ? [] : [subtle(` ${reason}`)]),
  );
};

/** The first accounts that aren't observed, each with its state and why. */
export const missLines = ({ misses = [], totals }: Effect): readonly Line[] => {
  if (misses.length === 0 || !totals) return [];
  const more = totals.of - totals.observed - misses.length;
  return [
    ...misses.map(missLine),
    ...(more > 0
      ? [line(plain(`and ${grouped(more)} more. `), ...allByName)]
      : [line(...allByName)]),
  ];
};
