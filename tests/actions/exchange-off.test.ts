/** Where the operator left Exchange off, Cordon says what it can't see and what a person types. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type ActionContext } from "../../src/actions/context.ts";
import { mailboxState } from "../../src/actions/evidence/mailbox-state.ts";
import { clearForwarding } from "../../src/actions/mailbox/clear-forwarding.ts";
import { disableInboxRules } from "../../src/actions/mailbox/disable-inbox-rules.ts";
import { makeExchange } from "../../src/adapters/exchange/exchange.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { draftIn, planIn, reasonIn } from "./runs.ts";
import { now, subject } from "./tenant.ts";
import { tenantForFile } from "./tenant-for-file.ts";

const tenant = tenantForFile();
let context: ActionContext;
beforeAll(() => {
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

const marta = subject(seedIds.marta);

test("forwarding is by hand, with the cmdlet for this mailbox", async () => {
  const reason = reasonIn(await clearForwarding.preview(context, marta));
  expect(reason).toContain(`Set-Mailbox ${marta.id} -ForwardingSmtpAddress $null`);
  expect(reason.length).toBeLessThanOrEqual(240);
});

describe("inbox rules", () => {
  test("the visible ones are planned, and the plan says that hidden ones weren't seen", async () => {
    const draft = draftIn(await disableInboxRules.preview(context, marta));
    expect(draft.items.map(({ name }) => name)).toEqual(["invoices"]);
    expect(disableInboxRules.text.affects(draft)).toContain("Exchange is off");
  });

  test("a hidden one that can't be seen any more is unknown, not gone", async () => {
    const seen = await disableInboxRules.preview(tenant.context, marta);
    const plan = planIn(seen, disableInboxRules, marta);
    const since = context.now();
    await disableInboxRules.apply(tenant.context, marta, plan);
    const readings = await disableInboxRules.observe(context, marta, { plan, since });
    expect(readings.map(({ state }) => state)).toEqual(["observed", "unknown"]);
  });

  test("none suspicious among the visible ones isn't nothing to do", async () => {
    const reason = reasonIn(await disableInboxRules.preview(context, subject(seedIds.jonasSales)));
    expect(reason).toContain("hidden ones can't be seen");
    expect(reason).toContain("Get-InboxRule -Mailbox");
  });
});

test("the snapshot is kept in part and names what isn't evaluable", async () => {
  const { complete, summary } = await mailboxState.collect(context, marta);
  expect(complete).toBe(false);
  expect(summary).toBe(
    "2 visible rules. Not evaluable: hidden rules, sweep rules, forwarding, full access, send as, folder rights, protocols, devices, add-ins, safe senders (ExchangeOff).",
  );
});
