/** The mail administrator's cmdlets of the simulated tenant: errors, orders and what stays changed. */
import { describe, expect, test } from "@jest/globals";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { type Answer, type Body, codeOf, ledgerOf, textOf, valueOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

const upn = "marta.oliveira@contoso.example";
const rig = rigForFile();

const statusOf = async (cmdlet: string, parameters: Body): Promise<number> =>
  (await rig.exchange(cmdlet, parameters)).status;

const messageOf = (answer: Answer): string => JSON.stringify(answer.body);

describe("delegates", () => {
  const mallory = "mallory@contoso.example";
  const access = { Identity: upn, User: mallory, AccessRights: ["FullAccess"] };

  test("asking for confirmation can't be answered by an app", async () => {
    const asked = await rig.exchange("Remove-MailboxPermission", access);
    expect([asked.status, messageOf(asked).includes("user interaction")]).toEqual([400, true]);
    const told = await rig.exchange("Remove-MailboxPermission", { ...access, Confirm: false });
    expect(told.status).toBe(200);
    expect(await ledgerOf(rig)).toHaveLength(1);
  });

  test("taking what isn't there ends well and changes nothing, as Exchange does", async () => {
    const none = { ...access, User: "jon.lind@contoso.example", Confirm: false };
    expect(await statusOf("Remove-MailboxPermission", none)).toBe(200);
    expect(await ledgerOf(rig)).toEqual([]);
  });

  test("wrong rights, nobody and ambiguous names are refused", async () => {
    const refused = [
      await statusOf("Add-MailboxPermission", { ...access, AccessRights: ["Everything"] }),
      await statusOf("Add-MailboxPermission", { ...access, User: "nobody@contoso.example" }),
      await statusOf("Add-MailboxPermission", { ...access, User: "Jonas Berg" }),
      await statusOf("Set-Mailbox", { Identity: upn, GrantSendOnBehalfTo: ["mallory"] }),
    ];
    expect(refused).toEqual([400, 404, 400, 400]);
    const folder = { Identity: `${upn}:\\Nowhere` };
    expect(await statusOf("Get-MailboxFolderPermission", folder)).toBe(404);
    expect(await ledgerOf(rig)).toEqual([]);
  });

  test("send-on-behalf is a delta of a hash table, and AD's for a synchronised mailbox", async () => {
    const table = (verb: string) => ({
      "@odata.type": "#Exchange.GenericHashTable",
      [verb]: "mallory",
    });
    const add = { Identity: upn, GrantSendOnBehalfTo: table("add") };
    expect(await statusOf("Set-Mailbox", add)).toBe(200);
    const [box] = valueOf(await rig.exchange("Get-Mailbox", { Identity: upn }));
    expect(box?.["GrantSendOnBehalfTo"]).toEqual(["mallory"]);
    const synced = { Identity: seedIds.synced, GrantSendOnBehalfTo: table("add") };
    const answer = await rig.exchange("Set-Mailbox", synced);
    expect([answer.status, messageOf(answer).includes("write scope")]).toEqual([400, true]);
  });

  test("a folder's right is given once and taken once", async () => {
    const identity = `${upn}:\\Calendar`;
    const right = { Identity: identity, User: "jon.lind@contoso.example" };
    const give = { ...right, AccessRights: ["Editor"] };
    expect(await statusOf("Add-MailboxFolderPermission", give)).toBe(200);
    expect(await statusOf("Add-MailboxFolderPermission", give)).toBe(400);
    const take = { ...right, Confirm: false };
    expect(await statusOf("Remove-MailboxFolderPermission", take)).toBe(200);
    expect(await statusOf("Remove-MailboxFolderPermission", take)).toBe(404);
  });
});

describe("rules, devices and add-ins", () => {
  test("what is removed is gone: the second time is 404", async () => {
    const rule = { Mailbox: upn, Identity: "invoices", Confirm: false };
    const sweep = { Mailbox: upn, Identity: "bank", Confirm: false };
    const phone = { Identity: "c2a7d3f0-84b1-4f6e-9d25-7e3b1c0a5f01", Confirm: false };
    for (const [cmdlet, parameters] of [
      ["Remove-InboxRule", rule],
      ["Remove-SweepRule", sweep],
      ["Remove-MobileDevice", phone],
    ] as const) {
      expect(await statusOf(cmdlet, parameters)).toBe(200);
      expect(await statusOf(cmdlet, parameters)).toBe(404);
    }
    expect(await ledgerOf(rig)).toHaveLength(3);
  });

  test("the organisation's add-in can't be removed from one mailbox", async () => {
    const app = { Mailbox: upn, Identity: "6b47614e-0125-454b-9f76-bd5aef85ac7b" };
    expect(await statusOf("Remove-App", app)).toBe(400);
    expect(await statusOf("New-SweepRule", { Mailbox: upn, Name: "x" })).toBe(400);
    const sweep = { Mailbox: upn, Name: "x", Provider: "Exchange16", Sender: "a@bank.example" };
    const unplaced = { ...sweep, DestinationFolder: "Deleted Items" };
    expect(await statusOf("New-SweepRule", unplaced)).toBe(400);
    expect(await ledgerOf(rig)).toEqual([]);
  });

  test("Graph makes a rule under a new id, and none without an action or with a strange member", async () => {
    const path = `/users/${seedIds.marta}/mailFolders/inbox/messageRules`;
    const body = { displayName: "again", sequence: 4, actions: { markAsRead: true } };
    const made = await rig.graph("POST", path, body);
    expect([made.status, made.body["displayName"]]).toEqual([201, "again"]);
    const id = textOf(made.body, "id");
    expect((await rig.graph("GET", `${path}/${encodeURIComponent(id)}`)).status).toBe(200);
    expect((await rig.graph("POST", path, { ...body, actions: {} })).status).toBe(400);
    expect((await rig.graph("POST", path, { ...body, isReadOnly: false })).status).toBe(400);
  });
});

describe("mail flow and the block list", () => {
  const entry = { ListType: "Sender", Entries: ["evil.example"], Block: true };
  const later = "2026-04-01T00:00:00Z";

  test("rules and connectors are switched by name, and unknown ones are 404", async () => {
    const name = { Identity: "Mail Sync", Confirm: false };
    expect(await statusOf("Disable-TransportRule", { Identity: "Mail Sync" })).toBe(400);
    expect(await statusOf("Disable-TransportRule", name)).toBe(200);
    expect(await statusOf("Disable-TransportRule", { ...name, Identity: "none" })).toBe(404);
    const relay = { Identity: "Backup relay" };
    expect(await statusOf("Set-OutboundConnector", { ...relay, Enabled: "no" })).toBe(400);
    expect(await statusOf("Set-InboundConnector", { ...relay, Enabled: false })).toBe(404);
    expect(await statusOf("Set-OutboundConnector", { ...relay, Enabled: false })).toBe(200);
    expect(await ledgerOf(rig)).toHaveLength(2);
  });

  test("an entry needs an end to come, its own kind, and to be new", async () => {
    const add = (more: Body) => statusOf("New-TenantAllowBlockListItems", { ...entry, ...more });
    expect(await add({})).toBe(400);
    expect(await add({ ExpirationDate: "2020-01-01T00:00:00Z" })).toBe(400);
    expect(await add({ ListType: "IP", Entries: ["203.0.113.7"], ExpirationDate: later })).toBe(
      400,
    );
    expect(await add({ ExpirationDate: later })).toBe(200);
    expect(await add({ ExpirationDate: later })).toBe(400);
    const remove = { ListType: "Sender", Entries: ["evil.example"] };
    expect(await statusOf("Remove-TenantAllowBlockListItems", remove)).toBe(200);
    expect(await statusOf("Remove-TenantAllowBlockListItems", remove)).toBe(400);
  });

  test("a restricted sender is released once", async () => {
    const sender = { SenderAddress: upn };
    expect(valueOf(await rig.exchange("Get-BlockedSenderAddress", sender))).toHaveLength(1);
    expect(await statusOf("Remove-BlockedSenderAddress", sender)).toBe(200);
    expect(await statusOf("Remove-BlockedSenderAddress", sender)).toBe(404);
  });
});

describe("analysed mail", () => {
  const path = "/security/collaboration/analyzedEmails";
  const phish = "d6a1f4c8-5b2e-4e07-9c31-08dd6f3a7b11";
  const body = {
    displayName: "INC-0001",
    severity: "high",
    action: "softDelete",
    analyzedEmails: [
      { networkMessageId: phish, recipientEmailAddress: "jon.lind@contoso.example" },
    ],
  };

  test("is moved for the named recipient only, and needs the licence", async () => {
    expect((await rig.graph("POST", `${path}/remediate`, body)).status).toBe(202);
    expect(await ledgerOf(rig)).toMatchObject([{ target: { id: `${phish}-1` } }]);
    const key = `${seedIds.tenant}_06ebc4ee-1bb5-47dd-8120-11324bc54e06`;
    await rig.control("POST", "/world", { table: "subscribedSkus", key, set: null });
    const refused = await rig.graph("GET", path);
    expect([refused.status, codeOf(refused)]).toEqual([403, "Forbidden"]);
  });

  test("wrong bodies are refused", async () => {
    const wrong = [
      { ...body, action: "moveToQuarantine" },
      { ...body, remediateSendersCopy: "no" },
      { ...body, analyzedEmails: [] },
    ];
    for (const each of wrong) {
      expect((await rig.graph("POST", `${path}/remediate`, each)).status).toBe(400);
    }
    expect(await ledgerOf(rig)).toEqual([]);
  });
});
