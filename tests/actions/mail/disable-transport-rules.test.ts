import { describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { disableTransportRules } from "../../../src/actions/mail/disable-transport-rules.ts";
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

const rule = "0b8f3e14-6a2d-4c59-8e70-d1f4a6b3c203";
const relay = "5d0e9b73-2f41-4a86-b3c8-90e7f1a2d402";
const script = (input?: string) => ({
  tenant,
  action: disableTransportRules,
  subject: subject(seedIds.marta),
  ...(input !== undefined && { input }),
});

describe("disable-transport-rules", () => {
  test("names what leaks outside and is new, with who changed it, and no disclaimer", async () => {
    const draft = await draftOf(script());
    expect(draft.items.map(({ id, name }) => `${id} ${name}`)).toEqual([
      `outbound:${relay} Backup relay`,
      `rule:${rule} Mail Sync`,
    ]);
    expect(draft.items[1]?.about).toMatch(
      /^rule, sends to ap-backup@fastmail.example, changed \d{4}-\d\d-\d\d by Mail Sync Pro$/,
    );
    expect(disableTransportRules.text.affects(draft)).toContain("1 older stay on");
    expect(disableTransportRules.tier).toBe(3);
  });

  test("switches exactly those off, sees it, and switches them on again", async () => {
    const { plan, answers, readings } = await runAction(script());
    expect(states(answers)).toEqual(["accepted", "accepted"]);
    expect(states(readings)).toEqual(["observed", "observed"]);
    expect(await touched(tenant)).toEqual([`connector ${relay}`, `transportRule ${rule}`]);
    expect(await changes(tenant)).toEqual([
      { Enabled: [true, false] },
      { State: ["Enabled", "Disabled"] },
    ]);
    expect((await previewOf(script())).kind).toBe("nothing to do");

    const back = await undoAction(script(), plan);
    expect(states(back.readings)).toEqual(["observed", "observed"]);
    expect((await changes(tenant)).slice(2)).toEqual([
      { Enabled: [false, true] },
      { State: ["Disabled", "Enabled"] },
    ]);
  });

  test("looks further back when asked, and shows what isn't dated", async () => {
    expect(disableTransportRules.input?.parse("900")).toEqual({ ok: true, value: "900" });
    expect(disableTransportRules.input?.parse("soon").ok).toBe(false);
    const far = await draftOf(script("900"));
    expect(far.items.map(({ name }) => name)).toContain("From Northwind");
    const set = { DeleteMessage: true, WhenChanged: null };
    await tenant.world("transportRules", "0b8f3e14-6a2d-4c59-8e70-d1f4a6b3c201", set);
    const names = (await draftOf(script())).items.map(({ name, about }) => `${name}: ${about}`);
    expect(names).toContain("Disclaimer: rule, deletes, change not dated by Dana Fox");
  });

  test("goes on after a refusal; somebody's switching on again isn't observed", async () => {
    const match = { pathPattern: "/adminapi/**", cmdlet: "Set-OutboundConnector" };
    await tenant.fault({ match, kind: "403" });
    const { answers, readings, plan, since } = await runAction(script());
    expect(states(answers)).toEqual(["failed", "accepted"]);
    expect(states(readings)).toEqual(["not observed", "observed"]);
    await tenant.world("transportRules", rule, { State: "Enabled" });
    const run = { plan, since };
    const later = await disableTransportRules.observe(tenant.context, script().subject, run);
    expect(states(later)).toEqual(["not observed", "not observed"]);
  });

  test("a rule that was made again under the same name is left alone and found anew", async () => {
    const { plan } = await runAction(script());
    const { exchange } = tenant.context;
    const [old] = await exchange.invoke("Get-TransportRule", { Identity: rule });
    const again = { ...z.record(z.string(), z.unknown()).parse(old), Guid: "again" };
    await tenant.world("transportRules", rule, null);
    await tenant.world("transportRules", "again", { ...again, State: "Enabled" });
    const before = (await tenant.ledger()).length;
    const answers = await disableTransportRules.apply(tenant.context, script().subject, plan);
    expect(states(answers)).toEqual(["accepted", "failed"]);
    expect(await tenant.ledger()).toHaveLength(before);
    expect((await draftOf(script())).items.map(({ id }) => id)).toEqual(["rule:again"]);
  });

  test("is by hand where any of the lists can't be read", async () => {
    const context = { ...tenant.context, exchange: exchangeOff };
    expect(await reasonOf(script(), context)).toContain("Disable-TransportRule");
    for (const cmdlet of ["Get-TransportRule", "Get-InboundConnector", "Get-AcceptedDomain"]) {
      await tenant.fault({ match: { pathPattern: "/adminapi/**", cmdlet }, kind: "403" });
      expect(await reasonOf(script())).toContain("not evaluable");
    }
    expect(await tenant.ledger()).toEqual([]);
  });
});
