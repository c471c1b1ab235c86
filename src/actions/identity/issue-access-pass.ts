import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, type ActionInput, type ItemReading, itemOf } from "../contract.ts";
import { guarded, guardPermissions, type UnguardedPreview } from "../guards.ts";
import { isFinal, isSince, readAll, reading, shaped, userPath } from "../read.ts";
import { sendAll } from "../requests.ts";
import { TenantFault } from "../tenant.ts";
import { type Plan, type Subject } from "../../core/incident/plan.ts";

const rules = {
  guests: "It is a guest: its home organisation lets it in again.",
  sharedMailboxes: "It is a shared mailbox: nobody signs in to it.",
} as const;

const before = z.object({ passes: z.array(z.string()) });
const parameters = z.object({ replaces: z.number().int().default(0) });

/** Minutes; long enough to hand it over in person, short enough to be worth little afterwards. */
const lifetimeInMinutes = 60;

const input: ActionInput = {
  label: "how the person proved who they are: where, before whom, when",
  example: "in person, Dana, 10:30",
  parse: (typed) => {
    const value = typed.trim().replace(/\s+/g, " ");
    if (value.length > 200) return { ok: false, why: "At most 200 characters." };
    // Three words are the least that can name a place, a witness and a time.
    return value.split(" ").length >= 3
      ? { ok: true, value }
      : { ok: false, why: "Say where, before whom and when: in person, Dana, 10:30." };
  },
};

const noProof =
  "Nobody said how the identity was proven: incident step add issue-access-pass in person, Dana, 10:30.";

const pass = z.object({
  id: z.string(),
  createdDateTime: z.string().nullish(),
  isUsable: z.boolean().nullish(),
  methodUsabilityReason: z.string().nullish(),
});

/** The pass itself is in the answer of its creation only; a list has null there. */
const created = z.object({ id: z.string(), temporaryAccessPass: z.string().min(1) });

const passesPath = (subject: Subject, id?: string): string =>
  userPath(
    subject.id,
    `/authentication/temporaryAccessPassMethods${id === undefined ? "" : `/${encodeURIComponent(id)}`}`,
  );

const readPasses = ({ graph }: Pick<ActionContext, "graph">, subject: Subject) =>
  readAll(graph, passesPath(subject), pass);

const previewOf = async (
  context: ActionContext,
  subject: Subject,
  proof: string,
): Promise<UnguardedPreview> => {
  try {
    const passes = await readPasses(context, subject);
    const replaces = passes.filter(({ isUsable }) => isUsable === true).length;
    return {
      kind: "plan",
      draft: {
        items: [itemOf(subject)],
        parameters: { lifetimeInMinutes, isUsableOnce: true, proof, replaces },
        before: { passes: passes.map(({ id }) => id).sort() },
      },
    };
  } catch (fault) {
    if (!isFinal(fault)) throw fault;
    return { kind: "by hand", reason: `Cordon can't read its access passes (${fault.code}).` };
  }
};

/** A pass that nobody can be shown opens the account for nobody: it is taken back at once. */
const withdrawn = async (
  { graph }: ActionContext,
  subject: Subject,
  facts: { readonly id: string; readonly requestId: string; readonly cause: unknown },
): Promise<TenantFault> => {
  const { requestId, cause } = facts;
  await graph.delete(passesPath(subject, facts.id));
  return new TenantFault("The pass couldn't be locked away, so it was deleted again", {
    kind: "refused",
    code: "NotSealed",
    requestId,
    cause,
  });
};

/**
 * Graph authentication-post-temporaryaccesspassmethods: 201, the pass is in this answer only. It is sealed before anything
 * else is done with it.
 */
const issue = async (context: ActionContext, subject: Subject): Promise<string> => {
  const body = { lifetimeInMinutes, isUsableOnce: true };
  const answer = await context.graph.post(passesPath(subject), body);
  const { requestId } = answer;
  const { id, temporaryAccessPass: text } = shaped(created, answer.body, requestId);
  try {
    await context.seal({ label: `Temporary Access Pass of ${subject.name}`, text });
  } catch (cause) {
    throw await withdrawn(context, subject, { id, requestId, cause });
  }
  return requestId;
};

