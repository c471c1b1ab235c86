import { expect, test } from "@jest/globals";
import { collectorCatalogue } from "../../src/actions/catalogue.ts";
import { type Collector } from "../../src/actions/library.ts";
import { canonicalJson } from "../../src/core/shared/canonical-json.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { subject } from "./tenant.ts";
import { tenantForFile } from "./tenant-for-file.ts";

const tenant = tenantForFile();

const collector = (kind: string): Collector => {
  const found = collectorCatalogue.find((entry) => entry.kind === kind);
  if (!found) throw new Error(`no collector ${kind}`);
  return found;
};

const collect = (kind: string, id: string = seedIds.marta) =>
  collector(kind).collect(tenant.context, subject(id));

test.each([
  ["E0", "Member, enabled, cloud-only; no directory role."],
  [
    "E1",
    "5 sign-in methods, 0 active roles, 0 eligible roles, 3 groups and roles, 3 devices, 1 owned object.",
  ],
  [
    "E2",
    "4 rules, 2 hidden; 1 forwarding address; 4 rights of others; 1 sweep rule; 2 devices; 2 add-ins.",
  ],
])("%s of Marta is complete and says: %s", async (kind, sentence) => {
  const { summary, complete } = await collect(kind);
  expect(summary).toBe(sentence);
  expect(complete).toBe(true);
});

test("E3 keeps the malicious consent and the app it is for", async () => {
  const { content, summary, complete } = await collect("E3");
  const kept = canonicalJson(content);
  expect(kept).toContain(seedIds.maliciousGrant);
  expect(kept).toContain(`app ${seedIds.mailSyncPro}`);
  expect(summary).toMatch(/^\d consents? to \d apps? and \d app roles?\.$/);
  expect(complete).toBe(true);
});

test("E2 keeps the hidden rule, the forwarding address and the auto-reply's words", async () => {
  const kept = canonicalJson((await collect("E2")).content);
  expect(kept).toContain("ap-backup@fastmail.example");
  expect(kept).toContain("I am travelling");
  expect(kept).toContain('"Name":"."');
});

test.each([
  [seedIds.globalAdmin, "holds Global Administrator, can activate Privileged Role Administrator."],
  [seedIds.groupGlobalAdmin, "holds Global Administrator"],
  [seedIds.breakGlass, "emergency account"],
  [seedIds.synced, "synced from AD"],
  [seedIds.guest, "Guest, enabled"],
  [seedIds.sharedMailbox, "Shared mailbox, disabled"],
])("E0 of %s says %s", async (id, words) => {
  expect((await collect("E0", id)).summary).toContain(words);
});

test("E0 says of a Global Administrator when they are one of the last two", async () => {
  const { world } = tenant;
  await world("users", seedIds.secondGlobalAdmin, { accountEnabled: false });
  expect((await collect("E0", seedIds.globalAdmin)).summary).not.toContain("last two");
  await world("users", seedIds.groupGlobalAdmin, { accountEnabled: false });
  const { summary } = await collect("E0", seedIds.globalAdmin);
  expect(summary).toContain("one of the last two Global Administrators");
  expect((await collect("E0", seedIds.marta)).summary).not.toContain("last two");
});

test("E0 says that somebody decides steps", async () => {
  const responder = (id: string) => (id === seedIds.marta ? { quorumHolds: true } : undefined);
  const context = { ...tenant.context, never: { ...tenant.context.never, responder } };
  const { summary } = await collector("E0").collect(context, subject(seedIds.marta));
  expect(summary).toBe("Member, enabled, cloud-only; no directory role; responder.");
});

test("E0 doesn't take roles that it may not read for none", async () => {
  const pathPattern = "/roleManagement/directory/roleAssignments";
  await tenant.fault({ match: { pathPattern }, kind: "403", times: 2 });
  const { summary, complete } = await collect("E0");
  expect(complete).toBe(false);
  expect(summary).toContain("roles not evaluable (Authorization_RequestDenied)");
  expect(summary).not.toContain("no directory role");
});

test.each(["E0", "E1", "E2", "E3"])(
  "%s changes nothing and fails whole when the tenant is down",
  async (kind) => {
    await collect(kind);
    expect(await tenant.ledger()).toEqual([]);
    await tenant.fault({ match: { pathPattern: "/users/**" }, kind: "500", times: 20 });
    await expect(collect(kind)).rejects.toMatchObject({ kind: "unavailable" });
  },
);
