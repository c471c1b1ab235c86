import { type Row, type Table } from "../state.ts";
import { day, keyed, minutesBefore } from "./keyed.ts";
import { appSeedIds } from "./seed-applications.ts";
import { playgroundPeople, seedIds } from "./seed-ids.ts";

/** Drives, and what is shared in them. */
export const fileIds = {
  martaDrive: "b!Vm1hcnRhLW9uZWRyaXZl",
  siteDrive: "b!cXVhcnRlci1jbG9zZS1zaXRl",
  /** Marta's: a budget that anybody can edit, a folder that anybody can read, a chart for all of Contoso. */
  budget: "01MARTA00000000000000000BUDGET",
  payments: "01MARTA0000000000000000PAYMENTS",
  wireList: "01MARTA00000000000000000WIRES",
  chart: "01MARTA000000000000000000CHART",
  contract: "01MARTA0000000000000000CONTRACT",
  notes: "01MARTA000000000000000000NOTES",
  checklist: "01SITE0000000000000000CHECKLIST",
  auditorPack: "01SITE00000000000000000AUDITOR",
} as const;

type Drive = { readonly id: string; readonly root: string; readonly url: string };

const onedrive: Drive = {
  id: fileIds.martaDrive,
  root: "01MARTA0000000000000000000ROOT",
  url: "https://contoso-my.sharepoint.example/personal/marta_oliveira/Documents",
};
const library: Drive = {
  id: fileIds.siteDrive,
  root: "01SITE00000000000000000000ROOT",
  url: "https://contoso.sharepoint.example/sites/QuarterClose/Shared Documents",
};

const item = (drive: Drive, id: string, name: string, folder?: Row): Row => {
  const inside = folder ?? { id: drive.root, _path: "/drive/root:" };
  const above = typeof inside["_path"] === "string" ? inside["_path"] : "";
  return {
    id,
    name,
    webUrl: `${drive.url}/${encodeURIComponent(name)}`,
    size: 24_576,
    createdDateTime: "2026-01-12T08:00:00Z",
    lastModifiedDateTime: "2026-02-27T10:00:00Z",
    parentReference: {
      driveId: drive.id,
      driveType: "business",
      id: inside["id"] ?? "",
      path: above,
    },
    ...(name.includes(".")
      ? { file: { mimeType: "application/octet-stream" } }
      : { folder: { childCount: 1 } }),
    _driveId: drive.id,
    _path: `${above}/${name}`,
  };
};

const root = (drive: Drive, facts: Row): Row => ({
  id: drive.root,
  name: "root",
  webUrl: drive.url,
  root: {},
  folder: { childCount: 5 },
  parentReference: { driveId: drive.id, driveType: "business" },
  _driveId: drive.id,
  _driveType: "business",
  ...facts,
});

const paymentsFolder = item(onedrive, fileIds.payments, "Payments");

/** Marta's OneDrive and the library of the site "Quarter Close". */
export const seedDriveItems = (): Table =>
  keyed(
    [
      root(onedrive, {
        _driveName: "OneDrive",
        _ownerId: seedIds.marta,
        _owner: { user: { id: seedIds.marta, displayName: "Marta Oliveira" } },
      }),
      item(onedrive, fileIds.budget, "Budget 2026.xlsx"),
      paymentsFolder,
      item(onedrive, fileIds.wireList, "Wire list.xlsx", paymentsFolder),
      item(onedrive, fileIds.chart, "Org chart.pptx"),
      item(onedrive, fileIds.contract, "Contract draft.docx"),
      item(onedrive, fileIds.notes, "Handover notes.docx"),
      item(onedrive, "01MARTA0000000000000000PRIVATE", "Private.docx"),
      root(library, {
        _driveName: "Documents",
        _driveType: "documentLibrary",
        _ownerId: appSeedIds.siteGroup,
        _owner: { group: { id: appSeedIds.siteGroup, displayName: "Quarter Close" } },
        _ownerIds: [playgroundPeople[0].id],
        _site: {
          id: "contoso.sharepoint.example,0f0e0d0c-0b0a-4a09-8807-060504030201,quarter-close",
          displayName: "Quarter Close",
          name: "QuarterClose",
          webUrl: "https://contoso.sharepoint.example/sites/QuarterClose",
        },
      }),
      item(library, fileIds.checklist, "Close checklist.xlsx"),
      item(library, "01SITE00000000000000000LEDGER1", "Ledger"),
      item(library, fileIds.auditorPack, "Auditor pack.zip"),
    ],
    "id",
  );

