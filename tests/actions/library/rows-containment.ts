/** Rows of the library's evidence and containment actions. */
import { disableApp } from "../../../src/actions/apps/disable-app.ts";
import { blockIndicator } from "../../../src/actions/endpoint/block-indicator.ts";
import { collectInvestigationPackage } from "../../../src/actions/endpoint/collect-investigation-package.ts";
import { isolateDevice } from "../../../src/actions/endpoint/isolate-device.ts";
import { blockSignIn } from "../../../src/actions/identity/block-sign-in.ts";
import { confirmUserCompromised } from "../../../src/actions/identity/confirm-user-compromised.ts";
import { disableAdAccount } from "../../../src/actions/identity/disable-ad-account.ts";
import { disableDevices } from "../../../src/actions/identity/disable-devices.ts";
import { revokeSignInSessions } from "../../../src/actions/identity/revoke-sign-in-sessions.ts";
import { blockSender } from "../../../src/actions/mail/block-sender.ts";
import { disableTransportRules } from "../../../src/actions/mail/disable-transport-rules.ts";
import { blockMailboxProtocols } from "../../../src/actions/mailbox/block-mailbox-protocols.ts";
import { clearForwarding } from "../../../src/actions/mailbox/clear-forwarding.ts";
import { disableInboxRules } from "../../../src/actions/mailbox/disable-inbox-rules.ts";
import { placeLitigationHold } from "../../../src/actions/mailbox/place-litigation-hold.ts";
import { restrictTenantSharing } from "../../../src/actions/sharing/restrict-tenant-sharing.ts";
import { restrictSignIn } from "../../../src/actions/tenant/restrict-sign-in.ts";
import { restrictUserConsent } from "../../../src/actions/tenant/restrict-user-consent.ts";
import { machineIds } from "../../../src/sandbox/seed/seed-defender.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { adIds } from "../../../src/sandbox/seed/seed-people.ts";
import { subject } from "../tenant.ts";
import { app } from "../apps/app-tenant.ts";
import { device, doneMs, laptop } from "../endpoint/device-tenant.ts";
import { marta, site } from "../sharing/sharing-tenant.ts";
import { type Row } from "./walk.ts";

const user = `user ${seedIds.marta}`;
const foreign = "1b0a9f8e-7d6c-4b5a-8493-8271605f4e03";

/** As text.undo says. */
const dismissed = "the risk is none then, whatever it was before";

export const containmentRows: readonly Row[] = [
  { action: placeLitigationHold, subject: marta, touches: [`mailbox ${seedIds.marta}`] },
  {
    action: collectInvestigationPackage,
    subject: laptop,
    waitMs: doneMs,
    touches: ["machineAction *"],
  },
  { action: blockSignIn, subject: marta, touches: [user] },
  {
    action: disableAdAccount,
    subject: subject(seedIds.synced, "Nils Holm"),
    waitMs: 25_000,
    touches: [`identityAccount ${adIds.nilsIdentity}`],
  },
  {
    action: revokeSignInSessions,
    subject: marta,
    touches: [user],
    again: { kind: "plan", why: "sessions may have begun since" },
  },
  {
    action: isolateDevice,
    subject: laptop,
    waitMs: doneMs,
    touches: ["machineAction *"],
    remains: { "machineAction made": "Defender keeps every request" },
  },
  { action: disableApp, subject: marta, touches: [`servicePrincipal ${seedIds.mailSyncPro}`] },
  {
    action: disableApp,
    subject: app(seedIds.mailSyncPro),
    touches: [`servicePrincipal ${seedIds.mailSyncPro}`],
  },
  { action: restrictUserConsent, subject: marta, touches: ["policy authorizationPolicy"] },
  {
    action: restrictUserConsent,
    subject: app(seedIds.mailSyncPro),
    touches: ["policy authorizationPolicy"],
  },
  {
    action: disableInboxRules,
    subject: marta,
    touches: [
      `messageRule ${seedIds.marta}/${seedIds.rssRule}`,
      `messageRule ${seedIds.marta}/${seedIds.hiddenRule}`,
    ],
  },
  {
    action: clearForwarding,
    subject: marta,
    touches: [`mailbox ${seedIds.marta}`, `mailboxSettings ${seedIds.marta}`],
  },
  {
    action: blockMailboxProtocols,
    subject: marta,
    touches: [
      `casMailbox ${seedIds.marta}`,
      `casMailbox ${seedIds.marta}`,
      `casMailbox ${seedIds.marta}`,
      `casMailbox ${seedIds.marta}`,
      `casMailbox ${seedIds.marta}`,
    ],
  },
  {
    action: disableDevices,
    subject: marta,
    touches: [`device ${machineIds.laptopDevice}`, `device ${foreign}`],
    again: { kind: "by hand", why: "no app may disable Marta's iPhone" },
  },
  { action: disableDevices, subject: device(foreign), touches: [`device ${foreign}`] },
  {
    action: restrictSignIn,
    subject: marta,
    input: "phishing-resistant",
    touches: ["conditionalAccessPolicy *", user],
    touchesBack: ["conditionalAccessPolicy *"],
    remains: { "user.signInSessionsValidFromDateTime": "sessions stay ended" },
  },
  {
    action: disableTransportRules,
    subject: marta,
    touches: [
      "connector 5d0e9b73-2f41-4a86-b3c8-90e7f1a2d402",
      "transportRule 0b8f3e14-6a2d-4c59-8e70-d1f4a6b3c203",
    ],
  },
  {
    action: blockSender,
    subject: marta,
    input: "ap-backup@fastmail.example",
    touches: ["tenantBlockListEntry *"],
  },
  {
    action: blockIndicator,
    subject: laptop,
    input: "login-contoso.example",
    touches: ["indicator *"],
  },
  { action: blockIndicator, subject: marta, input: "203.0.113.77", touches: ["indicator *"] },
  {
    action: blockIndicator,
    subject: app(seedIds.mailSyncPro),
    input: "https://evil.example/a",
    touches: ["indicator *"],
  },
  { action: blockIndicator, subject: site(), input: "a".repeat(64), touches: ["indicator *"] },
  { action: restrictTenantSharing, subject: marta, touches: ["sharePointSettings settings"] },
  {
    action: restrictTenantSharing,
    subject: site(),
    input: "disabled",
    touches: ["sharePointSettings settings"],
  },
  {
    action: confirmUserCompromised,
    subject: marta,
    touches: [`riskyUser ${seedIds.marta}`],
    remains: {
      "riskyUser.riskLevel": dismissed,
      "riskyUser.riskState": dismissed,
      "riskyUser.riskDetail": dismissed,
      "riskyUser.riskLastUpdatedDateTime": dismissed,
    },
  },
];
