/** What steers mail for everybody: transport rules and connectors, and what looks wrong in them. */
import { z } from "zod/v4";
import { isExternal } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { shaped } from "../read.ts";
import { type Instant } from "../../core/shared/ids.ts";

const names = z.array(z.string()).nullish();
const text = z.string().nullish();

const transportRule = z.object({
  Guid: z.string(),
  Name: z.string(),
  State: z.string(),
  RedirectMessageTo: names,
  BlindCopyTo: names,
  CopyTo: names,
  AddToRecipients: names,
  DeleteMessage: z.boolean().nullish(),
  SetSCL: z.union([z.string(), z.number()]).nullish(),
  RouteMessageOutboundConnector: text,
  WhenChanged: text,
  LastModifiedBy: text,
});
export type TransportRule = z.infer<typeof transportRule>;

const connector = z.object({
  Guid: z.string(),
  Name: z.string(),
  Enabled: z.boolean(),
  SmartHosts: names,
  WhenCreated: text,
  WhenChanged: text,
});
export type Connector = z.infer<typeof connector> & { readonly way: "inbound" | "outbound" };

type Asks = Pick<ActionContext, "exchange">;

/** All transport rules. Throws TenantFault. */
export const readTransportRules = async ({ exchange }: Asks): Promise<readonly TransportRule[]> =>
  shaped(z.array(transportRule), await exchange.invoke("Get-TransportRule", {}));

const readWay = async (
  { exchange }: Asks,
  way: Connector["way"],
): Promise<readonly Connector[]> => {
  const cmdlet = way === "inbound" ? "Get-InboundConnector" : "Get-OutboundConnector";
  const found = shaped(z.array(connector), await exchange.invoke(cmdlet, {}));
  return found.map((each) => ({ ...each, way }));
};

/** All connectors, both ways. Throws TenantFault. */
export const readConnectors = async (context: Asks): Promise<readonly Connector[]> =>
  (await Promise.all([readWay(context, "inbound"), readWay(context, "outbound")])).flat();

/** The organisation's own mail domains, in lower case. Throws TenantFault. */
export const readAcceptedDomains = async ({ exchange }: Asks): Promise<ReadonlySet<string>> => {
  const domains = z.array(z.object({ DomainName: z.string() }));
  const found = shaped(domains, await exchange.invoke("Get-AcceptedDomain", {}));
  return new Set(found.map(({ DomainName }) => DomainName.toLowerCase()));
};

const bare = (address: string): string => address.replace(/^smtp:/i, "");

/** Signs of an intruder in words; none for a rule that neither leaks nor hides mail. */
export const signsOfTransportRule = (
  rule: TransportRule,
  own: ReadonlySet<string>,
): readonly string[] => {
  const all = [rule.RedirectMessageTo, rule.BlindCopyTo, rule.CopyTo, rule.AddToRecipients];
  const outside = all
    .flatMap((list) => list ?? [])
    .map(bare)
    .filter((address) => isExternal(address, own));
  const connectorName = rule.RouteMessageOutboundConnector;
  return [
    ...outside.map((address) => `sends to ${address}`),
    ...(rule.DeleteMessage === true ? ["deletes"] : []),
    ...(String(rule.SetSCL ?? "") === "-1" ? ["skips the spam filter"] : []),
    ...(connectorName ? [`routes through ${connectorName}`] : []),
  ];
};

const dayMs = 86_400_000;

/** Was it changed within so many days? Without a date that can be read: yes, so that a person sees it. */
export const isRecent = (date: string | null | undefined, now: Instant, days: number): boolean => {
  const at = Date.parse(date ?? "");
  return Number.isNaN(at) || Date.parse(now) - at <= days * dayMs;
};