const permission = (itemId: string, id: string, rest: Row): Row => ({
  id,
  shareId: `u!${id}`,
  ...rest,
  _itemId: itemId,
  _key: `${itemId}/${id}`,
});

type Link = { readonly scope: string; readonly type: string; readonly more?: Row };

/** The address of an anonymous link opens the file for whoever has it. */
const link = (itemId: string, id: string, { scope, type, more = {} }: Link): Row =>
  permission(itemId, id, {
    roles: [type === "edit" ? "write" : "read"],
    hasPassword: false,
    link: {
      scope,
      type,
      preventsDownload: false,
      webUrl: `https://contoso-my.sharepoint.example/:x:/g/${Buffer.from(id).toString("base64url")}`,
    },
    grantedToIdentitiesV2: [],
    ...more,
  });

const person = (id: string, displayName: string, email: string): Row => ({
  user: { id, displayName, email },
  siteUser: { displayName, email, loginName: `i:0#.f|membership|${email}` },
});

const [ana] = playgroundPeople;
const rui = person(seedIds.guest, "Rui Tavares", "rui.tavares@partner.example");

const owners = (): readonly Row[] =>
  Object.entries(seedDriveItems()).map(([id, row]) =>
    permission(id, `owner-${id}`, {
      roles: ["owner"],
      grantedToV2:
        row["_driveId"] === onedrive.id
          ? person(seedIds.marta, "Marta Oliveira", "marta.oliveira@contoso.example")
          : {
              siteGroup: { displayName: "Quarter Close Owners", loginName: "Quarter Close Owners" },
            },
    }),
  );

/** Who may open what: the owners, the links of the attack, and sharing that was meant. */
export const seedDrivePermissions = (now: Date): Table =>
  keyed(
    [
      ...owners(),
      link(fileIds.budget, "anon-budget", { scope: "anonymous", type: "edit" }),
      link(fileIds.payments, "anon-payments", {
        scope: "anonymous",
        type: "view",
        more: { expirationDateTime: minutesBefore(now, -60 * day) },
      }),
      link(fileIds.chart, "org-chart", { scope: "organization", type: "view" }),
      link(fileIds.contract, "named-contract", {
        scope: "users",
        type: "edit",
        more: {
          grantedToIdentitiesV2: [rui, person(ana.id, ana.name, ana.email)],
        },
      }),
      permission(fileIds.notes, "direct-notes", {
        roles: ["read"],
        grantedToV2: {
          siteUser: {
            displayName: "ap-backup@fastmail.example",
            email: "ap-backup@fastmail.example",
            loginName: "i:0#.f|membership|urn%3aspo%3aguest#ap-backup@fastmail.example",
          },
        },
      }),
      permission(fileIds.notes, "direct-notes-ana", {
        roles: ["read"],
        grantedToV2: person(ana.id, ana.name, ana.email),
      }),
      link(fileIds.checklist, "anon-checklist", { scope: "anonymous", type: "edit" }),
      link("01SITE00000000000000000LEDGER1", "org-ledger", { scope: "organization", type: "edit" }),
      permission(fileIds.auditorPack, "direct-auditor", { roles: ["read"], grantedToV2: rui }),
    ],
    "_key",
  );

/** Contoso shares with anybody: what made the exposure possible. */
export const seedSharePointSettings = (): Table => ({
  settings: {
    id: "settings",
    sharingCapability: "externalUserAndGuestSharing",
    sharingDomainRestrictionMode: "none",
    sharingAllowedDomainList: [],
    sharingBlockedDomainList: [],
    isResharingByExternalUsersEnabled: true,
    isLegacyAuthProtocolsEnabled: false,
    tenantDefaultTimezone: "(UTC) Coordinated Universal Time",
  },
});
