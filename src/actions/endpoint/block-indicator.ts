import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, type Preview } from "../contract.ts";
import { appGuardPermissions } from "../guards-app.ts";
import { deviceGuardPermissions } from "../guards-device.ts";
import { siteGuardPermissions } from "../guards-site.ts";
import { guardPermissions, judgeTarget } from "../guards.ts";
import { reading, shaped, odataText } from "../read.ts";
import { type ItemRequest, sendAll } from "../requests.ts";
import { TenantFault } from "../tenant.ts";
import { type Plan, type Subject } from "../../core/incident/plan.ts";
import { after } from "../../core/shared/ids.ts";
import { type Indicator, indicatorOf, parseIndicator } from "./indicator-value.ts";

/** Days after which Defender forgets the block by itself. */
const days = 30;
const dayMs = 86_400_000;

const parameters = z.object({
  type: z.enum(["FileSha1", "FileSha256", "IpAddress", "DomainName", "Url"]),
  value: z.string(),
  action: z.literal("Block"),
  days: z.number(),
});

const plannedOf = (plan: Pick<Plan, "parameters">): Indicator => parameters.parse(plan.parameters);

const itemId = ({ type, value }: Indicator): string => `${type}:${value}`;

const listed = z.object({
  id: z.coerce.string(),
  indicatorValue: z.string(),
  indicatorType: z.string(),
  action: z.string(),
  title: z.string().nullish(),
  description: z.string().nullish(),
  expirationTime: z.string().nullish(),
});
type Listed = z.infer<typeof listed>;

/** The tenant's active indicator of this type and value; Defender has at most one. */
const findIndicator = async (
  { defender }: ActionContext,
  { type, value }: Indicator,
): Promise<Listed | undefined> => {
  const filter = encodeURIComponent(`indicatorValue eq ${odataText(value)}`);
  const { values } = await defender.list(`/api/indicators?$filter=${filter}`);
  return shaped(z.array(listed), values).find(
    (one) => one.indicatorType === type && one.indicatorValue.toLowerCase() === value.toLowerCase(),
  );
};

/** By what Cordon knows its own indicator again. */
const titleOf = ({ incident }: Pick<Plan, "incident">): string => `Cordon ${incident}`;

/** A block that ends within a day is made anew. */
const holds = (context: ActionContext, { action, expirationTime }: Listed): boolean =>
  action === "Block" &&
  (!expirationTime || Date.parse(expirationTime) > Date.parse(context.now()) + dayMs);

const notNamed =
  "Nothing to block was named: incident step add block-indicator <hash, address, domain or URL>";

const previewOf = async (
  context: ActionContext,
  subject: Subject,
  input: string | undefined,
): Promise<Preview> => {
  const target = await judgeTarget(context, subject);
  if (target.kind === "by hand") return target;
  if (input === undefined) return { kind: "by hand", reason: notNamed };
  const indicator = indicatorOf(input);
  const found = await findIndicator(context, indicator);
  if (found && holds(context, found)) {
    return { kind: "nothing to do", seen: `Blocked already, as “${found.title ?? found.id}”.` };
  }
  if (found) {
    const title = found.title ?? found.id;
    const until = found.expirationTime ? ` until ${found.expirationTime.slice(0, 10)}` : "";
    const reason = `Defender has an indicator for it, “${title}”, that says ${found.action}${until}: a person decides which holds.`;
    return { kind: "by hand", reason };
  }
  const item = { id: itemId(indicator), name: indicator.value, about: indicator.type };
  return {
    kind: "plan",
    draft: {
      items: [item],
      parameters: { ...indicator, action: "Block", days },
      before: { indicator: null },
      traits: target.traits,
    },
  };
};

/** Defender post-ti-indicator: 200. Submitting the same again changes its end only. */
const submit = (context: ActionContext, plan: Plan): ItemRequest => {
  const indicator = plannedOf(plan);
  return {
    ids: [itemId(indicator)],
    send: async () => {
      const answer = await context.defender.post("/api/indicators", {
        indicatorValue: indicator.value,
        indicatorType: indicator.type,
        action: "Block",
        title: titleOf(plan),
        description: `${plan.incident} ${plan.step}, approved in Cordon`,
        severity: "High",
        generateAlert: true,
        expirationTime: after(context.now(), days * dayMs),
      });
      return answer.requestId;
    },
  };
};

const changed = (title: string): TenantFault =>
  new TenantFault(`Somebody changed the indicator meanwhile; it is “${title}” now`, {
    kind: "refused",
    code: "ChangedByOthers",
    requestId: "",
  });

/** Only Cordon's own indicator is taken away; one that is gone already needs nothing. */
const withdraw = (context: ActionContext, plan: Plan): ItemRequest => {
  const indicator = plannedOf(plan);
  return {
    ids: [itemId(indicator)],
    send: async () => {
      const found = await findIndicator(context, indicator);
      if (!found) return "gone already";
      if (found.title !== titleOf(plan)) throw changed(found.title ?? found.id);
      const path = `/api/indicators/${encodeURIComponent(found.id)}`;
      return (await context.defender.delete(path)).requestId;
    },
  };
};

/** C12: devices block a file, an address, a domain or a URL for 30 days. */
export const blockIndicator: Action = {
  id: "block-indicator",
  code: "C12",
  title: "Block file, address or domain",
  verb: "block indicator",
  subjectKinds: ["user", "service principal", "device", "site"],
  team: "soc",
  // All devices of the tenant obey it.
  tier: 2,
  phase: "containment",
  permissions: {
    least: [
      ...new Set([
        "Ti.ReadWrite.All",
        ...guardPermissions,
        ...appGuardPermissions,
        ...deviceGuardPermissions,
        ...siteGuardPermissions,
      ]),
    ],
  },
  licences: ["Defender for Endpoint"],
  needsEvidence: [],
  text: {
    does: "Has every onboarded device block one file, address, domain or URL, with an alert.",
    affects: () => "All devices that Defender manages, for 30 days.",
    limits: "Takes up to 2 h; needs network protection, for files active antivirus.",
    undo: "Takes the indicator away.",
    question: () => "Block 1 indicator on all devices for 30 days?",
    notHolding: "Devices don't block it",
    undone: "Devices don't block it any more",
    byHand:
      "In the Defender portal open Settings, Endpoints, Indicators; choose File hashes, IP addresses or URLs/Domains, Add item: Block, generate alert, expiry in 30 days, the incident's number in the title. Where an indicator for the value is there already, ask who made it before you change it.",
  },
  input: {
    label: "SHA-1, SHA-256, address, domain or URL",
    example: "login-contoso.example",
    parse: parseIndicator,
  },
  residual: { minutes: 120, why: "Devices fetch new indicators within 2 h." },
  repeatable: true,
  preview: previewOf,
  apply: (context, _subject, plan) => sendAll([submit(context, plan)]),
  observe: async (context, _subject, { plan }) => {
    const indicator = plannedOf(plan);
    const found = await findIndicator(context, indicator);
    const why = found ? `Defender lists it: ${found.action}.` : "Defender doesn't list it.";
    return [reading(itemId(indicator), found?.action === "Block", why)];
  },
  undo: {
    apply: (context, _subject, plan) => sendAll([withdraw(context, plan)]),
    observe: async (context, _subject, { plan }) => {
      const indicator = plannedOf(plan);
      const found = await findIndicator(context, indicator);
      const why = found
        ? `Defender lists it still: ${found.action}.`
        : "Defender lists it no more.";
      return [reading(itemId(indicator), !found, why)];
    },
  },
};
