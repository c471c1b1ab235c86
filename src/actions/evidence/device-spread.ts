import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Machine } from "../endpoint/machine.ts";
import { type Collected, type CollectRun, type SlowCollector } from "../library.ts";
import { count } from "../../core/shared/count.ts";
import { type Marks, marksOf, sha1 } from "./alert-files.ts";
import { type Hunt, huntQuestion, whereIn } from "./hunting.ts";
import { askAll, daysBefore, differencesOf, type LogPart, type LogQuestion } from "./log-parts.ts";
import {
  accountOf,
  addedUp,
  alertRow,
  logonRow,
  machineOf,
  ofMachine,
  onMachine,
} from "./machine-hunts.ts";
import { gapsOf, isComplete, isRead, rowsIn, sumOf } from "./parts.ts";
import { alarmOf, countOf, distinctHits, type Hit, namesOf, parted } from "./spread-parts.ts";

/** Advanced hunting keeps 30 days: a logon that wasn't there in the first 23 of them is the first one. */
const days = 30;
const newDays = 7;
/** A question must stay short: with 100 alerts it has about 6,000 letters. */
const mostAlerts = 100;

type Parts = Readonly<Record<string, LogPart>>;
type Window = { readonly from: string; readonly to: string };

const alertId = /^[\w.-]{1,100}$/;
const hostName = /^[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}$/;
const ipAddress = /^[0-9a-f.:]{3,45}$/i;

const namesOfMachine = ({ computerDnsName }: Machine): readonly string[] => {
  const full = (computerDnsName ?? "").toLowerCase();
  return [...new Set([full, full.split(".")[0] ?? ""])].filter((name) => hostName.test(name));
};

const addressesOf = ({ lastIpAddress }: Machine): readonly string[] =>
  [lastIpAddress ?? ""].filter((address) => ipAddress.test(address));

const fileColumns = ["DeviceId", "DeviceName", "SHA1", "FileName"];

const fileRow = z.looseObject({
  DeviceId: z.string(),
  DeviceName: z.string().nullish(),
  SHA1: z.string(),
});

const logonColumns = [
  "DeviceId",
  "DeviceName",
  "ActionType",
  "LogonType",
  "AccountDomain",
  "AccountName",
  "RemoteDeviceName",
  "RemoteIP",
];

const remoteLogon = logonRow.extend({
  DeviceId: z.string(),
  RemoteDeviceName: z.string().nullish(),
});
type RemoteLogon = z.infer<typeof remoteLogon>;

/** Who else has the files, and where somebody signed in from this device; what is empty isn't asked. */
const questionsOf = (
  context: ActionContext,
  machine: Machine,
  { marks, window }: { readonly marks: Marks; readonly window: Window },
): readonly LogQuestion[] => {
  const elsewhere = (table: string, ...clauses: readonly string[]): Hunt => ({
    table,
    clauses: [ofMachine(machine, "!="), ...clauses],
    ...window,
  });
  const hashes = whereIn("SHA1", [...marks.files.keys()], sha1);
  const files = (name: string, table: string): LogQuestion =>
    huntQuestion(context, name, elsewhere(table, hashes, addedUp(fileColumns)), fileRow);
  const logons = (name: string, clause: string): LogQuestion => {
    const question = elsewhere("DeviceLogonEvents", clause, addedUp(logonColumns));
    return huntQuestion(context, name, question, remoteLogon);
  };
  const [names, addresses] = [namesOfMachine(machine), addressesOf(machine)];
  return [
    ...(marks.files.size > 0
      ? [
          files("files elsewhere", "DeviceFileEvents"),
          files("programs elsewhere", "DeviceProcessEvents"),
        ]
      : []),
    ...(names.length > 0
      ? [logons("logons from its name", whereIn("RemoteDeviceName", names, hostName, "in~"))]
      : []),
    ...(addresses.length > 0
      ? [logons("logons from its address", whereIn("RemoteIP", addresses, ipAddress))]
      : []),
  ];
};

const alertQuestion = (context: ActionContext, name: string, clause: string, window: Window) =>
  huntQuestion(context, name, { table: "AlertEvidence", clauses: [clause], ...window }, alertRow);

const fileHits = (parts: Parts, { files }: Marks): readonly Hit[] =>
  ["files elsewhere", "programs elsewhere"].flatMap((name) =>
    rowsIn(parts[name], fileRow).map((row) => ({
      id: row.DeviceId,
      name: row.DeviceName ?? row.DeviceId,
      why: `same file ${files.get(row.SHA1.toLowerCase()) ?? row.SHA1}`,
      in: true,
    })),
  );

/** An address may have been another device's before: where the name says so, it counts. */
const isFrom = ({ RemoteDeviceName: name }: RemoteLogon, machine: Machine): boolean =>
  (name ?? "") === "" || namesOfMachine(machine).includes((name ?? "").toLowerCase());

const kindOf = (row: RemoteLogon): string =>
  `${row.DeviceId} ${accountOf(row)} ${row.LogonType ?? ""} ${row.ActionType ?? ""}`;

/** Logons of an account, of a kind, on a device, where there was none before: the ordinary ones come again and again. */
const logonHits = (parts: Parts, machine: Machine, since: string): readonly Hit[] => {
  const rows = ["logons from its name", "logons from its address"]
    .flatMap((name) => rowsIn(parts[name], remoteLogon))
    .filter((row) => isFrom(row, machine));
  const before = new Set(
    rows.filter(({ FirstSeen: first }) => Date.parse(first) < Date.parse(since)).map(kindOf),
  );
  return rows
    .filter((row) => !before.has(kindOf(row)))
    .map((row) => {
      const isIn = row.ActionType === "LogonSuccess";
      const how = `${isIn ? "first" : "tried"} ${row.LogonType ?? "unknown"} logon`;
      return {
        id: row.DeviceId,
        name: row.DeviceName ?? row.DeviceId,
        why: `${how} as ${accountOf(row)} from it`,
        in: isIn,
      };
    });
};

