/** Inbox rules of a mailbox, as Graph and Exchange know them, matched and told apart. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { TenantFault } from "../tenant.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { readAll, shaped, userPath } from "../read.ts";

/** One inbox rule, as far as Cordon judges it. */
export type MailRule = {
  /** Where it can be changed: hidden and read-only rules only through Exchange. */
  readonly route: "graph" | "exchange";
  /** Graph's id, or Exchange's rule number for what Graph doesn't show. */
  readonly ref: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Exchange knows it and Graph doesn't. */
  readonly hidden: boolean;
  /** Addresses to which it forwards or redirects. */
  readonly sendsTo: readonly string[];
  readonly deletes: boolean;
  readonly moves: boolean;
  /** Name of the folder it moves to, where Exchange says it. */
  readonly folder: string | undefined;
  readonly marksRead: boolean;
  readonly stops: boolean;
};

export type RuleBook = {
  readonly rules: readonly MailRule[];
  /** Why hidden rules can't be seen; undefined where they were read. */
  readonly hiddenUnseen: string | undefined;
};

const recipient = z.object({
  emailAddress: z.object({ address: z.string().nullish(), name: z.string().nullish() }),
});
const recipients = z.array(recipient).nullish();
const flag = z.boolean().nullish();

const graphRule = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  isEnabled: flag,
  isReadOnly: flag,
  actions: z
    .object({
      forwardTo: recipients,
      forwardAsAttachmentTo: recipients,
      redirectTo: recipients,
      delete: flag,
      permanentDelete: flag,
      moveToFolder: z.string().nullish(),
      markAsRead: flag,
      stopProcessingRules: flag,
    })
    .nullish(),
});
type GraphRule = z.infer<typeof graphRule>;

const names = z.array(z.string()).nullish();

const exchangeRule = z.object({
  Identity: z.string(),
  Name: z.string().nullish(),
  Enabled: flag,
  ForwardTo: names,
  ForwardAsAttachmentTo: names,
  RedirectTo: names,
  DeleteMessage: flag,
  SoftDeleteMessage: flag,
  MoveToFolder: z.string().nullish(),
  MarkAsRead: flag,
  StopProcessingRules: flag,
});
type ExchangeRule = z.infer<typeof exchangeRule>;

/**
 * Exchange's number of a rule: the last part of `Identity` ("alias\\1155…"). `RuleIdentity` itself
 * is left alone: as a JSON number of 64 bits it would lose its last digits.
 */
const numberOf = ({ Identity }: ExchangeRule): string => Identity.split("\\").at(-1) ?? Identity;

/** The same number from Graph's id: eight bytes in base64, little end first; undefined where it isn't that. */
export const ruleNumberOf = (graphId: string): string | undefined => {
  const bytes = Buffer.from(graphId, "base64");
  return bytes.length === 8 ? bytes.readBigUInt64LE(0).toString() : undefined;
};

const addressesOf = (list: z.infer<typeof recipients>): readonly string[] =>
  (list ?? []).map(({ emailAddress }) => emailAddress.address ?? emailAddress.name ?? "");

/** `"Name" [SMTP:address]`; what has no SMTP address is one of our own mailboxes. */
const smtpOf = (list: z.infer<typeof names>): readonly string[] =>
  (list ?? []).map((entry) => /\[SMTP:([^\]]+)\]/i.exec(entry)?.[1] ?? entry);

const fromGraph = (rule: GraphRule, twin: ExchangeRule | undefined): MailRule => {
  const actions = rule.actions ?? {};
  const readOnly = rule.isReadOnly === true && twin !== undefined;
  return {
    route: readOnly ? "exchange" : "graph",
    ref: readOnly ? numberOf(twin) : rule.id,
    name: rule.displayName ?? "",
    enabled: rule.isEnabled === true,
    hidden: false,
    sendsTo: [actions.forwardTo, actions.forwardAsAttachmentTo, actions.redirectTo].flatMap(
      addressesOf,
    ),
    deletes: actions.delete === true || actions.permanentDelete === true,
    moves: typeof actions.moveToFolder === "string",
    folder: twin?.MoveToFolder ?? undefined,
    marksRead: actions.markAsRead === true,
    stops: actions.stopProcessingRules === true,
  };
};

const fromExchange = (rule: ExchangeRule): MailRule => ({
  route: "exchange",
  ref: numberOf(rule),
  name: rule.Name ?? "",
  enabled: rule.Enabled === true,
  hidden: true,
  sendsTo: [rule.ForwardTo, rule.ForwardAsAttachmentTo, rule.RedirectTo].flatMap(smtpOf),
  deletes: rule.DeleteMessage === true || rule.SoftDeleteMessage === true,
  moves: typeof rule.MoveToFolder === "string",
  folder: rule.MoveToFolder ?? undefined,
  marksRead: rule.MarkAsRead === true,
  stops: rule.StopProcessingRules === true,
});

/** Path of the rules that Graph shows: those of the inbox (Graph mailfolder-list-messagerules). */
export const rulesPath = (subject: Subject, rest = ""): string =>
  userPath(subject.id, `/mailFolders/inbox/messageRules${rest}`);

type FromExchange = { readonly rules: readonly unknown[]; readonly unseen?: string };

const readExchange = async (
  { exchange }: Pick<ActionContext, "exchange">,
  subject: Subject,
): Promise<FromExchange> => {
  if (!exchange.available) return { rules: [], unseen: "Exchange is off here" };
  try {
    const parameters = { Mailbox: subject.id, IncludeHidden: true };
    return { rules: await exchange.invoke("Get-InboxRule", parameters) };
  } catch (fault) {
    if (!(fault instanceof TenantFault) || fault.kind !== "refused") throw fault;
    return { rules: [], unseen: `Exchange refused (${fault.code})` };
  }
};

/** A visible rule whose id can't be turned into a number is matched by its name. */
const isTwin = (graph: GraphRule, exchange: ExchangeRule): boolean => {
  const number = ruleNumberOf(graph.id);
  return number === undefined ? graph.displayName === exchange.Name : number === numberOf(exchange);
};

/**
 * All rules, each once: Graph's, and those that only Get-InboxRule with IncludeHidden shows. No
 * service says "hidden", so the difference does (containment trap 19). `unseen` says why Exchange's
 * list isn't there. Throws TenantFault for rules that aren't rules.
 */
export const matchRules = (
  fromServices: { readonly graph: readonly unknown[]; readonly exchange: readonly unknown[] },
  unseen?: string,
): RuleBook => {
  const visible = shaped(z.array(graphRule), fromServices.graph);
  const all = shaped(z.array(exchangeRule), fromServices.exchange);
  const hidden = all.filter((rule) => !visible.some((shown) => isTwin(shown, rule)));
  return {
    rules: [
      ...visible.map((rule) =>
        fromGraph(
          rule,
          all.find((other) => isTwin(rule, other)),
        ),
      ),
      ...hidden.map(fromExchange),
    ],
    hiddenUnseen: unseen,
  };
};

/** Reads and matches both. Throws TenantFault, with kind "not found" where the account has no mailbox. */
export const readRules = async (
  context: Pick<ActionContext, "graph" | "exchange">,
  subject: Subject,
): Promise<RuleBook> => {
  const [graph, { rules: exchange, unseen }] = await Promise.all([
    readAll(context.graph, rulesPath(subject), z.unknown()),
    readExchange(context, subject),
  ]);
  return matchRules({ graph, exchange }, unseen);
};
