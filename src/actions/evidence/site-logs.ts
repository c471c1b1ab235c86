import { type SlowCollector } from "../library.ts";
import { count } from "../../core/shared/count.ts";
import { auditAskedOf, auditPartOf, searchAudit, stillRuns } from "./audit-search.ts";
import { daysBefore, differencesOf } from "./log-parts.ts";
import { gapsOf, isComplete, sizeOf } from "./parts.ts";

/** The unified audit log keeps 180 days; a link may have been open for long before anybody saw it. */
const days = 180;

/** E4 of a site: who opened, downloaded and shared what, from the unified audit log. */
export const siteLogs: SlowCollector = {
  id: "site-logs",
  code: "E4",
  kind: "E4",
  title: "Logs of the site",
  subjectKinds: ["site"],
  team: "soc",
  permissions: {
    least: ["AuditLogsQuery.Read.All"],
    optional: [
      { name: "Exchange.ManageAsApp", for: "telling an empty audit log from one that is off" },
    ],
  },
  licences: ["Purview Audit"],
  runsAfter: [0, 1440],
  collect: async (context, subject, run) => {
    const window = { from: daysBefore(run.openedAt, days), to: daysBefore(context.now(), 0) };
    const search = await searchAudit(context, subject, run, window);
    if (stillRuns(search, run)) {
      return { later: `The audit search is ${search.status}.`, minutes: 3 };
    }
    const parts = { "unified audit log": auditPartOf(search) };
    const size = sizeOf(parts["unified audit log"]);
    const said =
      parts["unified audit log"].state === "read"
        ? count(size, "unified audit event")
        : "No log could be read";
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
      summary: `${said}.${gapsOf(parts)}${differencesOf(parts)}`,
      complete: isComplete(parts),
      asked: [auditAskedOf(subject, search)],
    };
  },
};
