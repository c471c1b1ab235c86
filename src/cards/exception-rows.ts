/** The body of an exception's card: label and value, six rows at most. */
import { longestDays } from "../core/exceptions/rules.ts";
import { type Exception, type ExceptionKind } from "../core/exceptions/types.ts";
import { cleanText, quoted } from "../core/shared/clean-text.ts";
import { type Instant } from "../core/shared/ids.ts";
import { unreachable } from "../core/shared/unreachable.ts";
import { severityName } from "../core/timeline/plain-words.ts";
import { personName } from "./parts/names.ts";
import { bold, capital, plain, type Row, row, type Run, subtle } from "./parts/run.ts";
import { count } from "../core/shared/count.ts";

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

/** "While INC-0007 is open…": what happens when nobody accepts the risk any more. */
export const afterwards = ({ source, id }: Exception): string =>
  source
    ? `While ${source.incident} is open, step ${String(source.number)} is proposed again to its owner.`
    : `Nothing changes by itself: ${id} stays on the register until somebody closes it.`;

type Clock = (time: Instant) => string;

const reason = ({ justification, renewals }: Exception): Row => {
  const last = renewals.at(-1);
  return row("Reason", [
    plain(quoted(justification, 200)),
    ...(last ? [plain(". Renewed: "), plain(quoted(last.reason, 160))] : []),
  ]);
};

const askedRows = (exception: Exception, at: Clock): readonly Row[] => {
  const { askedAt, severity, source } = exception;
  return [
    reason(exception),
    row("Asked", at(askedAt)),
    row("Limit", `At most ${count(longestDays(severity), "day")}, ${severityName(severity)}.`),
    row(
      "Until then",
      source
        ? `Nobody answers for it, and ${source.incident} can’t close.`
        : "Nobody answers for it.",
    ),
  ];
};

const reviewRow = (exception: Exception, at: Clock): Row => {
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

const termRows = (exception: Exception, at: Clock): readonly Row[] => {
  const { terms } = exception;
  if (!terms) return [reason(exception)];
  return [
    row("Risk", [bold(capital(terms.risk))]),
    reason(exception),
    row("Control", quoted(terms.controls, 200)),
    row("Owner", [
      bold(personName(terms.owner)),
      plain(
        `, ${exception.renewals.length > 0 ? "renewed" : "accepted"} ${at(terms.acceptedAt)}, not the person who asked`,
      ),
    ]),
    reviewRow(exception, at),
  ];
};

const closedRows = (exception: Exception, at: Clock): readonly Row[] => {
  const { closed, terms } = exception;
  return [
    row("Because", quoted(closed?.reason ?? "", 200)),
    ...termRows(exception, at),
    ...(terms ? [] : [row("Owner", "Nobody accepted it.")]),
  ];
};

/** What a state has to tell. */
export const rowsOf = (exception: Exception, at: Clock): readonly Row[] => {
  switch (exception.state) {
    case "asked for":
      return askedRows(exception, at);
    case "in force":
      return [...termRows(exception, at), row("At the end", afterwards(exception))];
    case "expired":
      return [
        ...termRows(exception, at),
        row("Now", "Shut it and close this, or renew it with a reason."),
      ];
    case "closed":
      return closedRows(exception, at);
    default:
      return unreachable(exception.state);
  }
};
