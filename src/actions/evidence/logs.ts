import { readAccount } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Collected, type CollectRun, type Later, type SlowCollector } from "../library.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { count } from "../../core/shared/count.ts";
import { auditAskedOf, auditPartOf, searchAudit, stillRuns } from "./audit-search.ts";
import { auditQuestions } from "./directory-audits.ts";
import { type Hunt, huntQuestion } from "./hunting.ts";
import { askAll, daysBefore, differencesOf, type LogPart } from "./log-parts.ts";
import { traceMessages, traceQuestions } from "./message-traces.ts";
import { gapsOf, isComplete } from "./parts.ts";
import { signInNames, signInQuestions, unlessUnlicensed } from "./sign-ins.ts";

/** Entra keeps sign-ins for 30 days with P1; hunting looks 30 days back as well. */
const days = 30;
type Window = { readonly from: string; readonly to: string };
type Parts = Readonly<Record<string, LogPart>>;
type Read = { readonly parts: Parts; readonly asked: readonly string[] };

/** Tables of advanced hunting that hold what a person, or an app, did; each with its column of the object id. */
type Tables = Readonly<Record<string, readonly [table: string, column: string]>>;
const hunts: { readonly user: Tables; readonly app: Tables } = {
  user: {
    "cloud app events": ["CloudAppEvents", "AccountObjectId"],
    "sent mail events": ["EmailEvents", "SenderObjectId"],
    "logon events": ["IdentityLogonEvents", "AccountObjectId"],
  },
  app: {
    "app sign-in events": ["EntraIdSpnSignInEvents", "ServicePrincipalId"],
    "Graph calls": ["GraphApiAuditEvents", "AccountObjectId"],
  },
};
const huntNames: readonly string[] = Object.values(hunts).flatMap((group) => Object.keys(group));

const huntsOf = (subject: Subject, { from, to }: Window): readonly (readonly [string, Hunt])[] =>
  Object.entries(subject.kind === "user" ? hunts.user : hunts.app).map(
    ([name, [table, column]]) => [name, { table, column, id: subject.id, from, to }] as const,
  );

const readReports = async (
  context: ActionContext,
  subject: Subject,
  window: Window,
): Promise<Read> => {
  const questions = [
    ...signInQuestions(context, subject, window),
    ...auditQuestions(context, subject, window),
  ];
  const parts = await unlessUnlicensed(context, await askAll(questions));
  return { parts, asked: questions.map(({ asked }) => asked) };
};

const readMail = async (context: ActionContext, subject: Subject): Promise<Read> => {
  if (subject.kind !== "user") return { parts: {}, asked: [] };
  const account = await readAccount(context, subject.id);
  const address = account.mail ?? account.userPrincipalName ?? subject.address;
  const to = context.now();
  return {
    parts: { "traced messages": await traceMessages(context, address, to) },
    asked: traceQuestions(address, to),
  };
};

const readHunts = async (
  context: ActionContext,
  subject: Subject,
  window: Window,
): Promise<Read> => {
  const questions = huntsOf(subject, window).map(([name, question]) =>
    huntQuestion(context, name, question),
  );
  return { parts: await askAll(questions), asked: questions.map(({ asked }) => asked) };
};

const read = (parts: Parts, name: string): number | undefined => {
  const found = parts[name];
  return found?.state === "read" ? found.values.length : undefined;
};

/** "42 interactive, 310 non-interactive sign-ins": what can't be evaluated is named by `gapsOf`, not counted as 0. */
const signInSentence = (parts: Parts): readonly string[] => {
  const sizes = signInNames.flatMap((name) => {
    const size = read(parts, name);
    const isUsual = name.startsWith("interactive") || name.startsWith("non-");
    return size === undefined || (size === 0 && !isUsual)
      ? []
      : [`${String(size)} ${name.replace(/ sign-ins$/, "")}`];
  });
  return sizes.length === 0 ? [] : [`${sizes.join(", ")} sign-ins`];
};

const rest = [
  ["audit events by it", "audit event by it", "audit events by it"],
  ["audit events on it", "audit event on it", "audit events on it"],
  ["unified audit log", "unified audit event", "unified audit events"],
  ["traced messages", "traced message", "traced messages"],
] as const;

const summaryOf = (parts: Parts): string => {
  const counts = rest.flatMap(([name, one, many]) => {
    const size = read(parts, name);
    return size === undefined ? [] : [count(size, one, many)];
  });
  const hunted = huntNames.flatMap((name) => read(parts, name) ?? []);
  const all = [
    ...signInSentence(parts),
    ...counts,
    ...(hunted.length > 0
      ? [
          count(
            hunted.reduce((sum, n) => sum + n, 0),
            "hunting row",
          ),
        ]
      : []),
  ];
  const said = all.length === 0 ? "No log could be read" : all.join("; ");
  return `${said}.${gapsOf(parts)}${differencesOf(parts)}`;
};

const collect = async (
  context: ActionContext,
  subject: Subject,
  run: CollectRun,
): Promise<Collected | Later> => {
  const to = context.now();
  const window = { from: daysBefore(run.openedAt, days), to: daysBefore(to, 0) };
  // First of all, because it runs by itself for minutes to hours.
  const search = await searchAudit(context, subject, run, window);
  if (stillRuns(search, run)) {
    return { later: `The audit search is ${search.status}.`, minutes: 3 };
  }
  const reports = await readReports(context, subject, window);
  const mail = await readMail(context, subject);
  const hunted = await readHunts(context, subject, window);
  const audit = { "unified audit log": auditPartOf(search) };
  const parts: Parts = { ...reports.parts, ...audit, ...mail.parts, ...hunted.parts };
  return {
    content: {
      kind: "E4",
      subject: subject.id,
      run: run.run,
      readAt: context.now(),
      window,
      auditQuery: search.queryId ?? null,
      parts,
    },
    summary: summaryOf(parts),
    complete: isComplete(parts),
    asked: [...reports.asked, auditAskedOf(subject, search), ...mail.asked, ...hunted.asked],
  };
};

const common = {
  code: "E4",
  kind: "E4",
  team: "soc",
  // Again after a day: audit records come 30 minutes to 24 hours late (containment trap 26).
  runsAfter: [0, 1440],
  licences: ["Entra ID P1", "Purview Audit", "Defender XDR"],
  collect,
} as const;

/** E4 of a person: sign-ins of all four kinds, directory audits, the unified audit log, mail and hunting. */
export const logs: SlowCollector = {
  ...common,
  id: "logs",
  title: "Logs of the account",
  subjectKinds: ["user"],
  permissions: {
    least: [
      "AuditLog.Read.All",
      "AuditLogsQuery.Read.All",
      "ExchangeMessageTrace.Read.All",
      "User.Read.All",
    ],
    optional: [
      { name: "ThreatHunting.Read.All", for: "hunting in Defender XDR" },
      { name: "LicenseAssignment.Read.All", for: "telling an empty log from a missing licence" },
      { name: "Exchange.ManageAsApp", for: "telling an empty audit log from one that is off" },
    ],
  },
};

/** E4 of an app: its own sign-ins, who signed in to it, audits by it and on it. */
export const appLogs: SlowCollector = {
  ...common,
  id: "app-logs",
  title: "Logs of the app",
  subjectKinds: ["service principal"],
  permissions: {
    least: ["AuditLog.Read.All", "AuditLogsQuery.Read.All"],
    optional: [
      { name: "ThreatHunting.Read.All", for: "hunting in Defender XDR" },
      { name: "LicenseAssignment.Read.All", for: "telling an empty log from a missing licence" },
    ],
  },
};
