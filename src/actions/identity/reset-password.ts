import { z } from "zod/v4";
import { type Account, isSynced, readAccount } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Action, itemOf } from "../contract.ts";
import { guarded, guardPermissions, roleNeededFor } from "../guards.ts";
import { isFinal, isSince, read, reading, userPath } from "../read.ts";
import { sendAll } from "../requests.ts";

const rules = {
  guests: "It is a guest: its password is kept by its home organisation.",
  sharedMailboxes: "It is a shared mailbox without a sign-in of its own.",
  locksOut: true,
} as const;

/** Least role over passwords of people without an admin role (Graph users-update, passwordProfile). */
const userAdministrator = "User Administrator";

const domain = z.object({ authenticationType: z.string().nullish() });

/**
 * Does another identity provider keep the password of its domain? A domain that may not be read
 * isn't known to be federated; Graph itself refuses the reset there and nothing changes.
 */
const isFederated = async (
  { graph }: Pick<ActionContext, "graph">,
  { userPrincipalName }: Account,
): Promise<boolean> => {
  const name = userPrincipalName?.split("@").at(-1);
  if (name === undefined) return false;
  try {
    const found = await read(graph, `/v1.0/domains/${encodeURIComponent(name)}`, domain);
    return found.authenticationType === "Federated";
  } catch (fault) {
    if (isFinal(fault)) return false;
    throw fault;
  }
};

/**
 * X1 for cloud-only accounts: a random password (Graph users-update, passwordProfile; the method `resetPassword` isn't
 * for apps). It is sealed for the one person who approved before it is sent, and written nowhere else.
 */
export const resetPassword: Action = {
  id: "reset-password",
  code: "X1",
  title: "Reset password",
  verb: "reset password",
  subjectKinds: ["user"],
  team: "iam",
  tier: 3,
  phase: "eradication",
  permissions: {
    least: [
      "User-PasswordProfile.ReadWrite.All",
      "Domain.Read.All",
      "MailboxSettings.Read",
      ...guardPermissions,
    ],
    role: userAdministrator,
  },
  needsEvidence: ["E0", "E1"],
  text: {
    does: "Sets a random password that must be changed at the next sign-in.",
    affects: () => "1 account. Who approved sees the new password once, outside Teams.",
    limits: "Open sessions, app passwords, sign-in methods and app consents stay as they are.",
    undo: "None. The person comes back with a Temporary Access Pass, after proof in person.",
    question: () => "Reset the password of 1 account?",
    notHolding: "The old password may still work",
    undone: "A password can't be given back",
    byHand:
      "Reset the password where it is kept: a synchronised account in Active Directory, twice (Set-ADAccountPassword -Identity <SID> -Reset), so that the old one is gone from the history too; a federated one at its identity provider; a privileged one by a Privileged Authentication Administrator. Don't send the new password by mail or chat.",
  },
  residual: undefined,
  repeatable: false,
  momentary: true,
  seals: true,
  preview: (context, subject) =>
    guarded({ context, subject, rules }, async (account) => {
      if (isSynced(account)) {
        return {
          kind: "by hand",
          reason: "Its password is kept in Active Directory: reset it there, twice.",
        };
      }
      if (await isFederated(context, account)) {
        return {
          kind: "by hand",
          reason: "Its domain is federated: its password is kept by another identity provider.",
        };
      }
      const parameters = { forceChangePasswordNextSignIn: true };
      return { kind: "plan", draft: { items: [itemOf(subject)], parameters, before: {} } };
    }),
  apply: ({ graph, secret, seal }, subject, plan) =>
    sendAll([
      {
        ids: [subject.id],
        needs: roleNeededFor(plan.traits, userAdministrator),
        send: async () => {
          const password = secret();
          // Before it is sent: a password that is set and can't be shown to anybody locks the person out.
          await seal({ label: `New password of ${subject.name}`, text: password });
          const passwordProfile = { password, forceChangePasswordNextSignIn: true };
          return (await graph.patch(userPath(subject.id), { passwordProfile })).requestId;
        },
      },
    ]),
  observe: async (context, subject, { since }) => {
    const { lastPasswordChangeDateTime: at } = await readAccount(context, subject.id);
    const why = `The password was last changed at ${at ?? "no time given"}.`;
    return [reading(subject.id, isSince(at, since), why)];
  },
  undo: undefined,
};
