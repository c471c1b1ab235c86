/** What people read before they approve one step over a whole list. */
import { type Plan, type TargetList } from "../../core/incident/plan.ts";
import { grouped } from "../../core/mass/targets.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import {
  bold,
  capital,
  firstOf,
  line,
  type Line,
  mono,
  plain,
  type Row,
  row,
} from "../parts/run.ts";
import { isUndo, type StepContext } from "./context.ts";
import { allByName, firstNames } from "./list-names.ts";
import { accounts, estimate, fromSource } from "./list-words.ts";

/** Reasons on the card; the list's file has each account. */
const mostReasons = 6;

const changes = ({ count, source }: TargetList): Row =>
  row("Changes", [
    bold(accounts(count)),
    plain(` from ${fromSource(source)}, ${estimate(count)} at Microsoft’s published limit`),
  ]);

/** Who that is: without their names nobody can tell a wrong list from the right one. */
const names = (list: TargetList): readonly Row[] => {
  const first = firstNames(list);
  return first.length === 0 ? [] : [row("Accounts", [...first, plain(". "), ...allByName])];
};

/** The rows between "Does" and "Evidence". */
export const listRows = ({ action, step }: StepContext, list: TargetList): readonly Row[] => {
  const undo = isUndo(step);
  return [
    row(
      "Does",
      undo
        ? `Takes step ${String(step.number)} back, each account to its own state before.`
        : `For each account: ${action.text.does}`,
    ),
    changes(list),
    ...names(list),
    row("Limits", undo ? "What happened meanwhile stays as it is." : action.text.limits),
    row("Undo", undo ? "Propose the step again." : action.text.undo),
  ];
};

/** What was left out and why: with what is changed it adds up to what was given. */
export const leftOut = ({ excluded, count }: TargetList): readonly Line[] => {
  const left = excluded.reduce((sum, { count: n }) => sum + n, 0);
  if (left === 0) return [];
  const { shown, more } = firstOf(excluded, mostReasons);
  return [
    line(
      bold(`Left out, not touched by this step: ${grouped(left)}`),
      plain(` of ${grouped(left + count)}`),
    ),
    ...shown.map(({ why, count: n }) => line(bold(`${grouped(n)} `), plain(cleanText(why, 120)))),
    ...(more > 0 ? [line(plain(`and ${String(more)} more reasons, in the record`))] : []),
  ];
};

/** "Block sign-in: 9,970 accounts?" */
export const listQuestion = ({ action, step }: StepContext, { count }: TargetList): string =>
  isUndo(step)
    ? `Undo step ${String(step.number)} for ${accounts(count)}?`
    : `${capital(action.verb)}: ${accounts(count)}?`;

/** What exactly is signed for: so many accounts, the file that names them, and the first of them. */
export const listLines = (list: TargetList): readonly Line[] => {
  const first = firstNames(list);
  return [
    line(
      plain("You approve exactly "),
      bold(accounts(list.count)),
      plain(", list "),
      mono(list.sha256.slice(0, 8)),
    ),
    ...(first.length === 0 ? [] : [line(...first), line(...allByName)]),
  ];
};

/** For Details: the state before of so many accounts stands in the list's file. */
export const listDetails = ({ targets }: Plan): readonly Line[] =>
  targets
    ? [
        line(
          bold("List: "),
          mono(targets.sha256.slice(0, 8)),
          plain(`, ${accounts(targets.count)}, each with its state before`),
        ),
      ]
    : [];
