/** What Microsoft's REST services have in common: answers, reads that may be repeated, pages. */
import { type Response } from "undici";
import { z } from "zod/v4";
import { type Answer, TenantFault } from "../../actions/tenant.ts";
import { type Instant } from "../../core/shared/ids.ts";
import {
  answerFault,
  type CallName,
  innermostCode,
  silenceFault,
  unreadableFault,
} from "./faults.ts";

/** Reads may be repeated so often on 429 and 503; writes never (docs/adr/0010). */
const repetitions = 3;
/** A longer wait than this, in ms, is for the queue and not for a caller that holds a lease. */
const longestWait = 10_000;
/** First wait where the service names none (Identity Protection), in ms; doubled each time. */
const firstWait = 500;
/** A list of more pages than this isn't a list that Cordon needs. */
const mostPages = 200;

/** Path of an address without its query, which may hold names. */
export const pathOf = (url: string): string => new URL(url).pathname;

const parseJson = (text: string): unknown => (text === "" ? null : JSON.parse(text));

const errorCode = (text: string, status: number): string => {
  if (status >= 300 && status < 400) return "Redirected";
  try {
    return innermostCode(parseJson(text));
  } catch {
    // A gateway's HTML page: its status says all that can be known.
    return "UnknownError";
  }
};

/** Status, body and request id of a good answer; a fault for any other. */
export const readAnswer = async (
  response: Response,
  name: CallName,
  now: Instant,
): Promise<Answer> => {
  const requestId = response.headers.get("request-id") ?? name.requestId;
  const named = { ...name, requestId };
  let text: string;
  try {
    text = await response.text();
  } catch (caught) {
    throw silenceFault(named, caught);
  }
  const { status } = response;
  if (response.ok) {
    try {
      return { status, body: parseJson(text), requestId };
    } catch (caught) {
      throw unreadableFault(named, caught);
    }
  }
  const retryAfter = response.headers.get("retry-after");
  throw answerFault(named, { status, code: errorCode(text, status), retryAfter, now });
};

/** The wait before a read is repeated, or undefined where it shouldn't be. */
const waitBefore = (fault: unknown, attempt: number): number | undefined => {
  if (!(fault instanceof TenantFault) || attempt >= repetitions) return undefined;
  if (fault.status !== 429 && fault.status !== 503) return undefined;
  const ms = fault.retryAfterMs ?? firstWait * 2 ** attempt;
  return ms <= longestWait ? ms : undefined;
};

/** One read of a whole address. */
export type Read = (url: string) => Promise<Answer>;

/** A read that is repeated on 429 and 503, after the service's own wait. */
export const repeated =
  (once: Read, wait: (ms: number) => Promise<unknown>): Read =>
  async (url) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await once(url);
      } catch (fault) {
        const ms = waitBefore(fault, attempt);
        if (ms === undefined) throw fault;
        await wait(ms);
      }
    }
  };

const pageSchema = z.looseObject({
  value: z.array(z.unknown()),
  "@odata.nextLink": z.string().optional(),
});

/** Follows `@odata.nextLink` verbatim, never to another host. `service` is named in faults: "Microsoft Graph". */
export const makeList =
  (read: Read, { service, origin }: { readonly service: string; readonly origin: string }) =>
  async (
    first: string,
    limit: number,
  ): Promise<{ readonly values: readonly unknown[]; readonly complete: boolean }> => {
    const values: unknown[] = [];
    let url: string | undefined = first;
    for (let page = 0; url !== undefined && page < mostPages && values.length < limit; page += 1) {
      const { body, requestId, status } = await read(url);
      const parsed = pageSchema.safeParse(body);
      if (!parsed.success) {
        throw unreadableFault({ service, call: `GET ${pathOf(url)}`, requestId }, parsed.error);
      }
      values.push(...parsed.data.value);
      url = parsed.data["@odata.nextLink"];
      if (url !== undefined && (!URL.canParse(url) || new URL(url).origin !== origin)) {
        throw new TenantFault(`${service}'s next page lies on another host; it wasn't followed`, {
          kind: "refused",
          status,
          code: "ForeignNextLink",
          requestId,
        });
      }
    }
    return {
      values: values.slice(0, limit),
      complete: url === undefined && values.length <= limit,
    };
  };
