/** The body of an exception's card: label and value, six rows at most. */
import { type Exception, type ExceptionKind } from "../core/exceptions/types.ts";
import { cleanText, quoted } from "../core/shared/clean-text.ts";
import { type Instant } from "../core/shared/ids.ts";
import { unreachable } from "../core/shared/unreachable.ts";
import { count, severityName } from "../core/timeline/plain-words.ts";
import { personName } from "./parts/names.ts";
import { bold, capital, plain, type Row, row, type Run, subtle } from "./parts/run.ts";

/** Titles of cards: what people typed stands below, because a title reads markdown. */
export const headings: Readonly<Record<ExceptionKind, string>> = {
  "declined step": "A declined step",
  "conditional access exclusion": "Conditional Access exclusion",
  "legacy protocol": "Legacy protocol left on",
  "third-party consent": "Third-party consent",
  other: "A risk left open",
};

/** Below the title: instead of which step, or what somebody wrote. */
export const placeOf = ({ source, title, target }: Exception): readonly Run[] =>
  source
    ? [subtle(`Instead of step ${String(source.number)} for `), plain(cleanText(target, 80))]
    : [plain(quoted(title, 160)), subtle(" on "), plain(quoted(target, 80))];

/** "Step 6 is proposed again…": what happens when nobody accepts the risk any more. */
export const afterwards = ({ source, id }: Exception): string =>
  source
    ? `Step ${String(source.number)} is proposed again to its owner, while ${source.incident} is open.`
    : `Nothing changes by itself: ${id} stays on the register until somebody closes it.`;

type Words = { readonly at: (time: Instant) => string; readonly limitDays: number };

const reason = ({ justification }: Exception): Row => row("Reason", quoted(justification, 200));

const askedRows = (exception: Exception, { at, limitDays }: Words): readonly Row[] => {
  const { askedAt, severity, source } = exception;
  return [
    reason(exception),
    row("Asked", at(askedAt)),
    row("Limit", `At most ${count(limitDays, "day")}, ${severityName(severity)}.`),
    row(
      "Until then",
      source
        ? `Nobody answers for it, and ${source.incident} can’t close.`
        : "Nobody answers for it.",
    ),
  ];
};

const reviewRow = (exception: Exception, at: Words["at"]): Row => {
  const { terms, reviews } = exception;
  const last = reviews.at(-1);
  const reviewer = terms ? `${personName(terms.reviewer)}, not the owner. ` : "";
  return row(
    "Review",
    last
      ? [
          plain(`${reviewer}Last look ${at(last.at)} by ${personName(last.by)}: `),
          plain(quoted(last.finding, 160)),
        ]
      : `${reviewer}Nobody has looked yet.`,
  );
};

const termRows = (exception: Exception, at: Words["at"]): readonly Row[] => {
  const { terms } = exception;
  if (!terms) return [reason(exception)];
  return [
    row("Risk", [bold(capital(terms.risk))]),
    reason(exception),
    row("Control", quoted(terms.controls, 200)),
    row("Owner", [
      bold(personName(terms.owner)),
      plain(`, accepted ${at(terms.acceptedAt)}, not the person who asked`),
    ]),
    reviewRow(exception, at),
  ];
};

const closedRows = (exception: Exception, at: Words["at"]): readonly Row[] => {
  const { closed, terms } = exception;
  return [
    row("Because", quoted(closed?.reason ?? "", 200)),
    ...termRows(exception, at),
    ...(terms ? [] : [row("Owner", "Nobody accepted it.")]),
  ];
};

/** What a state has to tell. */
export const rowsOf = (exception: Exception, words: Words): readonly Row[] => {
  switch (exception.state) {
    case "asked for":
      return askedRows(exception, words);
    case "in force":
      return [...termRows(exception, words.at), row("At the end", afterwards(exception))];
    case "expired":
      return [
        ...termRows(exception, words.at),
        row("Now", "Shut it and close this, or renew it with a reason."),
      ];
    case "closed":
      return closedRows(exception, words.at);
    default:
      return unreachable(exception.state);
  }
};
