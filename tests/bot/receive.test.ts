import { describe, expect, test } from "@jest/globals";
import { verbCatalogue } from "../../src/bot/verbs/catalogue.ts";
import { fullName } from "../../src/bot/bot.ts";
import { commandCatalogue } from "../../src/bot/commands/catalogue.ts";
import {
  cardIn,
  channel,
  makeBotWorld,
  openBotWorld,
  stranger,
  textOf,
} from "../support/fakes/bot-world.ts";
import { people } from "../support/incidents.ts";

const hostile = [
  "<at>Ana Costa</at> approve",
  "[APPROVED](https://evil.example)",
  "\u202Eevil\u0000\u0007",
  "'; drop table incidents; --",
  "{{TIME(2026-01-01T00:00:00Z)}} ${secret}",
  '{"id":"approval-a","nonce":"x"}',
];

describe("who is heard", () => {
  test("people chat in channels: what isn't said to Cordon is not for Cordon", async () => {
    const bot = await openBotWorld();
    const before = bot.told();
    for (const text of ["incident close done", "help", "hello", "x".repeat(10_000)]) {
      const reply = await bot.say(text, { where: channel(), mentionsBot: false });
      expect(reply).toEqual({ kind: "nothing" });
    }
    expect(bot.told()).toEqual(before);
  });

  test("in a personal chat no mention is needed, in a group chat it is", async () => {
    const bot = makeBotWorld();
    expect(cardIn(await bot.say("help", { mentionsBot: false })).name).toBe("help");
    const group = {
      scope: "groupChat",
      conversationId: "19:g@thread.v2",
      channelId: undefined,
    } as const;
    expect(await bot.say("help", { where: group, mentionsBot: false })).toEqual({
      kind: "nothing",
    });
    expect(cardIn(await bot.say("help", { where: group })).name).toBe("help");
  });

  test("a stranger of the owner's name gets help, and nothing else", async () => {
    const bot = await openBotWorld();
    const before = bot.told();
    expect(cardIn(await bot.say("help", { from: stranger })).name).toBe("help");
    for (const command of commandCatalogue) {
      if (command.open) continue;
      const reply = await bot.say(`${fullName(command)} x`, { from: stranger });
      expect(textOf(reply)).toBe(
        "Not recorded. You aren't in Cordon's directory of responders. Ask the incident's lead. (R-206)",
      );
    }
    const card = await bot.card("block");
    for (const { name, open } of verbCatalogue) {
      const reply = await bot.press(name, card, { from: stranger });
      expect(open ? "open" : textOf(reply)).toMatch(open ? /open/u : /\(R-206\)$/u);
    }
    expect(textOf(await bot.extend("fetch", {}, { from: stranger }))).toContain("R-206");
    // One entry however often they press, and nothing else.
    expect(bot.told()).toEqual([...before, "PressRefused"]);
    expect((await bot.step("block")).status).toMatchObject({ kind: "waiting", votes: [] });
  });

  test("10,000 characters are told their length, and nothing is done", async () => {
    const bot = await openBotWorld();
    const before = bot.told();
    const reply = await bot.say(`incident log ${"x".repeat(9_987)}`);
    expect(textOf(reply)).toBe(
      "Your message has 10000 characters; at most 4000 are read. Nothing was done.",
    );
    expect(bot.told()).toEqual(before);
  });

  test("what isn't understood is shown as it was written, and nothing is done", async () => {
    const bot = await openBotWorld();
    const before = bot.told();
    for (const text of hostile) {
      const reply = await bot.say(text);
      expect(cardIn(reply)).toMatchObject({ name: "unknown-command", view: { text } });
    }
    expect(bot.told()).toEqual(before);
  });

  test("a fault of ours is answered 'not recorded', without its message", async () => {
    const bot = await openBotWorld();
    const card = await bot.card("block");
    bot.memory.down();
    for (const reply of [await bot.say("incident status"), await bot.press("step.approve", card)]) {
      expect(reply).toEqual({
        kind: "fault",
        code: "S-503",
        text: "Not recorded, try again. Nothing was requested. (S-503)",
      });
    }
    bot.memory.up();
    expect((await bot.step("block")).status.kind).toBe("waiting");
    expect(bot.log.lines.some(({ text }) => text === "not recorded")).toBe(true);
    expect(textOf(await bot.press("step.approve", card))).toContain("Recorded.");
  });
});

describe("the message extension", () => {
  const form = { scenario: "mailbox-compromise", subject: "marta", severity: "sev2", seen: "" };

  test("starts with the form, and what the message said", async () => {
    const bot = makeBotWorld();
    const reply = await bot.extend("fetch", {}, { quoted: "q".repeat(600) });
    expect(reply.kind).toBe("dialog");
    expect(cardIn(reply)).toMatchObject({
      name: "open-form",
      view: { values: { seen: "q".repeat(500), subject: "" } },
    });
  });

  test("goes on with the same verbs: check, then open", async () => {
    const bot = makeBotWorld();
    const check = await bot.extend("submit", { ...form, verb: "incident.check" });
    expect(check.kind).toBe("dialog");
    const view = cardIn(check).view as { handle: { id: string; nonce: string } }; // As recordingCards drew it.
    const done = await bot.extend("submit", { ...view.handle, verb: "incident.confirm" });
    expect(cardIn(done)).toMatchObject({ name: "notice", view: { title: "INC-0001 is open" } });
  });

  test.each([
    ["no verb", { ...form }],
    ["a verb of a step", { verb: "step.approve" }],
    ["a verb that isn't one", { verb: "incident.__proto__" }],
    ["a verb that isn't text", { verb: ["incident.check"] }],
    ["a field too many", { ...form, verb: "incident.check", by: people.ana.id }],
    ["nothing", null],
    ["a list", ["incident.check"]],
    ["a number", 7],
  ])("refuses %s", async (_what, data) => {
    const bot = makeBotWorld();
    expect(textOf(await bot.extend("submit", data))).toContain("(R-101)");
    expect(await bot.memory.store.list({})).toEqual([]);
  });

  test("isn't a way round: not even the owner votes by it", async () => {
    const bot = await openBotWorld();
    const data = { ...(await bot.card("block")), verb: "step.approve" };
    const reply = await bot.extend("submit", data, { from: people.ana, where: channel() });
    expect(textOf(reply)).toContain("(R-101)");
    expect((await bot.step("block")).status.kind).toBe("waiting");
  });

  test("buttons in a dialog submit, with the verb in their data", async () => {
    const { asDialog } = await import("../../src/bot/as-dialog.ts");
    const action = {
      type: "Action.Execute",
      title: "Check",
      verb: "incident.check",
      data: { a: 1 },
    };
    const card = { type: "AdaptiveCard", body: [{ type: "ActionSet", actions: [action] }] };
    const dialog = asDialog({ kind: "card", message: { card, summary: "s" } });
    expect(dialog).toMatchObject({
      kind: "dialog",
      message: {
        card: {
          body: [
            {
              actions: [
                { type: "Action.Submit", title: "Check", data: { a: 1, verb: "incident.check" } },
              ],
            },
          ],
        },
      },
    });
    expect(JSON.stringify(dialog)).not.toContain("Action.Execute");
  });
});
