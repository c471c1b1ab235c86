import { z } from "zod/v4";
import { type Account, ownDomains } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Action } from "../contract.ts";
import { TenantFault } from "../tenant.ts";
import { guarded, guardPermissions, type UnguardedPreview } from "../guards.ts";
import { ofItems } from "../of-items.ts";
import { reading } from "../read.ts";
import { type ItemRequest, sendAll } from "../requests.ts";
import { type Plan, type Subject } from "../../core/incident/plan.ts";
import { type MailRule, readRules, type RuleBook, rulesPath } from "./rules.ts";
import { signsOf } from "./suspicion.ts";
import { count } from "../../core/shared/count.ts";

/** Stable over previews: the service that can change it, and its name for the rule. */
const itemId = ({ route, ref }: Pick<MailRule, "route" | "ref">): string => `${route}:${ref}`;

const plannedRule = z.object({
  route: z.enum(["graph", "exchange"]),
  ref: z.string(),
  hidden: z.boolean(),
});
const before = z.object({ enabledRules: z.array(plannedRule) });
const parameters = z.object({ hiddenUnseen: z.string().nullable() });

const plannedIn = (plan: Plan) => ofItems(plan, before.parse(plan.before).enabledRules, itemId);

/** Graph messagerule-update: 200. Exchange's Disable-InboxRule and Enable-InboxRule say nothing when done. */
const requestsFor = (
  { graph, exchange }: ActionContext,
  subject: Subject,
  run: { readonly plan: Plan; readonly isEnabled: boolean },
): readonly ItemRequest[] =>
  plannedIn(run.plan).map((rule) => ({
    ids: [itemId(rule)],
    send: async () => {
      if (rule.route === "graph") {
        const path = rulesPath(subject, `/${encodeURIComponent(rule.ref)}`);
        return (await graph.patch(path, { isEnabled: run.isEnabled })).requestId;
      }
      const cmdlet = run.isEnabled ? "Enable-InboxRule" : "Disable-InboxRule";
      const answer = { Mailbox: subject.id, Identity: rule.ref, Confirm: false, Force: true };
      await exchange.invoke(cmdlet, answer);
      return "exchange";
    },
  }));

/** A rule that is gone doesn't run; a hidden one that can't be seen isn't gone. */
const readBack = async (
  context: ActionContext,
  subject: Subject,
  run: { readonly plan: Plan; readonly isEnabled: boolean },
): ReturnType<Action["observe"]> => {
  const { rules, hiddenUnseen } = await readRules(context, subject);
  return plannedIn(run.plan).map((planned) => {
    const id = itemId(planned);
    const found = rules.find((rule) => itemId(rule) === id);
    if (!found && planned.route === "exchange" && hiddenUnseen !== undefined) {
      return { id, state: "unknown", why: `${hiddenUnseen}, so the rule can't be seen.` };
    }
    const why = found ? `The rule is ${found.enabled ? "enabled" : "disabled"}.` : "It is gone.";
    return reading(id, (found?.enabled ?? false) === run.isEnabled, why);
  });
};

const planFor = ({ rules, hiddenUnseen }: RuleBook, account: Account): UnguardedPreview => {
  const own = ownDomains(account);
  const suspicious = rules
    .filter((rule) => rule.enabled)
    .map((rule) => ({ rule, signs: signsOf(rule, own) }))
    .filter(({ signs }) => signs.length > 0);
  if (suspicious.length === 0) {
    return hiddenUnseen === undefined
      ? {
          kind: "nothing to do",
          seen: `${count(rules.length, "rule")} read, hidden ones too: none that is enabled looks suspicious.`,
        }
      : {
          kind: "by hand",
          reason: `No visible rule looks suspicious. ${hiddenUnseen}, so hidden ones can't be seen. Run: Get-InboxRule -Mailbox ${account.id} -IncludeHidden`,
        };
  }
  return {
    kind: "plan",
    draft: {
      items: suspicious.map(({ rule, signs }) => ({
        id: itemId(rule),
        name: rule.name,
        about: signs.join(", "),
      })),
      parameters: { hiddenUnseen: hiddenUnseen ?? null },
      before: {
        enabledRules: suspicious.map(({ rule: { route, ref, hidden } }) => ({
          route,
          ref,
          hidden,
        })),
      },
    },
  };
};

const rules = { guests: "It is a guest: its mailbox is in its home organisation." } as const;

const preview: Action["preview"] = (context, subject) =>
  guarded({ context, subject, rules }, async (account) => {
    try {
      return planFor(await readRules(context, subject), account);
    } catch (fault) {
      if (!(fault instanceof TenantFault) || fault.kind !== "not found") throw fault;
      return { kind: "nothing to do", seen: "The account has no mailbox here." };
    }
  });

/** C6: switches suspicious rules off and keeps them as evidence; deleting is for later. */
export const disableInboxRules: Action = {
  id: "disable-inbox-rules",
  code: "C6",
  title: "Disable suspicious inbox rules",
  verb: "disable rules",
  subjectKinds: ["user"],
  team: "collaboration",
  tier: 1,
  phase: "containment",
  permissions: {
    least: ["MailboxSettings.ReadWrite", "Exchange.ManageAsApp", ...guardPermissions],
    role: "Exchange Recipient Administrator",
  },
  // Waits for nothing: no rule is deleted, and the plan keeps which ones were on.
  needsEvidence: [],
  text: {
    does: "Switches off the inbox rules that send outside, delete or hide mail. None is deleted.",
    affects: ({ items, before: state, parameters: given }) => {
      const hidden = before.parse(state).enabledRules.filter((rule) => rule.hidden).length;
      const unseen = parameters.parse(given).hiddenUnseen;
      const which = unseen === null ? `${String(hidden)} of them hidden` : `visible; ${unseen}`;
      return `${count(items.length, "rule")} of 1 mailbox, ${which}.`;
    },
    limits: "Sweep rules, flows, forms, transport rules and forwarding aren't touched.",
    undo: "Switches the same rules on again.",
    question: ({ items }) => `Disable ${count(items.length, "rule")} of 1 mailbox?`,
    notHolding: "The rules still run",
    undone: "The rules run again",
    byHand:
      "In Exchange Online PowerShell: Get-InboxRule -Mailbox <object id> -IncludeHidden, then Disable-InboxRule for each rule that sends outside, deletes or hides mail. Leave Junk E-mail Rule, Microsoft.Exchange.OOF and Delegate Rule alone. Don't delete any: they are evidence.",
  },
  // The mailbox's owner, and whoever sits in it, can switch a rule on again; no directory audit tells.
  looksAgain: [15, 65, 1440],
  residual: undefined,
  repeatable: true,
  preview,
  apply: (context, subject, plan) =>
    sendAll(requestsFor(context, subject, { plan, isEnabled: false })),
  observe: (context, subject, { plan }) => readBack(context, subject, { plan, isEnabled: false }),
  undo: {
    apply: (context, subject, plan) =>
      sendAll(requestsFor(context, subject, { plan, isEnabled: true })),
    observe: (context, subject, { plan }) => readBack(context, subject, { plan, isEnabled: true }),
  },
};
