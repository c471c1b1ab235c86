/** Sign-ins and directory audits as a watch reads them: who came back, and what opens a way back. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type CollectRun } from "../library.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { type Instant, objectId } from "../../core/shared/ids.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { count } from "../../core/shared/count.ts";
import { auditQuestions } from "./directory-audits.ts";
import { addressOf, letIn, ownAddresses, signInsOf } from "./foreign-sign-ins.ts";
import { askAll, daysBefore, type LogPart, shapedQuestion } from "./log-parts.ts";
import { rowsIn } from "./parts.ts";
import { signInNames, signInQuestions, unlessUnlicensed } from "./sign-ins.ts";
import { isSince, newSince } from "./watch-parts.ts";

/** The time before the incident that says which addresses are the person's own. */
const days = 30;

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
  "Add app role assignment to service principal": "app permission",
  "Add owner to service principal": "app owner",
  "Add owner to application": "app owner",
} as const;

/** What is used of an audit event (Graph directoryAudit). */
export const auditRow = z.object({
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
export type Audit = z.infer<typeof auditRow>;

/** Cordon's own doing, or a responder's; nobody who is part of the incident counts as a responder. */
export const isOwn = (
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
export const openings = (
  parts: Parts,
  context: ActionContext,
  run: CollectRun,
): readonly string[] => {
  const since = newSince(run);
  const rows = Object.entries(parts).flatMap(([name, found]) =>
    name.startsWith("audit events ") ? rowsIn(found, auditRow) : [],
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
export const strangeSignIns = (
  parts: Parts,
  subject: Subject,
  since: Instant,
): readonly string[] => {
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
  return [`${count(strange.length, "sign-in")} from ${addresses.slice(0, 3).join(", ")}`];
};

/** Sign-ins and audits of the subject since 30 days before the opening, and what was asked. */
export const readLogs = async (
  context: ActionContext,
  subject: Subject,
  { openedAt }: CollectRun,
): Promise<{ readonly parts: Parts; readonly asked: readonly string[] }> => {
  const window = { from: daysBefore(openedAt, days), to: daysBefore(context.now(), 0) };
  const questions = [
    ...signInQuestions(context, subject, window),
    ...auditQuestions(context, subject, window).map((question) =>
      shapedQuestion(question, auditRow),
    ),
  ];
  const parts = await unlessUnlicensed(context, await askAll(questions));
  return { parts, asked: questions.map(({ asked }) => asked) };
};
