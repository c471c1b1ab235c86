import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, type ActionInput } from "../contract.ts";
import { guardPermissions, type UnguardedPreview } from "../guards.ts";
import { cmdletRequest, guardedInExchange, shown, sortedById } from "../mailbox/with-exchange.ts";
import { ofItems } from "../of-items.ts";
import { reading } from "../read.ts";
import { type ItemRequest, sendAll } from "../requests.ts";
import { type Plan, type PlanItem } from "../../core/incident/plan.ts";
import {
  type Connector,
  isRecent,
  readAcceptedDomains,
  readConnectors,
  readTransportRules,
  signsOfTransportRule,
  type TransportRule,
} from "./mail-flow.ts";
import { count } from "../../core/shared/count.ts";

const usualDays = 30;

const input: ActionInput = {
  label: "days back, 30 where left out",
  example: "90",
  parse: (text) => {
    const days = /^\d{1,4}$/.test(text.trim()) ? Number(text.trim()) : 0;
    return days > 0
      ? { ok: true, value: String(days) }
      : { ok: false, why: "Name a number of days, 1 to 9999." };
  },
};

const kinds = ["rule", "inbound", "outbound"] as const;
type Kind = (typeof kinds)[number];

const before = z.object({
  enabled: z.array(z.object({ kind: z.enum(kinds), guid: z.string(), name: z.string() })),
});
const parameters = z.object({ days: z.number(), older: z.number() });

type Found = PlanItem & { readonly kind: Kind; readonly guid: string; readonly recent: boolean };

const idOf = (kind: Kind, guid: string): string => `${kind}:${guid}`;

const dated = (date: string | null | undefined): string =>
  typeof date !== "string" ? "change not dated" : `changed ${date.slice(0, 10)}`;

type Window = { readonly now: ReturnType<ActionContext["now"]>; readonly days: number };

const ruleFound = (rule: TransportRule, signs: readonly string[], window: Window): Found => ({
  kind: "rule",
  guid: rule.Guid,
  id: idOf("rule", rule.Guid),
  name: rule.Name,
  about: `rule, ${signs.join(", ")}, ${dated(rule.WhenChanged)} by ${rule.LastModifiedBy ?? "nobody named"}`,
  recent: isRecent(rule.WhenChanged, window.now, window.days),
});

const connectorFound = (each: Connector, window: Window): Found => {
  const hosts = (each.SmartHosts ?? []).join(" and ");
  const through = hosts === "" ? "" : ` through ${hosts}`;
  return {
    kind: each.way,
    guid: each.Guid,
    id: idOf(each.way, each.Guid),
    name: each.Name,
    about: `${each.way} connector${through}, ${dated(each.WhenChanged ?? each.WhenCreated)}`,
    recent: isRecent(each.WhenChanged ?? each.WhenCreated, window.now, window.days),
  };
};

const readFound = async (context: ActionContext, window: Window): Promise<readonly Found[]> => {
  const [rules, connectors, own] = await Promise.all([
    readTransportRules(context),
    readConnectors(context),
    readAcceptedDomains(context),
  ]);
  const suspicious = rules
    .filter(({ State }) => State === "Enabled")
    .map((rule) => ({ rule, signs: signsOfTransportRule(rule, own) }))
    .filter(({ signs }) => signs.length > 0);
  return sortedById([
    ...suspicious.map(({ rule, signs }) => ruleFound(rule, signs, window)),
    ...connectors.filter(({ Enabled }) => Enabled).map((each) => connectorFound(each, window)),
  ]);
};

const planFor = (found: readonly Found[], days: number): UnguardedPreview => {
  const recent = found.filter((each) => each.recent);
  const older = found.length - recent.length;
  if (recent.length === 0) {
    const seen = `Nothing that leaks or hides mail was changed in ${String(days)} days; ${String(older)} older.`;
    return { kind: "nothing to do", seen };
  }
  return {
    kind: "plan",
    draft: {
      items: recent.map(shown),
      parameters: { days, older },
      before: { enabled: recent.map(({ kind, guid, name }) => ({ kind, guid, name })) },
    },
  };
};

