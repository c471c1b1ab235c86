import { z } from "zod/v4";
import { type Account, isSynced, readAccount } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Action, itemOf, type MassAction } from "../contract.ts";
import { guarded, guardPermissions, roleNeededFor, type UnguardedPreview } from "../guards.ts";
import { reading, userPath } from "../read.ts";
import { sendAll } from "../requests.ts";
import { unlessSignedIn } from "./later-sign-ins.ts";
import { whoDisabled } from "./who-disabled.ts";
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
  return reading(subject.id, accountEnabled === wanted, why);
};

const restored = (plan: Plan): boolean => before.parse(plan.before).accountEnabled;

/** Somebody may have been here before, attack disruption among them: what they did stays theirs, undo leaves it alone. */
const disabledAlready = async (
  context: ActionContext,
  subject: Subject,
): Promise<UnguardedPreview> => {
  const who = await whoDisabled(context, subject);
  const seen =
    who === undefined
      ? "The account is disabled already."
      : `The account is disabled already, ${who}.`;
  return { kind: "nothing to do", seen };
};

const previewOf = (
  context: ActionContext,
  subject: Subject,
  account: Account,
): UnguardedPreview | Promise<UnguardedPreview> =>
  account.accountEnabled === false
    ? disabledAlready(context, subject)
    : {
        kind: "plan",
        draft: {
          items: [itemOf(subject)],
          parameters: { accountEnabled: false, synced: isSynced(account) },
          before: { accountEnabled: true },
        },
      };

const sign = z.object({ accountEnabled: z.boolean().nullish() });

/** The same over a list: only accounts that were enabled are requested, so all of them are enabled again. */
const mass: MassAction = {
  select: ["accountEnabled"],
  locksOut: true,
  holds: (properties) => sign.safeParse(properties).data?.accountEnabled === false,
  request: (id, direction) => ({
    id,
    method: "PATCH",
    path: userPath(id),
    body: { accountEnabled: direction === "undo" },
  }),
};

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
  permissions: {
    least: ["User.EnableDisableAccount.All", ...guardPermissions],
    optional: [
      {
        name: "AuditLog.Read.All",
        for: "saying who disabled an account before Cordon, and later sign-ins",
      },
    ],
  },
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
  mass,
  looksAgain: [15, 65, 1440],
  undoneBy: ["Enable account"],
  residual: {
    minutes: 60,
    why: "Apps that don't check continuously accept tokens they already hold for up to 60 min.",
  },
  repeatable: true,
  preview: (context, subject) =>
    guarded({ context, subject, rules: { locksOut: true } }, (account) =>
      previewOf(context, subject, account),
    ),
  apply: (context, subject, plan) => setEnabled(context, subject, { plan, accountEnabled: false }),
  observe: async (context, subject, { since }) => {
    const found = await readBack(context, subject, false);
    return [await unlessSignedIn(context, subject, { since, found })];
  },
  undo: {
    apply: (context, subject, plan) =>
      setEnabled(context, subject, { plan, accountEnabled: restored(plan) }),
    observe: async (context, subject, { plan }) => [
      await readBack(context, subject, restored(plan)),
    ],
  },
};
