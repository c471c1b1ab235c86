import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Action, itemOf } from "../contract.ts";
import { TenantFault } from "../tenant.ts";
import { guarded, guardPermissions } from "../guards.ts";
import { isFinal, read, reading } from "../read.ts";
import { sendAll } from "../requests.ts";
import { type Subject } from "../../core/incident/plan.ts";

const riskyUsers = "/v1.0/identityProtection/riskyUsers";
const risky = z.object({ riskState: z.string() });
const confirmed = "confirmedCompromised";

const rules = {
  guests: "It is a guest: its risk is judged in its home organisation.",
  sharedMailboxes: "It is a shared mailbox: its delegates' accounts carry the risk.",
  // Risk policies may block the account at once (Entra ID Protection).
  locksOut: true,
} as const;

/** The state of risk; "none" for somebody who was never at risk (Graph riskyuser-get: 404). */
const riskStateOf = async (
  { graph }: Pick<ActionContext, "graph">,
  subject: Subject,
): Promise<string> => {
  try {
    return (await read(graph, `${riskyUsers}/${encodeURIComponent(subject.id)}`, risky)).riskState;
  } catch (fault) {
    if (fault instanceof TenantFault && fault.kind === "not found") return "none";
    throw fault;
  }
};

/** Graph riskyuser-confirmcompromised and riskyuser-dismiss: 204, worked on later. */
const judge = (
  { graph }: ActionContext,
  subject: Subject,
  verdict: "confirmCompromised" | "dismiss",
): ReturnType<Action["apply"]> =>
  sendAll([
    {
      ids: [subject.id],
      send: async () =>
        (await graph.post(`${riskyUsers}/${verdict}`, { userIds: [subject.id] })).requestId,
    },
  ]);

/** C14: says to Identity Protection that the account is in other hands; its policies act on that. */
export const confirmUserCompromised: Action = {
  id: "confirm-user-compromised",
  code: "C14",
  title: "Confirm account compromised",
  verb: "confirm risk",
  subjectKinds: ["user"],
  team: "iam",
  tier: 1,
  phase: "containment",
  permissions: {
    least: ["IdentityRiskyUser.ReadWrite.All", "MailboxSettings.Read", ...guardPermissions],
  },
  needsEvidence: [],
  text: {
    does: "Sets the account's risk to high, so that your risk policies and Microsoft act on it.",
    affects: () => "1 account and every policy that looks at user risk.",
    limits: "Needs Entra ID P2. Where no policy looks at risk it only marks the account.",
    undo: "Dismisses the risk: it is none then, whatever it was before.",
    question: () => "Confirm 1 account as compromised?",
    notHolding: "The account isn't marked as compromised",
    undone: "The account's risk is dismissed",
    byHand:
      "In the Entra admin center under Protection, Risky users, choose the person by object id and “Confirm user compromised”. Without Entra ID P2 there is no such list: write that down instead.",
  },
  residual: undefined,
  repeatable: true,
  preview: (context, subject) =>
    guarded({ context, subject, rules }, async () => {
      let state: string;
      try {
        state = await riskStateOf(context, subject);
      } catch (fault) {
        if (!isFinal(fault)) throw fault;
        return {
          kind: "by hand",
          reason: `Cordon can't read Identity Protection (${fault.code}); it needs Entra ID P2.`,
        };
      }
      if (state === confirmed) {
        return { kind: "nothing to do", seen: "The account is marked as compromised already." };
      }
      // The risk before isn't kept: it moves by itself, and dismissing is the only way back.
      const before = { confirmedCompromised: false };
      return { kind: "plan", draft: { items: [itemOf(subject)], parameters: {}, before } };
    }),
  apply: (context, subject) => judge(context, subject, "confirmCompromised"),
  observe: async (context, subject) => {
    const state = await riskStateOf(context, subject);
    return [reading(subject.id, state === confirmed, `Risk state: ${state}.`)];
  },
  undo: {
    apply: (context, subject) => judge(context, subject, "dismiss"),
    observe: async (context, subject) => {
      const state = await riskStateOf(context, subject);
      return [reading(subject.id, state !== confirmed, `Risk state: ${state}.`)];
    },
  },
};
