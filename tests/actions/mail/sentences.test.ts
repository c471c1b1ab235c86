/** What the cards say of actions on mail, measured with plans of the simulated tenant. */
import { expect, test } from "@jest/globals";
import { checkCatalogue } from "../../../src/actions/catalogue.ts";
import { type Action } from "../../../src/actions/contract.ts";
import { blockSender } from "../../../src/actions/mail/block-sender.ts";
import { disableTransportRules } from "../../../src/actions/mail/disable-transport-rules.ts";
import { purgeMail } from "../../../src/actions/mail/purge-mail.ts";
import { blockMailboxProtocols } from "../../../src/actions/mailbox/block-mailbox-protocols.ts";
import { deleteInboxRules } from "../../../src/actions/mailbox/delete-inbox-rules.ts";
import { placeLitigationHold } from "../../../src/actions/mailbox/place-litigation-hold.ts";
import { removeMailboxDelegates } from "../../../src/actions/mailbox/remove-mailbox-delegates.ts";
import { removeMobileAndAddins } from "../../../src/actions/mailbox/remove-mobile-and-addins.ts";
import { unblockSenderAndProtocols } from "../../../src/actions/mailbox/unblock-sender-and-protocols.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { draftOf, reasonOf } from "../mailbox/run-action.ts";
import { exchangeOff, subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);
const cases: readonly (readonly [Action, string?])[] = [
  [placeLitigationHold],
  [blockMailboxProtocols],
  [disableTransportRules],
  [blockSender, `hash:${"0".repeat(64)}`],
  [removeMailboxDelegates],
  [deleteInboxRules],
  [purgeMail, "subject:Updated bank details"],
  [removeMobileAndAddins],
  [unblockSenderAndProtocols],
];
const named = cases.map(([action, input]) => [action.id, action, input] as const);

test.each(named)("%s says each sentence within its length", async (_id, action, input) => {
  const script = { tenant, action, subject: marta, ...(input !== undefined && { input }) };
  const draft = await draftOf(script);
  const { text } = action;
  const full = [text.does, text.affects(draft), text.limits, text.undo];
  for (const sentence of full) expect(sentence).toMatch(/\.$/);
  const all = [...full, text.question(draft), text.notHolding, text.undone];
  for (const sentence of all) {
    expect(`${sentence} ${String(sentence.length > 90)}`).toBe(`${sentence} false`);
  }
  expect(text.byHand.length).toBeLessThanOrEqual(600);
  expect(text.undo.startsWith("None.")).toBe(action.undo === undefined);
  expect(action.title.length).toBeLessThanOrEqual(40);
  expect(action.verb.length).toBeLessThanOrEqual(17);
  for (const { name, about } of draft.items)
    expect(`${name} ${about}`).not.toMatch(/secured|success/i);
});

test.each(named.filter(([id]) => id !== "purge-mail"))(
  "%s is by hand with Exchange off, in a reason of at most 240 characters",
  async (_id, action, input) => {
    const script = { tenant, action, subject: marta, ...(input !== undefined && { input }) };
    const reason = await reasonOf(script, { ...tenant.context, exchange: exchangeOff });
    expect(reason).toMatch(/^Exchange is off here: .* not evaluable\. Run: /);
    expect(reason.length).toBeLessThanOrEqual(240);
    expect(action.text.byHand.length).toBeGreaterThan(60);
  },
);

test.each([
  "check-power-automate-flows",
  "check-remote-domains-and-journal",
  "check-outlook-forms",
  "call-back-changed-bank-details",
])("%s asks in one sentence and says how", (id) => {
  const check = checkCatalogue.find((each) => each.id === id);
  expect(check?.title.length).toBeLessThanOrEqual(40);
  expect(check?.asks.length).toBeLessThanOrEqual(120);
  expect(check?.asks).toMatch(/\?$/);
  expect(check?.byHand.length).toBeLessThanOrEqual(900);
});
