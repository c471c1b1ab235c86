/** Purview's audit search: a query that runs for minutes to hours, found again by its name after a restart. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type CollectRun } from "../library.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { isFinal, shaped } from "../read.ts";
import { type LogPart, mostRows, readTwice } from "./log-parts.ts";

const queries = "/v1.0/security/auditLog/queries";

const querySchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  /** notStarted, running, succeeded, failed, cancelled (Graph auditLogQueryStatus). */
  status: z.string(),
  filterEndDateTime: z.string().nullish(),
});
type Query = z.infer<typeof querySchema>;

/** What came of it: a part, or that it still runs and since when. */
export type AuditSearch = {
  readonly part: LogPart | undefined;
  readonly queryId: string | undefined;
  readonly status: string;
  /** Minutes since it was asked for. */
  readonly minutes: number;
};

/** Holds the incident and the subject, so that a restart finds its own query and makes no other. */
const nameOf = (subject: Subject, { incident, run }: CollectRun): string =>
  `Cordon ${incident} ${subject.id} run ${String(run)}`;

const findOwn = async (
  { graph }: Pick<ActionContext, "graph">,
  name: string,
): Promise<Query | undefined> => {
  const { values } = await graph.list(queries, 5_000);
  return shaped(z.array(querySchema), values).find((query) => query.displayName === name);
};

/** A person by their name, an app by its id in any field, a site by what lies below its address. */
const filtersOf = ({ kind, address }: Subject): Readonly<Record<string, Json>> => {
  if (kind === "user") return { userPrincipalNameFilters: [address] };
  if (kind === "site") return { objectIdFilters: [`${address.replace(/\/+$/, "")}/*`] };
  return { keywordFilter: address };
};

const ask = async (
  context: Pick<ActionContext, "graph">,
  body: Readonly<Record<string, Json>>,
): Promise<Query> => {
  const { body: made, requestId } = await context.graph.post(queries, body);
  return shaped(querySchema, made, requestId);
};

/** Exchange says whether the log is written at all; an empty search means nothing where it isn't. */
const ingestion = z.looseObject({ UnifiedAuditLogIngestionEnabled: z.boolean() });

const isWritten = async ({ exchange }: ActionContext): Promise<boolean | undefined> => {
  if (!exchange.available) return undefined;
  try {
    const [config] = await exchange.invoke("Get-AdminAuditLogConfig", {});
    return shaped(ingestion, config).UnifiedAuditLogIngestionEnabled;
  } catch (fault) {
    if (isFinal(fault)) return undefined;
    throw fault;
  }
};

const recordsOf = async (context: ActionContext, query: Query): Promise<LogPart> => {
  const path = `${queries}/${encodeURIComponent(query.id)}/records`;
  const found = await readTwice(() => context.graph.list(path, mostRows));
  if (found.state !== "read" || found.values.length > 0) return found;
  const written = await isWritten(context);
  if (written === true) return found;
  const why = written === false ? "AuditIngestionOff" : "AuditIngestionUnknown";
  return { state: "not evaluable", why };
};

const settled = (why: string): LogPart => ({ state: "not evaluable", why });

/** Asks for the search, or looks at the one that was asked for before. Throws what asking again may mend. */
export const searchAudit = async (
  context: ActionContext,
  subject: Subject,
  run: CollectRun,
  window: { readonly from: string; readonly to: string },
): Promise<AuditSearch> => {
  const displayName = nameOf(subject, run);
  try {
    const query =
      (await findOwn(context, displayName)) ??
      (await ask(context, {
        displayName,
        filterStartDateTime: window.from,
        filterEndDateTime: window.to,
        ...filtersOf(subject),
      }));
    const { status, id: queryId } = query;
    const since = Date.parse(query.filterEndDateTime ?? window.to);
    const minutes = Math.round((Date.parse(context.now()) - since) / 60_000);
    const common = { queryId, status, minutes };
    if (status === "succeeded") return { ...common, part: await recordsOf(context, query) };
    if (status === "notStarted" || status === "running") return { ...common, part: undefined };
    return { ...common, part: settled(`audit search ${status}`) };
  } catch (fault) {
    if (!isFinal(fault)) throw fault;
    return { queryId: undefined, status: "refused", minutes: 0, part: settled(fault.code) };
  }
};

/** How long the first run waits for the search before the rest is kept without it; the second waits half a day. */
const patience = [30, 720] as const;

/** Is it worth waiting for? */
export const stillRuns = ({ part, minutes }: AuditSearch, { run }: CollectRun): boolean =>
  part === undefined && minutes < (run === 0 ? patience[0] : patience[1]);

/** The search as a part of the evidence; one that runs for too long is not evaluable. */
export const auditPartOf = ({ part, minutes }: AuditSearch): LogPart =>
  part ?? settled(`the search still runs after ${String(minutes)} minutes`);

/** The search as a line of what was asked. */
export const auditAskedOf = ({ id }: Subject, { queryId, status }: AuditSearch): string =>
  `POST ${queries} for ${id}: ${queryId ?? "no query"}, ${status}`;
