/** Judges an installation from what was read: what works, what is missing, what is more than needed. Pure. */
import { type Licence } from "../../actions/library.ts";
import {
  type Need,
  permissionNeeds,
  type PermissionNeed,
  permissionOf,
  type ResourceName,
} from "../../actions/permissions.ts";
import { type Check, type CheckState, type Facts } from "./facts.ts";
import { type Fix, permissionFix, roleFix } from "./fixes.ts";
import { hasLicence } from "./licences.ts";

/** works · in part: an optional permission is missing · not: it can't work · unknown: it couldn't be told. */
export type Verdict = "works" | "in part" | "not" | "unknown";

export type Finding = {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** Permissions without which it can't work. */
  readonly missing: readonly string[];
  readonly role: string | undefined;
  readonly licences: readonly Licence[];
  /** What it can't see or do without an optional permission. */
  readonly blind: readonly { readonly name: string; readonly for: string }[];
};

export type Diagnosis = {
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Granted, and needed by nothing. */
  readonly excess: readonly { readonly name: string; readonly assignmentId: string }[];
  readonly checks: readonly Check[];
  /** In the order in which they help most. */
  readonly fixes: readonly Fix[];
  readonly unread: readonly string[];
  /** whole: everything works · lacking: something is missing · unexamined: it couldn't be told. */
  readonly outcome: "whole" | "lacking" | "unexamined";
};

/** "Microsoft Graph/User.Read.All": the same name may be offered by two services. */
type Key = string;
const keyOf = ({ resource, name }: Pick<PermissionNeed, "resource" | "name">): Key =>
  `${resource}/${name}`;

type Grant = { readonly key: Key; readonly name: string; readonly assignmentId: string };

/** Grants by name; one that no known service offers keeps its id. */
const grantsOf = ({ granted, resources }: Facts): readonly Grant[] | undefined =>
  granted &&
  resources &&
  granted.map(({ assignmentId, resourceId, roleId }) => {
    const resource = resources.find(({ id }) => id === resourceId);
    const name = resource?.roles.find(({ id }) => id === roleId)?.name ?? roleId;
    return {
      key: resource ? keyOf({ resource: resource.name, name }) : roleId,
      name,
      assignmentId,
    };
  });

/** A row of the library; one that seals a secret needs the page on which it is read. */
export type Row = Need & { readonly seals?: true };

/** Ids of the checks that ask these services. */
const checkIds: Readonly<Partial<Record<ResourceName, string>>> = {
  "Office 365 Exchange Online": "exchange",
  WindowsDefenderATP: "defender",
};

const checksOf = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => checkIds[permissionOf(name).resource] ?? []);

type Reached = "yes" | "no" | "unknown";

/** Do these answer? What wasn't checked takes nothing away. */
const reached = (ids: readonly string[], checks: readonly Check[]): Reached => {
  const states = new Set<CheckState>(
    checks.flatMap(({ id, state }) => (ids.includes(id) ? [state] : [])),
  );
  if (states.has("off") || states.has("not")) return "no";
  return states.has("unknown") ? "unknown" : "yes";
};

const reachOf = ({ permissions: { least, optional = [] }, seals }: Row, { checks }: Held) => ({
  needed: reached([...checksOf(least), ...(seals ? ["console"] : [])], checks),
  useful: reached(checksOf(optional.map(({ name }) => name)), checks),
});

type Held = {
  readonly checks: readonly Check[];
  readonly has: (name: string) => boolean;
  readonly roles: readonly string[] | undefined;
  readonly plans: readonly string[] | undefined;
};

const lackOf = (need: Need, held: Held) => {
  const { least, optional = [], role } = need.permissions;
  const { plans, roles } = held;
  return {
    missing: least.filter((name) => !held.has(name)),
    role: role !== undefined && roles && !roles.includes(role) ? role : undefined,
    licences: plans ? (need.licences ?? []).filter((licence) => !hasLicence(licence, plans)) : [],
    blind: optional.filter(({ name }) => !held.has(name)),
  };
};

