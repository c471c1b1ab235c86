import { type Action, type Collector } from "./contract.ts";
import { accountAndGuardrails } from "./evidence/account-and-guardrails.ts";
import { appConsents } from "./evidence/app-consents.ts";
import { identityState } from "./evidence/identity-state.ts";
import { mailboxState } from "./evidence/mailbox-state.ts";
import { blockSignIn } from "./identity/block-sign-in.ts";
import { confirmUserCompromised } from "./identity/confirm-user-compromised.ts";
import { resetPassword } from "./identity/reset-password.ts";
import { revokeSignInSessions } from "./identity/revoke-sign-in-sessions.ts";
import { clearForwarding } from "./mailbox/clear-forwarding.ts";
import { disableInboxRules } from "./mailbox/disable-inbox-rules.ts";

/** Everything that Cordon can do to a tenant, in the order of the step library. */
export const actionCatalogue: readonly Action[] = [
  blockSignIn,
  revokeSignInSessions,
  disableInboxRules,
  clearForwarding,
  confirmUserCompromised,
  resetPassword,
];

/** What is read and kept before anything changes. */
export const collectorCatalogue: readonly Collector[] = [
  accountAndGuardrails,
  identityState,
  mailboxState,
  appConsents,
];

/** The action of this id, if the catalogue has one. */
export const actionById = (id: string): Action | undefined =>
  actionCatalogue.find((action) => action.id === id);
