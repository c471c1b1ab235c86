import { describe, expect, test } from "@jest/globals";
import { blockMailboxProtocols } from "../../../src/actions/mailbox/block-mailbox-protocols.ts";
import { placeLitigationHold } from "../../../src/actions/mailbox/place-litigation-hold.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { states } from "../runs.ts";
import { exchangeOff, planOf, subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import {
  changes,
  draftOf,
  previewOf,
  reasonOf,
  runAction,
  touched,
  undoAction,
} from "./run-action.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);
const hold = () => ({ tenant, action: placeLitigationHold, subject: marta });
const protocols = () => ({ tenant, action: blockMailboxProtocols, subject: marta });

describe("place-litigation-hold", () => {
  test("holds exactly this mailbox, sees it, and lifts the hold", async () => {
    const { plan, answers, readings } = await runAction(hold());
    expect(states(answers)).toEqual(["accepted"]);
    expect(states(readings)).toEqual(["observed"]);
    expect(await touched(tenant)).toEqual([`mailbox ${seedIds.marta}`]);
    expect((await changes(tenant))[0]).toMatchObject({ LitigationHoldEnabled: [false, true] });

    expect(states((await undoAction(hold(), plan)).readings)).toEqual(["observed"]);
    expect((await changes(tenant))[1]).toMatchObject({ LitigationHoldEnabled: [true, false] });
  });

  test("has nothing to do where somebody held it already", async () => {
    const set = { LitigationHoldEnabled: true, LitigationHoldDate: "2026-01-05T10:00:00Z" };
    await tenant.world("mailboxes", seedIds.marta, set);
    expect(await previewOf(hold())).toEqual({
      kind: "nothing to do",
      seen: "The mailbox is on hold already since 2026-01-05.",
    });
  });

  test("a hold that somebody lifted isn't observed", async () => {
    const { plan, since } = await runAction(hold());
    await tenant.world("mailboxes", seedIds.marta, { LitigationHoldEnabled: false });
    const run = { plan, since };
    expect(states(await placeLitigationHold.observe(tenant.context, marta, run))).toEqual([
      "not observed",
    ]);
  });

  test("is by hand where Exchange is off or refuses, and sends nothing", async () => {
    const context = { ...tenant.context, exchange: exchangeOff };
    expect(await reasonOf(hold(), context)).toContain(
      `Set-Mailbox ${seedIds.marta} -LitigationHoldEnabled $true`,
    );
    await tenant.fault({
      match: { pathPattern: "/adminapi/**", cmdlet: "Get-Mailbox" },
      kind: "403",
    });
    expect(await reasonOf(hold())).toContain("not evaluable");
    expect(await tenant.ledger()).toEqual([]);
  });

  test("a guest's mailbox is elsewhere, and a deleted account has none", async () => {
    const guest = { ...hold(), subject: subject(seedIds.guest, "Rui Tavares") };
    expect(await reasonOf(guest)).toContain("home organisation");
    await tenant.world("users", seedIds.marta, null);
    expect(await reasonOf(hold())).toContain("deleted or never here");
  });

  test("a shared mailbox is held too, and the card says what it costs", async () => {
    const shared = subject(seedIds.sharedMailbox, "Accounts Payable");
    const { items } = await draftOf({ ...hold(), subject: shared });
    expect(items[0]?.about).toContain("needs a licence");
  });
});

describe("block-mailbox-protocols", () => {
  test("names each protocol that is open, and closes exactly those", async () => {
    await tenant.world("casMailboxes", seedIds.marta, { PopEnabled: false, EwsEnabled: null });
    const { draft, plan, answers, readings } = await runAction(protocols());
    expect(draft.items.map(({ id, about }) => `${id}: ${about}`)).toEqual([
      "activesync: on for this mailbox",
      "ews: as the organisation set it",
      "imap: on for this mailbox",
      "smtp-auth: as the organisation set it",
    ]);
    expect(states(answers)).toEqual(["accepted", "accepted", "accepted", "accepted"]);
    expect(states(readings)).toEqual(["observed", "observed", "observed", "observed"]);
    expect(await changes(tenant)).toEqual([
      { ActiveSyncEnabled: [true, false] },
      { EwsEnabled: [null, false] },
      { ImapEnabled: [true, false] },
      { SmtpClientAuthenticationDisabled: [null, true] },
    ]);

    const back = await undoAction(protocols(), plan);
    expect(states(back.readings)).toEqual(["observed", "observed", "observed", "observed"]);
    expect((await changes(tenant)).slice(4)).toEqual([
      { ActiveSyncEnabled: [false, true] },
      { EwsEnabled: [false, null] },
      { ImapEnabled: [false, true] },
      { SmtpClientAuthenticationDisabled: [true, null] },
    ]);
  });

  test("has nothing to do a second time and makes the same plan twice", async () => {
    const draft = await draftOf(protocols());
    expect(await draftOf(protocols())).toEqual(draft);
    await runAction(protocols());
    expect((await previewOf(protocols())).kind).toBe("nothing to do");
  });

  test("goes on after a refusal, and says which protocol is still open", async () => {
    const plan = planOf(await draftOf(protocols()), { action: "x", id: marta.id });
    await tenant.fault({
      match: { pathPattern: "/adminapi/**", cmdlet: "Set-CASMailbox" },
      kind: "403",
    });
    const answers = await blockMailboxProtocols.apply(tenant.context, marta, plan);
    expect(states(answers)).toEqual(["failed", "accepted", "accepted", "accepted", "accepted"]);
    const run = { plan, since: tenant.context.now() };
    const readings = await blockMailboxProtocols.observe(tenant.context, marta, run);
    expect(readings[0]).toEqual({
      id: "activesync",
      state: "not observed",
      why: "The flag is true.",
    });
    expect(readings.slice(1).every(({ state }) => state === "observed")).toBe(true);
  });

  test("no answer is unknown, and what was made is seen", async () => {
    const plan = planOf(await draftOf(protocols()), { action: "x", id: marta.id });
    await tenant.fault({
      match: { pathPattern: "/adminapi/**", cmdlet: "Set-CASMailbox" },
      kind: "500",
      made: true,
    });
    const answers = await blockMailboxProtocols.apply(tenant.context, marta, plan);
    expect(answers[0]?.state).toBe("unknown");
    const run = { plan, since: tenant.context.now() };
    const readings = await blockMailboxProtocols.observe(tenant.context, marta, run);
    expect(readings[0]?.state).toBe("observed");
  });

  test("is by hand with the whole command where Exchange is off", async () => {
    const context = { ...tenant.context, exchange: exchangeOff };
    const reason = await reasonOf(protocols(), context);
    expect(reason).toContain("-SmtpClientAuthenticationDisabled $true");
    expect(reason).not.toContain("OWA");
  });

  test("an account without a mailbox has nothing to close", async () => {
    const karin = subject(seedIds.secondGlobalAdmin, "Karin Admin");
    expect(await previewOf({ ...protocols(), subject: karin })).toEqual({
      kind: "nothing to do",
      seen: "The account has no mailbox here.",
    });
  });
});
