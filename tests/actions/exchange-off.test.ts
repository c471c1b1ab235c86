/** Where the operator left Exchange off, Cordon says what it can't see and what a person types. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ActionContext } from "../../src/actions/context.ts";
import { mailboxState } from "../../src/actions/evidence/mailbox-state.ts";
import { clearForwarding } from "../../src/actions/mailbox/clear-forwarding.ts";
import { disableInboxRules } from "../../src/actions/mailbox/disable-inbox-rules.ts";
import { makeExchange } from "../../src/adapters/exchange/exchange.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { now, planOf, startTenant, subject, type Tenant } from "./tenant.ts";

let tenant: Tenant;
let context: ActionContext;
beforeAll(async () => {
  tenant = await startTenant();
  const exchange = makeExchange({
    enabled: false,
    baseUrl: tenant.sandbox.url,
    scope: "unused",
    tenantId: tenant.sandbox.tenantId,
    credential: { token: () => Promise.reject(new Error("a token was asked for")) },
    now,
  });
  context = { ...tenant.context, exchange };
});
afterAll(() => tenant.close());

const marta = subject(seedIds.marta);

test("forwarding is by hand, with the cmdlet for this mailbox", async () => {
  const seen = await clearForwarding.preview(context, marta);
  if (seen.kind !== "by hand") throw new Error(seen.kind);
  expect(seen.reason).toContain(`Set-Mailbox ${marta.id} -ForwardingSmtpAddress $null`);
  expect(seen.reason.length).toBeLessThanOrEqual(240);
});

describe("inbox rules", () => {
  test("the visible ones are planned, and the plan says that hidden ones weren't seen", async () => {
    const seen = await disableInboxRules.preview(context, marta);
    if (seen.kind !== "plan") throw new Error(seen.kind);
    expect(seen.draft.items.map(({ name }) => name)).toEqual(["invoices"]);
    expect(disableInboxRules.text.affects(seen.draft)).toContain("Exchange is off");
  });

  test("a hidden one that can't be seen any more is unknown, not gone", async () => {
    const seen = await disableInboxRules.preview(tenant.context, marta);
    if (seen.kind !== "plan") throw new Error(seen.kind);
    const plan = planOf(seen.draft, { action: disableInboxRules.id, id: marta.id });
    const since = context.now();
    await disableInboxRules.apply(tenant.context, marta, plan);
    const readings = await disableInboxRules.observe(context, marta, { plan, since });
    expect(readings.map(({ state }) => state)).toEqual(["observed", "unknown"]);
    await tenant.reset();
  });

  test("none suspicious among the visible ones isn't nothing to do", async () => {
    const seen = await disableInboxRules.preview(context, subject(seedIds.jonasSales));
    if (seen.kind !== "by hand") throw new Error(seen.kind);
    expect(seen.reason).toContain("hidden ones can't be seen");
    expect(seen.reason).toContain("Get-InboxRule -Mailbox");
  });
});

test("the snapshot is kept in part and names what isn't evaluable", async () => {
  const { complete, summary } = await mailboxState.collect(context, marta);
  expect(complete).toBe(false);
  expect(summary).toBe(
    "2 visible rules. Not evaluable: hidden rules, sweep rules, forwarding, full access, send as, folder rights, protocols, devices, add-ins, safe senders (ExchangeOff).",
  );
});
