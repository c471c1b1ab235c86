/** Undo after something was lost and contained again, by the real actions in the sandbox; its ledger is the judge. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { clearForwarding } from "../../src/actions/mailbox/clear-forwarding.ts";
import { disableInboxRules } from "../../src/actions/mailbox/disable-inbox-rules.ts";
import { type Person } from "../../src/core/incident/people.ts";
import { playbookSchema } from "../../src/playbooks/contract.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { startTenant, subject, type Tenant } from "../actions/tenant.ts";
import { changes, touched } from "../actions/mailbox/run-action.ts";
import { at, people } from "../support/incidents.ts";
import { fakeEvidence, fakePlaces } from "../support/fakes/fake-places.ts";
import { fakeRuntime } from "../support/fakes/fake-runtime.ts";
import { fakeTenant } from "../support/fakes/fake-tenant.ts";
import { memoryStore } from "../support/fakes/memory-store.ts";
import { recordingChat } from "../support/fakes/recording-chat.ts";
import { makeWorld, type World } from "../support/fakes/world.ts";
import { minute } from "./steps.ts";

const { ana, bo, priya } = people;
const { marta } = seedIds;
const why = "So says the test.";
const common = { phase: "containment", team: "identity", why } as const;

const playbook = playbookSchema.parse({
  id: "mailbox-compromise",
  title: "Mailbox compromise",
  about: "Somebody else reads or sends mail",
  subject: "user",
  evidence: [],
  steps: [
    { key: "rules", action: disableInboxRules.id, ...common },
    { key: "forwarding", action: clearForwarding.id, ...common },
  ],
});

let tenant: Tenant;
let world: World;

/** What outlives a process, but the tenant. */
const outside = () => ({
  memory: memoryStore(),
  runtime: fakeRuntime(at("03:00")),
  places: fakePlaces(),
  evidence: fakeEvidence(),
  chat: recordingChat(),
});

beforeEach(async () => {
  tenant = await startTenant();
  const { context } = tenant;
  const actions = [disableInboxRules, clearForwarding];
  world = makeWorld({
    playbook,
    after: { ...outside(), tenant: { ...fakeTenant(), context, actions } },
  });
  await world.openIncident({
    playbook,
    subject: subject(marta),
    severity: "sev2",
    seen: "Invoices were sent.",
    by: priya,
    once: "message-1",
  });
  await world.drain();
});
afterEach(() => tenant.close());

const approve = async (key: string): Promise<void> => {
  await world.approve(key);
  await world.drain();
};

const undo = async (key: string, by: Person = ana) => {
  const { definition } = await world.step(key);
  const asked = await world.wish(by, { type: "Reopen", step: definition.key, direction: "undo" });
  await world.drain();
  return asked;
};

const planIn = async (key: string) => {
  const { status } = await world.step(key);
  if (status.kind !== "waiting") throw new Error(status.kind);
  return status.proposal.plan;
};

/** What the ledger says since this many entries. */
const since = async (entries: number) => ({
  rows: (await touched(tenant)).slice(entries),
  changes: (await changes(tenant)).slice(entries),
});

const rss = `${marta}/${seedIds.rssRule}`;
const hidden = `${marta}/${seedIds.hiddenRule}`;

test("two rules, one switched on again by the attacker and off again: undo gives both back, each once", async () => {
  await approve("rules");
  await tenant.world("messageRules", rss, { isEnabled: true });
  await world.runFor(16 * minute);
  expect((await planIn("rules")).items).toHaveLength(1);
  await approve("rules");
  const contained = (await tenant.ledger()).length;
  await undo("rules");
  expect((await planIn("rules")).items).toHaveLength(2);
  await approve("rules");
  const given = await since(contained);
  expect([...given.rows].sort()).toEqual([`messageRule ${rss}`, `messageRule ${hidden}`].sort());
  expect(given.changes).toEqual([{ isEnabled: [false, true] }, { isEnabled: [false, true] }]);
  expect(await undo("rules")).toMatchObject({ refusal: { code: "R-113" } });
});

