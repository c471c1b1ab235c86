import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { slowCollectorFor } from "../../../src/actions/catalogue.ts";
import { type Collected } from "../../../src/actions/library.ts";
import { canonicalJson } from "../../../src/core/shared/canonical-json.ts";
import { after, incidentIdOf, type Instant } from "../../../src/core/shared/ids.ts";
import { type Subject } from "../../../src/core/incident/plan.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { startTenant, subject, type Tenant } from "../tenant.ts";

const marta = subject(seedIds.marta);
const hour = 3_600_000;

let tenant: Tenant;
beforeEach(async () => {
  tenant = await startTenant();
});
afterEach(() => tenant.close());

const collect = async (
  kind: "P3" | "R6",
  facts: {
    readonly of?: Subject;
    readonly openedAt?: Instant;
    readonly subjects?: Subject[];
    readonly run?: number;
    readonly responders?: readonly string[];
  } = {},
): Promise<Collected> => {
  const { of = marta, openedAt = tenant.context.now(), subjects = [of], run: nth = 0 } = facts;
  const collector = slowCollectorFor(kind, of.kind);
  if (!collector) throw new Error("no collector");
  const run = { incident: incidentIdOf(7), openedAt, since: openedAt, run: nth, subjects };
  const responder = (id: string) =>
    facts.responders?.includes(id) ? { quorumHolds: true } : undefined;
  const never = { ...tenant.context.never, responder };
  const found = await collector.collect({ ...tenant.context, never }, of, run);
  if ("later" in found) throw new Error(found.later);
  return found;
};

const at = (ms: number): string => after(tenant.context.now(), ms);

/** Jonas of Sales signs in from the attacker's address. */
const jonasEntered = () =>
  tenant.world("signIns", "51900001-0000-4000-8000-000000000001", {
    status: { errorCode: 0, failureReason: null },
  });

