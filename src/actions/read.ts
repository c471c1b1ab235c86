/** Reading the tenant's answers: unknown input is parsed here, once. */
import { z } from "zod/v4";
import { type ItemReading } from "./contract.ts";
import { type Graph, TenantFault } from "./tenant.ts";
import { type ObjectId } from "../core/shared/ids.ts";
import { type Instant } from "../core/shared/ids.ts";

/** Path of a user by object id: a guest's `#EXT#` name would cut the address off. */
export const userPath = (id: ObjectId, rest = ""): string =>
  `/v1.0/users/${encodeURIComponent(id)}${rest}`;

/** A string literal of OData: quotes doubled (OData URL conventions). Percent-encode the whole filter after it. */
export const odataText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** What the tenant said, in this shape. Anything else is a fault: the contract of the API was broken. */
export const shaped = <T>(schema: z.ZodType<T>, value: unknown, requestId = ""): T => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TenantFault("The tenant answered with something unexpected", {
    kind: "unavailable",
    code: "UnreadableAnswer",
    requestId,
    cause: parsed.error,
  });
};

/** One object of Graph in this shape. */
export const read = async <T>(graph: Graph, path: string, schema: z.ZodType<T>): Promise<T> => {
  const { body, requestId } = await graph.get(path);
  return shaped(schema, body, requestId);
};

/** A whole list of Graph in this shape; a list that can't be read to its end is a fault. */
export const readAll = async <T>(
  graph: Graph,
  path: string,
  schema: z.ZodType<T>,
): Promise<readonly T[]> => {
  // 5,000: nobody is in more groups, and no mailbox has more rules.
  const { values, complete } = await graph.list(path, 5_000);
  if (complete) return shaped(z.array(schema), values);
  throw new TenantFault("The list is too long to be read whole", {
    kind: "refused",
    code: "ListTooLong",
    requestId: "",
  });
};

/** Is this a fault that asking again won't change? */
export const isFinal = (fault: unknown): fault is TenantFault =>
  fault instanceof TenantFault && (fault.kind === "refused" || fault.kind === "not found");

/** Clocks differ, and the directory cuts instants to whole seconds. */
const toleranceMs = 5_000;

/** Did it happen at or after this moment, with 5 s of tolerance? */
export const isSince = (at: string | null | undefined, since: Instant): boolean =>
  typeof at === "string" && Date.parse(at) >= Date.parse(since) - toleranceMs;

/** One item as read back. */
export const reading = (id: string, holds: boolean, why: string): ItemReading => ({
  id,
  state: holds ? "observed" : "not observed",
  why,
});
