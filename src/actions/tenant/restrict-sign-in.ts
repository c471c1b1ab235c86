import { z } from "zod/v4";
import { readAccount } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Action, type ActionInput, type ItemReading } from "../contract.ts";
import { guarded, guardPermissions, type UnguardedPreview } from "../guards.ts";
import { isSince, reading, userPath } from "../read.ts";
import { type ItemRequest, sendAll } from "../requests.ts";
import { type Plan, type Subject } from "../../core/incident/plan.ts";
import {
  type AccessPolicy,
  isFor,
  policiesPath,
  policyBody,
  policyName,
  readPolicies,
  restrictions,
} from "./access-policy.ts";

const ids = { policy: "policy", sessions: "sessions" } as const;

/** Hours after which somebody must say again that it is needed (step library, C10). */
const longest = 72;

const parameters = z.object({
  restriction: z.enum(restrictions),
  exclude: z.array(z.string()),
  hours: z.number().int().positive().max(longest),
});
type Wanted = z.infer<typeof parameters>;

const input: ActionInput = {
  label: "block or phishing-resistant",
  example: "phishing-resistant",
  parse: (text) => {
    const value = restrictions.find((each) => each === text.trim().toLowerCase());
    return value ? { ok: true, value } : { ok: false, why: "Say block or phishing-resistant." };
  },
};

const wantedOf = ({ never }: ActionContext, given: string | undefined): Wanted => ({
  restriction: restrictions.find((each) => each === given) ?? "block",
  exclude: [...never.breakGlass].sort(),
  hours: longest,
});

const asked = { block: "blocks every sign-in", "phishing-resistant": "asks for a strong key" };

const hourMs = 3_600_000;

const before = z.object({ policy: z.string().nullable() });

/** When somebody last said that it is needed; a renewal changes the policy. */
const saidAt = ({ createdDateTime, modifiedDateTime }: AccessPolicy): string =>
  modifiedDateTime ?? createdDateTime ?? "";

/** An hour early: the look at 72 h counts from the request, the policy was made seconds after it. */
const isOld = (policy: AccessPolicy, now: string): boolean =>
  Date.parse(now) >= Date.parse(saidAt(policy)) + (longest - 1) * hourMs;

const draftOf = (
  subject: Subject,
  wanted: Wanted,
  { about, policy }: { readonly about: string; readonly policy: string | null },
): UnguardedPreview => ({
  kind: "plan",
  draft: {
    items: [
      { id: ids.policy, name: policyName(subject), about },
      { id: ids.sessions, name: subject.name, about: "sign-in sessions" },
    ],
    parameters: wanted,
    before: { policy },
  },
});

const planFor = (
  { now }: ActionContext,
  subject: Subject,
  policies: readonly AccessPolicy[],
  wanted: Wanted,
): UnguardedPreview => {
  const [first] = policies;
  if (!first) {
    const about = `new Conditional Access policy: ${asked[wanted.restriction]}, every app`;
    return draftOf(subject, wanted, { about, policy: null });
  }
  const holding = policies.find((each) => each.state === "enabled" && isFor(each, subject, wanted));
  if (holding && isOld(holding, now())) {
    const about = `there since ${saidAt(holding).slice(0, 16)}Z: stays for ${String(longest)} h more`;
    return draftOf(subject, wanted, { about, policy: holding.id });
  }
  return holding
    ? { kind: "nothing to do", seen: `The policy ${policyName(subject)} is enabled already.` }
    : {
        kind: "by hand",
        reason: `The policy ${policyName(subject)} is there and differs (id ${first.id}): look who changed it, then delete it.`,
      };
};

/** Graph conditionalaccessroot-post-policies: 201. Looked up first: the request isn't idempotent, and it is 1 a second. */
const makePolicy = (context: ActionContext, subject: Subject, plan: Plan): ItemRequest => ({
  ids: [ids.policy],
  send: async () => {
    const { graph } = context;
    const wanted = parameters.parse(plan.parameters);
    const there = await readPolicies(context, subject);
    const enabled = there.find((each) => each.state === "enabled" && isFor(each, subject, wanted));
    const { policy } = before.parse(plan.before);
    if (enabled?.id === policy) {
      // Changes nothing but the date: from then on the hours count anew (conditionalaccesspolicy-update: 204).
      const path = `${policiesPath}/${encodeURIComponent(enabled.id)}`;
      return (await graph.patch(path, { state: "enabled" })).requestId;
    }
    if (enabled) return enabled.id;
    return (await graph.post(policiesPath, policyBody(subject, wanted))).requestId;
  },
});

/** Without new sign-ins a policy may take a day (trap 24). Graph user-revokesigninsessions: 200. */
const endSessions = ({ graph }: ActionContext, subject: Subject): ItemRequest => ({
  ids: [ids.sessions],
  send: async () => (await graph.post(userPath(subject.id, "/revokeSignInSessions"), {})).requestId,
});

