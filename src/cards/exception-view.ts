/** The card of one accepted risk: what stays open, who answers for it, until when. */
import { type Exception } from "../core/exceptions/types.ts";
import { type Instant } from "../core/shared/ids.ts";
import { unreachable } from "../core/shared/unreachable.ts";
import { type Panels, panelsOf } from "./exception-panels.ts";
import { headings, placeOf, rowsOf } from "./exception-rows.ts";
import { type Style } from "./parts/bar.ts";
import { clock, utcDate, utcTime } from "./parts/clock.ts";
import { personName, title } from "./parts/names.ts";
import { bold, plain, type Row, type Run } from "./parts/run.ts";
import { count } from "../core/shared/count.ts";

/** The card as it is drawn. A panel's list is empty where the card has no such panel. */
export type ExceptionView = Panels & {
  readonly summary: string;
  readonly style: Style;
  readonly state: readonly Run[];
  readonly course: readonly Run[];
  readonly title: string;
  readonly place: readonly Run[];
  readonly rows: readonly Row[];
  readonly anyButton: boolean;
  readonly id: string;
  readonly nonce: string;
  readonly foot: string;
};

type Strip = Pick<ExceptionView, "style" | "state" | "course"> & { readonly spoken: string };
type Clock = (at: Instant) => string;

const asked = ({ id, askedBy, askedAt }: Exception): Strip => ({
  style: "accent",
  state: [plain(`Exception ${id} waits for an owner`)],
  course: [plain(`Asked by ${personName(askedBy)}. Who accepts it answers for it`)],
  spoken: `waits for an owner since ${utcTime(askedAt)}`,
});

/** Said from the call that was made, so that the card changes once when the date has passed. */
const isReviewDue = ({ calls, terms }: Exception): boolean =>
  calls.some(({ call, due }) => call === "review due" && due === terms?.reviewAt);

const inForce = (exception: Exception, at: Clock): Strip => {
  const { id, terms } = exception;
  if (!terms) throw new Error(`${id} is in force without terms`);
  const late = isReviewDue(exception);
  return {
    style: "warning",
    state: [plain(`Exception ${id} in force${late ? ", review overdue" : ""}`)],
    course: [
      plain("Ends "),
      bold(at(terms.expiresAt)),
      plain(late ? ". Review was due " : ". Review "),
      plain(at(terms.reviewAt)),
    ],
    spoken: `in force until ${utcDate(terms.expiresAt)}${late ? ", review overdue" : ""}`,
  };
};

const expired = ({ id, terms }: Exception, at: Clock): Strip => {
  if (!terms) throw new Error(`${id} expired without terms`);
  return {
    style: "attention",
    state: [plain(`Exception ${id} expired`)],
    course: [plain(`${at(terms.expiresAt)}. It still stays open, and nobody accepts it any more`)],
    spoken: `expired ${utcDate(terms.expiresAt)}, it still stays open`,
  };
};

const closed = ({ id, closed: end }: Exception, at: Clock): Strip => {
  if (!end) throw new Error(`${id} is closed by nobody`);
  return {
    style: "emphasis",
    state: [plain(`Exception ${id} closed`)],
    course: [plain(`By ${end.by ? personName(end.by) : "Cordon"}, ${at(end.at)}`)],
    spoken: `closed ${utcDate(end.at)}`,
  };
};

const stripOf = (exception: Exception, at: Clock): Strip => {
  switch (exception.state) {
    case "asked for":
      return asked(exception);
    case "in force":
      return inForce(exception, at);
    case "expired":
      return expired(exception, at);
    case "closed":
      return closed(exception, at);
    default:
      return unreachable(exception.state);
  }
};

/** The card of an exception in its present state. */
export const exceptionView = (exception: Exception, now: Instant): ExceptionView => {
  const at = clock(now);
  const { id, kind, source, nonce, version } = exception;
  const { spoken, ...strip } = stripOf(exception, at);
  return {
    ...strip,
    summary: `${id}: ${spoken}.`,
    title: kind === "declined step" ? title(exception.title) : headings[kind],
    place: placeOf(exception),
    rows: rowsOf(exception, at),
    ...panelsOf(exception),
    anyButton: exception.state !== "closed",
    id,
    nonce,
    foot: [id, ...(source ? [source.incident] : []), count(version, "entry", "entries")].join(
      " · ",
    ),
  };
};
