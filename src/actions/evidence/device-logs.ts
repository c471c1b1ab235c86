import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Machine } from "../endpoint/machine.ts";
import { type Collected, type CollectRun, type SlowCollector } from "../library.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { count } from "../../core/shared/count.ts";
import { type Hunt, huntQuestion } from "./hunting.ts";
import { askAll, daysBefore, differencesOf, type LogPart, type LogQuestion } from "./log-parts.ts";
import { accountOf, addedUp, alertRow, logonRow, ofMachine, onMachine } from "./machine-hunts.ts";
import { gapsOf, isComplete, isRead, rowsIn, sizesOf } from "./parts.ts";

/** Advanced hunting keeps 30 days; who worked on it in the last 7 has tokens and a password on it. */
const alertDays = 30;
const days = 7;

type Parts = Readonly<Record<string, LogPart>>;

const logonColumns = [
  "ActionType",
  "LogonType",
  "AccountDomain",
  "AccountName",
  "AccountSid",
  "RemoteDeviceName",
  "RemoteIP",
];
const networkColumns = [
  "ActionType",
  "RemoteIP",
  "RemotePort",
  "RemoteUrl",
  "Protocol",
  "InitiatingProcessFileName",
  "InitiatingProcessSHA1",
];
const fileColumns = [
  "ActionType",
  "FileName",
  "FolderPath",
  "SHA1",
  "FileOriginUrl",
  "InitiatingProcessFileName",
];
const processColumns = [
  "FileName",
  "FolderPath",
  "SHA1",
  "AccountDomain",
  "AccountName",
  "InitiatingProcessFileName",
];

/** One after the other, each twice; rows that are written meanwhile are left out, or no two readings were the same. */
const questionsOf = (
  context: ActionContext,
  machine: Machine,
  run: CollectRun,
): readonly LogQuestion[] => {
  const [from, to] = [daysBefore(run.openedAt, days), daysBefore(context.now(), 0)];
  const own = (table: string, ...clauses: readonly string[]): Hunt => ({
    table,
    clauses: [ofMachine(machine), ...clauses],
    from,
    to,
  });
  const made = `where ActionType in ("FileCreated", "FileRenamed")`;
  // The first command line stands for all of a program's: which it is doesn't change from one reading to the next.
  const line = ["arg_min(Timestamp, ProcessCommandLine)"];
  const alerts = { ...own("AlertEvidence"), from: daysBefore(run.openedAt, alertDays) };
  const logons = own("DeviceLogonEvents", addedUp(logonColumns));
  return [
    huntQuestion(context, "alerts", alerts, alertRow),
    huntQuestion(context, "logons", logons, logonRow),
    huntQuestion(context, "network", own("DeviceNetworkEvents", addedUp(networkColumns))),
    huntQuestion(context, "files", own("DeviceFileEvents", made, addedUp(fileColumns))),
    huntQuestion(context, "processes", own("DeviceProcessEvents", addedUp(processColumns, line))),
  ];
};

/** "2 accounts signed in", with the first three by domain and name. */
const signedIn = (parts: Parts): readonly string[] => {
  if (!isRead(parts["logons"])) return [];
  const names = [
    ...new Set(
      rowsIn(parts["logons"], logonRow)
        .filter(({ ActionType: type }) => type === "LogonSuccess")
        .map(accountOf),
    ),
  ].sort();
  const more = names.length - 3;
  const shown = names.slice(0, 3).map((name) => cleanText(name, 60));
  const listed = `${shown.join(", ")}${more > 0 ? ` and ${String(more)} more` : ""}`;
  return [`${count(names.length, "account")} signed in${listed === "" ? "" : `: ${listed}`}`];
};

const alertsIn = (parts: Parts): readonly string[] =>
  isRead(parts["alerts"])
    ? [count(new Set(rowsIn(parts["alerts"], alertRow).map(({ AlertId: id }) => id)).size, "alert")]
    : [];

const programRow = z.looseObject({
  FolderPath: z.string().nullish(),
  FileName: z.string().nullish(),
  SHA1: z.string().nullish(),
});

/** Where it lies, or what it is where the log doesn't say: one file is in many rows, by what was done and by whom. */
const fileOf = ({ FolderPath: path, FileName: name, SHA1: hash }: z.infer<typeof programRow>) =>
  ([path, hash, name].find((word) => (word ?? "") !== "") ?? "").toLowerCase();

const filesIn = (parts: Parts, name: string, one: string): readonly string[] =>
  isRead(parts[name])
    ? [count(new Set(rowsIn(parts[name], programRow).map(fileOf)).size, one)]
    : [];

const summaryOf = (parts: Parts): string => {
  const counts = [
    ...alertsIn(parts),
    ...signedIn(parts),
    ...sizesOf(parts, [["network", "connection summary", "connection summaries"]]),
    ...filesIn(parts, "files", "file"),
    ...filesIn(parts, "processes", "program"),
  ];
  const said = counts.length === 0 ? "No log could be read" : counts.join("; ");
  return `${said}.${gapsOf(parts)}${differencesOf(parts)}`;
};

const collect: SlowCollector["collect"] = (context, subject, run): Promise<Collected> =>
  onMachine(context, subject, { kind: "E4", run }, async (machine) => {
    const questions = questionsOf(context, machine, run);
    const parts = await askAll(questions);
    return {
      content: {
        kind: "E4",
        subject: subject.id,
        run: run.run,
        readAt: context.now(),
        window: {
          from: daysBefore(run.openedAt, days),
          alertsFrom: daysBefore(run.openedAt, alertDays),
        },
        machine: machine.id,
        parts,
      },
      summary: summaryOf(parts),
      complete: isComplete(parts),
      asked: questions.map(({ asked }) => asked),
    };
  });

/** E4 of a device: its alerts, who signed in to it, what it talked to, and the files and programs on it. */
export const deviceLogs: SlowCollector = {
  id: "device-logs",
  code: "E4",
  kind: "E4",
  title: "Logs of the device",
  subjectKinds: ["device"],
  team: "soc",
  permissions: {
    least: ["Device.Read.All", "Machine.Read.All", "ThreatHunting.Read.All"],
  },
  licences: ["Defender for Endpoint", "Defender XDR"],
  // Again after a day, as for accounts: what happened while it was isolated comes when it is online again.
  runsAfter: [0, 1440],
  collect,
};