type Seen = { readonly hits: readonly Hit[]; readonly marks: Marks; readonly parts: Parts };

/** Both questions about alerts were read, so that its files are known. */
const knowsFiles = (parts: Parts): boolean =>
  ["alerts", "files of the alerts"].every(
    (name) => parts[name] === undefined || isRead(parts[name]),
  );

const lookedFor = (machine: Machine, { marks: { files, system, more }, parts }: Seen): string => {
  const places = namesOfMachine(machine).length + addressesOf(machine).length;
  const logons = `logons from ${count(places, "name or address", "names and addresses")}`;
  if (!knowsFiles(parts)) return `its files aren't known, and looked for ${logons}`;
  return [
    `looked for ${count(files.size, "file")}`,
    ...(more.length > 0 ? [`${String(more.length)} more weren't looked for`] : []),
    ...(system.length > 0 ? [`${count(system.length, "program")} of the system left out`] : []),
    `and for ${logons}`,
  ].join(", ");
};

const shared = "with its files or a first logon from it";

/** How many there are: a number only where all was read, for what wasn't may hold more. */
const enteredOf = (entered: readonly Hit[], parts: Parts): string => {
  const elsewhere = Object.entries(parts).filter(([name]) => / elsewhere$|^logons /.test(name));
  if (elsewhere.length > 0 && !elsewhere.some(([, found]) => isRead(found))) {
    return "Other devices couldn't be looked through";
  }
  const words = [`other device ${shared}`, `other devices ${shared}`] as const;
  const [n] = sumOf(countOf(entered), words, Object.values(parts).every(isRead));
  return n ?? `no other device ${shared} was seen in what could be read`;
};

const sentence = (machine: Machine, seen: Seen): string => {
  const { entered, others } = parted(seen.hits);
  return [
    enteredOf(entered, seen.parts) + (entered.length > 0 ? `: ${namesOf(entered)}` : ""),
    ...(others.length > 0 ? [`tried without getting in: ${namesOf(others)}`] : []),
    lookedFor(machine, seen),
  ].join("; ");
};

/** Machines of the incident's other devices: they are known already. */
const knownMachines = async (
  context: ActionContext,
  { subjects }: CollectRun,
): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (const subject of subjects.filter(({ kind }) => kind === "device")) {
    const machine = await machineOf(context, subject);
    if ("found" in machine) ids.push(machine.found.id);
  }
  return ids;
};

/** The files of its alerts: those of the entities that aren't this device's as well. */
const askAlerts = async (
  context: ActionContext,
  machine: Machine,
  window: Window,
): Promise<{ readonly parts: Parts; readonly asked: readonly string[]; readonly cut: boolean }> => {
  const own = alertQuestion(context, "alerts", ofMachine(machine), window);
  const alerts = await askAll([own]);
  const ids = new Set(rowsIn(alerts["alerts"], alertRow).map(({ AlertId: id }) => id));
  const listed = [...ids].filter((id) => alertId.test(id)).slice(0, mostAlerts);
  const cut = listed.length < ids.size;
  if (listed.length === 0) return { parts: alerts, asked: [own.asked], cut };
  const clause = whereIn("AlertId", listed, alertId);
  const evidence = alertQuestion(context, "files of the alerts", clause, window);
  const parts = { ...alerts, ...(await askAll([evidence])) };
  return { parts, asked: [own.asked, evidence.asked], cut };
};

const collect: SlowCollector["collect"] = (context, subject, run): Promise<Collected> =>
  onMachine(context, subject, { kind: "P3", run }, async (machine) => {
    const window = { from: daysBefore(run.openedAt, days), to: daysBefore(context.now(), 0) };
    const alerts = await askAlerts(context, machine, window);
    const marks = marksOf(rowsIn(alerts.parts["files of the alerts"], alertRow));
    const questions = questionsOf(context, machine, { marks, window });
    const parts = { ...alerts.parts, ...(await askAll(questions)) };
    const since = daysBefore(run.openedAt, newDays);
    const all = [...fileHits(parts, marks), ...logonHits(parts, machine, since)];
    const hits = distinctHits(all, [machine.id, ...(await knownMachines(context, run))]);
    return {
      content: {
        kind: "P3",
        subject: subject.id,
        run: run.run,
        readAt: context.now(),
        window,
        machine: machine.id,
        marks: {
          files: [...marks.files].map(([hash, name]) => ({ sha1: hash, name })),
          leftOut: { system: marks.system, more: marks.more },
          names: namesOfMachine(machine),
          addresses: addressesOf(machine),
        },
        hits,
        parts,
      },
      summary: `${sentence(machine, { hits, marks, parts })}.${gapsOf(parts)}${differencesOf(parts)}`,
      complete: isComplete(parts) && !alerts.cut && marks.more.length === 0,
      asked: [...alerts.asked, ...questions.map(({ asked }) => asked)],
      ...alarmOf(hits, { one: "other device", how: "with its files or a first logon from it" }),
    };
  });

/** P3 of a device: which other devices have the files of its alerts, and where somebody went on from it. */
export const deviceSpread: SlowCollector = {
  id: "device-spread",
  code: "P3",
  kind: "P3",
  title: "Spread to other devices",
  subjectKinds: ["device"],
  team: "soc",
  permissions: { least: ["Device.Read.All", "Machine.Read.All", "ThreatHunting.Read.All"] },
  licences: ["Defender for Endpoint", "Defender XDR"],
  runsAfter: [30, 1440],
  collect,
};
