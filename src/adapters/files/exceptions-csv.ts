/** The register of exceptions as a file: what auditors and spreadsheets read. */
import { stringify } from "csv-stringify/sync";
import { longestText } from "../../core/approval/limits.ts";
import { type Exception, type Renewal, type Review } from "../../core/exceptions/types.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { cleanText } from "../../core/shared/clean-text.ts";

/** A finding of full length fits behind its date and name. */
const longestCell = longestText + 200;

/** Texts were chosen by people, or by the tenant: one plain line each, no turned or hidden characters. */
const plain = (text: string | readonly string[]): string =>
  typeof text === "string"
    ? cleanText(text, longestCell)
    : text.map((one) => cleanText(one, longestCell)).join(" | ");

/** "2026-11-21 03:10 UTC"; empty where it never was. */
const when = (at: Instant | undefined): string =>
  at === undefined ? "" : `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

const reviewed = ({ by, at, finding }: Review): string => `${when(at)} ${by.name}: ${finding}`;

const renewed = ({ by, at, reason, expiresAt }: Renewal): string =>
  `${when(at)} ${by.name}, to ${when(expiresAt)}: ${reason}`;

/** Several texts are cleaned one by one, so that none is cut because of the others. */
type Column = readonly [title: string, text: (exception: Exception) => string | readonly string[]];

const columns: readonly Column[] = [
  ["Number", ({ id }) => id],
  ["State", ({ state }) => state],
  ["Kind", ({ kind }) => kind],
  ["What stays open", ({ title }) => title],
  ["Target", ({ target }) => target],
  ["Incident", ({ source }) => source?.incident ?? ""],
  ["Step", ({ source }) => (source ? `${source.number} ${source.title}` : "")],
  ["Severity", ({ severity }) => severity],
  ["Risk", ({ terms }) => terms?.risk ?? ""],
  ["Owner", ({ terms }) => terms?.owner.name ?? ""],
  // Names repeat; the object id says who it was.
  ["Owner id", ({ terms }) => terms?.owner.id ?? ""],
  ["Security reviewer", ({ terms }) => terms?.reviewer.name ?? ""],
  ["Security reviewer id", ({ terms }) => terms?.reviewer.id ?? ""],
  ["Asked by", ({ askedBy }) => askedBy.name],
  ["Asked by id", ({ askedBy }) => askedBy.id],
  ["Asked", ({ askedAt }) => when(askedAt)],
  ["Justification", ({ justification }) => justification],
  ["Compensating controls", ({ terms }) => terms?.controls ?? ""],
  ["Accepted", ({ terms }) => when(terms?.acceptedAt)],
  ["Next review", ({ terms }) => when(terms?.reviewAt)],
  ["Reviews", ({ reviews }) => reviews.map(reviewed)],
  ["Times renewed", ({ renewals }) => String(renewals.length)],
  ["Renewals", ({ renewals }) => renewals.map(renewed)],
  ["Ends", ({ terms }) => when(terms?.expiresAt)],
  ["Closed", ({ closed }) => when(closed?.at)],
  ["Closed by", ({ closed }) => (closed ? (closed.by?.name ?? "Cordon") : "")],
  ["Closed because", ({ closed }) => closed?.reason ?? ""],
];

/**
 * The register as CSV (RFC 4180, UTF-8 with a byte order mark, without which Excel reads it as Latin-1). A field that
 * a spreadsheet would calculate gets an apostrophe in front.
 */
export const exceptionsCsv = (exceptions: readonly Exception[]): string =>
  stringify(
    exceptions.map((exception) => columns.map(([, text]) => plain(text(exception)))),
    {
      header: true,
      columns: columns.map(([title]) => title),
      bom: true,
      escape_formulas: true,
      record_delimiter: "windows",
    },
  );