const observe: Action["observe"] = async (context, subject, { plan, since }) => {
  const known = before.parse(plan.before).passes;
  const fresh = (await readPasses(context, subject)).find(
    ({ id, createdDateTime }) => !known.includes(id) && isSince(createdDateTime, since),
  );
  if (!fresh) return [reading(subject.id, false, "The account has no new access pass.")];
  const why = `A pass of ${fresh.createdDateTime ?? "no date"}: ${fresh.methodUsabilityReason ?? "no state given"}.`;
  // Used once is used as meant: it was there.
  const holds = fresh.isUsable === true || fresh.methodUsabilityReason === "OneTimeUsed";
  return [reading(subject.id, holds, why)];
};

const later = async (context: ActionContext, subject: Subject, plan: Plan) => {
  const known = before.parse(plan.before).passes;
  return (await readPasses(context, subject)).filter(({ id }) => !known.includes(id));
};

/** Takes back what came after the plan: an account has one pass at most, and the old one is gone. */
const takeBack = async (
  context: ActionContext,
  subject: Subject,
  plan: Plan,
): ReturnType<Action["apply"]> => {
  const passes = await later(context, subject, plan);
  const [first] = passes;
  const path = first && passesPath(subject, first.id);
  return sendAll([
    {
      ids: [subject.id],
      send: async () =>
        path === undefined ? "nothing to delete" : (await context.graph.delete(path)).requestId,
    },
  ]);
};

const observeTakenBack = async (
  context: ActionContext,
  subject: Subject,
  plan: Plan,
): Promise<readonly ItemReading[]> => {
  const left = await later(context, subject, plan);
  const why = left.length === 0 ? "The account has no such pass." : "The pass is still there.";
  return [reading(subject.id, left.length === 0, why)];
};

/** R1: a way in for the person, once their identity was proven outside of what was compromised. */
export const issueAccessPass: Action = {
  id: "issue-access-pass",
  code: "R1",
  title: "Issue a Temporary Access Pass",
  verb: "issue pass",
  subjectKinds: ["user"],
  team: "iam",
  tier: 2,
  phase: "recovery",
  permissions: {
    least: ["UserAuthMethod-TAP.ReadWrite.All", "MailboxSettings.Read", ...guardPermissions],
  },
  needsEvidence: [],
  text: {
    does: "Makes a pass for one sign-in within 60 min, to register a passkey with.",
    affects: ({ parameters: given }) =>
      parameters.parse(given).replaces > 0
        ? "1 account; the pass that it has now stops working."
        : "1 account. Who approved sees the pass once, outside Teams.",
    limits: "Whoever has the pass is in. Hand it over in person, never by mail or chat.",
    undo: "Deletes the pass. A sign-in that it already gave stays.",
    question: () => "Issue 1 pass? Was the identity proven out of band?",
    notHolding: "The account has no new pass",
    undone: "The pass is deleted",
    byHand:
      "Prove the identity first, in person or by a call to a number known before. Then in the Entra admin center open the user by object id, Authentication methods, Add authentication method, Temporary Access Pass: one-time use, 60 minutes. Read it to the person; don't send it. The policy for Temporary Access Passes must include the account.",
  },
  input,
  residual: undefined,
  repeatable: false,
  momentary: true,
  seals: true,
  preview: (context, subject, proof) =>
    guarded({ context, subject, rules }, () =>
      proof === undefined
        ? { kind: "by hand", reason: noProof }
        : previewOf(context, subject, proof),
    ),
  apply: (context, subject) =>
    sendAll([{ ids: [subject.id], send: () => issue(context, subject) }]),
  observe,
  undo: {
    apply: takeBack,
    observe: (context, subject, { plan }) => observeTakenBack(context, subject, plan),
  },
};
