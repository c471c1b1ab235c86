/** The one Conditional Access policy that Cordon makes for an account, and finding it again. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { readAll } from "../read.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Subject } from "../../core/incident/plan.ts";

/** Both ways of restricting: nobody signs in, or only with a method that can't be phished. */
export const restrictions = ["block", "phishing-resistant"] as const;
export type Restriction = (typeof restrictions)[number];

/** Entra's own authentication strength for it: the same id in every tenant. */
const phishingResistant = "00000000-0000-0000-0000-000000000004";

export const policiesPath = "/v1.0/identity/conditionalAccess/policies";

const list = z.array(z.string()).nullish();
const policySchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  state: z.string(),
  createdDateTime: z.string().nullish(),
  modifiedDateTime: z.string().nullish(),
  conditions: z.object({
    clientAppTypes: list,
    applications: z.object({ includeApplications: list }).nullish(),
    users: z
      .object({ includeUsers: list, excludeUsers: list, includeGroups: list, includeRoles: list })
      .nullish(),
  }),
  grantControls: z
    .object({
      builtInControls: list,
      authenticationStrength: z.object({ id: z.string().nullish() }).nullish(),
    })
    .nullish(),
});

/** A policy as far as Cordon reads it. */
export type AccessPolicy = z.infer<typeof policySchema>;

/** The same for every incident, so that it is found again: creating one twice gives two (graph.md I41). */
export const policyName = ({ id }: Pick<Subject, "id">): string => `Cordon ${id}`;

const controlsOf = (restriction: Restriction): Json =>
  restriction === "block"
    ? { operator: "OR", builtInControls: ["block"] }
    : { operator: "OR", builtInControls: [], authenticationStrength: { id: phishingResistant } };

/** What is asked of Graph (conditionalaccessroot-post-policies). Emergency accounts are excluded, whoever is in it. */
export const policyBody = (
  subject: Pick<Subject, "id">,
  wanted: { readonly restriction: Restriction; readonly exclude: readonly string[] },
): Readonly<Record<string, Json>> => ({
  displayName: policyName(subject),
  state: "enabled",
  conditions: {
    clientAppTypes: ["all"],
    applications: { includeApplications: ["All"] },
    users: { includeUsers: [subject.id], excludeUsers: wanted.exclude },
  },
  grantControls: controlsOf(wanted.restriction),
});

/** Every policy with Cordon's name for this account; people may have copied one. */
export const readPolicies = async (
  { graph }: Pick<ActionContext, "graph">,
  subject: Pick<Subject, "id">,
): Promise<readonly AccessPolicy[]> => {
  const all = await readAll(graph, policiesPath, policySchema);
  return all.filter(({ displayName }) => displayName === policyName(subject));
};

const isOnly = (values: readonly string[] | null | undefined, wanted: readonly string[]): boolean =>
  [...(values ?? [])].sort().join() === [...wanted].sort().join();

type Conditions = AccessPolicy["conditions"];

const isAbout = (
  { users }: Conditions,
  { include, exclude }: { readonly include: string; readonly exclude: readonly string[] },
): boolean =>
  isOnly(users?.includeUsers, [include]) &&
  isOnly(users?.excludeUsers, exclude) &&
  isOnly(users?.includeGroups, []) &&
  isOnly(users?.includeRoles, []);

const isEverywhere = ({ applications, clientAppTypes }: Conditions): boolean =>
  isOnly(applications?.includeApplications, ["All"]) && isOnly(clientAppTypes, ["all"]);

/** Is it for this account and nobody else, and does it ask this of them? Enabled or not. */
export const isFor = (
  { conditions, grantControls }: AccessPolicy,
  subject: Pick<Subject, "id">,
  {
    restriction,
    exclude,
  }: { readonly restriction: Restriction; readonly exclude: readonly string[] },
): boolean =>
  isAbout(conditions, { include: subject.id, exclude }) &&
  isEverywhere(conditions) &&
  asks(grantControls, restriction);

const asks = (controls: AccessPolicy["grantControls"], restriction: Restriction): boolean =>
  restriction === "block"
    ? isOnly(controls?.builtInControls, ["block"])
    : isOnly(controls?.builtInControls, []) &&
      controls?.authenticationStrength?.id === phishingResistant;