const setEnabled = (context: ActionContext, plan: Plan, enabled: boolean): readonly ItemRequest[] =>
  ofItems(plan, before.parse(plan.before).enabled, ({ kind, guid }) => idOf(kind, guid)).map(
    (one) => {
      const { kind, guid } = one;
      const ids = [idOf(kind, guid)];
      if (kind === "rule") {
        const cmdlet = enabled ? "Enable-TransportRule" : "Disable-TransportRule";
        return cmdletRequest(context, ids, {
          cmdlet,
          parameters: { Identity: guid, Confirm: false },
        });
      }
      const cmdlet = kind === "inbound" ? "Set-InboundConnector" : "Set-OutboundConnector";
      return cmdletRequest(context, ids, {
        cmdlet,
        parameters: { Identity: guid, Enabled: enabled, Confirm: false },
      });
    },
  );

/** What is gone steers nothing. */
const readBack = async (
  context: ActionContext,
  plan: Plan,
  wanted: boolean,
): ReturnType<Action["observe"]> => {
  const [rules, connectors] = await Promise.all([
    readTransportRules(context),
    readConnectors(context),
  ]);
  const now = new Map([
    ...rules.map((rule) => [idOf("rule", rule.Guid), rule.State === "Enabled"] as const),
    ...connectors.map((each) => [idOf(each.way, each.Guid), each.Enabled] as const),
  ]);
  return plan.items.map(({ id }) => {
    const enabled = now.get(id);
    const why = enabled === undefined ? "It is gone." : `It is ${enabled ? "on" : "off"}.`;
    return reading(id, (enabled ?? false) === wanted, why);
  });
};

const cmdlets = (): string =>
  "Get-TransportRule; Get-InboundConnector; Get-OutboundConnector; then Disable-TransportRule <name>";

/** C11: rules and connectors of the whole organisation that leak or hide mail. They stay as evidence. */
export const disableTransportRules: Action = {
  id: "disable-transport-rules",
  code: "C11",
  title: "Disable transport rules and connectors",
  verb: "disable mail flow",
  subjectKinds: ["user"],
  team: "collaboration",
  tier: 3,
  phase: "containment",
  permissions: {
    least: ["Exchange.ManageAsApp", ...guardPermissions],
    role: "Exchange Administrator",
  },
  licences: ["Exchange Online"],
  needsEvidence: [],
  input,
  text: {
    does: "Switches off rules that send outside, delete or skip filters, and new connectors.",
    affects: ({ items, parameters: given }) => {
      const { older = 0 } = parameters.partial().catch({}).parse(given);
      const rest = older > 0 ? ` ${String(older)} older stay on.` : "";
      return `${count(items.length, "setting")} for everybody's mail.${rest}`;
    },
    limits: "Rules inside mailboxes, forwarding and remote domains aren't touched.",
    undo: "Switches the same rules and connectors on again.",
    question: ({ items }) =>
      `Disable ${count(items.length, "mail flow setting")} for the whole organisation?`,
    notHolding: "The rules still steer mail",
    undone: "The rules steer mail again",
    byHand:
      "In Exchange Online PowerShell: Get-TransportRule | fl Name,State,WhenChanged,RedirectMessageTo,BlindCopyTo,CopyTo,DeleteMessage,SetSCL, then Disable-TransportRule <name>. Get-OutboundConnector and Get-InboundConnector | fl Name,Enabled,WhenCreated,WhenChanged, then Set-OutboundConnector <name> -Enabled $false. Don't delete any: they are evidence.",
  },
  looksAgain: [15, 65, 1440],
  residual: {
    minutes: 30,
    why: "Exchange may apply a rule to mail on its way for up to 30 min.",
  },
  repeatable: true,
  preview: (context, subject, value) => {
    const days = value === undefined ? usualDays : Number(value);
    const what = "transport rules and connectors";
    const run = { context, subject, what, cmdlets, rules: {}, tenantWide: true } as const;
    return guardedInExchange(run, async () =>
      planFor(await readFound(context, { now: context.now(), days }), days),
    );
  },
  apply: (context, _subject, plan) => sendAll(setEnabled(context, plan, false)),
  observe: (context, _subject, { plan }) => readBack(context, plan, false),
  undo: {
    apply: (context, _subject, plan) => sendAll(setEnabled(context, plan, true)),
    observe: (context, _subject, { plan }) => readBack(context, plan, true),
  },
};
