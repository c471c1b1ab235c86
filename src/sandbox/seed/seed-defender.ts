import { type Row, type Table } from "../state.ts";
import { day, keyed, minutesBefore } from "./keyed.ts";
import { seedIds } from "./seed-ids.ts";

/** Machines as Defender knows them, and their devices in Entra (object id, device id). */
export const machineIds = {
  /** CONTOSO-LT-0417, Marta's: online. */
  laptop: "1e5bc9d7e413ddd7902c2932e418702b84d0cc07",
  laptopDevice: "1b0a9f8e-7d6c-4b5a-8493-8271605f4e01",
  laptopDeviceId: "db0a9f8e-7d6c-4b5a-8493-8271605f4e01",
  /** CONTOSO-LT-0388, of Jonas Berg of Sales: offline for three days. */
  offline: "2f6cdae8f524eee8a13d3a43f529813c95e1dd18",
  offlineDevice: "1b0a9f8e-7d6c-4b5a-8493-8271605f4e04",
  /** CONTOSO-FS-01, the file server. */
  server: "3a7debf9a635fff9b24e4b54a63a924da6f2ee29",
  serverDevice: "1b0a9f8e-7d6c-4b5a-8493-8271605f4e05",
} as const;

/** Entra's device id of a seeded device; its object id with another first digit. */
const deviceIdOf = (objectId: string): string => objectId.replace(/^./, "d");

const device = (id: string, displayName: string, now: Date): Row => ({
  "@odata.type": "#microsoft.graph.device",
  id,
  deviceId: deviceIdOf(id),
  displayName,
  operatingSystem: "Windows",
  operatingSystemVersion: "10.0.20348",
  accountEnabled: true,
  trustType: "ServerAd",
  isManaged: true,
  isCompliant: true,
  registrationDateTime: minutesBefore(now, 400 * day),
  approximateLastSignInDateTime: minutesBefore(now, 3 * day),
});

/** Devices of other people than Marta. */
export const seedOtherDevices = (now: Date): Table =>
  keyed(
    [
      { ...device(machineIds.offlineDevice, "CONTOSO-LT-0388", now), _userId: seedIds.jonasSales },
      device(machineIds.serverDevice, "CONTOSO-FS-01", now),
    ],
    "id",
  );

type Seed = { readonly id: string; readonly device: string; readonly name: string };

const machine = ({ id, device: objectId, name }: Seed, now: Date): Row => ({
  id,
  mergedIntoMachineId: null,
  isPotentialDuplication: false,
  isExcluded: false,
  computerDnsName: `${name.toLowerCase()}.contoso.example`,
  firstSeen: minutesBefore(now, 300 * day),
  lastSeen: minutesBefore(now, 4),
  osPlatform: "Windows11",
  version: "24H2",
  osBuild: 26_100,
  osProcessor: "x64",
  agentVersion: "10.8760.26100.1",
  healthStatus: "Active",
  deviceValue: "Normal",
  riskScore: "High",
  exposureLevel: "Medium",
  onboardingStatus: "Onboarded",
  lastIpAddress: "10.20.4.17",
  lastExternalIpAddress: "198.51.100.24",
  rbacGroupName: "Workstations",
  isAadJoined: true,
  aadDeviceId: deviceIdOf(objectId),
  machineTags: [],
  _online: true,
  _logonUsers: [],
});

const logon = (accountName: string, now: Date): Row => ({
  id: `contoso\\${accountName}`,
  accountName,
  accountDomain: "contoso",
  firstSeen: minutesBefore(now, 200 * day),
  lastSeen: minutesBefore(now, 90),
  logonTypes: "Interactive",
  isDomainAdmin: false,
  isOnlyNetworkUser: false,
});

/** Marta's laptop, a laptop that is offline, and a server. */
export const seedMachines = (now: Date): Table => {
  const { laptop, laptopDevice, offline, offlineDevice, server, serverDevice } = machineIds;
  return keyed(
    [
      {
        ...machine({ id: laptop, device: laptopDevice, name: "CONTOSO-LT-0417" }, now),
        _logonUsers: [logon("marta.oliveira", now)],
      },
      {
        ...machine({ id: offline, device: offlineDevice, name: "CONTOSO-LT-0388" }, now),
        lastSeen: minutesBefore(now, 3 * day),
        healthStatus: "Inactive",
        riskScore: "None",
        _online: false,
        _logonUsers: [logon("jonas.berg", now)],
      },
      {
        ...machine({ id: server, device: serverDevice, name: "CONTOSO-FS-01" }, now),
        osPlatform: "WindowsServer2022",
        version: "21H2",
        osBuild: 20_348,
        deviceValue: "High",
        riskScore: "Low",
        rbacGroupName: "Servers",
        machineTags: ["File services"],
      },
    ],
    "id",
  );
};

/** An indicator that the SOC made before: an allowed scanner address, which isn't Cordon's to change. */
export const seedIndicators = (now: Date): Table =>
  keyed(
    [
      {
        id: "871",
        indicatorValue: "203.0.113.200",
        indicatorType: "IpAddress",
        action: "Allowed",
        title: "Contoso's own scanner",
        description: "Vulnerability scanner, allowed by the SOC.",
        creationTimeDateTimeUtc: minutesBefore(now, 90 * day),
        createdBy: "soc@contoso.example",
        sourceType: "User",
        expirationTime: null,
        severity: "Informational",
        rbacGroupNames: [],
        generateAlert: false,
      },
    ],
    "id",
  );
