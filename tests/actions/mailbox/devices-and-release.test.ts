import { describe, expect, test } from "@jest/globals";
import { removeMobileAndAddins } from "../../../src/actions/mailbox/remove-mobile-and-addins.ts";
import { unblockSenderAndProtocols } from "../../../src/actions/mailbox/unblock-sender-and-protocols.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { states } from "../runs.ts";
import { exchangeOff, planOf, subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { changes, draftOf, previewOf, reasonOf, runAction, touched } from "./run-action.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);
const address = "marta.oliveira@contoso.example";
const ownPhone = "c2a7d3f0-84b1-4f6e-9d25-7e3b1c0a5f01";
const otherPhone = "c2a7d3f0-84b1-4f6e-9d25-7e3b1c0a5f02";
const addIn = "e1d4c7b2-93a6-4f58-8b0d-6c2f7a9e3d55";

describe("remove-mobile-and-addins", () => {
  const script = (input?: string) => ({
    tenant,
    action: removeMobileAndAddins,
    subject: marta,
    ...(input !== undefined && { input }),
  });

  test("names phones with their dates and the owner's add-ins, not the organisation's", async () => {
    const { items } = await draftOf(script());
    expect(items.map(({ id, name }) => `${id} ${name}`)).toEqual([
      `add-in:${addIn} Mail Sync Helper`,
      `device:${ownPhone} iPhone of Marta`,
      `device:${otherPhone} Android`,
    ]);
    expect(items[2]?.about).toMatch(/^Android 9, syncs since \d{4}-\d\d-\d\d, last \d{4}/);
  });

  test("keeps what was named, removes exactly the rest and sees it", async () => {
    expect(removeMobileAndAddins.input?.parse("iPhone of Marta")).toEqual({
      ok: true,
      value: "iphone of marta",
    });
    const { answers, readings } = await runAction(script("iphone of marta"));
    expect(states(answers)).toEqual(["accepted", "accepted"]);
    expect(states(readings)).toEqual(["observed", "observed"]);
    expect(await touched(tenant)).toEqual([
      `mailboxApp ${address}\\${addIn}`,
      `mobileDevice ${otherPhone}`,
    ]);
    expect((await previewOf(script("iphone of marta"))).kind).toBe("nothing to do");
  });

  test("a device that somebody removed meanwhile is failed to remove, and observed gone", async () => {
    const plan = planOf(await draftOf(script()), { action: "x", id: marta.id });
    await tenant.world("mobileDevices", otherPhone, null);
    const answers = await removeMobileAndAddins.apply(tenant.context, marta, plan);
    expect(states(answers)).toEqual(["accepted", "accepted", "failed"]);
    const run = { plan, since: tenant.context.now() };
    const readings = await removeMobileAndAddins.observe(tenant.context, marta, run);
    expect(states(readings)).toEqual(["observed", "observed", "observed"]);
  });

  test("is by hand where Exchange is off or refuses; other people have nothing", async () => {
    const context = { ...tenant.context, exchange: exchangeOff };
    expect(await reasonOf(script(), context)).toContain("Get-MobileDeviceStatistics");
    const match = { pathPattern: "/adminapi/**", cmdlet: "Get-App" };
    await tenant.fault({ match, kind: "403" });
    expect(await reasonOf(script())).toContain("not evaluable");
    const jonas = { ...script(), subject: subject(seedIds.jonasSales) };
    expect((await previewOf(jonas)).kind).toBe("nothing to do");
  });
});

describe("unblock-sender-and-protocols", () => {
  const script = (input?: string) => ({
    tenant,
    action: unblockSenderAndProtocols,
    subject: marta,
    ...(input !== undefined && { input }),
  });

  test("lifts the restriction and opens no protocol that nobody named", async () => {
    await tenant.world("casMailboxes", seedIds.marta, { ImapEnabled: false });
    const { draft, readings } = await runAction(script());
    expect(draft.items.map(({ id, name }) => `${id} ${name}`)).toEqual([`sender ${address}`]);
    expect(states(readings)).toEqual(["observed"]);
    expect(await touched(tenant)).toEqual([`blockedSender ${address}`]);
    expect((await previewOf(script())).kind).toBe("nothing to do");
  });

  test("opens exactly the named protocols that are off", async () => {
    const set = { ImapEnabled: false, PopEnabled: false, SmtpClientAuthenticationDisabled: true };
    await tenant.world("casMailboxes", seedIds.marta, set);
    await tenant.world("blockedSenders", address, null);
    const parsed = unblockSenderAndProtocols.input?.parse("Protocols: smtp-auth, imap, ews");
    expect(parsed).toEqual({ ok: true, value: "protocols:ews,imap,smtp-auth" });
    const { readings } = await runAction(script("protocols:ews,imap,smtp-auth"));
    expect(states(readings)).toEqual(["observed", "observed"]);
    expect(await changes(tenant)).toEqual([
      { ImapEnabled: [false, true] },
      { SmtpClientAuthenticationDisabled: [true, false] },
    ]);
    expect(unblockSenderAndProtocols.input?.parse("protocols:owa").ok).toBe(false);
  });

  test("a list that can't be read is by hand, not an unblocked sender", async () => {
    const match = { pathPattern: "/adminapi/**", cmdlet: "Get-BlockedSenderAddress" };
    await tenant.fault({ match, kind: "403" });
    expect(await reasonOf(script())).toContain("not evaluable");
    const context = { ...tenant.context, exchange: exchangeOff };
    expect(await reasonOf(script(), context)).toContain("Remove-BlockedSenderAddress");
  });
});
