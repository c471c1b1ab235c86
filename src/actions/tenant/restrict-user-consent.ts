import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, type ItemReading } from "../contract.ts";
import { read, reading } from "../read.ts";
import { sendAll } from "../requests.ts";
import { type Plan } from "../../core/incident/plan.ts";

const path = "/v1.0/policies/authorizationPolicy";
const item = {
  id: "authorizationPolicy",
  name: "User consent to apps",
  about: "authorization policy of the whole tenant",
} as const;

const policySchema = z.object({
  defaultUserRolePermissions: z.object({ permissionGrantPoliciesAssigned: z.array(z.string()) }),
});
const before = z.object({ assigned: z.array(z.string()) });
const parameters = z.object({ assigned: z.array(z.string()) });

/** What users may consent to for themselves; owners' consent for their own teams and chats is another matter. */
const isForSelf = (name: string): boolean =>
  name.toLowerCase().startsWith("managepermissiongrantsforself.");

const readAssigned = async ({ graph }: Pick<ActionContext, "graph">): Promise<readonly string[]> =>
  (await read(graph, path, policySchema)).defaultUserRolePermissions
    .permissionGrantPoliciesAssigned;

const preview: Action["preview"] = async (context) => {
  const assigned = await readAssigned(context);
  const kept = assigned.filter((name) => !isForSelf(name));
  if (kept.length === assigned.length) {
    return { kind: "nothing to do", seen: "Users can't consent to apps already." };
  }
  return {
    kind: "plan",
    draft: {
      items: [item],
      parameters: { assigned: kept },
      before: { assigned },
      traits: [],
    },
  };
};

/** Graph authorizationpolicy-update: 204; other permissions of users stay as they are. */
const set = ({ graph }: ActionContext, assigned: readonly string[]): ReturnType<Action["apply"]> =>
  sendAll([
    {
      ids: [item.id],
      send: async () => {
        const defaultUserRolePermissions = { permissionGrantPoliciesAssigned: assigned };
        return (await graph.patch(path, { defaultUserRolePermissions })).requestId;
      },
    },
  ]);

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  [...a].sort().join() === [...b].sort().join();

const said = (assigned: readonly string[]): string => {
  const own = assigned.filter(isForSelf);
  return own.length === 0 ? "Users can't consent." : `Users may consent: ${own.join(", ")}.`;
};

const readBack = async (
  context: ActionContext,
  holds: (assigned: readonly string[]) => boolean,
): Promise<readonly ItemReading[]> => {
  const assigned = await readAssigned(context);
  return [reading(item.id, holds(assigned), said(assigned))];
};

const was = (plan: Plan): readonly string[] => before.parse(plan.before).assigned;

/** C5 for everybody: users consent to no more apps. Consents that were given stay. Reversible. */
export const restrictUserConsent: Action = {
  id: "restrict-user-consent",
  code: "C5",
  title: "Stop user consent to apps",
  verb: "stop user consent",
  subjectKinds: ["user", "service principal"],
  team: "cloud-security",
  tier: 3,
  phase: "containment",
  permissions: { least: ["Policy.Read.All", "Policy.ReadWrite.Authorization"] },
  needsEvidence: [],
  text: {
    does: "Nobody but administrators can consent to apps, in the whole tenant.",
    affects: () => "All users: a new app then needs an administrator's consent.",
    limits: "Consents that were given stay. Owners of teams and chats still consent for those.",
    undo: "Sets the policy to what it was.",
    question: () => "Stop user consent to apps for all users?",
    notHolding: "Users can still consent to apps",
    undone: "Users may consent to apps as before",
    byHand:
      "In the Entra admin center, Enterprise applications, Consent and permissions, User consent settings: write down what is chosen, then choose “Do not allow user consent”. Leave group owner consent as it is.",
  },
  looksAgain: [15, 65, 1440],
  undoneBy: ["Update authorization policy"],
  residual: undefined,
  repeatable: true,
  preview,
  apply: (context, _subject, plan) => set(context, parameters.parse(plan.parameters).assigned),
  observe: (context) => readBack(context, (assigned) => !assigned.some(isForSelf)),
  undo: {
    apply: (context, _subject, plan) => set(context, was(plan)),
    observe: (context, _subject, { plan }) =>
      readBack(context, (assigned) => sameSet(assigned, was(plan))),
  },
};
