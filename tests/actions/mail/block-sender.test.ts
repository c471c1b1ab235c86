import { describe, expect, test } from "@jest/globals";
import { blockSender } from "../../../src/actions/mail/block-sender.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { draftOf, previewOf, reasonOf, runAction, undoAction } from "../mailbox/run-action.ts";
import { states } from "../runs.ts";
import { exchangeOff, planOf, subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();

const sender = "sender:ap-backup@fastmail.example";
const script = (input: string | undefined = sender) => ({
  tenant,
  action: blockSender,
  subject: subject(seedIds.marta),
  input,
});
const hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

describe("what can be blocked", () => {
  test.each([
    ["AP-Backup@Fastmail.example", sender],
    ["fastmail.example", "sender:fastmail.example"],
    ["https://Evil.example/Login", "url:evil.example/Login"],
    ["url:evil.example", "url:evil.example"],
    [hash.toUpperCase(), `hash:${hash}`],
    ["2001:db8::1/64", "ip:2001:db8::1/64"],
    [sender, sender],
  ])("%s is read as %s", (text, value) => {
    expect(blockSender.input?.parse(text)).toEqual({ ok: true, value });
  });

  test.each([
    ["gmail.com", "mail provider"],
    ["203.0.113.77", "IPv6 only"],
    ["hash:1234", "SHA-256"],
    ["nobody", "no address"],
    ["", "no address"],
  ])("%s isn't, and why: %s", (text, why) => {
    expect(blockSender.input?.parse(text)).toEqual({
      ok: false,
      why: expect.stringContaining(why),
    });
  });
});

describe("block-sender", () => {
  test.each([
    [sender, "Sender", "ap-backup@fastmail.example"],
    ["url:evil.example/Login", "Url", "evil.example/Login"],
    [`hash:${hash}`, "FileHash", hash],
    ["ip:2001:db8::1", "IP", "2001:db8::1"],
  ])("%s is listed for 30 days, seen, and taken off again", async (input, list, value) => {
    const { plan, answers, readings } = await runAction(script(input));
    expect(states(answers)).toEqual(["accepted"]);
    expect(states(readings)).toEqual(["observed"]);
    const asked = { ListType: list, Block: true };
    const [entry] = await tenant.context.exchange.invoke("Get-TenantAllowBlockListItems", asked);
    expect(entry).toMatchObject({ Value: value, Action: "Block", Notes: plan.incident });
    const [change] = await tenant.ledger();
    const until = Date.parse(String(change?.change["ExpirationDate"]?.to));
    const days = (until - Date.parse(tenant.context.now())) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    expect((await previewOf(script(input))).kind).toBe("nothing to do");

    expect(states((await undoAction(script(input), plan)).readings)).toEqual(["observed"]);
    expect(await tenant.context.exchange.invoke("Get-TenantAllowBlockListItems", asked)).toEqual(
      [],
    );
  });

  test("blocks nothing of the organisation's own", async () => {
    for (const own of ["sender:ceo@contoso.example", "sender:contoso.example"]) {
      expect(await reasonOf(script(own))).toContain("own domain");
    }
    expect(await reasonOf(script("url:mail.contoso.example/x"))).toContain("own domain");
  });

  test("leaves an entry that somebody allowed to people", async () => {
    const row = { Value: "ap-backup@fastmail.example", Action: "Allow", ExpirationDate: null };
    await tenant.world("tenantBlockList", "one", { ...row, Identity: "one", _listType: "Sender" });
    expect(await reasonOf(script())).toContain("as allowed");
  });

  test("without a sender it says how to name one; with Exchange off, what to type", async () => {
    const seen = await blockSender.preview(tenant.context, subject(seedIds.marta));
    expect(seen).toEqual({
      kind: "by hand",
      reason: expect.stringContaining("incident step add block-sender"),
    });
    const context = { ...tenant.context, exchange: exchangeOff };
    expect(await reasonOf(script(), context)).toContain('-Entries "ap-backup@fastmail.example"');
  });

  test("a refusal is failed and not observed", async () => {
    const plan = planOf(await draftOf(script()), { action: "x", id: seedIds.marta });
    const match = { pathPattern: "/adminapi/**", cmdlet: "New-TenantAllowBlockListItems" };
    await tenant.fault({ match, kind: "403" });
    const subjectOf = subject(seedIds.marta);
    expect(states(await blockSender.apply(tenant.context, subjectOf, plan))).toEqual(["failed"]);
    const run = { plan, since: tenant.context.now() };
    expect(states(await blockSender.observe(tenant.context, subjectOf, run))).toEqual([
      "not observed",
    ]);
    expect(await tenant.ledger()).toEqual([]);
  });
});
