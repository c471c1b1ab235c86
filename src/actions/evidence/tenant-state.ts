import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Collector } from "../library.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { subjectKinds } from "../../core/incident/plan.ts";
import {
  gapsOf,
  graphObject,
  graphPart,
  isComplete,
  part,
  type Part,
  readParts,
  rowsIn,
  isRead,
  sentenceOf,
  sizeOf,
  sizesOf,
  sumOf,
  withShape,
} from "./parts.ts";

const conditionalAccess = "/v1.0/identity/conditionalAccess";
const dayMs = 86_400_000;
/** Days that are read back: what the directory keeps with P1 and P2 (Entra audit logs). */
const days = 30;

const exchangePart = ({ exchange }: ActionContext, cmdlet: string): Promise<Part> =>
  part(async () => ({ values: await exchange.invoke(cmdlet, {}), complete: true }));

/** Whole seconds, so that the question is short; Graph takes them. */
const since = ({ now }: ActionContext): string =>
  `${new Date(Date.parse(now()) - days * dayMs).toISOString().slice(0, 19)}Z`;

const auditPath = (context: ActionContext, filter: string): string =>
  `/v1.0/auditLogs/directoryAudits?$filter=${encodeURIComponent(`activityDateTime ge ${since(context)} and ${filter}`)}`;

const domainsPath = "/v1.0/domains";
const domain = z.object({ id: z.string(), authenticationType: z.string().nullish() });

/** Federation of every domain that signs in elsewhere, by domain. */
const federationPart = ({ graph }: ActionContext): Promise<Part> =>
  part(async () => {
    const domains = withShape(await graphPart(graph, domainsPath), domain);
    if (domains.state !== "read") return { values: [], complete: false };
    const found: unknown[] = [];
    let { complete } = domains;
    for (const { id, authenticationType } of rowsIn(domains, domain)) {
      if (authenticationType !== "Federated") continue;
      const path = `${domainsPath}/${encodeURIComponent(id)}/federationConfiguration`;
      const { values: configurations, complete: isWhole } = await graph.list(path);
      found.push({ domain: id, configurations });
      complete &&= isWhole;
    }
    return { values: found, complete };
  });

/** Conditional Access takes one request a second (graph.md 2.3): one after the other. */
const accessParts = async ({ graph }: ActionContext): Promise<readonly [Part, Part]> => {
  const policies = await graphPart(graph, `${conditionalAccess}/policies`);
  return [
    withShape(policies, policySchema),
    await graphPart(graph, `${conditionalAccess}/namedLocations`),
  ];
};

const crossTenant = "/v1.0/policies/crossTenantAccessPolicy";
const consentNames = ["Consent to application", "Add delegated permission grant"] as const;

const partsOf = (context: ActionContext): Promise<Readonly<Record<string, Part>>> => {
  const { graph } = context;
  const access = accessParts(context);
  const consents = consentNames.map((name) => `activityDisplayName eq '${name}'`);
  const audit = (filter: string) => graphPart(graph, auditPath(context, filter));
  return readParts({
    "access policies": access.then(([policies]) => policies),
    "named locations": access.then(([, locations]) => locations),
    domains: graphPart(graph, domainsPath).then((found) => withShape(found, domain)),
    federation: federationPart(context),
    "authorization policy": graphObject(graph, "/v1.0/policies/authorizationPolicy"),
    "cross-tenant defaults": graphObject(graph, `${crossTenant}/default`),
    "cross-tenant partners": graphPart(graph, `${crossTenant}/partners`),
    "role changes": audit("category eq 'RoleManagement'"),
    "policy changes": audit("category eq 'Policy'"),
    [consentNames[0]]: audit(consents[0] ?? ""),
    [consentNames[1]]: audit(consents[1] ?? ""),
    "transport rules": exchangePart(context, "Get-TransportRule"),
    "inbound connectors": exchangePart(context, "Get-InboundConnector"),
    "outbound connectors": exchangePart(context, "Get-OutboundConnector"),
  });
};

const names = z.array(z.string()).nullish();
const policySchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  conditions: z.object({
    users: z.object({ excludeUsers: names, excludeGroups: names, excludeRoles: names }).nullish(),
  }),
});

type Exclusion = {
  readonly policy: string;
  readonly name: string;
  readonly ids: readonly string[];
};

/** Who is left out of which policy, by id: accounts, groups and roles. */
const exclusionsIn = (policies: Part | undefined): readonly Exclusion[] =>
  rowsIn(policies, policySchema).flatMap(({ id, displayName, conditions }) => {
    const { excludeUsers, excludeGroups, excludeRoles } = conditions.users ?? {};
    const ids = [...(excludeUsers ?? []), ...(excludeGroups ?? []), ...(excludeRoles ?? [])];
    return ids.length === 0 ? [] : [{ policy: id, name: displayName ?? id, ids }];
  });

const summaryOf = (
  parts: Readonly<Record<string, Part>>,
  exclusions: readonly Exclusion[],
  subject: string,
): string => {
  const own = exclusions.filter(({ ids }) => ids.includes(subject)).length;
  const consents = sizeOf(parts[consentNames[0]]) + sizeOf(parts[consentNames[1]]);
  const excluding =
    own === 0
      ? "none excludes the subject by itself"
      : `${String(own)} of them excluding the subject`;
  const [change, ...changes] = [
    ...sizesOf(parts, [["role changes", "role change"]]),
    ...sumOf(
      consents,
      ["consent"],
      consentNames.every((name) => isRead(parts[name])),
    ),
  ];
  const sizes = [
    ...sizesOf(parts, [["access policies", "access policy", "access policies"]]),
    ...(isRead(parts["access policies"]) ? [excluding] : []),
    ...sizesOf(parts, [
      ["named locations", "named location"],
      ["federation", "federated domain"],
      ["transport rules", "transport rule"],
    ]),
    ...(change === undefined ? [] : [`${String(days)} days: ${change}`, ...changes]),
  ];
  return `${sentenceOf(sizes)}${gapsOf(parts)}`;
};

/** E8: what holds for the whole tenant, where an attacker with privileges would stay. */
export const tenantState: Collector = {
  id: "tenant-state",
  code: "E8",
  kind: "E8",
  subjectKinds,
  title: "Tenant settings before the change",
  team: "cloud-security",
  permissions: {
    least: ["Policy.Read.All", "Domain.Read.All", "AuditLog.Read.All"],
    optional: [{ name: "Exchange.ManageAsApp", for: "transport rules and connectors" }],
  },
  licences: ["Entra ID P1"],
  collect: async (context, subject) => {
    const parts = await partsOf(context);
    const exclusions = exclusionsIn(parts["access policies"]);
    const listed: Json = exclusions.map(({ policy, name, ids }) => ({ policy, name, ids }));
    return {
      content: {
        kind: "E8",
        subject: subject.id,
        readAt: context.now(),
        exclusions: listed,
        parts,
      },
      summary: summaryOf(parts, exclusions, subject.id),
      complete: isComplete(parts),
    };
  },
};
