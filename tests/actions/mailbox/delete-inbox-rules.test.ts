import { describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { deleteInboxRules } from "../../../src/actions/mailbox/delete-inbox-rules.ts";
import { disableInboxRules } from "../../../src/actions/mailbox/disable-inbox-rules.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { states } from "../runs.ts";
import { exchangeOff, subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { draftOf, previewOf, reasonOf, runAction, touched, undoAction } from "./run-action.ts";

const tenant = tenantForFile();

const script = (id: string = seedIds.marta) => ({
  tenant,
  action: deleteInboxRules,
  subject: subject(id),
});
const sweepId = "7f1e6a52-3c0d-4e8b-9a17-51c2d0b9e601";

/** Both suspicious rules switched off, as after C6, and an empty ledger. */
const afterDisabling = async (): Promise<void> => {
  for (const rule of [seedIds.hiddenRule, seedIds.rssRule]) {
    await tenant.world("messageRules", `${seedIds.marta}/${rule}`, { isEnabled: false });
  }
};

const ruleShape = z.looseObject({ id: z.string(), sequence: z.number() });

/** What the visible rules say, without their ids: one that is made again gets another. */
const visibleContents = async (): Promise<readonly unknown[]> => {
  const path = `/v1.0/users/${seedIds.marta}/mailFolders/inbox/messageRules`;
  const { values } = await tenant.graph.list(path);
  return z
    .array(ruleShape)
    .parse(values)
    .sort((a, b) => a.sequence - b.sequence)
    .map((rule) => ({ ...rule, id: "" }));
};

describe("delete-inbox-rules", () => {
  test("names disabled suspicious rules and sweep rules, and which can't come back", async () => {
    await afterDisabling();
    const draft = await draftOf(script());
    expect(draft.items.map(({ name, about }) => `${name} | ${about}`)).toEqual([
      ". | disabled, hidden, sends to ap-backup@fastmail.example, deletes, can't be made again",
      "invoices | disabled, moves to RSS Feeds",
      "bank | sweep rule, moves mail of alerts@bank.example to Deleted Items",
    ]);
    expect(deleteInboxRules.text.affects(draft)).toContain("1 of them hidden or read-only");
    expect(await draftOf(script())).toEqual(draft);
  });

  test("touches no rule that is on: disabling comes first", async () => {
    const { items } = await draftOf(script());
    expect(items.map(({ id }) => id)).toEqual([`sweep:${sweepId}`]);
    await tenant.world("sweepRules", sweepId, null);
    expect(await reasonOf(script())).toContain("disable-inbox-rules comes before");
  });

  test("deletes exactly those and sees that they are gone, hidden ones too", async () => {
    await afterDisabling();
    const { answers, readings } = await runAction(script());
    expect(states(answers)).toEqual(["accepted", "accepted", "accepted"]);
    expect(states(readings)).toEqual(["observed", "observed", "observed"]);
    expect((await touched(tenant)).slice().sort()).toEqual([
      `messageRule ${seedIds.marta}/${seedIds.hiddenRule}`,
      `messageRule ${seedIds.marta}/${seedIds.rssRule}`,
      `sweepRule ${sweepId}`,
    ]);
    expect(await previewOf(script())).toMatchObject({ kind: "nothing to do" });
  });

  test("makes the visible one and the sweep rule again with all they said, once", async () => {
    await afterDisabling();
    const before = await visibleContents();
    const { plan } = await runAction(script());
    const first = await undoAction(script(), plan);
    expect(states(first.readings).slice().sort()).toEqual(["failed", "observed", "observed"]);
    expect(first.answers.find(({ state }) => state === "failed")?.why).toContain("E2");
    const second = await undoAction(script(), plan);
    expect(states(second.readings).slice().sort()).toEqual(["failed", "observed", "observed"]);

    expect(await visibleContents()).toEqual(before);
    const sweeps = await tenant.context.exchange.invoke("Get-SweepRule", {
      Mailbox: seedIds.marta,
    });
    expect(sweeps).toMatchObject([
      { Name: "bank", Sender: "alerts@bank.example", DestinationFolder: "Deleted Items" },
    ]);
  });

  test("goes on after a refusal, and says which rule is still there", async () => {
    await afterDisabling();
    await tenant.fault({ match: { method: "DELETE", pathPattern: "/users/**" }, kind: "403" });
    const { answers, readings } = await runAction(script());
    expect(states(answers)).toEqual(["accepted", "failed", "accepted"]);
    expect(states(readings)).toEqual(["observed", "not observed", "observed"]);
  });

  test("is by hand where hidden or sweep rules can't be read", async () => {
    await afterDisabling();
    const context = { ...tenant.context, exchange: exchangeOff };
    expect(await reasonOf(script(), context)).toContain("Get-InboxRule");
    const pathPattern = "/adminapi/**";
    await tenant.fault({ match: { pathPattern, cmdlet: "Get-SweepRule" }, kind: "403" });
    expect(await reasonOf(script())).toContain("not evaluable");
    await tenant.fault({ match: { pathPattern, cmdlet: "Get-InboxRule" }, kind: "403" });
    expect(await reasonOf(script())).toContain("not evaluable");
    expect(await tenant.ledger()).toEqual([]);
  });

  test("follows what disable-inbox-rules did", async () => {
    await runAction({ tenant, action: disableInboxRules, subject: subject(seedIds.marta) });
    expect((await draftOf(script())).items).toHaveLength(3);
  });

  test("leaves innocent people alone", async () => {
    expect((await previewOf(script(seedIds.jonasSales))).kind).toBe("nothing to do");
    expect(await reasonOf(script(seedIds.guest))).toContain("home organisation");
  });
});
