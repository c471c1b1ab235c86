import { describe, expect, test } from "@jest/globals";
import { ruleIdentityOf } from "../../src/sandbox/exchange/rule-identity.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { codeOf, ledgerOf, textOf, valueOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

const upn = "marta.oliveira@contoso.example";

describe("a mailbox, seen by Graph and by Exchange", () => {
  const rig = rigForFile();
  const user = `/users/${seedIds.marta}`;
  const rules = `${user}/mailFolders/inbox/messageRules`;

  test("Graph shows the visible rules; Exchange shows the hidden ones too, when asked", async () => {
    const graph = valueOf(await rig.graph("GET", rules)).map((rule) => textOf(rule, "id"));
    const plain = valueOf(await rig.exchange("Get-InboxRule", { Mailbox: upn }));
    const all = valueOf(await rig.exchange("Get-InboxRule", { Mailbox: upn, IncludeHidden: true }));
    expect([graph.length, plain.length, all.length]).toEqual([2, 2, 4]);
    const twins = graph.map(ruleIdentityOf);
    const hidden = all.filter((rule) => !twins.includes(textOf(rule, "RuleIdentity")));
    expect(hidden.map((rule) => rule["Name"])).toEqual([".", "Junk E-mail Rule"]);
    expect(all.some((rule) => JSON.stringify(rule).toLowerCase().includes("hidden"))).toBe(false);
  });

  test("the two names of a rule are the same eight bytes", () => {
    expect(ruleIdentityOf(seedIds.hiddenRule)).toBe("11558028426879172609");
  });

  test("a rule that Graph disables is disabled in Exchange, and back", async () => {
    const rule = `${rules}/${encodeURIComponent(seedIds.rssRule)}`;
    const patched = await rig.graph("PATCH", rule, { isEnabled: false });
    expect(patched.body).toMatchObject({ isEnabled: false, displayName: "invoices" });
    const Identity = `marta.oliveira\\${ruleIdentityOf(seedIds.rssRule)}`;
    const seen = valueOf(await rig.exchange("Get-InboxRule", { Mailbox: upn, Identity }));
    expect(seen).toMatchObject([{ Enabled: false, MoveToFolder: "RSS Feeds" }]);
    expect((await rig.exchange("Enable-InboxRule", { Identity })).body).toEqual({ value: [] });
    expect((await rig.graph("GET", rule)).body).toMatchObject({ isEnabled: true });
    expect((await rig.graph("PATCH", rule, { isEnabled: "no" })).status).toBe(400);
    expect((await rig.graph("GET", `${rules}/AQAAAA==`)).status).toBe(404);
  });

  test("a hidden rule is out of Graph's reach and within Exchange's", async () => {
    const path = `${rules}/${encodeURIComponent(seedIds.hiddenRule)}`;
    expect((await rig.graph("PATCH", path, { isEnabled: false })).status).toBe(404);
    const Identity = ruleIdentityOf(seedIds.hiddenRule);
    expect((await rig.exchange("Disable-InboxRule", { Mailbox: upn, Identity })).status).toBe(200);
    expect(await ledgerOf(rig)).toMatchObject([
      {
        target: { kind: "messageRule", id: `${seedIds.marta}/${seedIds.hiddenRule}` },
        change: { isEnabled: { from: true, to: false } },
      },
    ]);
  });

  test("forwarding is cleared and put back by Set-Mailbox", async () => {
    const [before] = valueOf(await rig.exchange("Get-Mailbox", { Identity: upn }));
    expect(before).toMatchObject({ ForwardingSmtpAddress: "smtp:ap-backup@fastmail.example" });
    const clear = {
      Identity: seedIds.marta,
      ForwardingSmtpAddress: null,
      ForwardingAddress: null,
      DeliverToMailboxAndForward: false,
    };
    expect((await rig.exchange("Set-Mailbox", clear)).status).toBe(200);
    const [after] = valueOf(await rig.exchange("Get-Mailbox", { Identity: upn }));
    expect(after).toMatchObject({ ForwardingSmtpAddress: null, DeliverToMailboxAndForward: false });
    const back = { Identity: upn, ForwardingSmtpAddress: "ap-backup@fastmail.example" };
    await rig.exchange("Set-Mailbox", back);
    const [again] = valueOf(await rig.exchange("Get-Mailbox", { Identity: upn }));
    expect(again?.["ForwardingSmtpAddress"]).toBe("smtp:ap-backup@fastmail.example");
  });

  test("protocols and delegates can be read", async () => {
    await rig.exchange("Set-CASMailbox", { Identity: upn, ImapEnabled: false });
    const cas = valueOf(await rig.exchange("Get-CASMailbox", { Identity: upn }));
    expect(cas).toMatchObject([{ ImapEnabled: false, PopEnabled: true }]);
    const shared = { Identity: "accounts.payable@contoso.example" };
    const access = valueOf(await rig.exchange("Get-MailboxPermission", shared));
    expect(access.map(({ User }) => User)).toContain(upn);
    const sendAs = valueOf(await rig.exchange("Get-RecipientPermission", shared));
    expect(sendAs).toMatchObject([{ Trustee: upn, AccessRights: ["SendAs"] }]);
  });

  test("wrong cmdlets, parameters, values and mailboxes are refused and change nothing", async () => {
    const attempts = [
      await rig.exchange("Remove-Tenant", {}),
      await rig.exchange("Set-Mailbox", { Identity: upn, Forward: true }),
      await rig.exchange("Set-Mailbox", { Identity: upn, DeliverToMailboxAndForward: "yes" }),
      await rig.exchange("Disable-InboxRule", { Identity: "42" }),
    ];
    expect(attempts.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    const nobody = await rig.exchange("Get-Mailbox", { Identity: "nobody@contoso.example" });
    expect([nobody.status, codeOf(nobody)]).toEqual([404, "NotFound"]);
    expect(await ledgerOf(rig)).toEqual([]);
  });

  test("the auto-reply is cleared without touching the other settings", async () => {
    const settings = `${user}/mailboxSettings`;
    const patch = { automaticRepliesSetting: { status: "disabled" } };
    expect((await rig.graph("PATCH", settings, patch)).status).toBe(200);
    expect((await rig.graph("GET", settings)).body).toMatchObject({
      timeZone: "W. Europe Standard Time",
      automaticRepliesSetting: { status: "disabled", externalAudience: "all" },
    });
    const strange = { forwardingSmtpAddress: null };
    expect((await rig.graph("PATCH", settings, strange)).status).toBe(400);
    const none = await rig.graph("GET", `/users/${seedIds.breakGlass}/mailboxSettings`);
    expect([none.status, codeOf(none)]).toEqual([404, "MailboxNotEnabledForRESTAPI"]);
  });
});
