import { z } from "zod/v4";
import { isSynced, readAccount } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Action, itemOf } from "../contract.ts";
import { guarded, guardPermissions, roleNeededFor } from "../guards.ts";
import { reading, userPath } from "../read.ts";
import { sendAll } from "../requests.ts";
import { type Plan, type Subject } from "../../core/incident/plan.ts";

/** Graph users-update: `accountEnabled` alone in the body, 204. */
const setEnabled = (
  { graph }: ActionContext,
  subject: Subject,
  { plan, accountEnabled }: { readonly plan: Plan; readonly accountEnabled: boolean },
): ReturnType<Action["apply"]> =>
  sendAll([
    {
      ids: [subject.id],
      needs: roleNeededFor(plan.traits),
      send: async () => (await graph.patch(userPath(subject.id), { accountEnabled })).requestId,
    },
  ]);

const parameters = z.object({ synced: z.boolean() });
const before = z.object({ accountEnabled: z.boolean() });

const readBack = async (context: ActionContext, subject: Subject, wanted: boolean) => {
  const { accountEnabled } = await readAccount(context, subject.id);
  const why = accountEnabled === true ? "The account is enabled." : "The account is disabled.";
  return [reading(subject.id, accountEnabled === wanted, why)];
};

const restored = (plan: Plan): boolean => before.parse(plan.before).accountEnabled;

/** C1: nobody gets a new token for the account. Reversible. */
export const blockSignIn: Action = {
  id: "block-sign-in",
  code: "C1",
  title: "Block sign-in",
  verb: "block sign-in",
  subjectKinds: ["user"],
  team: "iam",
  tier: 1,
  emergency: true,
  phase: "containment",
  permissions: { least: ["User.EnableDisableAccount.All", ...guardPermissions] },
  needsEvidence: [],
  text: {
    does: "Disables the account in Entra: nobody can sign in to it, the owner neither.",
    affects: (draft) =>
      parameters.parse(draft.parameters).synced
        ? "1 account, kept in step with AD: block it there too, or sync may enable it again."
        : "1 account, everywhere it signs in.",
    limits: "Sessions that are open stay open until they are ended or run out.",
    undo: "Enables the account again; Exchange may take 40 min to notice.",
    question: () => "Block sign-in of 1 account?",
    notHolding: "The account is still enabled",
    undone: "The account is enabled again",
    byHand:
      "In the Entra admin center open the user by object id and clear “Account enabled”. A synchronised account: disable it in Active Directory as well.",
  },
  residual: {
    minutes: 60,
    why: "Apps that don't check continuously accept tokens they already hold for up to 60 min.",
  },
  repeatable: true,
  preview: (context, subject) =>
    guarded({ context, subject, rules: { locksOut: true } }, (account) =>
      account.accountEnabled === false
        ? { kind: "nothing to do", seen: "The account is disabled already." }
        : {
            kind: "plan",
            draft: {
              items: [itemOf(subject)],
              parameters: { accountEnabled: false, synced: isSynced(account) },
              before: { accountEnabled: true },
            },
          },
    ),
  apply: (context, subject, plan) => setEnabled(context, subject, { plan, accountEnabled: false }),
  observe: (context, subject) => readBack(context, subject, false),
  undo: {
    apply: (context, subject, plan) =>
      setEnabled(context, subject, { plan, accountEnabled: restored(plan) }),
    observe: (context, subject, { plan }) => readBack(context, subject, restored(plan)),
  },
};
