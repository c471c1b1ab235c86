/** What advanced hunting says of the devices: a file from a mail, a script, and a first logon on the file server. */
import { type Row, type Table } from "../state.ts";
import { day, keyed, minutesBefore } from "./keyed.ts";
import { machineIds } from "./seed-defender.ts";

/** What the attack left on the laptop. */
export const deviceHunts = {
  alert: "da637551227677560813_-961444813",
  /** payslip.exe, which came by mail. */
  malware: "7c1f0a35d4be9b2a6c80f3e1d592a4470b6e8d1f",
  /** powershell.exe, Windows' own. */
  powershell: "044a0cf1f6bc478a7172bf207eef1e201a18ba02",
} as const;

type Machine = { readonly id: string; readonly name: string };

const laptop: Machine = { id: machineIds.laptop, name: "contoso-lt-0417.contoso.example" };
const server: Machine = { id: machineIds.server, name: "contoso-fs-01.contoso.example" };

const seen = (
  table: string,
  { id, name }: Machine,
  [now, minutes]: readonly [Date, number],
  columns: Row,
): Row => ({
  _table: table,
  Timestamp: minutesBefore(now, minutes),
  DeviceId: id,
  DeviceName: name,
  ...columns,
});

const payslip: Row = {
  FileName: "payslip.exe",
  FolderPath: "C:\\Users\\marta.oliveira\\Downloads\\payslip.exe",
  SHA1: deviceHunts.malware,
};
const powershell: Row = {
  FileName: "powershell.exe",
  FolderPath: "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
  SHA1: deviceHunts.powershell,
};
const marta: Row = { AccountDomain: "contoso", AccountName: "marta.oliveira" };
const martaSid: Row = { ...marta, AccountSid: "S-1-5-21-1004336348-1177238915-682003330-1417" };

const alerted = (now: Date, columns: Row): Row =>
  seen("AlertEvidence", laptop, [now, 1 * day + 170], {
    AlertId: deviceHunts.alert,
    Title: "Suspicious file from a mail was run",
    ServiceSource: "Microsoft Defender for Endpoint",
    DetectionSource: "EDR",
    ...columns,
  });

/** Two entities of one alert; Windows' own program is one, as it often is. */
const alerts = (now: Date): readonly Row[] => [
  alerted(now, { EntityType: "File", EvidenceRole: "Impacted", ThreatFamily: "", ...payslip }),
  alerted(now, { EntityType: "Process", EvidenceRole: "Related", ThreatFamily: "", ...powershell }),
];

/** Marta works on the laptop and reads files of the server; its desktop was never hers before. */
const logons = (now: Date): readonly Row[] => [
  ...[5 * day, 1 * day + 300, 90].map((minutes) =>
    seen("DeviceLogonEvents", laptop, [now, minutes], {
      ActionType: "LogonSuccess",
      LogonType: "Interactive",
      ...martaSid,
      RemoteDeviceName: "",
      RemoteIP: "",
    }),
  ),
  ...[12 * day, 2 * day].map((minutes) =>
    seen("DeviceLogonEvents", server, [now, minutes], {
      ActionType: "LogonSuccess",
      LogonType: "Network",
      ...martaSid,
      RemoteDeviceName: "CONTOSO-LT-0417",
      RemoteIP: "10.20.4.17",
    }),
  ),
  seen("DeviceLogonEvents", server, [now, 1 * day + 120], {
    ActionType: "LogonSuccess",
    LogonType: "RemoteInteractive",
    ...martaSid,
    RemoteDeviceName: "CONTOSO-LT-0417",
    RemoteIP: "10.20.4.17",
  }),
];

const files = (now: Date): readonly Row[] =>
  (
    [
      [laptop, 1 * day + 172, "outlook.exe", payslip["FolderPath"]],
      [server, 1 * day + 118, "explorer.exe", "C:\\Shares\\Finance\\payslip.exe"],
    ] as const
  ).map(([machine, minutes, by, path]) =>
    seen("DeviceFileEvents", machine, [now, minutes], {
      ActionType: "FileCreated",
      ...payslip,
      FolderPath: path ?? "",
      FileOriginUrl: "",
      InitiatingProcessFileName: by,
    }),
  );

const processes = (now: Date): readonly Row[] =>
  (
    [
      [1 * day + 171, payslip, "explorer.exe", "payslip.exe"],
      [1 * day + 170, powershell, "payslip.exe", "powershell.exe -w hidden -enc SQBFAFgA"],
    ] as const
  ).map(([minutes, program, by, line]) =>
    seen("DeviceProcessEvents", laptop, [now, minutes], {
      ActionType: "ProcessCreated",
      ...program,
      ...marta,
      ProcessCommandLine: line,
      InitiatingProcessFileName: by,
    }),
  );

const network = (now: Date): readonly Row[] =>
  [1 * day + 170, 1 * day + 100, 30].map((minutes) =>
    seen("DeviceNetworkEvents", laptop, [now, minutes], {
      ActionType: "ConnectionSuccess",
      RemoteIP: "203.0.113.81",
      RemotePort: 443,
      RemoteUrl: "mailsyncpro.example",
      Protocol: "Tcp",
      InitiatingProcessFileName: "powershell.exe",
      InitiatingProcessSHA1: deviceHunts.powershell,
    }),
  );

/** Rows of advanced hunting about devices, beside those about people. */
export const seedDeviceHunts = (now: Date): Table =>
  keyed(
    [alerts, logons, files, processes, network]
      .flatMap((rows) => rows(now))
      .map((row, index) => ({ ...row, _key: `device-row-${String(index + 1)}` })),
    "_key",
  );
