/** Rows of the library's eradication and recovery actions. */
import { removeAppConsents } from "../../../src/actions/apps/remove-app-consents.ts";
import { removeAppCredentials } from "../../../src/actions/apps/remove-app-credentials.ts";
import { isolateDevice } from "../../../src/actions/endpoint/isolate-device.ts";
import { releaseDevice } from "../../../src/actions/endpoint/release-device.ts";
import { enableSignIn } from "../../../src/actions/identity/enable-sign-in.ts";
import { issueAccessPass } from "../../../src/actions/identity/issue-access-pass.ts";
import { removeSignInMethods } from "../../../src/actions/identity/remove-sign-in-methods.ts";
import { resetPassword } from "../../../src/actions/identity/reset-password.ts";
import { purgeMail } from "../../../src/actions/mail/purge-mail.ts";
import { deleteInboxRules } from "../../../src/actions/mailbox/delete-inbox-rules.ts";
import { disableInboxRules } from "../../../src/actions/mailbox/disable-inbox-rules.ts";
import { removeMailboxDelegates } from "../../../src/actions/mailbox/remove-mailbox-delegates.ts";
import { removeMobileAndAddins } from "../../../src/actions/mailbox/remove-mobile-and-addins.ts";
import { unblockSenderAndProtocols } from "../../../src/actions/mailbox/unblock-sender-and-protocols.ts";
import { removeDirectoryRoles } from "../../../src/actions/roles/remove-directory-roles.ts";
import { restoreRolesEligible } from "../../../src/actions/roles/restore-roles-eligible.ts";
import { removeSharingLinks } from "../../../src/actions/sharing/remove-sharing-links.ts";
import { removeRogueObject } from "../../../src/actions/tenant/remove-rogue-object.ts";
import { appSeedIds } from "../../../src/sandbox/seed/seed-applications.ts";
import { fileIds } from "../../../src/sandbox/seed/seed-files.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { tenantWideIds } from "../../../src/sandbox/seed/seed-tenant-wide.ts";
import { subject, type Tenant } from "../tenant.ts";
import { app, planned } from "../apps/app-tenant.ts";
import { doneMs, laptop, requested } from "../endpoint/device-tenant.ts";
import { marta, site } from "../sharing/sharing-tenant.ts";
import { type Row } from "./walk.ts";

const rogue = "77770000-0000-4000-8000-000000000001";
const phish = "d6a1f4c8-5b2e-4e07-9c31-08dd6f3a7b11";
const mailSyncPro = app(seedIds.mailSyncPro);
const isolated = async (tenant: Tenant): Promise<void> => {
  const plan = await planned(tenant, isolateDevice, laptop);
  await requested(tenant, { action: isolateDevice, target: laptop, plan });
  tenant.pass(doneMs);
};

const blocked = (tenant: Tenant) => tenant.world("users", seedIds.marta, { accountEnabled: false });
const rulesOff = async (tenant: Tenant): Promise<void> => {
  const action = disableInboxRules;
  await action.apply(tenant.context, marta, await planned(tenant, action, marta));
};

const rogueAccount = (tenant: Tenant) =>
  tenant.world("users", rogue, {
    id: rogue,
    displayName: "Support Desk",
    userPrincipalName: "support@contoso.example",
    userType: "Member",
    accountEnabled: true,
  });

const method = (id: string): string => `authenticationMethod ${seedIds.marta}/${id}`;
const delegates = [
  `mailboxFolderPermission ${seedIds.marta}/Calendar/${seedIds.exchangeAdmin}`,
  `mailboxFolderPermission ${seedIds.marta}/Inbox/${seedIds.hostileName}`,
  `mailboxPermission ${seedIds.marta}/mallory@contoso.example`,
  `recipientPermission ${seedIds.marta}/mallory@contoso.example`,
];
const danaGroup = `membership ${seedIds.exchangeAdmin}/20a1b2c3-d4e5-4f60-8172-839405a6b709`;
const roleGroup = (name: string): string => `roleGroupMember ${name}/${seedIds.exchangeAdmin}`;
const grants = {
  touches: [`oauth2PermissionGrant ${seedIds.maliciousGrant}`],
  touchesBack: ["oauth2PermissionGrant *"],
  serviceIds: ["id"],
};

