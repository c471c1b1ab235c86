import { expect, test } from "@jest/globals";
import { collectorFor } from "../../../src/actions/catalogue.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();

test("the snapshot of a person asks no log: of those Graph answers 5 in 10 s, for all incidents together", async () => {
  for (const kind of ["E0", "E1", "E2", "E3"] as const) {
    const collector = collectorFor(kind, "user");
    if (!collector) throw new Error(`nothing collects ${kind}`);
    await collector.collect(tenant.context, subject(seedIds.marta));
  }
  const asked = (await tenant.requests()).map(({ path }) => path);
  expect(asked.length).toBeGreaterThan(20);
  expect(asked.filter((path) => /\/(auditLogs|security|tracing)\//u.test(path))).toEqual([]);
});
