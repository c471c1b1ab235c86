import { isObject, type Json } from "../json.ts";
import { compileFilter } from "../odata-filter.ts";
import { type Call, type Outcome } from "../router.ts";
import { type Row, visible } from "../state.ts";

/** An error as Defender for Endpoint words it (common-errors): its own envelope, without Graph's inner error. */
export const defenderError = (status: number, code: string, message: string): Outcome => ({
  status,
  body: { error: { code, message, target: "|6f2d4f1c-4a3b9e08d7c6b5a1." } },
});

/** 404 for a machine, a machine action or an indicator. */
export const resourceNotFound = (what: string, id: string): Outcome =>
  defenderError(404, "ResourceNotFound", `${what} ${id} was not found.`);

/** 400 for a body: what is missing has a code of its own; names are compared with their case. */
export const bodyError = (body: Json | undefined, required: readonly string[]): Outcome => {
  const missing = required.find((name) => !isObject(body) || body[name] === undefined);
  return missing === undefined
    ? defenderError(400, "InvalidRequestBody", "Request body is incorrect")
    : defenderError(400, "MissingRequiredParameter", `Parameter ${missing} is missing.`);
};

const context = (call: Call, rest: string): string => `${call.tenant.url}/api/$metadata#${rest}`;

/** One entity with its context. */
export const defenderEntity = (call: Call, set: string, row: Row, status = 200): Outcome => ({
  status,
  body: { "@odata.context": context(call, `${set}/$entity`), ...visible(row) },
});

/** Small, so that paging really happens: Defender sends 10,000. */
const pageSize = 2;

type List = {
  readonly set: string;
  /** Members by which `$filter` may ask. */
  readonly filterable: readonly string[];
  /** Members whose values stand without quotes. */
  readonly guids?: readonly string[];
};

const badFilter = (source: string, { filterable, guids = [] }: List): boolean => {
  const clauses = source.split(/ (?:and|or) /i);
  return clauses.some((clause) => {
    const [, field = "", value = ""] = /^(\w+) (?:eq|ne|ge|gt|le|lt) (.+)$/i.exec(clause) ?? [];
    const quoted = value.startsWith("'");
    return !filterable.includes(field) || (guids.includes(field) && quoted);
  });
};

const odataError = (message: string): Outcome => defenderError(400, "ODataError", message);

const nextLink = (call: Call, skip: number): string => {
  const query = new URLSearchParams(call.query);
  query.set("$skip", String(skip));
  return `${call.tenant.url}${call.path}?${query.toString()}`;
};

/** A whole number between two bounds, from the query; `undefined` for anything else. */
const numberOf = (
  call: Call,
  name: string,
  { least, most, otherwise }: { least: number; most: number; otherwise: number },
): number | undefined => {
  const value = Number(call.query.get(name) ?? otherwise);
  return Number.isInteger(value) && value >= least && value <= most ? value : undefined;
};

/** A list with `$filter`, `$top` and `$skip`, in pages. */
export const defenderList = (call: Call, rows: readonly Row[], list: List): Outcome => {
  const source = call.query.get("$filter");
  const filter = source === null ? () => true : compileFilter(source);
  if (!filter || (source !== null && badFilter(source, list))) {
    return odataError(`The query specified in the URI is not valid: ${source ?? ""}`);
  }
  const skip = numberOf(call, "$skip", { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise: 0 });
  const top = numberOf(call, "$top", { least: 1, most: 10_000, otherwise: pageSize });
  if (skip === undefined || top === undefined) {
    return odataError("The query specified in the URI is not valid.");
  }
  const found = rows.filter((row) => filter(visible(row)));
  const end = skip + top;
  return {
    status: 200,
    body: {
      "@odata.context": context(call, list.set),
      value: found.slice(skip, end).map(visible),
      ...(end < found.length ? { "@odata.nextLink": nextLink(call, end) } : {}),
    },
  };
};
