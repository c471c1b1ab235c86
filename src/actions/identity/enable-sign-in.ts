import { z } from "zod/v4";
import { isSynced, readAccount } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Action, type ItemReading, itemOf } from "../contract.ts";
import { guarded, guardPermissions, roleNeededFor } from "../guards.ts";
import { isSince, reading, userPath } from "../read.ts";
import { sendAll } from "../requests.ts";
import { type Plan, type PlanItem, type Subject } from "../../core/incident/plan.ts";

const rules = {
  guests: "It is a guest: ask its home organisation first, then enable it by hand.",
  sharedMailboxes: "It is a shared mailbox: nobody signs in to it, so it stays blocked.",
} as const;

const parameters = z.object({ synced: z.boolean().default(false) });

const sessionsOf = (subject: Subject): string => `${subject.id}/sessions`;

const itemsOf = (subject: Subject): readonly PlanItem[] => [
  itemOf(subject),
  { id: sessionsOf(subject), name: "Sign-in sessions", about: "ended once more" },
];

/** Graph users-update, 204. */
const setEnabled = async (
  { graph }: ActionContext,
  subject: Subject,
  accountEnabled: boolean,
): Promise<string> => (await graph.patch(userPath(subject.id), { accountEnabled })).requestId;

/** Enabled first: what was begun in the moment between is ended right after (final C3 of the library). */
const enable = (
  context: ActionContext,
  subject: Subject,
  plan: Plan,
): ReturnType<Action["apply"]> =>
  sendAll([
    {
      ids: [subject.id],
      needs: roleNeededFor(plan.traits),
      send: () => setEnabled(context, subject, true),
    },
    {
      ids: [sessionsOf(subject)],
      send: async () =>
        (await context.graph.post(userPath(subject.id, "/revokeSignInSessions"), {})).requestId,
    },
  ]);

const observe: Action["observe"] = async (context, subject, { since }) => {
  const account = await readAccount(context, subject.id);
  const { accountEnabled, signInSessionsValidFromDateTime: from } = account;
  const enabled = accountEnabled === true;
  return [
    reading(subject.id, enabled, `The account is ${enabled ? "enabled" : "disabled"}.`),
    reading(
      sessionsOf(subject),
      isSince(from, since),
      `Sessions count from ${from ?? "no time given"}.`,
    ),
  ];
};

const observeBlocked = async (
  context: ActionContext,
  subject: Subject,
): Promise<readonly ItemReading[]> => {
  const { accountEnabled } = await readAccount(context, subject.id);
  const why = `The account is ${accountEnabled === false ? "disabled" : "enabled"}.`;
  return itemsOf(subject).map(({ id }) => reading(id, accountEnabled === false, why));
};

/** R2: the person may sign in again, and starts with no session from before. */
export const enableSignIn: Action = {
  id: "enable-sign-in",
  code: "R2",
  title: "Allow sign-in again",
  verb: "allow sign-in",
  subjectKinds: ["user"],
  team: "iam",
  tier: 1,
  phase: "recovery",
  permissions: {
    least: [
      "User.EnableDisableAccount.All",
      "User.RevokeSessions.All",
      "MailboxSettings.Read",
      ...guardPermissions,
    ],
  },
  needsEvidence: [],
  text: {
    does: "Enables the account in Entra and ends every sign-in session once more.",
    affects: ({ parameters: given }) =>
      parameters.parse(given).synced
        ? "1 account, kept in step with AD: enable it there first, or sync blocks it again."
        : "1 account; Exchange may take 40 min to notice.",
    limits: "Doesn't check who has the password or the sign-in methods now.",
    undo: "Blocks sign-in again; sessions stay ended.",
    question: () => "Allow sign-in of 1 account again?",
    notHolding: "The account is blocked, or old sessions may still be used",
    undone: "Sign-in is blocked again",
    byHand:
      "When password and sign-in methods are the person's own again: in the Entra admin center open the user by object id, set “Account enabled”, save, then choose “Revoke sessions”. A synchronised account: Enable-ADAccount -Identity <SID> first and run a sync. A guest: only after its home organisation has cleaned up.",
  },
  looksAgain: [1440],
  undoneBy: ["Disable account"],
  residual: undefined,
  repeatable: true,
  preview: (context, subject) =>
    guarded({ context, subject, rules }, (account) =>
      account.accountEnabled === true
        ? { kind: "nothing to do", seen: "The account is enabled already." }
        : {
            kind: "plan",
            draft: {
              items: itemsOf(subject),
              parameters: { accountEnabled: true, synced: isSynced(account) },
              before: { accountEnabled: false },
            },
          },
    ),
  apply: enable,
  observe,
  undo: {
    together: true,
    apply: (context, subject, plan) =>
      sendAll([
        {
          ids: itemsOf(subject).map(({ id }) => id),
          needs: roleNeededFor(plan.traits),
          send: () => setEnabled(context, subject, false),
        },
      ]),
    observe: observeBlocked,
  },
};