export const eradicationRows: readonly Row[] = [
  {
    action: resetPassword,
    subject: marta,
    touches: [`user ${seedIds.marta}`],
    again: { kind: "plan", why: "another password may be set at any time" },
  },
  {
    action: removeSignInMethods,
    subject: marta,
    prepare: blocked,
    touches: [
      method("ZmlkbzItbWFydGEtMDAwMQ2"),
      method("4a6d7c21-93b8-4e05-8f1a-7b2c9d0e3f02"),
      method(seedIds.attackerPhone),
      method("2c1d5a80-6d3e-4a91-b0c7-0e8f4b6a1d01"),
    ],
  },
  { action: removeAppConsents, subject: marta, ...grants },
  { action: removeAppConsents, subject: mailSyncPro, ...grants },
  {
    action: removeAppCredentials,
    subject: app(appSeedIds.servicePrincipal, "Invoice Import"),
    touches: [
      `application ${appSeedIds.application}`,
      `servicePrincipal ${appSeedIds.servicePrincipal}`,
      `application ${appSeedIds.application}`,
    ],
    again: { kind: "by hand", why: "a federated credential has no date: people name it" },
  },
  { action: removeMailboxDelegates, subject: marta, touches: delegates },
  {
    action: deleteInboxRules,
    subject: marta,
    prepare: rulesOff,
    touches: [
      `messageRule ${seedIds.marta}/${seedIds.hiddenRule}`,
      `messageRule ${seedIds.marta}/${seedIds.rssRule}`,
      "sweepRule 7f1e6a52-3c0d-4e8b-9a17-51c2d0b9e601",
    ],
    touchesBack: [`messageRule ${seedIds.marta}/*`, "sweepRule *"],
    noWayBack: ["exchange:"],
    serviceIds: ["id", "RuleId", "Identity"],
    remains: { "messageRule gone": "hidden rules have no way back, as text.undo says" },
  },
  {
    action: removeDirectoryRoles,
    subject: subject(seedIds.exchangeAdmin, "Dana Fox"),
    touches: [
      "roleAssignment 3ywjKSOT_UKt4h0JevPk3K-dana-1",
      danaGroup,
      roleGroup("Organization Management"),
      roleGroup("Recipient Management"),
    ],
    touchesBack: [
      roleGroup("Recipient Management"),
      roleGroup("Organization Management"),
      "roleAssignment *",
      danaGroup,
    ],
    serviceIds: ["id"],
    again: { kind: "by hand", why: "roles of Defender can't be read" },
  },
  {
    action: removeSharingLinks,
    subject: marta,
    input: "anonymous",
    touches: [
      `drivePermission ${fileIds.budget}/anon-budget`,
      `drivePermission ${fileIds.payments}/anon-payments`,
    ],
  },
  {
    action: removeSharingLinks,
    subject: site(),
    input: "anonymous",
    touches: ["drivePermission 01SITE0000000000000000CHECKLIST/anon-checklist"],
  },
  {
    action: purgeMail,
    subject: marta,
    input: "subject:Updated bank details",
    touches: [1, 2].map((copy) => `analyzedEmail ${phish}-${String(copy)}`),
    remains: { "analyzedEmail.latestDelivery": "the log of a copy's places goes on" },
  },
  {
    action: removeMobileAndAddins,
    subject: marta,
    input: "iPhone of Marta",
    touches: [
      "mailboxApp marta.oliveira@contoso.example\\e1d4c7b2-93a6-4f58-8b0d-6c2f7a9e3d55",
      "mobileDevice c2a7d3f0-84b1-4f6e-9d25-7e3b1c0a5f02",
    ],
  },
  {
    action: removeRogueObject,
    subject: marta,
    input: `ca-exclusion:${tenantWideIds.multifactorPolicy}`,
    touches: [`conditionalAccessPolicy ${tenantWideIds.multifactorPolicy}`],
    remains: { "conditionalAccessPolicy.modifiedDateTime": "Entra dates every change" },
  },
  {
    action: removeRogueObject,
    subject: mailSyncPro,
    input: rogue,
    prepare: rogueAccount,
    touches: [`user ${rogue}`, `deletedItem ${rogue}`],
    touchesBack: [`deletedItem ${rogue}`, `user ${rogue}`],
  },
];

export const recoveryRows: readonly Row[] = [
  {
    action: issueAccessPass,
    subject: marta,
    input: "in person, Dana, 10:30",
    touches: [method("*")],
    again: { kind: "plan", why: "a pass that was lost is replaced" },
  },
  {
    action: enableSignIn,
    subject: marta,
    prepare: blocked,
    touches: [`user ${seedIds.marta}`, `user ${seedIds.marta}`],
    touchesBack: [`user ${seedIds.marta}`],
    remains: { "user.signInSessionsValidFromDateTime": "sessions stay ended" },
  },
  {
    action: restoreRolesEligible,
    subject: marta,
    input: "Reports Reader for 24h",
    touches: ["roleEligibility *", "roleScheduleRequest *"],
    remains: { "roleScheduleRequest made": "Entra keeps every request" },
  },
  {
    action: releaseDevice,
    subject: laptop,
    prepare: isolated,
    waitMs: doneMs,
    touches: ["machineAction *", "machineAction *"],
    touchesBack: ["machineAction *"],
    remains: { "machineAction made": "Defender keeps every request" },
  },
  {
    action: unblockSenderAndProtocols,
    subject: marta,
    input: "protocols:imap,ews",
    prepare: (tenant) => tenant.world("casMailboxes", seedIds.marta, { ImapEnabled: false }),
    touches: ["blockedSender marta.oliveira@contoso.example", `casMailbox ${seedIds.marta}`],
  },
];
