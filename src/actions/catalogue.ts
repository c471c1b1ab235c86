import { type Action } from "./contract.ts";
import { type ArtefactKind, type SubjectKind } from "../core/incident/plan.ts";
import { type Collector, type ManualCheck, type SlowCollector } from "./library.ts";
import { disableApp } from "./apps/disable-app.ts";
import { removeAppConsents } from "./apps/remove-app-consents.ts";
import { removeAppCredentials } from "./apps/remove-app-credentials.ts";
import { callBackChangedBankDetails } from "./checks/call-back-changed-bank-details.ts";
import { checkOutlookForms } from "./checks/check-outlook-forms.ts";
import { checkPowerAutomateFlows } from "./checks/check-power-automate-flows.ts";
import { checkRemoteDomainsAndJournal } from "./checks/check-remote-domains-and-journal.ts";
import { decideTokenType } from "./checks/decide-token-type.ts";
import { proveIdentity } from "./checks/prove-identity.ts";
import { releaseDeletedApp } from "./checks/release-deleted-app.ts";
import { restoreAppAccess } from "./checks/restore-app-access.ts";
import { revertDirectoryChanges } from "./checks/revert-directory-changes.ts";
import { rotateSecretsOfAdmin } from "./checks/rotate-secrets-of-admin.ts";
import { signOutOfOtherApps } from "./checks/sign-out-of-other-apps.ts";
import { verifySecondAdmin } from "./checks/verify-second-admin.ts";
import { declareAndClassify } from "./checks/declare-and-classify.ts";
import { nameResponseRoles } from "./checks/name-response-roles.ts";
import { openCleanChannel } from "./checks/open-clean-channel.ts";
import { preserveLogs } from "./checks/preserve-logs.ts";
import { callLegalAndInsurer } from "./checks/call-legal-and-insurer.ts";
import { startRegulatorClock } from "./checks/start-regulator-clock.ts";
import { scopeIncident } from "./checks/scope-incident.ts";
import { tellPeopleAndPartners } from "./checks/tell-people-and-partners.ts";
import { sweepTenant } from "./checks/sweep-tenant.ts";
import { restoreService } from "./checks/restore-service.ts";
import { verifyItHolds } from "./checks/verify-it-holds.ts";
import { holdTabletop } from "./checks/hold-tabletop.ts";
import { containGuests } from "./checks/contain-guests.ts";
import { decideWhetherHijacked } from "./checks/decide-whether-hijacked.ts";
import { restoreSharing } from "./checks/restore-sharing.ts";
import { notifyDataOwners } from "./checks/notify-data-owners.ts";
import { returnDevice } from "./checks/return-device.ts";
import { checkAdminConsent } from "./checks/check-admin-consent.ts";
import { proposeTokenProtection } from "./checks/propose-token-protection.ts";
import { assessDataAccess } from "./checks/assess-data-access.ts";
import { notifyRecipients } from "./checks/notify-recipients.ts";
import { reviewSpreadHunt } from "./checks/review-spread-hunt.ts";
import { sealAndLearn } from "./checks/seal-and-learn.ts";
import { accountAndGuardrails } from "./evidence/account-and-guardrails.ts";
import { appConsents } from "./evidence/app-consents.ts";
import { appFacts } from "./evidence/app-facts.ts";
import { appPermissions } from "./evidence/app-permissions.ts";
import { appSpread } from "./evidence/app-spread.ts";
import { appWatch } from "./evidence/app-watch.ts";
import { identityState } from "./evidence/identity-state.ts";
import { appLogs, logs } from "./evidence/logs.ts";
import { mailboxState } from "./evidence/mailbox-state.ts";
import { siteLogs } from "./evidence/site-logs.ts";
import { siteWatch } from "./evidence/site-watch.ts";
import { spreadHunt } from "./evidence/spread-hunt.ts";
import { watch } from "./evidence/watch.ts";
import { tenantState } from "./evidence/tenant-state.ts";
import { blockSignIn } from "./identity/block-sign-in.ts";
import { confirmUserCompromised } from "./identity/confirm-user-compromised.ts";
import { disableAdAccount } from "./identity/disable-ad-account.ts";
import { disableDevices } from "./identity/disable-devices.ts";
import { enableSignIn } from "./identity/enable-sign-in.ts";
import { issueAccessPass } from "./identity/issue-access-pass.ts";
import { removeSignInMethods } from "./identity/remove-sign-in-methods.ts";
import { resetPassword } from "./identity/reset-password.ts";
import { revokeSignInSessions } from "./identity/revoke-sign-in-sessions.ts";
import { blockSender } from "./mail/block-sender.ts";
import { disableTransportRules } from "./mail/disable-transport-rules.ts";
import { purgeMail } from "./mail/purge-mail.ts";
import { blockMailboxProtocols } from "./mailbox/block-mailbox-protocols.ts";
import { clearForwarding } from "./mailbox/clear-forwarding.ts";
import { deleteInboxRules } from "./mailbox/delete-inbox-rules.ts";
import { disableInboxRules } from "./mailbox/disable-inbox-rules.ts";
import { placeLitigationHold } from "./mailbox/place-litigation-hold.ts";
import { removeMailboxDelegates } from "./mailbox/remove-mailbox-delegates.ts";
import { removeMobileAndAddins } from "./mailbox/remove-mobile-and-addins.ts";
import { unblockSenderAndProtocols } from "./mailbox/unblock-sender-and-protocols.ts";
import { removeDirectoryRoles } from "./roles/remove-directory-roles.ts";
import { restoreRolesEligible } from "./roles/restore-roles-eligible.ts";
import { removeRogueObject } from "./tenant/remove-rogue-object.ts";
import { restrictSignIn } from "./tenant/restrict-sign-in.ts";
import { restrictUserConsent } from "./tenant/restrict-user-consent.ts";
import { blockIndicator } from "./endpoint/block-indicator.ts";
import { collectInvestigationPackage } from "./endpoint/collect-investigation-package.ts";
import { isolateDevice } from "./endpoint/isolate-device.ts";
import { releaseDevice } from "./endpoint/release-device.ts";
import { deviceFacts } from "./evidence/device-facts.ts";
import { deviceLogs } from "./evidence/device-logs.ts";
import { deviceSpread } from "./evidence/device-spread.ts";
import { deviceWatch } from "./evidence/device-watch.ts";
import { sharingState } from "./evidence/sharing-state.ts";
import { siteFacts } from "./evidence/site-facts.ts";
import { removeSharingLinks } from "./sharing/remove-sharing-links.ts";
import { restrictTenantSharing } from "./sharing/restrict-tenant-sharing.ts";
import { classifyExposedData } from "./checks/classify-exposed-data.ts";
import { removeSiteMembers } from "./checks/remove-site-members.ts";
import { restrictSiteSharing } from "./checks/restrict-site-sharing.ts";
import { rotateLocalAdminPassword } from "./checks/rotate-local-admin-password.ts";
import { scanAndReimageDevice } from "./checks/scan-and-reimage-device.ts";

