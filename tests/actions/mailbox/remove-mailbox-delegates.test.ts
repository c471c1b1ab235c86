import { describe, expect, test } from "@jest/globals";
import { removeMailboxDelegates } from "../../../src/actions/mailbox/remove-mailbox-delegates.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { states } from "../runs.ts";
import { exchangeOff, subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { draftOf, previewOf, reasonOf, runAction, touched, undoAction } from "./run-action.ts";

const tenant = tenantForFile();

const mallory = "mallory@contoso.example";
const hostile = "[APPROVED](https://evil.example) <at>CEO</at>";
const script = (id: string = seedIds.marta, input?: string) => ({
  tenant,
  action: removeMailboxDelegates,
  subject: subject(id),
  ...(input !== undefined && { input }),
});

/** Everything that says who gets into this mailbox. */
const rightsOf = async (id: string): Promise<unknown> => {
  const { exchange } = tenant.context;
  return Promise.all([
    exchange.invoke("Get-MailboxPermission", { Identity: id }),
    exchange.invoke("Get-RecipientPermission", { Identity: id }),
    exchange.invoke("Get-Mailbox", { Identity: id }),
    exchange.invoke("Get-MailboxFolderPermission", { Identity: `${id}:\\Inbox` }),
    exchange.invoke("Get-MailboxFolderPermission", { Identity: `${id}:\\Calendar` }),
  ]);
};

describe("remove-mailbox-delegates", () => {
  test("names every right of others, and neither the owner's nor everybody's", async () => {
    await tenant.world("mailboxes", seedIds.marta, { GrantSendOnBehalfTo: ["mallory"] });
    const { items } = await draftOf(script());
    expect(items.map(({ id, about }) => `${id} | ${about}`)).toEqual([
      "folder:Calendar:Dana Fox | Reviewer of Calendar",
      `folder:Inbox:${hostile} | Reviewer of Inbox`,
      `full-access:${mallory} | reads and changes everything`,
      "on-behalf:mallory | sends on behalf of it",
      `send-as:${mallory} | sends as this mailbox`,
    ]);
  });

  test("takes exactly those, sees it, and gives them back as they were", async () => {
    await tenant.world("mailboxes", seedIds.marta, { GrantSendOnBehalfTo: ["mallory"] });
    const before = await rightsOf(seedIds.marta);
    const { plan, answers, readings } = await runAction(script());
    expect(new Set(states(answers))).toEqual(new Set(["accepted"]));
    expect(new Set(states(readings))).toEqual(new Set(["observed"]));
    expect(await touched(tenant)).toEqual([
      `mailboxFolderPermission ${seedIds.marta}/Calendar/${seedIds.exchangeAdmin}`,
      `mailboxFolderPermission ${seedIds.marta}/Inbox/${seedIds.hostileName}`,
      `mailboxPermission ${seedIds.marta}/${mallory}`,
      `mailbox ${seedIds.marta}`,
      `recipientPermission ${seedIds.marta}/${mallory}`,
    ]);
    expect((await previewOf(script())).kind).toBe("nothing to do");

    const back = await undoAction(script(), plan);
    expect(new Set(states(back.readings))).toEqual(new Set(["observed"]));
    expect(await rightsOf(seedIds.marta)).toEqual(before);
  });

  test("keeps whom people named, by address or name", async () => {
    const parsed = removeMailboxDelegates.input?.parse(` Dana Fox, ${mallory.toUpperCase()} `);
    expect(parsed).toEqual({ ok: true, value: `dana fox, ${mallory}` });
    const { items } = await draftOf(script(seedIds.marta, `dana fox, ${mallory}`));
    expect(items.map(({ id }) => id)).toEqual([`folder:Inbox:${hostile}`]);
    expect(removeMailboxDelegates.input?.parse(" , ").ok).toBe(false);
  });

  test("says of a shared mailbox that its people are locked out, and when it can sign in", async () => {
    const draft = await draftOf(script(seedIds.sharedMailbox));
    expect(draft.items.map(({ id }) => id)).toEqual([
      "full-access:marta.oliveira@contoso.example",
      "send-as:marta.oliveira@contoso.example",
    ]);
    expect(removeMailboxDelegates.text.affects(draft)).toContain("locked out");
    await tenant.world("users", seedIds.sharedMailbox, { accountEnabled: true });
    const open = await draftOf(script(seedIds.sharedMailbox));
    expect(removeMailboxDelegates.text.affects(open)).toContain("can sign in");
    expect(removeMailboxDelegates.text.affects(open).length).toBeLessThanOrEqual(90);
  });

  test("leaves to people what comes from Active Directory", async () => {
    await tenant.world("mailboxes", seedIds.synced, { GrantSendOnBehalfTo: ["mallory"] });
    expect(await reasonOf(script(seedIds.synced))).toContain("Active Directory");
  });

  test("two people of one name are refused by Exchange, and the right is still seen", async () => {
    const row = { FolderName: "Inbox", User: "Jonas Berg", Identity: "Jonas Berg" };
    const links = { _mailboxId: seedIds.marta, _path: "Inbox", _user: seedIds.jonasLegal };
    const key = `${seedIds.marta}/Inbox/${seedIds.jonasLegal}`;
    const rights = { AccessRights: ["Editor"], SharingPermissionFlags: null };
    await tenant.world("mailboxFolderPermissions", key, { ...row, ...links, ...rights });
    const { answers, readings } = await runAction(script());
    const id = "folder:Inbox:Jonas Berg";
    expect(answers.find((answer) => answer.id === id)).toMatchObject({
      state: "failed",
      why: expect.stringContaining("ManagementObjectAmbiguousException"),
    });
    expect(readings.find((each) => each.id === id)?.state).toBe("not observed");
  });

  test("a folder that can't be found isn't a mailbox without delegates", async () => {
    const match = { pathPattern: "/adminapi/**", cmdlet: "Get-MailboxFolderPermission" };
    await tenant.fault({ match, kind: "404" });
    expect(await reasonOf(script())).toContain("FolderNotFound");
  });

  test("is for people where the mailbox is a guest's or the account was deleted", async () => {
    expect(await reasonOf(script(seedIds.guest))).toContain("home organisation");
    await tenant.world("users", seedIds.marta, null);
    expect(await reasonOf(script())).toContain("deleted or never here");
  });

  test("is by hand where Exchange is off or a part can't be read", async () => {
    const context = { ...tenant.context, exchange: exchangeOff };
    expect(await reasonOf(script(), context)).toContain("Get-RecipientPermission");
    await tenant.fault({
      match: { pathPattern: "/adminapi/**", cmdlet: "Get-MailboxFolderPermission" },
      kind: "403",
    });
    expect(await reasonOf(script())).toContain("not evaluable");
  });
});
