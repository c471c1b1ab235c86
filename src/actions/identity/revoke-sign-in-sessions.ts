import { z } from "zod/v4";
import { readAccount } from "../account.ts";
import { type Action, itemOf, type MassAction } from "../contract.ts";
import { guarded, guardPermissions } from "../guards.ts";
import { isSince, reading, userPath } from "../read.ts";
import { sendAll } from "../requests.ts";
import { unlessSignedIn } from "./later-sign-ins.ts";

const rules = {
  guests: "It is a guest: its sessions live in its home organisation and stay as they are.",
  sharedMailboxes:
    "It is a shared mailbox without sessions of its own; its delegates are the way in.",
  locksOut: true,
} as const;

const validity = z.object({ signInSessionsValidFromDateTime: z.string().nullish() });

/** Never done before it is requested: sessions may have begun at any time. There is no way back. */
const mass: MassAction = {
  select: ["signInSessionsValidFromDateTime"],
  guests: rules.guests,
  locksOut: true,
  holds: (properties, since) =>
    since !== undefined &&
    isSince(validity.safeParse(properties).data?.signInSessionsValidFromDateTime, since),
  request: (id, direction) =>
    direction === "undo"
      ? undefined
      : { id, method: "POST", path: userPath(id, "/revokeSignInSessions"), body: {} },
};

/** C3: refresh tokens and browser sessions issued before now are void (Graph user-revokesigninsessions). */
export const revokeSignInSessions: Action = {
  id: "revoke-sign-in-sessions",
  code: "C3",
  title: "End sign-in sessions",
  verb: "end sessions",
  subjectKinds: ["user"],
  team: "iam",
  tier: 1,
  emergency: true,
  phase: "containment",
  permissions: {
    least: ["User.RevokeSessions.All", "MailboxSettings.Read", ...guardPermissions],
    optional: [{ name: "AuditLog.Read.All", for: "later sign-ins" }],
  },
  needsEvidence: [],
  text: {
    does: "Voids every refresh token and browser session that the account has now.",
    affects: () => "1 account, on all its devices; its owner has to sign in again.",
    limits: "Whoever has the password can sign in again, unless sign-in is blocked.",
    undo: "None. The person signs in again.",
    question: () => "End all sign-in sessions of 1 account?",
    notHolding: "Sessions from before may still be used",
    undone: "Sessions can't be given back",
    byHand:
      "In the Entra admin center open the user by object id and choose “Revoke sessions”. For a guest ask its home organisation, and block the guest here. For a shared mailbox end its delegates' sessions.",
  },
  mass,
  looksAgain: [15, 65, 1440],
  residual: {
    minutes: 60,
    why: "Apps that don't check continuously accept tokens they already hold for up to 60 min.",
  },
  repeatable: true,
  momentary: true,
  preview: (context, subject) =>
    guarded({ context, subject, rules }, () => ({
      kind: "plan",
      // Always a plan: sessions may have begun since the last time, and nothing says which are the attacker's.
      draft: { items: [itemOf(subject)], parameters: {}, before: {} },
    })),
  apply: ({ graph }, subject) =>
    sendAll([
      {
        ids: [subject.id],
        send: async () =>
          (await graph.post(userPath(subject.id, "/revokeSignInSessions"), {})).requestId,
      },
    ]),
  observe: async (context, subject, { since }) => {
    const { signInSessionsValidFromDateTime: from, accountEnabled } = await readAccount(
      context,
      subject.id,
    );
    const why = `Sessions count from ${from ?? "no time given"}.`;
    const found = reading(subject.id, isSince(from, since), why);
    // Whose sign-in isn't blocked is meant to sign in again; nobody is where it is.
    return accountEnabled === false
      ? [await unlessSignedIn(context, subject, { since, found })]
      : [found];
  },
  undo: undefined,
};
