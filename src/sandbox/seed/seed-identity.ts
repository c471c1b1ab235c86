import { type Row, type Table } from "../state.ts";
import { day, keyed, minutesBefore } from "./keyed.ts";
import { seedIds } from "./seed-ids.ts";

const method = (userId: string, type: string, id: string, more: Row): Row => ({
  "@odata.type": `#microsoft.graph.${type}AuthenticationMethod`,
  id,
  ...more,
  _userId: userId,
  _key: `${userId}/${id}`,
});

/** Microsoft fixes this id for every password. */
const passwordId = "28c10230-6103-485e-b985-444c60001490";

const password = (userId: string, now: Date): Row =>
  method(userId, "password", passwordId, {
    password: null,
    createdDateTime: minutesBefore(now, 120 * day),
  });

/** Marta's five methods; the phone was added by the attacker an hour after the first foreign sign-in. */
const martaMethods = (now: Date): readonly Row[] => [
  password(seedIds.marta, now),
  method(seedIds.marta, "microsoftAuthenticator", "2c1d5a80-6d3e-4a91-b0c7-0e8f4b6a1d01", {
    createdDateTime: minutesBefore(now, 400 * day),
    displayName: "Marta's iPhone",
    deviceTag: "SoftwareTokenActivated",
    phoneAppVersion: "6.8.21",
    _default: true,
  }),
  method(seedIds.marta, "fido2", "ZmlkbzItbWFydGEtMDAwMQ2", {
    createdDateTime: minutesBefore(now, 200 * day),
    displayName: "Blue key",
    aaGuid: "cb69481e-8ff7-4039-93ec-0a2729a154a8",
    model: "YubiKey 5 Series",
    attestationCertificates: [],
    attestationLevel: "attested",
  }),
  method(seedIds.marta, "phone", seedIds.attackerPhone, {
    createdDateTime: minutesBefore(now, 1 * day + 120),
    phoneNumber: "+234 8012345678",
    phoneType: "mobile",
    smsSignInState: "notAllowedByPolicy",
  }),
  method(seedIds.marta, "softwareOath", "4a6d7c21-93b8-4e05-8f1a-7b2c9d0e3f02", {
    createdDateTime: minutesBefore(now, 390 * day),
    secretKey: null,
  }),
];

/** Authentication methods, by "userId/methodId" because Microsoft's fixed ids repeat. */
export const seedAuthenticationMethods = (now: Date): Table =>
  keyed(
    [
      ...martaMethods(now),
      password(seedIds.globalAdmin, now),
      method(seedIds.globalAdmin, "fido2", "ZmlkbzItb2xnYS0wMDAwMQ2", {
        createdDateTime: minutesBefore(now, 300 * day),
        displayName: "Admin key",
        aaGuid: "cb69481e-8ff7-4039-93ec-0a2729a154a8",
        model: "YubiKey 5 Series",
        attestationCertificates: [],
        attestationLevel: "attested",
      }),
      password(seedIds.breakGlass, now),
      password(seedIds.synced, now),
      password(seedIds.jonasSales, now),
      password(seedIds.jonasLegal, now),
      password(seedIds.hostileName, now),
    ],
    "_key",
  );

const device = (id: string, displayName: string, operatingSystem: string, now: Date): Row => ({
  "@odata.type": "#microsoft.graph.device",
  id,
  deviceId: id.replace(/^./, "d"),
  displayName,
  operatingSystem,
  operatingSystemVersion: operatingSystem === "Windows" ? "10.0.26100" : "18.5",
  accountEnabled: true,
  trustType: operatingSystem === "Windows" ? "AzureAd" : "Workplace",
  isManaged: operatingSystem === "Windows",
  isCompliant: operatingSystem === "Windows",
  registrationDateTime: minutesBefore(now, 300 * day),
  approximateLastSignInDateTime: minutesBefore(now, 90),
  _userId: seedIds.marta,
});

/** Marta's laptop and phone, and the machine that the attacker registered. */
export const seedDevices = (now: Date): Table =>
  keyed(
    [
      device("1b0a9f8e-7d6c-4b5a-8493-8271605f4e01", "CONTOSO-LT-0417", "Windows", now),
      device("1b0a9f8e-7d6c-4b5a-8493-8271605f4e02", "Marta's iPhone", "iOS", now),
      {
        ...device("1b0a9f8e-7d6c-4b5a-8493-8271605f4e03", "DESKTOP-9XK2", "Windows", now),
        isManaged: false,
        isCompliant: false,
        trustType: "Workplace",
        registrationDateTime: minutesBefore(now, 1 * day + 60),
      },
    ],
    "id",
  );

/** Identity Protection had seen Marta before anyone declared an incident. */
export const seedRiskyUsers = (now: Date): Table =>
  keyed(
    [
      {
        id: seedIds.marta,
        isDeleted: false,
        isProcessing: false,
        riskLevel: "medium",
        riskState: "atRisk",
        riskDetail: "none",
        riskLastUpdatedDateTime: minutesBefore(now, 1 * day),
        userDisplayName: "Marta Oliveira",
        userPrincipalName: "marta.oliveira@contoso.example",
      },
    ],
    "id",
  );