const apply: Action["apply"] = async (context, subject, plan) => {
  const made = await sendAll([makePolicy(context, subject, plan)]);
  if (made.every(({ state }) => state === "accepted")) {
    return [...made, ...(await sendAll([endSessions(context, subject)]))];
  }
  const why = "Not requested: the policy wasn't made.";
  const requestId = made[0]?.requestId ?? "";
  return [...made, { id: ids.sessions, state: "failed", why, requestId }];
};

const policyReading = (
  context: ActionContext,
  found: AccessPolicy | undefined,
  run: { readonly since: string; readonly hours: number },
): ItemReading => {
  if (!found) return reading(ids.policy, false, "No such policy is there for this account.");
  const isOver = Date.parse(context.now()) >= Date.parse(run.since) + run.hours * hourMs;
  // It stands, but nobody said that it is needed any longer: the step is open again until somebody does.
  return isOver
    ? reading(
        ids.policy,
        false,
        `Its ${String(run.hours)} h are over: decide whether it ends or goes on.`,
      )
    : reading(ids.policy, found.state === "enabled", `The policy is ${found.state}.`);
};

const observe: Action["observe"] = async (context, subject, { plan, since }) => {
  const wanted = parameters.parse(plan.parameters);
  const policies = await readPolicies(context, subject);
  const { signInSessionsValidFromDateTime: from } = await readAccount(context, subject.id);
  const fitting = policies.filter((each) => isFor(each, subject, wanted));
  const found = fitting.find(({ state }) => state === "enabled") ?? fitting[0];
  return [
    policyReading(context, found, { since, hours: wanted.hours }),
    reading(ids.sessions, isSince(from, since), `Sessions count from ${from ?? "no date"}.`),
  ];
};

const mine = async (context: ActionContext, subject: Subject, plan: Plan) => {
  const wanted = parameters.parse(plan.parameters);
  const policies = await readPolicies(context, subject);
  return policies.filter((each) => isFor(each, subject, wanted));
};

/** Deletes what Cordon made and nothing else: a policy that was changed meanwhile stays for people. */
const undoApply: Action["apply"] = async (context, subject, plan) => {
  const policies = await mine(context, subject, plan);
  const send = async (): Promise<string> => {
    let last = "none was there";
    for (const { id } of policies) {
      const path = `${policiesPath}/${encodeURIComponent(id)}`;
      last = (await context.graph.delete(path)).requestId;
    }
    return last;
  };
  return sendAll([{ ids: [ids.policy, ids.sessions], send }]);
};

const undoObserve: Action["observe"] = async (context, subject, { plan }) => {
  const left = await readPolicies(context, subject);
  const changed = left.length > (await mine(context, subject, plan)).length;
  const still = changed ? "The policy was changed by somebody and is there." : "It is still there.";
  return [
    reading(ids.policy, left.length === 0, left.length === 0 ? "The policy is gone." : still),
    reading(ids.sessions, true, "Sessions that were ended stay ended: the person signs in again."),
  ];
};

/** C10: one policy for one account, for 72 h at most, then its sessions are ended. Reversible. */
export const restrictSignIn: Action = {
  id: "restrict-sign-in",
  code: "C10",
  title: "Restrict sign-in by a policy",
  verb: "restrict sign-in",
  subjectKinds: ["user"],
  team: "iam",
  tier: 1,
  phase: "containment",
  permissions: {
    least: [
      "Policy.Read.All",
      "Policy.ReadWrite.ConditionalAccess",
      "User.RevokeSessions.All",
      ...guardPermissions,
    ],
  },
  licences: ["Entra ID P1"],
  needsEvidence: [],
  text: {
    does: "Makes one Conditional Access policy for this account and ends its sessions.",
    affects: () => `1 account, every app, ${String(longest)} h at most: then Cordon asks again.`,
    limits: "Apps that don't check continuously may notice late. Apps' own sessions stay.",
    undo: "Deletes exactly this policy. Sessions stay ended.",
    question: () => "Restrict sign-in of 1 account by a policy?",
    notHolding: "The policy doesn't hold for the account",
    undone: "The policy is deleted",
    byHand:
      "In the Entra admin center, Conditional Access, create a policy “Cordon <object id>”: users = this account only, emergency accounts excluded, all resources, grant = Block access (or require authentication strength “Phishing-resistant MFA”), On. Then open the user and choose “Revoke sessions”. Delete the policy after 72 h at most.",
  },
  input,
  looksAgain: [15, 65, 1440, longest * 60],
  undoneBy: ["Delete conditional access policy", "Update conditional access policy"],
  residual: {
    minutes: 60,
    why: "Apps that don't check continuously accept tokens they already hold for up to 60 min.",
  },
  repeatable: true,
  preview: (context, subject, given) =>
    guarded({ context, subject, rules }, async () =>
      planFor(context, subject, await readPolicies(context, subject), wantedOf(context, given)),
    ),
  apply,
  observe,
  undo: { together: true, apply: undoApply, observe: undoObserve },
};

const rules = {
  locksOut: true,
  guests: "It is a guest: its sessions live in its home organisation and can't be ended here.",
} as const;
