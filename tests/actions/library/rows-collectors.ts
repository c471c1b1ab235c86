/** A row for each collector and each of its kinds of subject. */
import { collectorCatalogue, slowCollectorCatalogue } from "../../../src/actions/catalogue.ts";
import { type Subject, type SubjectKind } from "../../../src/core/incident/plan.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { app } from "../apps/app-tenant.ts";
import { laptop } from "../endpoint/device-tenant.ts";
import { marta, site } from "../sharing/sharing-tenant.ts";
import { type Collector, type SlowCollector } from "../../../src/actions/library.ts";

/** How a collector is proved against the seeded tenant. */
export type CollectorRow = {
  readonly collector: Collector | SlowCollector;
  readonly subject: Subject;
  /** Rows that asking makes, "kind *": Purview keeps a question as an object of its own. */
  readonly makes?: readonly string[];
};

const subjects: Readonly<Record<SubjectKind, Subject>> = {
  user: marta,
  "service principal": app(seedIds.mailSyncPro),
  device: laptop,
  site: site(),
};

/** A question to the unified audit log is kept in the tenant (Graph auditLogQuery). */
const asking: readonly string[] = ["logs", "app-logs", "site-logs"];

export const collectorRows: readonly CollectorRow[] = [
  ...collectorCatalogue,
  ...slowCollectorCatalogue,
].flatMap((collector) =>
  collector.subjectKinds.map((kind) => ({
    collector,
    subject: subjects[kind],
    ...(asking.includes(collector.id) && { makes: ["auditQuery"] }),
  })),
);
