import { z } from "zod/v4";
import { type Account, readAccount } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Collected, type CollectRun, type SlowCollector } from "../library.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { after, type Instant, objectId } from "../../core/shared/ids.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { auditQuestions } from "./directory-audits.ts";
import { addressOf, letIn, ownAddresses, signInsOf } from "./foreign-sign-ins.ts";
import { hunt } from "./hunting.ts";
import { askAll, daysBefore, differencesOf, type LogPart, shapedQuestion } from "./log-parts.ts";
import { counted, gapsOf, isComplete, rowsIn } from "./parts.ts";
import { signInNames, signInQuestions, unlessUnlicensed } from "./sign-ins.ts";

/** The time before the incident that says which addresses are the person's own. */
const days = 30;

/** When it looks, in minutes after the opening: a day, three days and thirty. */
const runsAfter = [1440, 4320, 43_200] as const;

/** What happened in the first hour is the attack and its containment: that is why the incident was opened. */
const firstHour = 60;

/** From when on something is new: since the look before this one, since an hour after the opening for the first. */
const newSince = ({ openedAt, run }: CollectRun): Instant =>
  after(openedAt, (run === 0 ? firstHour : (runsAfter[run - 1] ?? firstHour)) * 60_000);

type Parts = Readonly<Record<string, LogPart>>;

/** Names of directory audit activities that open a way back, with words for people (Entra audit activities). */
const activities = {
  "Consent to application": "app consent",
  "Add delegated permission grant": "app permission",
  "Add app role assignment grant to user": "app permission",
  "User registered security info": "sign-in method",
  "User registered all required security info": "sign-in method",
  "Admin registered security info": "sign-in method",
  "Register device": "device",
  "Add registered owner to device": "device",
  "Enable account": "account enabled",
  "Reset user password": "password reset",
  "Add member to role": "role",
  "Add eligible member to role": "role",
  "Add service principal credentials": "app secret",
  "Update application – Certificates and secrets management": "app secret",
  "Add owner to service principal": "app owner",
} as const;

const auditRow = z.object({
  id: z.string().nullish(),
  activityDateTime: z.string(),
  activityDisplayName: z.string(),
  result: z.string().nullish(),
  initiatedBy: z
    .object({
      app: z
        .object({
          appId: z.string().nullish(),
          servicePrincipalId: z.string().nullish(),
          displayName: z.string().nullish(),
        })
        .nullish(),
      user: z
        .object({ id: z.string().nullish(), userPrincipalName: z.string().nullish() })
        .nullish(),
    })
    .nullish(),
});
type Audit = z.infer<typeof auditRow>;

const isSince = (at: string | null | undefined, since: Instant): boolean =>
  typeof at === "string" && Date.parse(at) >= Date.parse(since);

/** Cordon's own doing, or a responder's; nobody who is part of the incident counts as a responder. */
const isOwn = (
  { initiatedBy }: Audit,
  { never }: ActionContext,
  subjects: readonly Subject[],
): boolean => {
  const { app, user } = initiatedBy ?? {};
  if (
    [app?.appId, app?.servicePrincipalId].some(
      (id) => typeof id === "string" && never.own.includes(id),
    )
  ) {
    return true;
  }
  const { data: id } = objectId.safeParse(user?.id);
  if (id === undefined || subjects.some((subject) => subject.id === id)) return false;
  return never.responder(id) !== undefined;
};

const known = z.enum(Object.keys(activities));

/** New audit events that open a way back and were neither Cordon's own nor a responder's. */
const openings = (parts: Parts, context: ActionContext, run: CollectRun): readonly string[] => {
  const since = newSince(run);
  const rows = ["audit events by it", "audit events on it"].flatMap((name) =>
    rowsIn(parts[name], auditRow),
  );
  const audits = new Map(rows.map((row) => [row.id ?? JSON.stringify(row), row] as const));
  const words: Readonly<Record<string, string>> = activities;
  const found = [...audits.values()].filter(
    (audit) =>
      known.safeParse(audit.activityDisplayName).success &&
      audit.result !== "failure" &&
      isSince(audit.activityDateTime, since) &&
      !isOwn(audit, context, run.subjects),
  );
  const counts = new Map<string, number>();
  for (const { activityDisplayName: name } of found) {
    const word = words[name] ?? name;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, n]) => `${word}${n > 1 ? ` ×${String(n)}` : ""}`);
};

/** A new sign-in that let somebody in, from where no managed device of the person ever was. */
const strangeSignIns = (parts: Parts, subject: Subject, since: Instant): readonly string[] => {
  const rows = signInNames.flatMap((name) => signInsOf(parts[name]));
  const own = ownAddresses(rows);
  const strange = rows.filter(
    (row) =>
      letIn(row) &&
      isSince(row.createdDateTime, since) &&
      (subject.kind !== "user" || !own.has(addressOf(row) ?? "")),
  );
  if (strange.length === 0) return [];
  const addresses = [...new Set(strange.map((row) => cleanText(row.ipAddress ?? "?", 45)))];
  return [`${counted(strange.length, "sign-in")} from ${addresses.slice(0, 3).join(", ")}`];
};

