/** An exclusion from a Conditional Access policy: the policy holds for the account again. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Preview } from "../contract.ts";
import { guarded } from "../guards.ts";
import { read, reading } from "../read.ts";
import { TenantFault } from "../tenant.ts";
import { canonicalJson, type Json } from "../../core/shared/canonical-json.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { policiesPath } from "./access-policy.ts";
import { type RogueRun, type RogueWork } from "./rogue-work.ts";

const usersSchema = z.looseObject({ excludeUsers: z.array(z.string()).nullish() });
const policySchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  conditions: z.object({ users: usersSchema }),
});

const json: z.ZodType<Json> = z.json();
const before = z.object({
  what: z.literal("exclusion"),
  policy: z.string(),
  users: z.record(z.string(), json),
});

const pathOf = (id: string): string => `${policiesPath}/${encodeURIComponent(id)}`;

const readUsers = async ({ graph }: ActionContext, id: string) => {
  const { displayName, conditions } = await read(graph, pathOf(id), policySchema);
  const users = z.record(z.string(), json).parse(conditions.users);
  return { name: displayName ?? id, users, excluded: conditions.users.excludeUsers ?? [] };
};

const without = (values: readonly string[], id: string): readonly string[] =>
  values.filter((value) => value.toLowerCase() !== id);

/** Only the account itself: a group that is excluded has others in it. */
export const previewExclusion = (
  context: ActionContext,
  subject: Subject,
  policy: string,
): Promise<Preview> =>
  guarded({ context, subject, rules: { locksOut: true } }, async () => {
    try {
      const { name, users, excluded } = await readUsers(context, policy);
      if (without(excluded, subject.id).length === excluded.length) {
        return {
          kind: "nothing to do",
          seen: "The policy doesn't exclude this account by itself.",
        };
      }
      return {
        kind: "plan",
        draft: {
          items: [{ id: `ca-exclusion:${policy}`, name, about: `excludes ${subject.name}` }],
          parameters: { excludeUsers: without(excluded, subject.id) },
          before: { what: "exclusion", policy, users },
        },
      };
    } catch (fault) {
      if (!(fault instanceof TenantFault) || fault.kind !== "not found") throw fault;
      return { kind: "by hand", reason: "No Conditional Access policy has this id here." };
    }
  });

const wantedUsers = ({ plan, subject }: RogueRun, back: boolean) => {
  const { policy, users } = before.parse(plan.before);
  const { excludeUsers } = usersSchema.parse(users);
  const wanted = back ? users : { ...users, excludeUsers: without(excludeUsers ?? [], subject.id) };
  return {
    policy,
    from: back ? { ...users, excludeUsers: without(excludeUsers ?? [], subject.id) } : users,
    wanted,
  };
};

/**
 * Graph conditionalaccesspolicy-update: 204. `users` is replaced whole, and there is no ETag: it is read again right
 * before, and nothing is sent where somebody else changed it meanwhile.
 */
const request = (context: ActionContext, run: RogueRun, back: boolean) => [
  {
    ids: run.plan.items.map(({ id }) => id),
    send: async (): Promise<string> => {
      const { policy, from, wanted } = wantedUsers(run, back);
      const { users } = await readUsers(context, policy);
      if (canonicalJson(users) === canonicalJson(wanted)) return "already so";
      if (canonicalJson(users) !== canonicalJson(from)) {
        throw new TenantFault("Somebody changed the policy's users meanwhile; nothing was sent", {
          kind: "refused",
          code: "ChangedMeanwhile",
          requestId: "",
        });
      }
      const body = { conditions: { users: wanted } };
      return (await context.graph.patch(pathOf(policy), body)).requestId;
    },
  },
];

const readBack = async (context: ActionContext, run: RogueRun, back: boolean) => {
  const { policy, wanted } = wantedUsers(run, back);
  const { users, excluded } = await readUsers(context, policy);
  const isExcluded = without(excluded, run.subject.id).length < excluded.length;
  const same = canonicalJson(users) === canonicalJson(wanted);
  const why = `The account is ${isExcluded ? "" : "not "}excluded.`;
  const drift = same ? "" : " Its other users differ from the plan.";
  return run.plan.items.map(({ id }) => reading(id, isExcluded === back, `${why}${drift}`));
};

export const exclusionWork: RogueWork = {
  what: "exclusion",
  requests: (context, run) => request(context, run, false),
  observe: (context, run) => readBack(context, run, false),
  undo: (context, run) => request(context, run, true),
  undone: (context, run) => readBack(context, run, true),
};
