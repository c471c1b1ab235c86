import { z } from "zod/v4";
import { graphError } from "../errors.ts";
import { text, texts } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Handler, type Outcome, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf } from "../state.ts";

/** A search is taken up after a minute and done after three: the real one takes minutes to hours (graph.md I82). */
const takenUpMs = 60_000;
const doneMs = 180_000;

const names = z.array(z.string());

const newQuery = z.strictObject({
  displayName: z.string().min(1),
  filterStartDateTime: z.iso.datetime(),
  filterEndDateTime: z.iso.datetime(),
  recordTypeFilters: names.optional(),
  keywordFilter: z.string().optional(),
  serviceFilters: names.optional(),
  operationFilters: names.optional(),
  userPrincipalNameFilters: names.optional(),
  ipAddressFilters: names.optional(),
  objectIdFilters: names.optional(),
  administrativeUnitIdFilters: names.optional(),
});

const statusOf = (query: Row, now: Date): string => {
  const age = now.getTime() - Date.parse(text(query, "_createdAt"));
  if (age < takenUpMs) return "notStarted";
  return age < doneMs ? "running" : "succeeded";
};

const shown = (query: Row, now: Date): Row => ({ ...query, status: statusOf(query, now) });

const invalid = (message: string): Outcome => graphError(400, "BadRequest", message);

/** 201 with the query, which runs by itself. */
const create: Handler = (_state, call) => {
  const parsed = newQuery.safeParse(call.body);
  if (!parsed.success) return invalid("Invalid request body.");
  const { filterStartDateTime: from, filterEndDateTime: to } = parsed.data;
  if (Date.parse(from) >= Date.parse(to)) {
    return invalid("filterStartDateTime must be earlier than filterEndDateTime.");
  }
  const given = Object.fromEntries(
    Object.entries(parsed.data).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
  const id = call.newId();
  const row: Row = { id, ...given, _createdAt: call.now.toISOString() };
  return {
    ...entity(call, shown(row, call.now)),
    status: 201,
    changes: [{ table: "auditQueries", key: id, row }],
  };
};

const missing = (id: string): Outcome => graphError(404, "NotFound", `Query '${id}' is not found.`);

const list: Handler = (state, call) =>
  collection(
    call,
    rowsOf(state, "auditQueries").map((query) => shown(query, call.now)),
    { pageSize: 3 },
  );

const get: Handler = (state, call) => {
  const query = rowAt(state, "auditQueries", param(call, "id"));
  return query ? entity(call, shown(query, call.now)) : missing(param(call, "id"));
};

/** A filter that wasn't given lets everything through. */
const among = (wanted: readonly string[], value: string): boolean =>
  wanted.length === 0 || wanted.some((one) => one.toLowerCase() === value.toLowerCase());

/** An object by its whole address, or by its beginning with a star behind it. */
const below = (wanted: readonly string[], address: string): boolean =>
  wanted.length === 0 ||
  wanted.some((one) =>
    one.endsWith("*")
      ? address.toLowerCase().startsWith(one.slice(0, -1).toLowerCase())
      : address.toLowerCase() === one.toLowerCase(),
  );

const fits = (query: Row, record: Row): boolean => {
  const at = Date.parse(text(record, "createdDateTime"));
  return (
    at >= Date.parse(text(query, "filterStartDateTime")) &&
    at <= Date.parse(text(query, "filterEndDateTime")) &&
    among(texts(query, "userPrincipalNameFilters"), text(record, "userPrincipalName")) &&
    among(texts(query, "operationFilters"), text(record, "operation")) &&
    among(texts(query, "serviceFilters"), text(record, "service")) &&
    below(texts(query, "objectIdFilters"), text(record, "objectId")) &&
    among(texts(query, "ipAddressFilters"), text(record, "clientIp")) &&
    JSON.stringify(record).toLowerCase().includes(text(query, "keywordFilter").toLowerCase())
  );
};

/** 400 before the search is done; afterwards what fits, in pages. */
const records: Handler = (state, call) => {
  const query = rowAt(state, "auditQueries", param(call, "id"));
  if (!query) return missing(param(call, "id"));
  if (statusOf(query, call.now) !== "succeeded") return invalid("The query has not completed.");
  const found = rowsOf(state, "auditRecords").filter((record) => fits(query, record));
  return collection(call, found, { pageSize: 3 });
};

const base = "/security/auditLog/queries";

/** Purview audit search. */
export const auditSearchRoutes: readonly Route[] = [
  { method: "POST", path: base, handle: create },
  { method: "GET", path: base, handle: list },
  { method: "GET", path: `${base}/:id`, handle: get },
  { method: "GET", path: `${base}/:id/records`, handle: records },
];
