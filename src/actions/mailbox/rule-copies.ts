/** Rules and sweep rules as they were, so that they can be made again with the same content. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { readAll, shaped } from "../read.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { rulesPath } from "./rules.ts";

type JsonObject = Readonly<Record<string, Json>>;

const json: z.ZodType<Json> = z.json();
const facet = z.record(z.string(), json).nullish();

const graphRule = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  sequence: z.number().nullish(),
  isEnabled: z.boolean().nullish(),
  conditions: facet,
  exceptions: facet,
  actions: facet,
});
export type GraphRule = z.infer<typeof graphRule>;

const notEmpty = (members: z.infer<typeof facet>): JsonObject | undefined =>
  members && Object.keys(members).length > 0 ? members : undefined;

/** What a POST of the same rule takes: all conditions, exceptions and actions, without the service's own members. */
export const ruleBody = (rule: GraphRule): JsonObject => {
  const [conditions, exceptions] = [notEmpty(rule.conditions), notEmpty(rule.exceptions)];
  return {
    displayName: rule.displayName ?? "",
    sequence: rule.sequence ?? 1,
    isEnabled: rule.isEnabled === true,
    ...(conditions && { conditions }),
    ...(exceptions && { exceptions }),
    actions: rule.actions ?? {},
  };
};

/** All rules that Graph shows, whole (Graph mailfolder-list-messagerules). Throws TenantFault. */
export const readGraphRules = (
  { graph }: Pick<ActionContext, "graph">,
  subject: Subject,
): Promise<readonly GraphRule[]> => readAll(graph, rulesPath(subject), graphRule);

const text = z.string().nullable().default(null);
const number = z.number().nullable().default(null);

/** A sweep rule as Get-SweepRule says. */
export const sweepRule = z.object({
  RuleId: z.string(),
  Name: z.string(),
  Provider: z.string(),
  Enabled: z.boolean(),
  Sender: text,
  SourceFolder: text,
  DestinationFolder: text,
  KeepForDays: number,
  KeepLatest: number,
});
export type SweepRule = z.infer<typeof sweepRule>;

/** All sweep rules. Throws TenantFault. */
export const readSweepRules = async (
  { exchange }: Pick<ActionContext, "exchange">,
  subject: Subject,
): Promise<readonly SweepRule[]> => {
  const answer = await exchange.invoke("Get-SweepRule", { Mailbox: subject.id });
  return shaped(z.array(sweepRule), answer);
};

/** New-SweepRule wants a folder with its mailbox, `mailbox:\\Deleted Items`; Get-SweepRule may say its name alone. */
const placed = (folder: string | null, mailbox: string): string | null =>
  folder === null || folder.includes(":\\") ? folder : `${mailbox}:\\${folder}`;

/** `"Name" [SMTP:address]`, or the address alone. */
const addressIn = (sender: string | null): string | null =>
  /\[SMTP:([^\]]+)\]/i.exec(sender ?? "")?.[1] ?? sender;

/** Parameters with which New-SweepRule makes it again, without those that it doesn't have. */
export const sweepParameters = (rule: SweepRule, mailbox: string): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries({
      ...rule,
      Mailbox: mailbox,
      Sender: addressIn(rule.Sender),
      SourceFolder: placed(rule.SourceFolder, mailbox),
      DestinationFolder: placed(rule.DestinationFolder, mailbox),
    }).flatMap(([name, value]) =>
      value === null || name === "RuleId" ? [] : [[name, value] as const],
    ),
  );

/** What a sweep rule does, in words, without its id: two with the same words are the same. */
export const sweepWords = (rule: SweepRule): string => {
  const keep = rule.KeepForDays ? ` after ${String(rule.KeepForDays)} days` : "";
  return `sweep rule, moves mail of ${rule.Sender ?? "everybody"} to ${rule.DestinationFolder ?? "a folder"}${keep}`;
};

/** Folders in which nobody looks. Sweep moves to Deleted Items unless told otherwise. */
const buried = /deleted|rss|conversation history|archive|junk/i;

/** Does it hide mail? */
export const sweepHides = ({ DestinationFolder }: SweepRule): boolean =>
  DestinationFolder === null || buried.test(DestinationFolder);
