import { graphError } from "../errors.ts";
import { collection } from "../odata.ts";
import { type Handler, type Outcome, type Route } from "../router.ts";
import { rowsOf } from "../state.ts";

const dayMs = 86_400_000;
/** The service looks 90 days back, 10 days at a time, and 48 hours where nothing is said (graph.md E20). */
const longestDays = 10;
const oldestDays = 90;
const defaultDays = 2;

const bound = (filter: string, operator: "ge" | "le"): number | undefined => {
  const found = new RegExp(`receivedDateTime ${operator} ([\\d:.TZ+-]+)`, "i").exec(filter)?.[1];
  return found === undefined ? undefined : Date.parse(found);
};

const refused = (message: string): Outcome => graphError(400, "InvalidRequest", message);

const list: Handler = (state, call) => {
  if (call.version !== "v1.0") return refused("The request is not supported in this version.");
  const filter = call.query.get("$filter") ?? "";
  const [from, to] = [bound(filter, "ge"), bound(filter, "le")];
  if ((from === undefined) !== (to === undefined)) {
    return refused("Both a start and an end of receivedDateTime are required.");
  }
  const end = to ?? call.now.getTime();
  const start = from ?? end - defaultDays * dayMs;
  if (end - start > longestDays * dayMs) {
    return refused("The time range of receivedDateTime can't be longer than 10 days.");
  }
  if (start < call.now.getTime() - oldestDays * dayMs) {
    return refused("The start of receivedDateTime can't be more than 90 days ago.");
  }
  const rows = rowsOf(state, "messageTraces").filter((row) => {
    const at =
      typeof row["receivedDateTime"] === "string" ? Date.parse(row["receivedDateTime"]) : 0;
    return at >= start && at <= end;
  });
  return collection(call, rows, { pageSize: 3, maxTop: 5_000 });
};

/** Exchange message trace. */
export const messageTraceRoutes: readonly Route[] = [
  { method: "GET", path: "/admin/exchange/tracing/messageTraces", handle: list },
];
