/** What came of a list: numbers that add up, and a file with every target's result. */
import { type Wish } from "../core/incident/commands.ts";
import { type Miss, type Totals } from "../core/incident/plan.ts";
import { type ListResult, type ListRow, reportFile } from "../core/mass/list-file.ts";
import { grouped } from "../core/mass/targets.ts";
import { cleanText } from "../core/shared/clean-text.ts";
import { type StepKey } from "../core/shared/ids.ts";
import { type TargetProgress } from "../application/ports/targets.ts";
import { type Course } from "./list-work.ts";

const pageSize = 2_000;

/** Every row of a run, page by page. */
export const progressIn = async ({
  work: { targets },
  run,
}: Pick<Course, "work" | "run">): Promise<readonly TargetProgress[]> => {
  const all: TargetProgress[] = [];
  for (;;) {
    const after = all.at(-1)?.id;
    const page = await targets.page(run, {
      limit: pageSize,
      ...(after !== undefined && { after }),
    });
    all.push(...page);
    if (page.length < pageSize) return all;
  }
};

/** Nothing stays requested or accepted when it is over: who was never answered for is unknown, who answered isn't observed. */
const finalState = (state: TargetProgress["state"]): TargetProgress["state"] => {
  if (state === "requested") return "unknown";
  return state === "accepted" ? "not observed" : state;
};

const totalsOf = (of: number, results: readonly ListResult[]): Totals => {
  const count = (state: string): number => results.filter((one) => one.state === state).length;
  return {
    of,
    observed: count("observed"),
    notObserved: count("not observed"),
    failed: count("failed"),
    unknown: count("unknown"),
    left: count("left"),
  };
};

/** So many accounts that aren't observed are named in the record; the report has all of them. */
const mostMisses = 5;
/** What somebody has to act on comes before what was never requested. */
const missStates = ["failed", "unknown", "not observed", "left"] as const;

const missesOf = (
  rows: readonly ListRow[],
  results: readonly ListResult[],
): readonly Miss[] | undefined => {
  const accounts = new Map(rows.map(({ id, address }) => [id, address || id] as const));
  const misses = missStates.flatMap((state) =>
    results
      .filter((one) => one.state === state)
      .slice(0, mostMisses)
      .map(({ id, why }): Miss => ({
        account: accounts.get(id) ?? id,
        state,
        why: cleanText(why, 160),
      })),
  );
  return misses.length === 0 ? undefined : misses.slice(0, mostMisses);
};

/** "196 of 205 observed, 4 not observed, 3 failed, 2 left" */
const sentenceOf = (totals: Totals, stopped: string | undefined): string => {
  const rest = [
    [totals.notObserved, "not observed"],
    [totals.failed, "failed"],
    [totals.unknown, "unknown"],
    [totals.left, "never requested"],
  ] as const;
  const parts = rest.flatMap(([count, what]) => (count > 0 ? [`${grouped(count)} ${what}`] : []));
  const head = `${grouped(totals.observed)} of ${grouped(totals.of)} observed`;
  const end = stopped === undefined ? "" : ` ${stopped}`;
  return `${[head, ...parts].join(", ")}.${end}`;
};

/** Keeps every target's final state and the report, and settles. `stopped` says why something was left. */
export const settleList = async (
  course: Course,
  facts: { readonly step: StepKey; readonly approvalId: string; readonly stopped?: string },
): Promise<Wish> => {
  const { work, run, rows, action, direction } = course;
  const known = await progressIn(course);
  const ended = known
    .filter(({ state }) => state === "requested" || state === "accepted")
    .map((one) => ({ ...one, state: finalState(one.state), at: work.runtime.now() }));
  await work.targets.save(run, ended);
  const byId = new Map([...known, ...ended].map((one) => [one.id, one] as const));
  const results = rows.map(
    ({ id }): ListResult =>
      byId.get(id) ?? { id, state: "left", why: "never requested", requestId: "", at: "" },
  );
  const totals = totalsOf(rows.length, results);
  const misses = missesOf(rows, results);
  const { sha256 } = await work.evidence.keep(reportFile(run, results));
  return {
    type: "SettleEffect",
    step: facts.step,
    approvalId: facts.approvalId,
    items: [],
    seen: sentenceOf(totals, facts.stopped),
    residualMinutes: direction === "apply" ? action.residual?.minutes : undefined,
    totals,
    report: sha256,
    ...(misses && { misses }),
  };
};