/** Disabled since the opening, and enabled now although no audit event says who did it: sync writes it back. */
const flipped = (account: Account | undefined, parts: Parts, since: Instant): readonly string[] => {
  const names = rowsIn(parts["audit events on it"], auditRow)
    .filter(({ activityDateTime }) => isSince(activityDateTime, since))
    .map(({ activityDisplayName }) => activityDisplayName);
  const isBack = account?.accountEnabled === true && names.includes("Disable account");
  if (!isBack || names.includes("Enable account")) return [];
  return [
    account.onPremisesSyncEnabled === true
      ? "the account is enabled again, by the sync from AD"
      : "the account is enabled again",
  ];
};

const timed = z.object({ Timestamp: z.string() });

/** New changes of rules and of the mailbox; one without a time counts as new. */
const mailboxChanges = (parts: Parts, since: Instant): readonly string[] => {
  const part = parts["mailbox changes"];
  const rows = (part?.state === "read" ? part.values : []).filter((row) => {
    const { data } = timed.safeParse(row);
    return data === undefined || isSince(data.Timestamp, since);
  });
  return rows.length > 0 ? [counted(rows.length, "rule or mailbox change")] : [];
};

const mailboxActions = [
  "New-InboxRule",
  "Set-InboxRule",
  "UpdateInboxRules",
  "Set-Mailbox",
  "Add-MailboxPermission",
] as const;

type Reading = {
  readonly parts: Parts;
  readonly account: Account | undefined;
  readonly asked: readonly string[];
};

const readAll = async (
  context: ActionContext,
  subject: Subject,
  run: CollectRun,
): Promise<Reading> => {
  const window = { from: daysBefore(run.openedAt, days), to: daysBefore(context.now(), 0) };
  const questions = [
    ...signInQuestions(context, subject, window),
    ...auditQuestions(context, subject, window).map((question) =>
      shapedQuestion(question, auditRow),
    ),
  ];
  const logs = await unlessUnlicensed(context, await askAll(questions));
  const listed = mailboxActions.map((action) => `"${action}"`).join(", ");
  const since = daysBefore(run.openedAt, 0);
  if (subject.kind !== "user") {
    return { parts: logs, account: undefined, asked: questions.map(({ asked }) => asked) };
  }
  const changes = await hunt(context, {
    table: "CloudAppEvents",
    column: "AccountObjectId",
    id: subject.id,
    clauses: [`where ActionType in (${listed})`],
    from: since,
  });
  return {
    parts: { ...logs, "mailbox changes": changes },
    account: await readAccount(context, subject.id),
    asked: [
      ...questions.map(({ asked }) => asked),
      `POST runHuntingQuery CloudAppEvents of ${subject.id}, ${listed}, since ${since}`,
      `GET /v1.0/users/${subject.id}`,
    ],
  };
};

const collect = async (
  context: ActionContext,
  subject: Subject,
  run: CollectRun,
): Promise<Collected> => {
  const { parts, account, asked } = await readAll(context, subject, run);
  const since = newSince(run);
  const found = [
    ...strangeSignIns(parts, subject, since),
    ...mailboxChanges(parts, since),
    ...openings(parts, context, run),
    // Being enabled is a state, not an event: it is said for as long as it lasts.
    ...flipped(account, parts, run.openedAt),
  ];
  const complete = isComplete(parts);
  const nothing = complete ? "Nothing new was seen" : "Nothing new was seen in what could be read";
  const said = found.length === 0 ? nothing : found.join("; ");
  const when = run.run === 0 ? "since an hour after the opening" : "since the look before";
  return {
    content: {
      kind: "R6",
      subject: subject.id,
      run: run.run,
      since: run.openedAt,
      newSince: since,
      readAt: context.now(),
      accountEnabled: account?.accountEnabled ?? null,
      found,
      parts,
    },
    summary: `${said} ${when}.${gapsOf(parts)}${differencesOf(parts)}`,
    complete,
    asked,
    ...(found.length > 0 && { alarm: `New ${when}: ${found.join("; ")}` }),
  };
};

/** R6: does anybody come back? After a day, three days and thirty. */
export const watch: SlowCollector = {
  id: "watch",
  code: "R6",
  kind: "R6",
  title: "Watch after containment",
  subjectKinds: ["user", "service principal"],
  team: "soc",
  permissions: {
    least: ["AuditLog.Read.All", "User.Read.All"],
    optional: [
      { name: "ThreatHunting.Read.All", for: "new rules and mailbox changes" },
      { name: "LicenseAssignment.Read.All", for: "telling an empty log from a missing licence" },
    ],
  },
  licences: ["Entra ID P1", "Defender XDR"],
  runsAfter,
  collect,
};
