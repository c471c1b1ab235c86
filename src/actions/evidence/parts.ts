/** A snapshot is made of parts: what can't be read is named in it, and what is down is tried again. */
import { z } from "zod/v4";
import { type Graph, TenantFault } from "../tenant.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { isFinal, shaped } from "../read.ts";
import { count } from "../../core/shared/count.ts";

/**
 * One part: what was read, or why it can't be evaluated. `odd`: so many rows aren't what Microsoft documents.
 * `refused`: of what it couldn't be read, for example "1 app", and why.
 */
export type Part =
  | {
      readonly state: "read";
      readonly values: readonly Json[];
      readonly complete: boolean;
      readonly odd?: number;
      readonly refused?: { readonly of: string; readonly why: string };
    }
  | { readonly state: "not evaluable"; readonly why: string };

const json: z.ZodType<Json> = z.json();

/** Exchange and Graph answer JSON; parsing says so to the compiler. */
export const asJson = (values: readonly unknown[]): readonly Json[] =>
  shaped(z.array(json), values);

/**
 * Reads one part. A refusal, or something that isn't there, is written down as not evaluable;
 * every other fault is thrown, so that the collector runs again.
 */
export const part = async (
  readIt: () => Promise<{ readonly values: readonly unknown[]; readonly complete: boolean }>,
): Promise<Part> => {
  try {
    const { values, complete } = await readIt();
    return { state: "read", values: asJson(values), complete };
  } catch (fault) {
    if (!(fault instanceof TenantFault) || !isFinal(fault)) throw fault;
    return { state: "not evaluable", why: fault.code };
  }
};

/** The rows of a part that have this shape; none where it couldn't be read. */
export const rowsIn = <T>(found: Part | undefined, schema: z.ZodType<T>): readonly T[] =>
  (found?.state === "read" ? found.values : []).flatMap((value) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });

/** Rows without this shape stay in the file as they came; they are counted, and the part isn't complete. */
export const withShape = <P extends Part>(found: P, schema: z.ZodType): P => {
  if (found.state !== "read") return found;
  const odd = found.values.length - rowsIn(found, schema).length;
  return odd === 0 ? found : { ...found, odd, complete: false };
};

/** A collection of Graph as a part; at most 5,000 objects. */
export const graphPart = (graph: Graph, path: string): Promise<Part> =>
  part(() => graph.list(path, 5_000));

/** One object of Graph as a part. */
export const graphObject = (graph: Graph, path: string): Promise<Part> =>
  part(async () => ({ values: [(await graph.get(path)).body], complete: true }));

/** Reads all parts at the same time, by name. */
export const readParts = async (
  asked: Readonly<Record<string, Promise<Part>>>,
): Promise<Readonly<Record<string, Part>>> => {
  const entries = Object.entries(asked);
  const parts = await Promise.all(entries.map(async ([, promise]) => promise));
  return Object.fromEntries(
    entries.flatMap(([name], index) => {
      const found = parts[index];
      return found ? [[name, found] as const] : [];
    }),
  );
};

/** How many objects a part has; 0 where it couldn't be read. */
export const sizeOf = (found: Part | undefined): number =>
  found?.state === "read" ? found.values.length : 0;

/** Was everything read to its end? */
export const isComplete = (parts: Readonly<Record<string, Part>>): boolean =>
  Object.values(parts).every((found) => found.state === "read" && found.complete);

export const isRead = (found: Part | undefined): boolean => found?.state === "read";

/** It was read, and no row of it is odd: where it says none, there is none. */
export const canCount = (found: Part | undefined): boolean =>
  found?.state === "read" && found.odd === undefined;

/** What is counted: a part's name, and the words for one and for several. */
export type Size = readonly [name: string, one: string, many?: string];

/** "2 rules" of every part that was read; what wasn't is no "0": gapsOf names it. */
export const sizesOf = (
  parts: Readonly<Record<string, Part>>,
  sizes: readonly Size[],
): readonly string[] =>
  sizes.flatMap(([name, one, many]) =>
    isRead(parts[name]) ? [count(sizeOf(parts[name]), one, many)] : [],
  );

/** Several parts counted together: "at least 2" where one of them wasn't read, nothing where that leaves none. */
export const sumOf = (
  n: number,
  words: readonly [one: string, many?: string],
  allRead: boolean,
): readonly string[] => {
  if (allRead) return [count(n, ...words)];
  return n === 0 ? [] : [`at least ${count(n, ...words)}`];
};

/** What was counted, as a sentence; it says so where nothing could be. */
export const sentenceOf = (words: readonly string[], between = ", "): string =>
  words.length === 0 ? "Nothing could be counted." : `${words.join(between)}.`;

type Gap = { readonly name: string; readonly why: string };

/** The code of `shaped` for what it can't read. */
const unreadable = "UnreadableAnswer";

const gapIn = ([name, found]: readonly [string, Part]): readonly Gap[] => {
  if (found.state === "not evaluable") return [{ name, why: found.why }];
  const { odd, refused } = found;
  return [
    ...(refused ? [{ name: `${name} of ${refused.of}`, why: refused.why }] : []),
    ...(odd === undefined ? [] : [{ name: `${count(odd, "row")} of ${name}`, why: unreadable }]),
  ];
};

/** "Not evaluable: forwarding, protocols (ExchangeOff).", or nothing. */
export const gapsOf = (parts: Readonly<Record<string, Part>>): string => {
  const gaps = Object.entries(parts).flatMap(gapIn);
  if (gaps.length === 0) return "";
  const reasons = [...new Set(gaps.map((gap) => gap.why))].join(", ");
  return ` Not evaluable: ${gaps.map((gap) => gap.name).join(", ")} (${reasons}).`;
};
