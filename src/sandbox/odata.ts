import { graphError } from "./errors.ts";
import { type Json, type JsonObject } from "./json.ts";
import { compileFilter } from "./odata-filter.ts";
import { type Call, type Outcome } from "./router.ts";
import { type Row, visible } from "./state.ts";

/** How one collection answers. */
export type Collection = {
  /** Rows sent when the caller doesn't say `$top`; small, so that paging really happens. */
  readonly pageSize: number;
  /** Largest `$top`; 999 unless said. */
  readonly maxTop?: number;
  /** Members sent without `$select`; all unless said. */
  readonly defaultSelect?: readonly string[];
  /** Every name that `$select` may use; unknown names answer 400. Unchecked unless said. */
  readonly selectable?: ReadonlySet<string>;
};

/** One entity: `$select` applied, with `@odata.context`. */
export const entity = (
  call: Call,
  row: Row,
  rules: Pick<Collection, "defaultSelect" | "selectable"> = {},
): Outcome => {
  const selection = selectionOf(call, rules);
  if (!selection.ok) return selection.refusal;
  const context = `${call.tenant.url}/${call.version}/$metadata#${call.path.replace(/^\//, "")}/$entity`;
  return {
    status: 200,
    body: { "@odata.context": context, ...pick(visible(row), selection.names) },
  };
};

/** A collection: `$filter`, `$orderby`, `$select`, `$top`, `$count`, and pages by `@odata.nextLink`. */
export const collection = (call: Call, rows: readonly Row[], rules: Collection): Outcome => {
  const selection = selectionOf(call, rules);
  if (!selection.ok) return selection.refusal;
  const source = call.query.get("$filter");
  const filter = source === null ? () => true : compileFilter(source);
  if (!filter) return unsupported(`Invalid filter clause: ${source ?? ""}`);
  const top = topOf(call, rules);
  if (top === undefined) return unsupported("Invalid page size specified.");
  const from = offsetOf(call);
  if (from === undefined) return unsupported("Skip token is not valid.");
  const found = sorted(
    rows.filter((row) => filter(visible(row))),
    call.query.get("$orderby"),
  );
  const page = found.slice(from, from + top);
  return {
    status: 200,
    body: {
      "@odata.context": `${call.tenant.url}/${call.version}/$metadata#${call.path.replace(/^\//, "")}`,
      ...countOf(call, found.length, from),
      ...(from + top < found.length ? { "@odata.nextLink": nextLink(call, from + top) } : {}),
      value: page.map((row) => pick(visible(row), selection.names)),
    },
  };
};

const unsupported = (message: string): Outcome =>
  graphError(400, "Request_UnsupportedQuery", message);

type Selection =
  | { readonly ok: true; readonly names: readonly string[] | undefined }
  | { readonly ok: false; readonly refusal: Outcome };

const selectionOf = (
  call: Call,
  { defaultSelect, selectable }: Pick<Collection, "defaultSelect" | "selectable">,
): Selection => {
  const asked = call.query.get("$select");
  if (asked === null) return { ok: true, names: defaultSelect };
  const names = asked
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const strange = names.find((name) => selectable && !selectable.has(name.split("/")[0] ?? ""));
  if (strange === undefined) return { ok: true, names };
  const message = `Parsing OData Select and Expand failed: Could not find a property named '${strange}'.`;
  return { ok: false, refusal: graphError(400, "BadRequest", message) };
};

/** Keeps annotations such as `@odata.type`, and the named members; a member without value is null. */
const pick = (row: JsonObject, names: readonly string[] | undefined): JsonObject => {
  if (!names) return row;
  const notes = Object.entries(row).filter(([key]) => key.startsWith("@"));
  const members = names.map((name): [string, Json] => [name, row[name] ?? null]);
  return Object.fromEntries([...notes, ...members]);
};

const topOf = (call: Call, { pageSize, maxTop = 999 }: Collection): number | undefined => {
  const asked = call.query.get("$top");
  if (asked === null) return pageSize;
  const top = Number(asked);
  return Number.isInteger(top) && top >= 1 && top <= maxTop ? top : undefined;
};

/** The skip token is the offset in base64url: opaque to clients, which must follow the link as it is. */
const offsetOf = (call: Call): number | undefined => {
  const token = call.query.get("$skiptoken");
  if (token === null) return 0;
  const offset = Buffer.from(token, "base64url").toString("utf8");
  return /^from:\d+$/.test(offset) ? Number(offset.slice("from:".length)) : undefined;
};

const nextLink = (call: Call, from: number): string => {
  const query = new URLSearchParams(call.query);
  query.set("$skiptoken", Buffer.from(`from:${String(from)}`).toString("base64url"));
  return `${call.tenant.url}/${call.version}${call.path}?${query.toString()}`;
};

/** `$count` needs the ConsistencyLevel header and comes on the first page only (Graph advanced queries). */
const countOf = (call: Call, count: number, from: number): JsonObject => {
  const asked = call.query.get("$count") === "true" && from === 0;
  return asked && isEventual(call) ? { "@odata.count": count } : {};
};

/** Whether the caller asked for an advanced query. */
export const isEventual = (call: Call): boolean =>
  call.headers["consistencylevel"]?.toLowerCase() === "eventual";

const sorted = (rows: readonly Row[], orderBy: string | null): readonly Row[] => {
  if (orderBy === null) return rows;
  const [field = "", direction = "asc"] = orderBy.trim().split(/\s+/);
  const sign = direction.toLowerCase() === "desc" ? -1 : 1;
  const key = (row: Row): string => JSON.stringify(row[field] ?? "").toLowerCase();
  return [...rows].sort((a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : 0));
};
