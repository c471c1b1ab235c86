import { type Row, type Table } from "../state.ts";
import { day, keyed, minutesBefore } from "./keyed.ts";
import { seedIds } from "./seed-ids.ts";

type Place = { readonly ip: string; readonly city: string; readonly country: string };
const lisbon: Place = { ip: "198.51.100.24", city: "Lisboa", country: "PT" };
const lagos: Place = { ip: "203.0.113.77", city: "Lagos", country: "NG" };
const lagosHost: Place = { ip: "203.0.113.81", city: "Lagos", country: "NG" };

type SignIn = {
  readonly minutes: number;
  readonly place: Place;
  readonly app: string;
  /** 0 = signed in; 50126 = wrong password; 50074 = strong authentication asked for. */
  readonly errorCode?: number;
  readonly kind?: "interactiveUser" | "nonInteractiveUser";
  readonly who?: readonly [id: string, name: string, upn: string];
};

const outlook = "Outlook Web Access";
const office = "Office 365 Exchange Online";

/** Newest first: eight foreign sign-ins of Marta's account mixed with her own. */
const history: readonly SignIn[] = [
  { minutes: 45, place: lagos, app: outlook },
  { minutes: 80, place: lisbon, app: "Microsoft Teams" },
  { minutes: 190, place: lagosHost, app: office, kind: "nonInteractiveUser" },
  { minutes: 240, place: lagos, app: "SharePoint Online" },
  { minutes: 400, place: lisbon, app: outlook },
  { minutes: 620, place: lagos, app: outlook },
  { minutes: 900, place: lagosHost, app: "Azure Portal", errorCode: 50074 },
  { minutes: 1 * day, place: lagos, app: outlook },
  { minutes: 1 * day + 20, place: lagos, app: "Mail Sync Pro" },
  { minutes: 1 * day + 100, place: lagosHost, app: "My Signins" },
  { minutes: 1 * day + 180, place: lagos, app: "OfficeHome" },
  { minutes: 1 * day + 185, place: lagos, app: "OfficeHome", errorCode: 50126 },
  { minutes: 2 * day, place: lisbon, app: outlook },
  { minutes: 3 * day, place: lisbon, app: "Microsoft Teams" },
  {
    minutes: 60,
    place: lisbon,
    app: "Microsoft Teams",
    who: [seedIds.jonasSales, "Jonas Berg", "jonas.berg@contoso.example"],
  },
];

const marta = [seedIds.marta, "Marta Oliveira", "marta.oliveira@contoso.example"] as const;

/** What the log says of Marta's own laptop, and of the attacker's script. */
const ownDevice: Row = {
  userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
  deviceDetail: {
    deviceId: "db0a9f8e-7d6c-4b5a-8493-8271605f4e01",
    displayName: "CONTOSO-LT-0417",
    operatingSystem: "Windows",
    browser: "Edge 140.0",
    isCompliant: true,
    isManaged: true,
    trustType: "Azure AD joined",
  },
  riskLevelDuringSignIn: "none",
  riskLevelAggregated: "none",
  riskState: "none",
};
const foreignDevice: Row = {
  userAgent: "python-requests/2.32",
  deviceDetail: {
    deviceId: "",
    displayName: "",
    operatingSystem: "Linux",
    browser: "Python Requests",
    isCompliant: false,
    isManaged: false,
    trustType: "",
  },
  riskLevelDuringSignIn: "medium",
  riskLevelAggregated: "medium",
  riskState: "atRisk",
};

const signInRow = (entry: SignIn, index: number, now: Date): Row => {
  const [userId, userDisplayName, userPrincipalName] = entry.who ?? marta;
  const kind = entry.kind ?? "interactiveUser";
  const errorCode = entry.errorCode ?? 0;
  const number = String(index + 1).padStart(12, "0");
  return {
    id: `51900000-0000-4000-8000-${number}`,
    createdDateTime: minutesBefore(now, entry.minutes),
    userId,
    userDisplayName,
    userPrincipalName,
    appDisplayName: entry.app,
    appId: "00000002-0000-0ff1-ce00-000000000000",
    ipAddress: entry.place.ip,
    clientAppUsed: "Browser",
    isInteractive: kind === "interactiveUser",
    conditionalAccessStatus: "notApplied",
    correlationId: `51900000-1111-4000-8000-${number}`,
    location: { city: entry.place.city, state: null, countryOrRegion: entry.place.country },
    status: {
      errorCode,
      failureReason: errorCode === 0 ? "Other." : "Error validating credentials.",
      additionalDetails: null,
    },
    ...(entry.place === lisbon ? ownDevice : foreignDevice),
    riskDetail: "none",
    resourceDisplayName: office,
    signInEventTypes: [kind],
  };
};

/** Sign-ins of the last three days, newest first as Graph sends them. */
export const seedSignIns = (now: Date): Table =>
  keyed(
    history
      .toSorted((a, b) => a.minutes - b.minutes)
      .map((entry, index) => signInRow(entry, index, now)),
    "id",
  );

const audits = [
  [30, "Consent to application", "ApplicationManagement", "Mail Sync Pro"],
  [60, "Register device", "Device", "DESKTOP-9XK2"],
  [120, "User registered security info", "UserManagement", "Phone app"],
  [125, "User started security info registration", "UserManagement", "Marta Oliveira"],
] as const;

/** What Marta's account did in the directory on the day of the compromise. */
export const seedDirectoryAudits = (now: Date): Table =>
  keyed(
    audits.map(([minutes, activity, category, target], index) => ({
      id: `Directory_${String(index + 1).padStart(6, "0")}`,
      activityDateTime: minutesBefore(now, 1 * day + minutes),
      activityDisplayName: activity,
      category,
      correlationId: `a0d17000-0000-4000-8000-${String(index + 1).padStart(12, "0")}`,
      loggedByService: category === "UserManagement" ? "Authentication Methods" : "Core Directory",
      operationType: "Add",
      result: "success",
      resultReason: "",
      initiatedBy: {
        app: null,
        user: {
          id: seedIds.marta,
          displayName: null,
          userPrincipalName: marta[2],
          ipAddress: lagos.ip,
        },
      },
      targetResources: [{ id: null, displayName: target, type: "Other", modifiedProperties: [] }],
      additionalDetails: [],
    })),
    "id",
  );
