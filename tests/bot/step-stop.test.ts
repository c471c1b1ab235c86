import { describe, expect, test } from "@jest/globals";
import { type Wish } from "../../src/core/incident/commands.ts";
import { canonicalJson } from "../../src/core/shared/canonical-json.ts";
import { planHash, stepKey } from "../../src/core/shared/ids.ts";
import {
  type BotWorld,
  channel,
  openBotWorld,
  personal,
  stranger,
  textOf,
} from "../support/fakes/bot-world.ts";
import { people } from "../support/incidents.ts";

const { ana, jon, priya, bo } = people;
const step = stepKey.parse("block");
const stopped = "It stops after what is being requested.";

const asCordon = (bot: BotWorld, ...wishes: readonly Wish[]) =>
  bot.handle({ incident: bot.first, actor: { kind: "cordon" }, wishes });

/** The first step was approved for 125 accounts, and its requests are under way. */
const running = async ({ list = true } = {}): Promise<BotWorld> => {
  const bot = await openBotWorld();
  const { status } = await bot.step("block");
  if (status.kind !== "waiting") throw new Error(status.kind);
  const { proposal } = status;
  const targets = { sha256: "a".repeat(64), count: 125, source: "accounts.csv", excluded: [] };
  const plan = { ...proposal.plan, ...(list && { items: [], targets }) };
  const hash = planHash.parse(bot.runtime.sha256(canonicalJson(plan)));
  const handle = { id: "list-card", nonce: "nonce-of-the-list" };
  await bot.wish(ana, {
    type: "Decline",
    step,
    reason: "it takes a list",
    id: proposal.approvalId,
    nonce: proposal.nonce,
  });
  await asCordon(
    bot,
    { type: "Reopen", step, direction: "apply" },
    { type: "ProposeStep", step, ...handle, plan, planHash: hash },
  );
  await bot.wish(ana, { type: "Approve", step, ...handle });
  await asCordon(bot, { type: "RequestEffect", step, planHash: hash, fence: 1 });
  expect((await bot.step("block")).status.kind).toBe("running");
  return bot;
};

const asksIn = (bot: BotWorld): number => bot.told().filter((type) => type === "StopAsked").length;

describe("stopping a list", () => {
  test.each([
    ["its owner", ana],
    ["its deputy", jon],
    ["the lead", priya],
  ])("by %s is recorded, and answered in one line", async (_who, from) => {
    const bot = await running();
    const reply = await bot.press("step.stop", await bot.card("block"), { from });
    expect(reply).toEqual({ kind: "line", text: stopped });
    expect((await bot.step("block")).status).toMatchObject({
      kind: "running",
      effect: { stop: { by: { id: from.id } } },
    });
  });

  test("twice is recorded once", async () => {
    const bot = await running();
    const card = await bot.card("block");
    for (let press = 0; press < 3; press += 1) {
      expect(textOf(await bot.press("step.stop", card))).toBe(stopped);
    }
    expect(asksIn(bot)).toBe(1);
  });

  test.each([
    ["somebody of another team", bo, "(R-104)"],
    ["a stranger", stranger, "(R-206)"],
  ])("by %s is refused", async (_who, from, why) => {
    const bot = await running();
    expect(textOf(await bot.press("step.stop", await bot.card("block"), { from }))).toContain(why);
    expect(asksIn(bot)).toBe(0);
  });

  test("isn't for a step that is one request, nor for one that doesn't run", async () => {
    const single = await running({ list: false });
    expect(textOf(await single.press("step.stop", await single.card("block")))).toContain(
      "Step 1 is one request; it can't stop.",
    );
    const waiting = await openBotWorld();
    expect(textOf(await waiting.press("step.stop", await waiting.card("block")))).toContain(
      "Step 1 doesn't run any more.",
    );
  });

  test.each([
    ["another one-time value", (card: object) => ({ ...card, nonce: "nonce9999" }), channel()],
    ["an extra key", (card: object) => ({ ...card, step: "rules" }), channel()],
    ["no data", () => undefined, channel()],
    ["a copy in another place", (card: object) => card, personal],
    ["a copy in another channel", (card: object) => card, channel(2)],
  ])("with %s isn't known", async (_what, data, where) => {
    const bot = await running();
    const reply = await bot.press("step.stop", data(await bot.card("block")), { where });
    expect(textOf(reply)).toContain("(R-101)");
    expect(asksIn(bot)).toBe(0);
  });
});
