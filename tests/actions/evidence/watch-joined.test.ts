/** A subject that joins later is watched from when it joined: what was before is the attack. */
import { expect, test } from "@jest/globals";
import { type Subject } from "../../../src/core/incident/plan.ts";
import { machineIds } from "../../../src/sandbox/seed/seed-defender.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { app } from "../apps/app-tenant.ts";
import { laptop } from "../endpoint/device-tenant.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { day, hour, slowRun } from "./slow-run.ts";

const tenant = tenantForFile();

const ago = (ms: number): string => new Date(Date.parse(tenant.context.now()) - ms).toISOString();

const alerted = (ms: number) =>
  tenant.world("huntingResults", "device-row-100", {
    _table: "AlertEvidence",
    Timestamp: ago(ms),
    AlertId: "da1",
    Title: "Malware was run",
    DeviceId: machineIds.laptop,
  });

const changed = (id: string) => (ms: number) =>
  tenant.world("directoryAudits", "Directory_000077", {
    id: "Directory_000077",
    activityDisplayName: "Add owner to service principal",
    activityDateTime: ago(ms),
    initiatedBy: { user: { id: seedIds.jonasSales }, app: null },
    targetResources: [{ id }],
  });

const mailboxChanged = (ms: number) =>
  tenant.world("huntingResults", "row-5", {
    _table: "CloudAppEvents",
    AccountObjectId: seedIds.jonasLegal,
    ActionType: "New-InboxRule",
    Timestamp: ago(ms),
  });

const jonas = subject(seedIds.jonasLegal, "Jonas Berg");
const mailSync = app(seedIds.mailSyncPro);

test.each<[string, Subject, (ms: number) => Promise<void>, RegExp]>([
  ["a device", laptop, alerted, /\d alerts?: /],
  ["an account", jonas, changed(seedIds.jonasLegal), /app owner/],
  ["a mailbox", jonas, mailboxChanged, /1 rule or mailbox change/],
  ["an app", mailSync, changed(seedIds.mailSyncPro), /app owner/],
])("%s that joined on the fifth day alarms once, and not on the attack", async (...row) => {
  const [, of, happened, words] = row;
  const alarmed = async (run: number, joinedAgo: number): Promise<boolean> => {
    const facts = { openedAgo: joinedAgo + 5 * day, joinedAgo, run };
    return words.test((await slowRun(tenant, "R6", of, facts)).alarm ?? "");
  };
  await happened(26 * hour);
  expect(await alarmed(0, day)).toBe(false);
  await happened(12 * hour);
  expect(await alarmed(0, day)).toBe(true);
  expect(await alarmed(1, 1.2 * day)).toBe(false);
  expect(await alarmed(1, 3 * day)).toBe(true);
});

test("the summary says from when", async () => {
  const { summary } = await slowRun(tenant, "R6", jonas, { openedAgo: 5 * day, joinedAgo: hour });
  expect(summary).toMatch(/^Nothing new was seen since an hour after it joined/);
});
