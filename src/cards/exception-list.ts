import { type Exception } from "../core/exceptions/types.ts";
import { cleanText, quoted } from "../core/shared/clean-text.ts";
import { type Instant } from "../core/shared/ids.ts";
import { unreachable } from "../core/shared/unreachable.ts";
import { type Drawn } from "./drawn.ts";
import { clock } from "./parts/clock.ts";
import { personName } from "./parts/names.ts";
import { bold, firstOf, line, type Line, plain } from "./parts/run.ts";
import { type Templates } from "./templates.ts";
import { count } from "../core/shared/count.ts";

export type ExceptionListView = {
  readonly exceptions: readonly Exception[];
  /** Does the list hold closed ones too? */
  readonly all: boolean;
  readonly now: Instant;
};

/** What needs somebody first; then what ends first. */
const order = ["asked for", "expired", "in force", "closed"] as const;

/** The moment that counts next: asked since, ended at, the earlier of review and end, or closed. */
const dateOf = ({ state, terms, askedAt, closed }: Exception): Instant => {
  if (state === "closed") return closed?.at ?? askedAt;
  if (!terms) return askedAt;
  if (state === "expired" || terms.expiresAt < terms.reviewAt) return terms.expiresAt;
  return terms.reviewAt;
};

const when = (exception: Exception, at: (time: Instant) => string): string => {
  const { state, terms } = exception;
  const date = at(dateOf(exception));
  switch (state) {
    case "asked for":
      return `no owner since ${date}`;
    case "in force":
      return `owner ${terms ? personName(terms.owner) : "unknown"}, ${
        terms && terms.expiresAt < terms.reviewAt ? "ends" : "review"
      } ${date}`;
    case "expired":
      return `owner ${terms ? personName(terms.owner) : "unknown"}, ended ${date}`;
    case "closed":
      return `closed ${date}`;
    default:
      return unreachable(state);
  }
};

const exceptionLine = (exception: Exception, at: (time: Instant) => string): Line => {
  const { id, state, kind, title, target, source } = exception;
  const open =
    kind === "declined step"
      ? `${cleanText(title, 80)}, ${cleanText(target, 50)}`
      : `${quoted(title, 80)} on ${quoted(target, 50)}`;
  const from = source ? `, ${source.incident}` : "";
  return line(
    bold(`${id} `),
    plain(`${open}: `),
    bold(state),
    plain(`, ${when(exception, at)}${from}`),
  );
};

const empty = (all: boolean): Line =>
  line(
    plain(`${all ? "Nothing is" : "Nothing open is"} on the register. `),
    plain("“exception add” asks for one; a declined step does by itself."),
  );

/** Draws the register, at most ten rows: what needs somebody first, then by the next date. */
export const renderExceptionList = (
  templates: Templates,
  { exceptions, all, now }: ExceptionListView,
): Drawn => {
  const sorted = exceptions.toSorted(
    (a, b) =>
      order.indexOf(a.state) - order.indexOf(b.state) ||
      Date.parse(dateOf(a)) - Date.parse(dateOf(b)),
  );
  const { shown, more } = firstOf(sorted, 10);
  const kind = all ? "exception" : "open exception";
  const number = exceptions.length === 0 ? `No ${kind}s` : count(exceptions.length, kind);
  const at = clock(now);
  return templates.draw("exception-list", {
    summary: `${number}.`,
    title: number,
    lines: [
      ...(exceptions.length === 0 ? [empty(all)] : shown.map((one) => exceptionLine(one, at))),
      ...(more > 0 ? [line(plain(`and ${String(more)} more; “exception export” has all`))] : []),
    ],
    foot: `as of ${at(now)}`,
  });
};
