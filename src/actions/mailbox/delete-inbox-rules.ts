import { z } from "zod/v4";
import { type Account, ownDomains } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Action, type Draft, type ItemAnswer, type ItemReading } from "../contract.ts";
import { guardPermissions, type UnguardedPreview } from "../guards.ts";
import { ofItems } from "../of-items.ts";
import { reading } from "../read.ts";
import { type ItemRequest, sendAll } from "../requests.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { canonicalJson, type Json } from "../../core/shared/canonical-json.ts";
import { type Plan, type Subject } from "../../core/incident/plan.ts";
import {
  readGraphRules,
  readSweepRules,
  ruleBody,
  sweepHides,
  sweepParameters,
  sweepRule,
  sweepWords,
} from "./rule-copies.ts";
import { type MailRule, readRules, rulesPath } from "./rules.ts";
import { signsOf } from "./suspicion.ts";
import { cmdletRequest, guardedInExchange, sortedById } from "./with-exchange.ts";
import { count } from "../../core/shared/count.ts";

const json: z.ZodType<Json> = z.json();

/** One to delete. A rule that only Exchange can change has no `body`: it can't be made again. */
const doomed = z.discriminatedUnion("route", [
  z.object({ route: z.literal("graph"), ref: z.string(), body: z.record(z.string(), json) }),
  z.object({ route: z.literal("exchange"), ref: z.string(), name: z.string() }),
  z.object({ route: z.literal("sweep"), ref: z.string(), rule: sweepRule }),
]);
type Doomed = z.infer<typeof doomed>;
const before = z.object({ rules: z.array(doomed) });

const noWayBack = "A hidden or read-only rule can't be made again; its content is kept in E2.";

const idOf = ({ route, ref }: Pick<Doomed, "route" | "ref">): string => `${route}:${ref}`;
const doomedIn = (plan: Plan): readonly Doomed[] =>
  ofItems(plan, before.parse(plan.before).rules, idOf);

type Candidate = {
  readonly id: string;
  readonly about: string;
  readonly name: string;
  readonly rule: Doomed;
};

const ruleCandidate = (
  rule: MailRule,
  signs: readonly string[],
  body: Extract<Doomed, { readonly route: "graph" }> | undefined,
): Candidate => {
  const kept: Doomed = body ?? { route: "exchange", ref: rule.ref, name: rule.name };
  const back = body ? "" : ", can't be made again";
  const name = cleanText(rule.name, 80);
  return { id: idOf(kept), name, about: `disabled, ${signs.join(", ")}${back}`, rule: kept };
};

type Read = {
  readonly found: readonly Candidate[];
  readonly stillOn: number;
  readonly unseen: string | undefined;
};

const readCandidates = async (
  context: ActionContext,
  subject: Subject,
  account: Account,
): Promise<Read> => {
  const [book, graph, sweeps] = await Promise.all([
    readRules(context, subject),
    readGraphRules(context, subject),
    readSweepRules(context, subject),
  ]);
  const own = ownDomains(account);
  const suspicious = book.rules
    .map((rule) => ({ rule, signs: signsOf(rule, own) }))
    .filter(({ signs }) => signs.length > 0);
  const rules = suspicious
    .filter(({ rule }) => !rule.enabled)
    .map(({ rule, signs }) => {
      const whole = graph.find(({ id }) => rule.route === "graph" && id === rule.ref);
      const body = whole && {
        route: "graph" as const,
        ref: whole.id,
        body: { ...ruleBody(whole) },
      };
      return ruleCandidate(rule, signs, body);
    });
  const swept = sweeps.filter(sweepHides).map((rule): Candidate => {
    const kept: Doomed = { route: "sweep", ref: rule.RuleId, rule };
    return { id: idOf(kept), name: cleanText(rule.Name, 80), about: sweepWords(rule), rule: kept };
  });
  const stillOn = suspicious.filter(({ rule }) => rule.enabled).length;
  return { found: sortedById([...rules, ...swept]), stillOn, unseen: book.hiddenUnseen };
};

const planFor = ({ found, stillOn, unseen }: Read): UnguardedPreview => {
  if (unseen !== undefined) {
    return { kind: "by hand", reason: `${unseen}, so hidden rules are not evaluable.` };
  }
  if (found.length === 0 && stillOn > 0) {
    const reason = `${count(stillOn, "suspicious rule")} still on: disable-inbox-rules comes before deleting.`;
    return { kind: "by hand", reason };
  }
  if (found.length === 0) {
    const seen =
      "No disabled rule looks suspicious, and no sweep rule hides mail; hidden ones too.";
    return { kind: "nothing to do", seen };
  }
  return {
    kind: "plan",
    draft: {
      items: found.map(({ id, name, about }) => ({ id, name, about })),
      parameters: { stillOn },
      before: { rules: found.map(({ rule }) => rule) },
    },
  };
};

const removal = (context: ActionContext, subject: Subject, rule: Doomed): ItemRequest => {
  if (rule.route === "graph") {
    const path = rulesPath(subject, `/${encodeURIComponent(rule.ref)}`);
    return { ids: [idOf(rule)], send: async () => (await context.graph.delete(path)).requestId };
  }
  const common = { Mailbox: subject.id, Identity: rule.ref, Confirm: false };
  return cmdletRequest(
    context,
    [idOf(rule)],
    rule.route === "sweep"
      ? { cmdlet: "Remove-SweepRule", parameters: common }
      : { cmdlet: "Remove-InboxRule", parameters: { ...common, Force: true } },
  );
};