test("after one was contained again, the other is still looked at", async () => {
  await approve("rules");
  await tenant.world("messageRules", rss, { isEnabled: true });
  await world.runFor(16 * minute);
  await approve("rules");
  await tenant.world("messageRules", hidden, { isEnabled: true });
  await world.runFor(16 * minute);
  const { items } = await planIn("rules");
  expect(items).toHaveLength(1);
  // Exchange's own id: Graph doesn't show a hidden rule.
  expect(items[0]?.id).toMatch(/^exchange:/u);
  expect((await world.step("rules")).regressed?.seen).toContain("1 of 2");
});

test("after the newest plan was undone, what the earlier one holds is still looked at", async () => {
  const newsletters = `${marta}/${seedIds.innocentRule}`;
  await approve("rules");
  await tenant.world("messageRules", rss, { isEnabled: true });
  await tenant.world("messageRules", newsletters, {
    actions: { delete: true },
  });
  await world.runFor(16 * minute);
  expect((await planIn("rules")).items).toHaveLength(2);
  await approve("rules");
  await undo("rules");
  expect((await planIn("rules")).items).toHaveLength(1);
  await approve("rules");
  expect((await world.step("rules")).status).toMatchObject({
    kind: "settled",
    proposal: { plan: { direction: "undo" } },
    effect: { outcome: "observed" },
  });
  await tenant.world("messageRules", hidden, { isEnabled: true });
  await world.runFor(16 * minute);
  expect((await world.step("rules")).regressed?.seen).toContain("holds no more");
  expect((await planIn("rules")).direction).toBe("apply");
});

test("what the attacker switched on again and nobody contained isn't touched; the other rule comes back", async () => {
  await approve("rules");
  await tenant.world("messageRules", rss, { isEnabled: true });
  await world.runFor(16 * minute);
  await world.decline("rules");
  const lost = (await tenant.ledger()).length;
  await undo("rules");
  await approve("rules");
  expect(await since(lost)).toEqual({
    rows: [`messageRule ${hidden}`],
    changes: [{ isEnabled: [false, true] }],
  });
});

test("forwarding that the attacker set anew goes back to what it was, never to the attacker's", async () => {
  const original = "smtp:ap-backup@fastmail.example";
  await approve("forwarding");
  await tenant.world("mailboxes", marta, {
    ForwardingSmtpAddress: "smtp:worse@evil.example",
    DeliverToMailboxAndForward: false,
  });
  await world.runFor(16 * minute);
  expect((await planIn("forwarding")).items.map(({ name }) => name)).toEqual([
    "worse@evil.example",
  ]);
  await approve("forwarding");
  const contained = (await tenant.ledger()).length;
  await undo("forwarding");
  // What people vote on is what they get.
  expect(JSON.stringify(await planIn("forwarding"))).not.toContain("worse@evil.example");
  await approve("forwarding");
  const given = await since(contained);
  expect(given.changes[0]).toEqual({
    ForwardingSmtpAddress: [null, original],
    DeliverToMailboxAndForward: [false, true],
  });
  expect(JSON.stringify(given)).not.toContain("worse@evil.example");
});

test("what is taken back by one request is taken back whole, whatever part of it was lost", async () => {
  const fake = fakeTenant();
  const actions = fake.actions.map((action) => ({
    ...action,
    ...(action.undo && { undo: { ...action.undo, together: true as const } }),
  }));
  world = makeWorld({ after: { ...outside(), tenant: { ...fake, actions } } });
  await world.open();
  await world.drain();
  await approve("block");
  await world.approve("rules", bo);
  await world.drain();
  fake.lose("rule-2");
  const payload = { step: "rules" };
  await world.memory.queue.enqueue([
    {
      kind: "observe-step",
      incident: world.first,
      key: "look",
      payload,
      runAt: world.runtime.now(),
    },
  ]);
  await world.drain();
  expect(world.told()).toContain("EffectRegressed");
  await world.decline("rules", bo);
  await undo("rules", bo);
  expect((await planIn("rules")).items).toHaveLength(3);
});
