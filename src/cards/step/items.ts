import { type ItemOutcome, type Plan, type PlanItem } from "../../core/incident/plan.ts";
import { cleanName, cleanText, quoted } from "../../core/shared/clean-text.ts";
import { idRun } from "../parts/names.ts";
import { bold, firstOf, line, type Line, plain, type Run, subtle } from "../parts/run.ts";

/** A list on a card has ten rows: more isn't read at night. */
const most = 10;
const nbsp = "\u00a0";

/** An item's name was chosen by somebody else, perhaps by the attacker: always in quotes. */
const itemRuns = (id: string, items: readonly PlanItem[]): readonly Run[] => {
  const item = items.find((candidate) => candidate.id === id);
  return [plain(`${quoted(cleanName(item?.name ?? ""), 40)}${nbsp}`), idRun(id, items)];
};

const andMore = (more: number): readonly Line[] =>
  more > 0 ? [line(plain(`and ${String(more)} more, all in the record`))] : [];

/** What a plan will touch, one line each, beyond the subject itself. */
export const planItems = ({ items, subject }: Plan): readonly Line[] => {
  const touched = items.filter((item) => item.id !== subject.id);
  const { shown, more } = firstOf(touched, most);
  return [
    ...shown.map((item, index) =>
      line(
        plain(`Item ${String(index + 1)}: `),
        ...itemRuns(item.id, items),
        ...(item.about ? [subtle(`, ${cleanText(item.about, 80)}`)] : []),
      ),
    ),
    ...andMore(more),
  ];
};

const states = ["observed", "not observed", "failed", "unknown"] as const;

/** How many items came to what, in the order of the words: "3 of 5 observed, 2 not observed". */
export const itemCounts = (
  items: readonly ItemOutcome[],
): readonly { readonly state: (typeof states)[number]; readonly n: number }[] =>
  states
    .map((state) => ({ state, n: items.filter((item) => item.state === state).length }))
    .filter(({ n }) => n > 0);

/** The items that aren't as wanted: state first, then name, id and reason. */
export const remaining = (outcomes: readonly ItemOutcome[], plan: Plan): readonly Line[] => {
  const { shown, more } = firstOf(
    outcomes.filter((item) => item.state !== "observed"),
    most,
  );
  return [
    ...shown.map((item) =>
      line(
        bold(`${item.state} `),
        ...itemRuns(item.id, plan.items),
        subtle(` ${cleanText(item.why, 120)}`),
      ),
    ),
    ...andMore(more),
  ];
};
