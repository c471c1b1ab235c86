import { odataText } from "../read.ts";
import { type ActionContext } from "../context.ts";
import { after, type Instant } from "../../core/shared/ids.ts";
import { type LogPart, mostRows, readTwice } from "./log-parts.ts";

const path = "/v1.0/admin/exchange/tracing/messageTraces";
/** The service takes 10 days at a time and keeps 90 (graph.md E20); three windows are the 30 days of the other logs. */
const windowMs = 10 * 86_400_000;
const windows = 3;

const filtersOf = (address: string, to: Instant): readonly string[] =>
  Array.from({ length: windows }, (_, index) => {
    const [start, end] = [after(to, -(index + 1) * windowMs), after(to, -index * windowMs)];
    const window = `receivedDateTime ge ${start} and receivedDateTime le ${end}`;
    return ["senderAddress", "recipientAddress"].map(
      (side) => `${side} eq ${odataText(address)} and ${window}`,
    );
  }).flat();

/** What was asked, one line for each window and side. */
export const traceQuestions = (address: string, to: Instant): readonly string[] =>
  filtersOf(address, to).map((filter) => `GET ${path} where ${filter}`);

/** Mail that this address sent or got in the last 30 days, each message once for each recipient. */
export const traceMessages = (
  { graph }: Pick<ActionContext, "graph">,
  address: string,
  to: Instant,
): Promise<LogPart> =>
  readTwice(async () => {
    const found = [];
    for (const filter of filtersOf(address, to)) {
      found.push(await graph.list(`${path}?$filter=${encodeURIComponent(filter)}`, mostRows));
    }
    return {
      values: found.flatMap(({ values }) => values),
      complete: found.every(({ complete }) => complete),
    };
  });
