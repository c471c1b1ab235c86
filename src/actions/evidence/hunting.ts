/** Advanced hunting with fixed questions: only ids, hashes and names of a known form are put into them, never text. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type ObjectId } from "../../core/shared/ids.ts";
import { shaped } from "../read.ts";
import { type LogPart, type LogQuestion, mostRows, readTwice } from "./log-parts.ts";
import { part, withShape } from "./parts.ts";

const results = z.object({ results: z.array(z.unknown()) });

/** A question: the table, the column that must have the id, and more fixed clauses. */
export type Hunt = {
  readonly table: string;
  readonly column?: string;
  readonly id?: ObjectId;
  readonly clauses?: readonly string[];
  /** ISO 8601; older rows are left out, and newer ones than `to` where it is given. */
  readonly from: string;
  readonly to?: string;
};

/** The question in KQL. At most 20,000 rows; the service gives 100,000 (Graph runHuntingQuery). */
const kqlOf = ({ table, column, id, clauses = [], from, to }: Hunt): string =>
  [
    table,
    `where Timestamp >= datetime(${from})`,
    ...(to === undefined ? [] : [`where Timestamp <= datetime(${to})`]),
    ...(column !== undefined && id !== undefined ? [`where ${column} == "${id}"`] : []),
    ...clauses,
    `take ${String(mostRows)}`,
  ].join(" | ");

/** A column that must, or must not, have one of these values: those without the form are never put into the question. */
export const whereIn = (
  column: string,
  values: readonly string[],
  form: RegExp,
  operator: "in" | "in~" | "!in" = "in",
): string => {
  const listed = values.filter((value) => form.test(value)).map((value) => `"${value}"`);
  return `where ${column} ${operator} (${listed.join(", ")})`;
};

const ask = async ({ graph }: Pick<ActionContext, "graph">, question: Hunt) => {
  const body = { Query: kqlOf(question), Timespan: "P30D" };
  const answer = await graph.post("/v1.0/security/runHuntingQuery", body);
  const { results: values } = shaped(results, answer.body, answer.requestId);
  return { values, complete: values.length < mostRows };
};

/** Asks one question; not evaluable where hunting, or the table, isn't part of the licence. */
export const hunt = (context: Pick<ActionContext, "graph">, question: Hunt): Promise<LogPart> =>
  part(() => ask(context, question));

/** One question that is asked twice, as every log is; rows without the shape are counted (`withShape`). */
export const huntQuestion = (
  context: Pick<ActionContext, "graph">,
  name: string,
  question: Hunt,
  schema: z.ZodType = z.unknown(),
): LogQuestion => ({
  name,
  asked: `POST runHuntingQuery ${kqlOf(question)}`,
  read: async () => withShape(await readTwice(() => ask(context, question)), schema),
});
