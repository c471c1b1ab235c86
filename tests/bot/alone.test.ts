import { describe, expect, test } from "@jest/globals";
import { planCode } from "../../src/core/approval/plan-code.ts";
import { type BotWorld, cardIn, openBotWorld, textOf } from "../support/fakes/bot-world.ts";
import { people } from "../support/incidents.ts";

const { jon, priya } = people;
const unknown = "Not recorded. This card isn't known here. Use the newest one. (R-101)";

describe("incident break-glass and reviewed", () => {
  const code = async (bot: BotWorld, key: string): Promise<string> => {
    const { status } = await bot.step(key);
    if (!("proposal" in status)) throw new Error(`${key} is ${status.kind}`);
    return planCode(status.proposal.planHash);
  };

  test("one person alone, with the code on the card and a reason; somebody else reviews", async () => {
    const bot = await openBotWorld();
    const plan = await code(bot, "block");
    const text = `incident break-glass 1 ${plan.toLowerCase()} nobody answers`;
    expect(textOf(await bot.say(text, { from: jon }))).toBe(
      "INC-0001: step 1 approved by you alone. Somebody else reviews it within 24 h.",
    );
    await bot.drain();
    expect(bot.tenant.ledger).toHaveLength(1);
    expect((await bot.step("block")).emergency).toMatchObject({
      vote: { by: jon, emergency: { reason: "nobody answers" } },
    });
    const review = "incident reviewed 1 read the sign-in log, it was needed";
    expect(textOf(await bot.say(review, { from: jon }))).toContain("(R-116)");
    expect(textOf(await bot.say("incident reviewed 1"))).toContain("(R-205)");
    expect(textOf(await bot.say(review))).toBe(
      "INC-0001: the emergency approval of step 1 is reviewed.",
    );
    expect((await bot.step("block")).emergency).toMatchObject({
      review: { by: priya, finding: "read the sign-in log, it was needed" },
    });
    expect(textOf(await bot.say(review))).toContain("(R-117)");
  });

  test.each([
    ["break-glass", "Which step?"],
    ["break-glass 1", "Which plan?"],
    ["break-glass 1 ZZZZ nobody answers", "(R-115)"],
    ["break-glass 9 ZZZZ nobody answers", "Which step?"],
    ["reviewed", "Which step?"],
    ["reviewed 1 nothing", "(R-117)"],
  ])("incident %s: nothing is approved", async (text, answer) => {
    const bot = await openBotWorld();
    expect(textOf(await bot.say(`incident ${text}`))).toContain(answer);
    await bot.drain();
    expect(bot.tenant.requests).toEqual([]);
  });

  test("without a reason nothing is approved", async () => {
    const bot = await openBotWorld();
    const reply = await bot.say(`incident break-glass 1 ${await code(bot, "block")}`);
    expect(textOf(reply)).toContain("(R-110)");
    expect((await bot.step("block")).status.kind).toBe("waiting");
  });
});

describe("opening a step from another card", () => {
  test("shows the step's card to the presser", async () => {
    const bot = await openBotWorld();
    const reply = await bot.press("step.open", { incident: "INC-0001", step: "block" });
    expect(cardIn(reply)).toEqual({ name: "step", view: { id: "INC-0001", step: "block" } });
  });

  test("a step that isn't started has none", async () => {
    const bot = await openBotWorld();
    const reply = await bot.press("step.open", { incident: "INC-0001", step: "password" });
    expect(textOf(reply)).toBe("Step 4 isn't proposed at the moment. Nothing waits for you.");
  });

  test.each([
    { incident: "INC-0001", step: "nothing" },
    { incident: "INC-0001", step: "__proto__" },
    { incident: "INC-0009", step: "block" },
    { incident: "INC-0001", step: "block", verb: "step.approve" },
    null,
  ])("data like %j isn't known", async (data) => {
    const bot = await openBotWorld();
    expect(textOf(await bot.press("step.open", data))).toBe(unknown);
  });
});
