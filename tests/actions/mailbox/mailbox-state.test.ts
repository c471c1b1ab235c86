/** E2 keeps every way in which a mailbox diverts mail or lets others in. */
import { expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { mailboxState } from "../../../src/actions/evidence/mailbox-state.ts";
import { canonicalJson } from "../../../src/core/shared/canonical-json.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { subject, type Tenant } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();

const collect = (id: string = seedIds.marta) => mailboxState.collect(tenant.context, subject(id));

test("keeps sweep rules, delegates, folder rights, phones, add-ins and safe senders", async () => {
  await tenant.world("mailboxes", seedIds.marta, {
    GrantSendOnBehalfTo: ["mallory"],
    _trusted: ["fastmail.example"],
  });
  const { content, complete, summary, asked } = await collect();
  const kept = canonicalJson(content);
  for (const words of [
    '"Name":"bank"',
    '"GrantSendOnBehalfTo":["mallory"]',
    '"Trustee":"mallory@contoso.example"',
    '"folder":"Inbox"',
    "PY2F9A00000001",
    "Mail Sync Helper",
    '"TrustedSendersAndDomains":["fastmail.example"]',
  ]) {
    expect(kept).toContain(words);
  }
  expect(summary).toContain("5 rights of others");
  expect(complete).toBe(true);
  expect(asked).toHaveLength(13);
  expect(await tenant.ledger()).toEqual([]);
});

test.each([
  ["Get-SweepRule", "sweep rules"],
  ["Get-MailboxFolderPermission", "folder rights"],
  ["Get-MobileDeviceStatistics", "devices"],
  ["Get-App", "add-ins"],
  ["Get-MailboxJunkEmailConfiguration", "safe senders"],
])("where %s is refused, only the %s aren't evaluable", async (cmdlet, part) => {
  await tenant.fault({ match: { pathPattern: "/adminapi/**", cmdlet }, kind: "403" });
  const { content, complete, summary } = await collect();
  expect(complete).toBe(false);
  expect(summary).toContain(`Not evaluable: ${part} (`);
  expect(summary).toContain("4 rules, 2 hidden");
  const shape = z.object({ parts: z.record(z.string(), z.looseObject({ state: z.string() })) });
  const { parts } = shape.parse(content);
  const gaps = Object.entries(parts).filter(([, { state }]) => state !== "read");
  expect(gaps.map(([name]) => name)).toEqual([part]);
});

test("says what only one of the two services lists", async () => {
  const [rule] = await tenant.context.exchange.invoke("Get-InboxRule", {
    Mailbox: seedIds.marta,
    Identity: "invoices",
  });
  const exchange: Tenant["context"]["exchange"] = {
    ...tenant.context.exchange,
    invoke: (cmdlet, parameters) =>
      cmdlet === "Get-InboxRule"
        ? Promise.resolve([rule])
        : tenant.context.exchange.invoke(cmdlet, parameters),
  };
  const { summary } = await mailboxState.collect(
    { ...tenant.context, exchange },
    subject(seedIds.marta),
  );
  expect(summary).toContain("2 rules, 0 hidden, 1 only in Graph");
});

test("an account without a mailbox is kept with what isn't there", async () => {
  const { complete, summary } = await collect(seedIds.secondGlobalAdmin);
  expect(complete).toBe(false);
  expect(summary).toContain("no rules read");
});