describe("the spread hunt", () => {
  test("finds who was sprayed, and raises no alarm where nobody was entered", async () => {
    const found = await collect("P3");
    expect(found.summary).toBe(
      "0 other accounts with the intruder's marks; 3 accounts tried without getting in: Dana Fox, Jonas Berg, Jonas Berg; looked for 2 addresses, 1 client, 2 rule names.",
    );
    expect(found.complete).toBe(true);
    expect(found.alarm).toBeUndefined();
  });

  test("raises an alarm for an account that was entered from the same address", async () => {
    await jonasEntered();
    const found = await collect("P3");
    expect(found.alarm).toBe("1 other account with the intruder's marks: Jonas Berg");
    expect(canonicalJson(found.content)).toContain("signed in from 203.0.113.77");
  });

  test("leaves out accounts that are in the incident already", async () => {
    await jonasEntered();
    const jonas = subject(seedIds.jonasSales, "Jonas Berg");
    expect((await collect("P3", { subjects: [marta, jonas] })).alarm).toBeUndefined();
  });

  test("knows a rule of the same name, and takes a name that is Markdown for text", async () => {
    const row = { AccountObjectId: seedIds.jonasLegal, AccountDisplayName: "J\u202eonas\nBerg" };
    const name = { RawEventData: { Parameters: [{ Name: "Name", Value: "invoices" }] } };
    await tenant.world("huntingResults", "row-5", {
      ...row,
      ...name,
      _table: "CloudAppEvents",
      ActionType: "New-InboxRule",
    });
    const { alarm } = await collect("P3");
    expect(alarm).toBe("1 other account with the intruder's marks: Jonas Berg");
  });

  test("puts no text of the attacker's into a question", async () => {
    await tenant.world("signIns", "51900000-0000-4000-8000-000000000001", {
      userAgent: '" | union *',
      ipAddress: "203.0.113.77' or 1 eq 1",
    });
    const { asked = [] } = await collect("P3");
    const sent = (await tenant.requests()).map(({ query }) => decodeURIComponent(query));
    for (const line of [...asked, ...sent]) expect(line).not.toMatch(/union|1 eq 1/);
  });

  test("without hunting it says so and is incomplete", async () => {
    await tenant.fault({ match: { pathPattern: "/security/*" }, kind: "403", times: 9 });
    const { summary, complete } = await collect("P3");
    expect(complete).toBe(false);
    expect(summary).toContain(
      "Not evaluable: inbox rules, sign-ins by agent (Authorization_RequestDenied).",
    );
    expect(summary).toMatch(/^no other account with the intruder's marks was seen in what could /);
    expect(summary).toContain("looked for 2 addresses, 1 client.");
  });

  test("without the sign-ins it says of nobody that they were entered, nor that there were none", async () => {
    const pathPattern = "/auditLogs/signIns";
    await tenant.fault({ match: { pathPattern }, kind: "403", times: 99 });
    const { summary } = await collect("P3");
    expect(summary).not.toMatch(/\b0 /);
    expect(summary).toContain("looked for 2 rule names.");
  });
});

describe("the watch", () => {
  test("sees nothing new in a quiet tenant", async () => {
    const found = await collect("R6");
    expect(found.summary).toBe("Nothing new was seen since an hour after the opening.");
    expect([found.complete, found.alarm]).toEqual([true, undefined]);
  });

  test("sees a sign-in from elsewhere, new rules, a consent and a new sign-in method", async () => {
    const openedAt = after(tenant.context.now(), -30 * hour);
    const { alarm = "" } = await collect("R6", { openedAt });
    expect(alarm).toMatch(/^New since an hour after the opening: \d+ sign-ins from 203\.0\.113\./);
    expect(alarm).toContain("2 rule or mailbox changes");
    expect(alarm).toContain("app consent; device; sign-in method");
  });

  test("takes the person's own laptop for their own", async () => {
    const openedAt = after(tenant.context.now(), -3 * 24 * hour);
    const { alarm = "" } = await collect("R6", { openedAt });
    expect(alarm).not.toContain("198.51.100.24");
  });

  test("sees an account that is enabled again, and not when Cordon did it", async () => {
    const openedAt = after(tenant.context.now(), -2 * hour);
    const audit = (activityDisplayName: string, appId: string | null) => ({
      activityDisplayName,
      activityDateTime: at(-60_000),
      initiatedBy: { user: null, app: { appId, displayName: "an app" } },
      targetResources: [{ id: seedIds.marta }],
    });
    await tenant.world("directoryAudits", "Directory_000001", audit("Disable account", null));
    expect((await collect("R6", { openedAt })).alarm).toContain("the account is enabled again");
    await tenant.world(
      "directoryAudits",
      "Directory_000002",
      audit("Enable account", seedIds.client),
    );
    expect((await collect("R6", { openedAt })).alarm ?? "").not.toContain("enabled");
    await tenant.world("directoryAudits", "Directory_000002", audit("Enable account", "another"));
    expect((await collect("R6", { openedAt })).alarm).toContain("account enabled");
  });

  /** One change of Marta's account of a kind that nothing else in the logs has. */
  const onlyChange = async (ago: number, by: string, name = "Add owner to service principal") => {
    await tenant.world("directoryAudits", "Directory_000077", {
      id: "Directory_000077",
      activityDisplayName: name,
      activityDateTime: at(-ago),
      initiatedBy: { user: { id: by, userPrincipalName: "x@contoso.example" }, app: null },
      targetResources: [{ id: seedIds.marta }],
    });
  };
  const opened = (ago: number) => after(tenant.context.now(), -ago);
  const day = 24 * hour;

  test("alarms for the same change once: at the look after it", async () => {
    const openedAt = opened(40 * day);
    await onlyChange(38 * day, seedIds.jonasSales);
    expect((await collect("R6", { openedAt, run: 1 })).alarm).toContain("app owner");
    await tenant.world("directoryAudits", "Directory_000077", {
      activityDateTime: at(-39.5 * day),
    });
    const later = await collect("R6", { openedAt, run: 1 });
    expect(later.alarm ?? "").not.toContain("app owner");
    expect(canonicalJson(later.content)).toContain("Directory_000077");
  });

  test("takes what was before the first hour for the attack that opened the incident", async () => {
    const openedAt = opened(2 * hour);
    await onlyChange(1.5 * hour, seedIds.jonasSales);
    expect((await collect("R6", { openedAt })).alarm ?? "").not.toContain("app owner");
    await onlyChange(0.5 * hour, seedIds.jonasSales);
    expect((await collect("R6", { openedAt })).alarm).toContain("app owner");
  });

  test("leaves out what responders did, unless they are part of the incident themselves", async () => {
    const openedAt = opened(2 * hour);
    const responders = [seedIds.jonasSales, seedIds.marta];
    await onlyChange(0.5 * hour, seedIds.jonasSales);
    const watched = await collect("R6", { openedAt, responders });
    expect(watched.alarm ?? "").not.toContain("app owner");
    expect(canonicalJson(watched.content)).toContain("Directory_000077");
    await onlyChange(0.5 * hour, seedIds.marta);
    expect((await collect("R6", { openedAt, responders })).alarm).toContain("app owner");
  });

  test("doesn't call a log quiet that it couldn't read", async () => {
    const pathPattern = "/auditLogs/directoryAudits";
    await tenant.fault({ match: { pathPattern }, kind: "403", times: 9 });
    expect((await collect("R6")).summary).toMatch(/^Nothing new was seen in what could be read /);
  });

  test("of an app sees that it signs in again", async () => {
    const of: Subject = {
      ...subject(seedIds.mailSyncPro, "Mail Sync Pro"),
      kind: "service principal",
      address: "4d5e6f70-8192-43a4-85b6-c7d8e9f0a112",
    };
    const openedAt = after(tenant.context.now(), -2 * hour);
    expect((await collect("R6", { of, openedAt })).alarm).toBe(
      "New since an hour after the opening: 1 sign-in from 203.0.113.81",
    );
  });

  test("changes nothing in the tenant, as the hunt doesn't", async () => {
    await collect("R6");
    await collect("P3");
    expect(await tenant.ledger()).toEqual([]);
  });
});
