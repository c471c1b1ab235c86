import { describe, expect, test } from "@jest/globals";
import { purgeMail } from "../../../src/actions/mail/purge-mail.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import {
  changes,
  draftOf,
  previewOf,
  reasonOf,
  runAction,
  touched,
  undoAction,
} from "../mailbox/run-action.ts";
import { states } from "../runs.ts";
import { exchangeOff, subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();

const phish = "d6a1f4c8-5b2e-4e07-9c31-08dd6f3a7b11";
const script = (input: string | undefined = `network:${phish}`) => ({
  tenant,
  action: purgeMail,
  subject: subject(seedIds.marta),
  input,
});

describe("purge-mail", () => {
  test.each([
    [phish.toUpperCase(), `network:${phish}`],
    ["<20261120.4711@contoso.example>", "internet:<20261120.4711@contoso.example>"],
    ["subject: Updated bank details", "subject:Updated bank details"],
  ])("%s is read, and finds each copy in a mailbox of ours", async (text, value) => {
    expect(purgeMail.input?.parse(text)).toEqual({ ok: true, value });
    const draft = await draftOf(script(value));
    expect(draft.items.map(({ name, about }) => `${name}: ${about}`)).toEqual([
      "jon.lind@contoso.example: in the inbox, Updated bank details",
      "priya.nair@contoso.example: in Junk Email, Updated bank details",
    ]);
    expect(purgeMail.text.affects(draft)).toBe("2 copies; 1 already gone or outside.");
  });

  test("refuses what names no message", () => {
    for (const text of ["bank", "subject:all", "", "<no>"]) {
      expect(purgeMail.input?.parse(text).ok).toBe(false);
    }
  });

  test("purges exactly those copies, sees it, and puts each back where it lay", async () => {
    const { plan, answers, readings } = await runAction(script());
    expect(states(answers)).toEqual(["accepted", "accepted"]);
    expect(states(readings)).toEqual(["observed", "observed"]);
    expect(await touched(tenant)).toEqual([`analyzedEmail ${phish}-1`, `analyzedEmail ${phish}-2`]);
    expect(await previewOf(script())).toMatchObject({ kind: "nothing to do" });

    const back = await undoAction(script(), plan);
    expect(states(back.readings)).toEqual(["observed", "observed"]);
    expect((await changes(tenant)).slice(2)).toMatchObject([
      { latestDelivery: [{}, { location: "inbox_folder" }] },
      { latestDelivery: [{}, { location: "junkFolder" }] },
    ]);
  });

  test("what the service hasn't done yet is pending, and what it lost is unknown", async () => {
    await tenant.world("analyzedEmails", `${phish}-1`, { _stuck: true });
    const { readings, plan, since } = await runAction(script());
    expect(states(readings)).toEqual(["pending", "observed"]);
    await tenant.world("analyzedEmails", `${phish}-2`, null);
    const run = { plan, since };
    const later = await purgeMail.observe(tenant.context, script().subject, run);
    expect(states(later)).toEqual(["pending", "unknown"]);
  });

  test("without the licence or the permission it isn't evaluable, and goes by eDiscovery", async () => {
    const pathPattern = "/security/collaboration/analyzedEmails";
    await tenant.fault({ match: { pathPattern }, kind: "403" });
    const reason = await reasonOf(script());
    expect(reason).toContain("Not evaluable without Defender for Office 365 P2");
    expect(reason).toContain("100 items");
    await tenant.world(
      "subscribedSkus",
      `${seedIds.tenant}_06ebc4ee-1bb5-47dd-8120-11324bc54e06`,
      null,
    );
    expect(await reasonOf(script())).toContain("Not evaluable");
  });

  test("an unknown message is for people; nothing named says how to name one", async () => {
    const other = "network:00000000-0000-4000-8000-000000000042";
    expect(await reasonOf(script(other))).toContain("lists no such message");
    const seen = await purgeMail.preview(tenant.context, subject(seedIds.marta));
    expect(seen).toEqual({
      kind: "by hand",
      reason: expect.stringContaining("incident step add purge-mail"),
    });
  });

  test("a refused request is failed and a broken one unknown; Exchange isn't needed", async () => {
    const context = { ...tenant.context, exchange: exchangeOff };
    expect((await previewOf(script(), context)).kind).toBe("plan");
    const pathPattern = "/security/collaboration/analyzedEmails/remediate";
    await tenant.fault({ match: { pathPattern }, kind: "403" });
    expect(states((await runAction(script())).answers)).toEqual(["failed", "failed"]);
    await tenant.fault({ match: { pathPattern }, kind: "500" });
    expect(states((await runAction(script())).answers)).toEqual(["unknown", "unknown"]);
    expect(await tenant.ledger()).toEqual([]);
  });
});
