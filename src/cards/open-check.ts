import { type CardHandle, type Subject } from "../core/incident/plan.ts";
import { type Severity } from "../core/incident/types.ts";
import { cleanText, isOddName } from "../core/shared/clean-text.ts";
import { type Instant } from "../core/shared/ids.ts";
import { severityName } from "../core/timeline/plain-words.ts";
import { type Drawn } from "./drawn.ts";
import { clock } from "./parts/clock.ts";
import { address, idRun, kindNouns, subjectName, title } from "./parts/names.ts";
import { capital, firstOf, mono, plain, type Row, row } from "./parts/run.ts";
import { type Templates } from "./templates.ts";
import { count } from "../core/shared/count.ts";

/** What was found for the form's answer: one subject to confirm, or several to choose from. */
export type OpenCheckView = {
  readonly handle: CardHandle;
  readonly matches: readonly Subject[];
  readonly opens: { readonly title: string; readonly severity: Severity; readonly steps: number };
  /** Whether the subject can read the incident's channel, in a sentence; left out where it isn't known. */
  readonly channel?: string;
  readonly now: Instant;
  readonly lapsesAt: Instant;
};

const kindOf = ({ kind, about }: Subject): string =>
  cleanText(`${capital(kindNouns[kind])}, ${about}`, 120);

const subjectRows = (subject: Subject, view: OpenCheckView): readonly Row[] => [
  row("Name", subjectName(subject)),
  ...(isOddName(subject.name) ? [row("Look", "Odd name. Compare address and id.")] : []),
  row("Address", [mono(address(subject.address))]),
  row("Object id", [mono(subject.id)]),
  row("Kind", kindOf(subject)),
  ...(view.channel === undefined ? [] : [row("Channel", cleanText(view.channel, 120))]),
  row(
    "Opens",
    cleanText(
      `${view.opens.title}, ${severityName(view.opens.severity)}, ${count(view.opens.steps, "step")}`,
      120,
    ),
  ),
];

/** Draws the check. Choices carry their place in `matches` as a string. Throws without a match. */
export const renderOpenCheck = (templates: Templates, view: OpenCheckView): Drawn => {
  const [only, ...others] = view.matches;
  if (!only) throw new Error("a check card without a match");
  const single = others.length === 0;
  const { shown, more } = firstOf(single ? [] : view.matches, 10);
  return templates.draw("open-check", {
    summary: single
      ? "Open an incident: is this the right one? Nothing is open yet."
      : `Open an incident: ${String(view.matches.length)} match. Nothing is open yet.`,
    title: single
      ? title(`Is this the right ${kindNouns[only.kind]}?`)
      : `Which one of ${String(view.matches.length)}?`,
    single,
    rows: single ? subjectRows(only, view) : [],
    matches: shown.map((subject, index) => ({
      number: String(index + 1),
      choice: String(index),
      name: [
        plain(`${String(index + 1)}: ${subjectName(subject)}\u00a0`),
        idRun(subject.id, view.matches),
      ],
      address: [mono(address(subject.address))],
      about: [plain(kindOf(subject))],
    })),
    more: more > 0 ? `and ${String(more)} more. Change the answer to the full address.` : "",
    handle: view.handle,
    foot: `Lapses ${clock(view.now)(view.lapsesAt)}`,
  });
};
