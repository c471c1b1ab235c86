import { stringify } from "csv-stringify/sync";
import { type Exception } from "../core/exceptions/types.ts";
import { longestText } from "../core/approval/limits.ts";
import { cleanText } from "../core/shared/clean-text.ts";

type Column = readonly [header: string, of: (exception: Exception) => string | number];

/** One line in a spreadsheet's cell, whatever somebody typed. */
const said = (text: string | undefined): string => cleanText(text ?? "", longestText);

/** Times are UTC, ISO 8601; a person is named with the object id, because names repeat. */
const columns: readonly Column[] = [
  ["exception", ({ id }) => id],
  ["state", ({ state }) => state],
  ["kind", ({ kind }) => kind],
  ["what stays open", ({ title }) => said(title)],
  ["on what", ({ target }) => said(target)],
  ["incident", ({ source }) => source?.incident ?? ""],
  ["step", ({ source }) => said(source && `${String(source.number)} ${source.title}`)],
  ["severity", ({ severity }) => severity],
  ["asked by", ({ askedBy }) => said(askedBy.name)],
  ["asked by id", ({ askedBy }) => askedBy.id],
  ["asked at", ({ askedAt }) => askedAt],
  ["justification", ({ justification }) => said(justification)],
  ["risk", ({ terms }) => terms?.risk ?? ""],
  ["owner", ({ terms }) => said(terms?.owner.name)],
  ["owner id", ({ terms }) => terms?.owner.id ?? ""],
  ["accepted at", ({ terms }) => terms?.acceptedAt ?? ""],
  ["controls", ({ terms }) => said(terms?.controls)],
  ["reviewer", ({ terms }) => said(terms?.reviewer.name)],
  ["reviewer id", ({ terms }) => terms?.reviewer.id ?? ""],
  ["review at", ({ terms }) => terms?.reviewAt ?? ""],
  ["expires at", ({ terms }) => terms?.expiresAt ?? ""],
  ["reviews", ({ reviews }) => reviews.length],
  ["last review at", ({ reviews }) => reviews.at(-1)?.at ?? ""],
  ["last review by", ({ reviews }) => said(reviews.at(-1)?.by.name)],
  ["last finding", ({ reviews }) => said(reviews.at(-1)?.finding)],
  ["renewals", ({ renewals }) => renewals.length],
  ["last renewal because", ({ renewals }) => said(renewals.at(-1)?.reason)],
  ["closed at", ({ closed }) => closed?.at ?? ""],
  ["closed by", ({ closed }) => said(closed?.by.name)],
  ["closed because", ({ closed }) => said(closed?.reason)],
];

/**
 * The register as RFC 4180 text with a header line, in the order given. A cell that a spreadsheet
 * would run as a formula gets an apostrophe first.
 */
export const exceptionCsv = (exceptions: readonly Exception[]): string =>
  stringify(
    exceptions.map((exception) => columns.map(([, of]) => of(exception))),
    {
      header: true,
      columns: columns.map(([header]) => header),
      escape_formulas: true,
      record_delimiter: "windows",
    },
  );
