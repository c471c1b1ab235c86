/** Logs are read twice: Graph's pages have lost rows before, and a list that differs is not called complete. */
import { z } from "zod/v4";
import { type Graph } from "../tenant.ts";
import { canonicalJson, type Json } from "../../core/shared/canonical-json.ts";
import { after, type Instant } from "../../core/shared/ids.ts";
import { asJson, part, type Part, withShape } from "./parts.ts";

/** Sizes of both readings where their rows weren't the same. */
export type LogPart = Part & { readonly differed?: readonly [first: number, second: number] };

/** What is asked of one log: a name for people, the question for the record, and the reading. */
export type LogQuestion = {
  readonly name: string;
  readonly asked: string;
  readonly read: () => Promise<LogPart>;
};

/** A log that a look after containment asks too, in one pass: the reports take 5 requests in 10 s. */
export type ReportQuestion = LogQuestion & { readonly look: () => Promise<LogPart> };

/** More than this in 30 days is not one account's ordinary work; the rest is left out, and said. */
export const mostRows = 20_000;

const withId = z.looseObject({ id: z.string().min(1) });

/** A row's own id; its content where the log gives none. */
const keyOf = (row: Json): string => {
  const parsed = withId.safeParse(row);
  return parsed.success ? parsed.data.id : canonicalJson(row);
};

type Read = () => Promise<{ readonly values: readonly unknown[]; readonly complete: boolean }>;

const keyed = (values: readonly Json[]): ReadonlyMap<string, Json> =>
  new Map(values.map((row) => [keyOf(row), row]));

/** Reads a log twice and keeps what either reading had; complete only where both had the same rows. */
export const readTwice = async (read: Read): Promise<LogPart> => {
  let differed: readonly [number, number] | undefined;
  const found = await part(async () => {
    const first = await read();
    const second = await read();
    const [one, two] = [keyed(asJson(first.values)), keyed(asJson(second.values))];
    const union = new Map([...one, ...two]);
    if (union.size !== one.size || union.size !== two.size) differed = [one.size, two.size];
    const complete = first.complete && second.complete && differed === undefined;
    return { values: [...union.values()], complete };
  });
  return differed === undefined ? found : { ...found, differed };
};

/** The same question, whose rows are looked at: those without this shape are counted (`withShape`). */
export const shapedQuestion = (question: LogQuestion, schema: z.ZodType): LogQuestion => ({
  ...question,
  read: async () => withShape(await question.read(), schema),
});

/** A log of Graph, read twice. */
export const logQuestion = (
  graph: Graph,
  name: string,
  path: string,
  filter: string,
): ReportQuestion => {
  const list = () => graph.list(`${path}?$filter=${encodeURIComponent(filter)}`, mostRows);
  return {
    name,
    asked: `GET ${path} where ${filter}`,
    read: () => readTwice(list),
    look: () => part(list),
  };
};

/** Asks one after the other: the reports take 5 requests in 10 s, whoever asks. */
export const askAll = async (
  questions: readonly LogQuestion[],
): Promise<Readonly<Record<string, LogPart>>> => {
  const parts: Record<string, LogPart> = {};
  for (const { name, read } of questions) parts[name] = await read();
  return parts;
};

/** "Two readings differed: audit events.", or nothing. */
export const differencesOf = (parts: Readonly<Record<string, LogPart>>): string => {
  const names = Object.entries(parts).flatMap(([name, { differed }]) => (differed ? [name] : []));
  return names.length === 0 ? "" : ` Two readings differed: ${names.join(", ")}.`;
};

const dayMs = 86_400_000;

/** So many days before an instant, in whole seconds as the logs' filters take them. */
export const daysBefore = (at: Instant, days: number): string =>
  `${after(at, -days * dayMs).slice(0, 19)}Z`;
