/** E0: licences, and what attack disruption has done already. */
import { expect, test } from "@jest/globals";
import { accountAndGuardrails } from "../../../src/actions/evidence/account-and-guardrails.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();

const collect = () => accountAndGuardrails.collect(tenant.context, subject(seedIds.marta));

const hourMs = 3_600_000;
const ago = (hours: number): string =>
  `${new Date(Date.parse(tenant.context.now()) - hours * hourMs).toISOString().slice(0, 19)}Z`;
const minuteOf = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

const audited = (id: string, hours: number, more: Readonly<Record<string, unknown>> = {}) =>
  tenant.world("directoryAudits", id, {
    id,
    activityDisplayName: "Disable account",
    activityDateTime: ago(hours),
    result: "success",
    initiatedBy: { user: null, app: { displayName: "Microsoft Defender XDR" } },
    targetResources: [{ id: seedIds.marta, type: "User", modifiedProperties: [] }],
    ...more,
  });

test("keeps the licences' part numbers and doesn't speak of them", async () => {
  const { content, summary, complete } = await collect();
  expect(content).toMatchObject({
    licences: { value: ["SPE_E5"] },
    xdr: { notAsked: "the account is enabled" },
  });
  expect(summary).not.toMatch(/licence|XDR/);
  expect(complete).toBe(true);
});

test("says that there is no licence", async () => {
  await tenant.world("users", seedIds.marta, { assignedLicenses: [] });
  const { content, summary, complete } = await collect();
  expect(content).toMatchObject({ licences: { value: [] } });
  expect(summary).toContain("; no licence");
  expect(complete).toBe(true);
});

test("says when attack disruption disabled the account, whatever came after", async () => {
  await tenant.world("users", seedIds.marta, { accountEnabled: false });
  const at = ago(5);
  await audited("x1", 5, { activityDateTime: at });
  await audited("x2", 4, { activityDisplayName: "Update user" });
  const { content, summary } = await collect();
  expect(summary).toContain(`; disabled by Microsoft Defender XDR ${minuteOf(at)}`);
  expect(content).toMatchObject({
    xdr: { value: [{ activity: "Update user" }, { activity: "Disable account", at }] },
  });
});

test("asks no audit log about an account that is enabled: snapshots share its small limit", async () => {
  await audited("x1", 5);
  await collect();
  const asked = (await tenant.requests()).filter(({ path }) => path.includes("directoryAudits"));
  expect(asked).toEqual([]);
});

test.each([
  ["of a person", { initiatedBy: { app: null, user: { userPrincipalName: "k@c.example" } } }],
  ["of another app", { initiatedBy: { user: null, app: { displayName: "Lifecycle" } } }],
  ["on another account", { targetResources: [{ id: seedIds.jonasSales, type: "User" }] }],
  ["that failed", { result: "failure" }],
])("an event %s isn't attack disruption's", async (_what, more) => {
  await tenant.world("users", seedIds.marta, { accountEnabled: false });
  await audited("x1", 5, more);
  expect((await collect()).content).toMatchObject({ xdr: { value: [] } });
});

test("an event of more than 30 days ago isn't asked for, and the audit is read once", async () => {
  await tenant.world("users", seedIds.marta, { accountEnabled: false });
  await audited("x1", 31 * 24);
  expect((await collect()).content).toMatchObject({ xdr: { value: [] } });
  const asked = (await tenant.requests()).filter(({ path }) => path.includes("directoryAudits"));
  expect(asked).toHaveLength(1);
});

test.each([
  ["/users/*/licenseDetails", "licences", "licences not evaluable (Authorization_RequestDenied)"],
  ["/auditLogs/directoryAudits", "xdr", "XDR state not evaluable (Authorization_RequestDenied)"],
])("what %s refuses is unknown", async (pathPattern, part, words) => {
  await tenant.world("users", seedIds.marta, { accountEnabled: false });
  await tenant.fault({ match: { pathPattern }, kind: "403" });
  const { content, summary, complete } = await collect();
  expect(content).toMatchObject({ [part]: { unknown: "Authorization_RequestDenied" } });
  expect(summary).toContain(words);
  expect(summary).not.toContain("no licence");
  expect(complete).toBe(false);
});
