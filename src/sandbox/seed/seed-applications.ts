import { type Row, type Table } from "../state.ts";
import { day, keyed, minutesBefore } from "./keyed.ts";
import { seedIds } from "./seed-ids.ts";

/** Ids of the apps that this organisation owns, and of what lets somebody sign in as an app. */
export const appSeedIds = {
  /** "Invoice Import", which Marta owns: the application, its app id and its service principal. */
  application: "20a1b2c3-d4e5-4f60-8172-839405a6b706",
  appId: "30b1c2d3-e4f5-4061-8273-94a5b6c7d801",
  servicePrincipal: "f4b6a7d8-29ec-4501-96b5-c30805a6161a",
  goodSecret: "c4ed0000-0000-4000-8000-000000000001",
  rogueSecret: "c4ed0000-0000-4000-8000-000000000002",
  goodCertificate: "c4ed0000-0000-4000-8000-000000000003",
  rogueCertificate: "c4ed0000-0000-4000-8000-000000000004",
  rogueFederation: "c4ed0000-0000-4000-8000-000000000005",
  /** On service principals: the attacker's secret for Mail Sync Pro, and one for Invoice Import. */
  mailSyncSecret: "c4ed0000-0000-4000-8000-000000000006",
  roguePrincipalSecret: "c4ed0000-0000-4000-8000-000000000007",
  /** Invoice Import may send mail as anybody: Graph's application permission Mail.Send. */
  mailSendAssignment: "GKe29OwpAUWWtcMIBaYWGh-invoice-mail-send",
  mailSendRole: "b633e1c5-b582-4048-a93e-9f11b44c7e96",
  /** A Microsoft 365 group with a site, and one without people in it. */
  siteGroup: "20a1b2c3-d4e5-4f60-8172-839405a6b720",
  publicSiteGroup: "20a1b2c3-d4e5-4f60-8172-839405a6b721",
} as const;

const years = 365 * day;

const secret = (now: Date, keyId: string, displayName: string, minutes: number): Row => ({
  customKeyIdentifier: null,
  displayName,
  endDateTime: minutesBefore(now, minutes - 2 * years),
  hint: keyId.slice(-3),
  keyId,
  secretText: null,
  startDateTime: minutesBefore(now, minutes),
});

/** `key` is the public part; the thumbprint is what people compare. */
const certificate = (
  now: Date,
  keyId: string,
  facts: { readonly name: string; readonly thumbprint: string; readonly minutes: number },
): Row => ({
  customKeyIdentifier: facts.thumbprint,
  displayName: `CN=${facts.name}`,
  endDateTime: minutesBefore(now, facts.minutes - 2 * years),
  key: Buffer.from(`public key of ${facts.name}`).toString("base64"),
  keyId,
  startDateTime: minutesBefore(now, facts.minutes),
  type: "AsymmetricX509Cert",
  usage: "Verify",
});

/** Members that the seeded service principals have besides their own: only Mail Sync Pro and Invoice Import hold any. */
const withCredentials = (row: Row, passwordCredentials: readonly Row[]): Row => ({
  ...row,
  signInAudience: "AzureADMultipleOrgs",
  passwordCredentials,
  keyCredentials: [],
});

/** The service principals of the other seeds with their credentials, and Invoice Import, Contoso's own. */
export const withAppCredentials = (principals: Table, now: Date): Table => {
  const rows = Object.values(principals).map((row) =>
    withCredentials(
      row,
      row["id"] === seedIds.mailSyncPro
        ? [secret(now, appSeedIds.mailSyncSecret, "sync", 1 * day + 25)]
        : [],
    ),
  );
  const invoiceImport: Row = {
    id: appSeedIds.servicePrincipal,
    appId: appSeedIds.appId,
    displayName: "Invoice Import",
    accountEnabled: true,
    appOwnerOrganizationId: seedIds.tenant,
    verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
    servicePrincipalType: "Application",
    signInAudience: "AzureADMyOrg",
    replyUrls: [],
    tags: [],
    passwordCredentials: [secret(now, appSeedIds.roguePrincipalSecret, "backup", 1 * day + 15)],
    keyCredentials: [],
  };
  return keyed([...rows, invoiceImport], "id");
};

/** Invoice Import: a secret and a certificate of its own, and what the attacker added as its owner. */
export const seedApplications = (now: Date): Table =>
  keyed(
    [
      {
        id: appSeedIds.application,
        appId: appSeedIds.appId,
        displayName: "Invoice Import",
        createdDateTime: minutesBefore(now, 400 * day),
        signInAudience: "AzureADMyOrg",
        publisherDomain: "contoso.example",
        passwordCredentials: [
          secret(now, appSeedIds.goodSecret, "production", 200 * day),
          secret(now, appSeedIds.rogueSecret, "backup", 1 * day + 20),
        ],
        keyCredentials: [
          certificate(now, appSeedIds.goodCertificate, {
            name: "invoice-import.contoso.example",
            thumbprint: "A1B2C3D4E5F60718293A4B5C6D7E8F9001122334",
            minutes: 200 * day,
          }),
          certificate(now, appSeedIds.rogueCertificate, {
            name: "backup",
            thumbprint: "0F1E2D3C4B5A69788796A5B4C3D2E1F000112233",
            minutes: 1 * day + 18,
          }),
        ],
        _ownerIds: [seedIds.marta],
        federatedIdentityCredentials: [
          {
            id: appSeedIds.rogueFederation,
            name: "backup",
            issuer: "https://token.actions.githubusercontent.com",
            subject: "repo:mail-sync-pro/backup:ref:refs/heads/main",
            audiences: ["api://AzureADTokenExchange"],
            description: null,
          },
        ],
      },
    ],
    "id",
  );

/** Application permissions that apps hold. */
export const seedAppPermissions = (now: Date): Table =>
  keyed(
    [
      {
        id: appSeedIds.mailSendAssignment,
        appRoleId: appSeedIds.mailSendRole,
        createdDateTime: minutesBefore(now, 390 * day),
        principalDisplayName: "Invoice Import",
        principalId: appSeedIds.servicePrincipal,
        principalType: "ServicePrincipal",
        resourceDisplayName: "Microsoft Graph",
        resourceId: seedIds.graphServicePrincipal,
      },
    ],
    "id",
  );

const site = (id: string, displayName: string, mail: string, visibility: string): Row => ({
  "@odata.type": "#microsoft.graph.group",
  id,
  displayName,
  description: null,
  groupTypes: ["Unified"],
  mail,
  mailEnabled: true,
  securityEnabled: false,
  isAssignableToRole: null,
  visibility,
});

/** Microsoft 365 groups with a site. */
export const seedSiteGroups = (): Table =>
  keyed(
    [
      site(appSeedIds.siteGroup, "Quarter Close", "quarter.close@contoso.example", "Private"),
      site(appSeedIds.publicSiteGroup, "Company News", "company.news@contoso.example", "Public"),
    ],
    "id",
  );