/** Told only where everything that it depends on was read. */
const isTold = (need: Need, { roles, plans }: Held): boolean =>
  (need.permissions.role === undefined || roles !== undefined) &&
  ((need.licences ?? []).length === 0 || plans !== undefined);

const verdictOf = (need: Row, held: Held, lack: ReturnType<typeof lackOf>): Verdict => {
  const reach = reachOf(need, held);
  const lacks = lack.missing.length > 0 || lack.role !== undefined || lack.licences.length > 0;
  if (lacks || reach.needed === "no") return "not";
  if (!isTold(need, held) || reach.needed === "unknown") return "unknown";
  if (lack.blind.length > 0 || reach.useful === "no") return "in part";
  return reach.useful === "unknown" ? "unknown" : "works";
};

const findingOf = (need: Row, held: Held | undefined): Finding => {
  const { id, code, title } = need;
  if (!held) {
    const nothing = { missing: [], role: undefined, licences: [], blind: [] };
    return { id, code, title, verdict: "unknown", ...nothing };
  }
  const lack = lackOf(need, held);
  return { id, code, title, verdict: verdictOf(need, held, lack), ...lack };
};

const countsOf = (findings: readonly Finding[]): Diagnosis["counts"] => {
  const of = (verdict: Verdict): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  return { works: of("works"), "in part": of("in part"), not: of("not"), unknown: of("unknown") };
};

const outcomeOf = (
  { counts, checks }: Pick<Diagnosis, "counts" | "checks">,
  facts: Facts,
): Diagnosis["outcome"] => {
  if (facts.granted === undefined || facts.resources === undefined) return "unexamined";
  const lacks = counts.not + counts["in part"] > 0 || checks.some(({ state }) => state === "not");
  if (lacks) return "lacking";
  return counts.unknown > 0 ? "unexamined" : "whole";
};

/** One repair for each missing permission and role, those first that bring back most. */
const fixesOf = (
  facts: Facts,
  findings: readonly Finding[],
  needs: readonly PermissionNeed[],
): readonly Fix[] => {
  const lacking = (name: string): readonly string[] =>
    findings
      .filter(
        ({ missing, blind }) => missing.includes(name) || blind.some((one) => one.name === name),
      )
      .map(({ id }) => id);
  const permissions = needs.flatMap((need) => {
    const brings = lacking(need.name);
    return brings.length > 0 ? [permissionFix(facts, need, brings)] : [];
  });
  const roles = [...new Set(findings.flatMap(({ role }) => role ?? []))].map((role) =>
    roleFix(
      facts,
      role,
      findings.filter((finding) => finding.role === role).map(({ id }) => id),
    ),
  );
  return [...permissions, ...roles].sort((a, b) => b.brings.length - a.brings.length);
};

/** Judges. `needs` are the rows of the library and what Cordon itself needs. */
export const diagnose = (facts: Facts, needs: readonly Row[]): Diagnosis => {
  const grants = grantsOf(facts);
  const names = permissionNeeds(needs);
  const keys = new Map(names.map((need) => [need.name, keyOf(need)]));
  const given = new Set(grants?.map(({ key }) => key));
  const { roles, plans, checks } = facts;
  const held = grants && {
    has: (name: string) => given.has(keys.get(name) ?? name),
    roles,
    plans,
    checks,
  };
  const findings = needs.map((need) => findingOf(need, held));
  const wanted = new Set(keys.values());
  const judged = { counts: countsOf(findings), checks: facts.checks };
  return {
    ...judged,
    findings,
    excess: (grants ?? [])
      .filter(({ key }) => !wanted.has(key))
      .map(({ name, assignmentId }) => ({ name, assignmentId })),
    fixes: held ? fixesOf(facts, findings, names) : [],
    unread: facts.unread,
    outcome: outcomeOf(judged, facts),
  };
};
