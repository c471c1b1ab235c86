import { z } from "zod/v4";
import { type Account, readAccount } from "../account.ts";
import { type ActionContext } from "../context.ts";
import { type Collected, type CollectRun, type SlowCollector } from "../library.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { count } from "../../core/shared/count.ts";
import { hunt } from "./hunting.ts";
import { daysBefore, type LogPart } from "./log-parts.ts";
import { rowsIn } from "./parts.ts";
import { auditRow, openings, readLogs, strangeSignIns } from "./watch-logs.ts";
import { isSince, looksAfter, lookOf, newSince, timed } from "./watch-parts.ts";

type Parts = Readonly<Record<string, LogPart>>;

/** Disabled since it joined, and enabled now although no audit event says who did it: sync writes it back. */
const flipped = (account: Account, parts: Parts, since: Instant): readonly string[] => {
  const names = rowsIn(parts["audit events on it"], auditRow)
    .filter(({ activityDateTime }) => isSince(activityDateTime, since))
    .map(({ activityDisplayName }) => activityDisplayName);
  const isBack = account.accountEnabled === true && names.includes("Disable account");
  if (!isBack || names.includes("Enable account")) return [];
  return [
    account.onPremisesSyncEnabled === true
      ? "the account is enabled again, by the sync from AD"
      : "the account is enabled again",
  ];
};

const withTime = z.object({ Timestamp: z.string() });

/** New changes of rules and of the mailbox; one without a time counts as new. */
const mailboxChanges = (parts: Parts, since: Instant): readonly string[] => {
  const part = parts["mailbox changes"];
  const rows = (part?.state === "read" ? part.values : []).filter((row) => {
    const { data } = withTime.safeParse(row);
    return data === undefined || isSince(data.Timestamp, since);
  });
  return rows.length > 0 ? [count(rows.length, "rule or mailbox change")] : [];
};

const mailboxActions = [
  "New-InboxRule",
  "Set-InboxRule",
  "UpdateInboxRules",
  "Set-Mailbox",
  "Add-MailboxPermission",
] as const;

const collect = async (
  context: ActionContext,
  subject: Subject,
  run: CollectRun,
): Promise<Collected> => {
  const logs = await readLogs(context, subject, run);
  const listed = mailboxActions.map((action) => `"${action}"`).join(", ");
  const from = daysBefore(run.openedAt, 0);
  const changes = await hunt(context, {
    table: "CloudAppEvents",
    column: "AccountObjectId",
    id: subject.id,
    clauses: [`where ActionType in (${listed})`],
    from,
  });
  const account = await readAccount(context, subject.id);
  const parts = { ...logs.parts, "mailbox changes": changes };
  const since = newSince(run);
  return lookOf(context, subject, run, {
    found: [
      timed(run, [
        ...strangeSignIns(parts, subject, since),
        ...mailboxChanges(parts, since),
        ...openings(parts, context, run),
        // Being enabled is a state, not an event: it is said for as long as it lasts.
        ...flipped(account, parts, run.since),
      ]),
    ],
    parts,
    asked: [
      ...logs.asked,
      `POST runHuntingQuery CloudAppEvents of ${subject.id}, ${listed}, since ${from}`,
      `GET /v1.0/users/${subject.id}`,
    ],
    facts: { accountEnabled: account.accountEnabled ?? null },
  });
};

/** R6: does anybody come back? After a day, three days and thirty. */
export const watch: SlowCollector = {
  id: "watch",
  code: "R6",
  kind: "R6",
  title: "Watch after containment",
  subjectKinds: ["user"],
  team: "soc",
  permissions: {
    least: ["AuditLog.Read.All", "User.Read.All"],
    optional: [
      { name: "ThreatHunting.Read.All", for: "new rules and mailbox changes" },
      { name: "LicenseAssignment.Read.All", for: "telling an empty log from a missing licence" },
    ],
  },
  licences: ["Entra ID P1", "Defender XDR"],
  runsAfter: looksAfter,
  collect,
};
