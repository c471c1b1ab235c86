/** Advanced hunting with fixed questions: only ids that Entra made are put into them, never text. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type ObjectId } from "../../core/shared/ids.ts";
import { shaped } from "../read.ts";
import { type LogPart } from "./log-parts.ts";
import { part } from "./parts.ts";

/** Rows of one question; below the service's 100,000 (Graph runHuntingQuery). */
const mostRows = 10_000;

const results = z.object({ results: z.array(z.unknown()) });

/** A question: the table, the column that must have the id, and more fixed clauses. */
export type Hunt = {
  readonly table: string;
  readonly column?: string;
  readonly id?: ObjectId;
  readonly clauses?: readonly string[];
  /** ISO 8601; older rows are left out. */
  readonly from: string;
};

/** The question in KQL. */
export const kqlOf = ({ table, column, id, clauses = [], from }: Hunt): string =>
  [
    table,
    `where Timestamp >= datetime(${from})`,
    ...(column !== undefined && id !== undefined ? [`where ${column} == "${id}"`] : []),
    ...clauses,
    `take ${String(mostRows)}`,
  ].join(" | ");

/** Asks one question; not evaluable where hunting, or the table, isn't part of the licence. */
export const hunt = ({ graph }: Pick<ActionContext, "graph">, question: Hunt): Promise<LogPart> =>
  part(async () => {
    const body = { Query: kqlOf(question), Timespan: "P30D" };
    const answer = await graph.post("/v1.0/security/runHuntingQuery", body);
    const { results: values } = shaped(results, answer.body, answer.requestId);
    return { values, complete: values.length < mostRows };
  });