type Present = { readonly ids: ReadonlySet<string>; readonly contents: readonly string[] };

/** What is there now: by id, and by content, because what is made again gets another id. */
const readPresent = async (context: ActionContext, subject: Subject): Promise<Present> => {
  const [book, graph, sweeps] = await Promise.all([
    readRules(context, subject),
    readGraphRules(context, subject),
    readSweepRules(context, subject),
  ]);
  return {
    ids: new Set([
      ...book.rules.map(({ route, ref }) => idOf({ route, ref })),
      ...sweeps.map(({ RuleId }) => idOf({ route: "sweep", ref: RuleId })),
    ]),
    contents: [
      ...graph.map((rule) => canonicalJson(ruleBody(rule))),
      ...sweeps.map((rule) => canonicalJson(sweepParameters(rule, subject.id))),
    ],
  };
};

const observe: Action["observe"] = async (context, subject, { plan }) => {
  const { ids } = await readPresent(context, subject);
  return doomedIn(plan).map((rule) => {
    const there = ids.has(idOf(rule));
    return reading(idOf(rule), !there, there ? "The rule is still there." : "The rule is gone.");
  });
};

const contentOf = (rule: Doomed, subject: Subject): string | undefined => {
  if (rule.route === "exchange") return undefined;
  return canonicalJson(rule.route === "graph" ? rule.body : sweepParameters(rule.rule, subject.id));
};

/** What was made again before isn't made twice: a second undo would leave two of each. */
const recreate: Action["apply"] = async (context, subject, plan) => {
  const { contents } = await readPresent(context, subject);
  const requests: ItemRequest[] = [];
  const known: ItemAnswer[] = [];
  for (const rule of doomedIn(plan)) {
    const id = idOf(rule);
    const content = contentOf(rule, subject);
    if (content === undefined) {
      known.push({ id, state: "failed", why: noWayBack, requestId: "" });
    } else if (contents.includes(content)) {
      known.push({ id, state: "accepted", why: "It is there already.", requestId: "" });
    } else if (rule.route === "graph") {
      const send = async () => (await context.graph.post(rulesPath(subject), rule.body)).requestId;
      requests.push({ ids: [id], send });
    } else if (rule.route === "sweep") {
      const parameters = sweepParameters(rule.rule, subject.id);
      requests.push(cmdletRequest(context, [id], { cmdlet: "New-SweepRule", parameters }));
    }
  }
  return [...known, ...(await sendAll(requests))];
};

const observeBack: Action["observe"] = async (context, subject, { plan }) => {
  const { contents } = await readPresent(context, subject);
  return doomedIn(plan).map((rule): ItemReading => {
    const content = contentOf(rule, subject);
    if (content === undefined) return { id: idOf(rule), state: "failed", why: noWayBack };
    const there = contents.includes(content);
    return reading(idOf(rule), there, there ? "The same rule is there." : "It isn't there.");
  });
};

const cmdlets = (id: string): string =>
  `Get-InboxRule -Mailbox ${id} -IncludeHidden; Get-SweepRule -Mailbox ${id}; Remove-InboxRule, Remove-SweepRule`;

const affects = ({ items, before: state }: Draft): string => {
  const rules = before.partial().catch({}).parse(state).rules ?? [];
  const lost = rules.filter(({ route }) => route === "exchange").length;
  const end = lost > 0 ? `, ${String(lost)} of them hidden or read-only: no way back.` : ".";
  return `${count(items.length, "rule")} of 1 mailbox${end}`;
};

/** X6: what was switched off and kept as evidence is deleted now; forms are for people. */
export const deleteInboxRules: Action = {
  id: "delete-inbox-rules",
  code: "X6",
  title: "Delete inbox and sweep rules",
  verb: "delete rules",
  subjectKinds: ["user"],
  team: "collaboration",
  tier: 1,
  phase: "eradication",
  permissions: {
    least: ["MailboxSettings.ReadWrite", "Exchange.ManageAsApp", ...guardPermissions],
    role: "Exchange Recipient Administrator",
  },
  licences: ["Exchange Online"],
  needsEvidence: ["E2"],
  text: {
    does: "Deletes suspicious rules that are switched off, and sweep rules that hide mail.",
    affects,
    limits: "Rules that are on, forms and flows aren't touched.",
    undo: "Makes the visible rules and sweep rules again. Hidden rules have no way back.",
    question: ({ items }) => `Delete ${count(items.length, "rule")} of 1 mailbox?`,
    notHolding: "The rules are still there",
    undone: "The visible rules are back, under new ids",
    byHand:
      "In Exchange Online PowerShell, after E2 is kept: Get-InboxRule -Mailbox <object id> -IncludeHidden | fl, then Remove-InboxRule -Mailbox <object id> -Identity <number> for each that sends outside, deletes or hides mail. Get-SweepRule -Mailbox <object id>, then Remove-SweepRule. Leave Junk E-mail Rule, Microsoft.Exchange.OOF and Delegate Rule alone.",
  },
  looksAgain: [15, 65, 1440],
  residual: undefined,
  repeatable: true,
  preview: (context, subject) =>
    guardedInExchange({ context, subject, what: "hidden rules", cmdlets }, async (account) =>
      planFor(await readCandidates(context, subject, account)),
    ),
  apply: (context, subject, plan) =>
    sendAll(doomedIn(plan).map((rule) => removal(context, subject, rule))),
  observe,
  undo: { apply: recreate, observe: observeBack },
};