/** Everything that Cordon can do to a tenant, in the order of the step library. */
export const actionCatalogue: readonly Action[] = [
  placeLitigationHold,
  collectInvestigationPackage,
  blockSignIn,
  disableAdAccount,
  revokeSignInSessions,
  isolateDevice,
  disableApp,
  restrictUserConsent,
  disableInboxRules,
  clearForwarding,
  blockMailboxProtocols,
  disableDevices,
  restrictSignIn,
  disableTransportRules,
  blockSender,
  blockIndicator,
  restrictTenantSharing,
  confirmUserCompromised,
  resetPassword,
  removeSignInMethods,
  removeAppConsents,
  removeAppCredentials,
  removeMailboxDelegates,
  deleteInboxRules,
  removeDirectoryRoles,
  removeSharingLinks,
  purgeMail,
  removeMobileAndAddins,
  removeRogueObject,
  issueAccessPass,
  enableSignIn,
  restoreRolesEligible,
  releaseDevice,
  unblockSenderAndProtocols,
];

/** What is read and kept before anything changes; reversible containment waits for it. */
export const collectorCatalogue: readonly Collector[] = [
  accountAndGuardrails,
  identityState,
  mailboxState,
  appConsents,
  appFacts,
  appPermissions,
  sharingState,
  deviceFacts,
  siteFacts,
  tenantState,
];

/** Logs, hunts and the watch: nothing reversible waits for them. */
export const slowCollectorCatalogue: readonly SlowCollector[] = [
  logs,
  appLogs,
  siteLogs,
  deviceLogs,
  spreadHunt,
  appSpread,
  deviceSpread,
  watch,
  appWatch,
  deviceWatch,
  siteWatch,
];

/** What only people can do or judge. */
export const checkCatalogue: readonly ManualCheck[] = [
  declareAndClassify,
  nameResponseRoles,
  openCleanChannel,
  preserveLogs,
  callLegalAndInsurer,
  startRegulatorClock,
  scopeIncident,
  decideTokenType,
  verifySecondAdmin,
  containGuests,
  checkAdminConsent,
  decideWhetherHijacked,
  tellPeopleAndPartners,
  signOutOfOtherApps,
  rotateSecretsOfAdmin,
  revertDirectoryChanges,
  sweepTenant,
  proveIdentity,
  checkPowerAutomateFlows,
  checkRemoteDomainsAndJournal,
  checkOutlookForms,
  callBackChangedBankDetails,
  releaseDeletedApp,
  restoreAppAccess,
  restoreSharing,
  returnDevice,
  restoreService,
  verifyItHolds,
  restrictSiteSharing,
  removeSiteMembers,
  classifyExposedData,
  rotateLocalAdminPassword,
  scanAndReimageDevice,
  notifyRecipients,
  notifyDataOwners,
  assessDataAccess,
  reviewSpreadHunt,
  sealAndLearn,
  proposeTokenProtection,
  holdTabletop,
];

/** The action of this id, if the catalogue has one. */
export const actionById = (id: string): Action | undefined =>
  actionCatalogue.find((action) => action.id === id);

/** The manual check of this id, if the catalogue has one. */
export const checkById = (id: string): ManualCheck | undefined =>
  checkCatalogue.find((check) => check.id === id);

/** An action or a manual check by its id, or by its code where only one action has it. */
export const catalogueEntry = (name: string): Action | ManualCheck | undefined => {
  const wanted = name.toLowerCase();
  const coded = actionCatalogue.filter(({ code }) => code.toLowerCase() === wanted);
  const byCode = coded.length === 1 ? coded[0] : undefined;
  return actionById(wanted) ?? checkById(wanted) ?? byCode;
};

/** Is there anything that collects this kind of evidence of this kind of subject? */
export const hasCollector = (kind: ArtefactKind, subject: SubjectKind): boolean =>
  (collectorFor(kind, subject) ?? slowCollectorFor(kind, subject)) !== undefined;

const fits = (
  entry: { readonly kind: ArtefactKind; readonly subjectKinds: readonly SubjectKind[] },
  kind: ArtefactKind,
  subject: SubjectKind,
): boolean => entry.kind === kind && entry.subjectKinds.includes(subject);

/** The collector of this kind of evidence for this kind of subject; undefined where there is none. */
export const collectorFor = (kind: ArtefactKind, subject: SubjectKind): Collector | undefined =>
  collectorCatalogue.find((collector) => fits(collector, kind, subject));

/** The same for evidence that nothing waits for. */
export const slowCollectorFor = (
  kind: ArtefactKind,
  subject: SubjectKind,
): SlowCollector | undefined =>
  slowCollectorCatalogue.find((collector) => fits(collector, kind, subject));
