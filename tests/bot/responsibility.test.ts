import { describe, expect, test } from "@jest/globals";
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
const unknown = "Not recorded. This card isn't known here. Use the newest one. (R-101)";

const count = (bot: BotWorld, type: string): number =>
  bot.told().filter((one) => one === type).length;

describe("incident handover", () => {
  const offered = async (): Promise<{ bot: BotWorld; card: { id: string; nonce: string } }> => {
    const bot = await openBotWorld();
    await bot.say("incident handover Jon Lind");
    const { handover } = await bot.load();
    if (!handover) throw new Error("no offer");
    return { bot, card: handover.handle };
  };

  test("is an offer: the lead stays lead until the other presses", async () => {
    const bot = await openBotWorld();
    const answer = textOf(await bot.say("incident handover Jon Lind"));
    expect(answer).toBe(
      "INC-0001: the handover waits for Jon Lind. Priya Nair stays lead until then.",
    );
    expect(await bot.load()).toMatchObject({ lead: priya, handover: { to: jon, from: priya } });
  });

  test("moves the lead on the press of the right person only", async () => {
    const { bot, card } = await offered();
    for (const from of [ana, priya]) {
      const reply = await bot.press("incident.take-over", card, { from });
      expect(textOf(reply)).toBe("Not recorded. This handover is for Jon Lind. (R-210)");
    }
    expect((await bot.load()).lead).toMatchObject(priya);
    expect(textOf(await bot.press("incident.take-over", card, { from: jon }))).toBe(
      "Recorded: you lead INC-0001 now.",
    );
    expect((await bot.load()).lead).toMatchObject(jon);
    expect(textOf(await bot.press("incident.take-over", card, { from: jon }))).toContain("(R-106)");
    expect(count(bot, "LeadChanged")).toBe(1);
  });

  test("asking first changes nothing and says whom to ask", async () => {
    const { bot, card } = await offered();
    const before = bot.told();
    expect(textOf(await bot.press("handover.ask", card, { from: jon }))).toBe(
      "Ask Priya Nair in this thread; nothing changes until you take over.",
    );
    expect(bot.told()).toEqual(before);
  });

  test("asking about a lead who lost their say names management, and doesn't say why", async () => {
    const { bot, card } = await offered();
    const suspect = {
      type: "NameSuspect",
      suspect: priya,
      reason: "x",
      byManagement: true,
    } as const;
    await bot.handle({ incident: bot.first, actor: { kind: "person", ...bo }, wishes: [suspect] });
    expect((await bot.load()).suspects).toMatchObject([priya]);
    const { handover } = await bot.load();
    expect(textOf(await bot.press("handover.ask", handover?.handle ?? card, { from: jon }))).toBe(
      "Ask management in this thread; nothing changes until you take over.",
    );
  });

  test.each([
    ["another one-time value", (card: object) => ({ ...card, nonce: "nonce9999" })],
    ["an extra key", (card: object) => ({ ...card, lead: "me" })],
    ["nothing", () => null],
  ])("a card with %s isn't known", async (_what, alter) => {
    const { bot, card } = await offered();
    for (const verb of ["incident.take-over", "handover.ask"]) {
      expect(textOf(await bot.press(verb, alter(card), { from: jon }))).toBe(unknown);
    }
    expect((await bot.load()).lead).toMatchObject(priya);
  });

  test("a card that was carried elsewhere, or belongs to a step, takes nothing over", async () => {
    const { bot, card } = await offered();
    for (const where of [channel(2), personal]) {
      expect(textOf(await bot.press("incident.take-over", card, { from: jon, where }))).toBe(
        unknown,
      );
    }
    const step = await bot.card("block");
    expect(textOf(await bot.press("incident.take-over", step, { from: jon }))).toBe(unknown);
    expect(textOf(await bot.press("step.approve", card))).toBe(unknown);
  });

  test("a newer offer makes the older card worthless", async () => {
    const { bot, card } = await offered();
    await bot.say("incident handover Bo Eriksen");
    expect(textOf(await bot.press("incident.take-over", card, { from: jon }))).toContain("(R-109)");
    expect((await bot.load()).lead).toMatchObject(priya);
  });

  test.each([
    ["", "Nobody in the directory fits"],
    ["Nobody Known", "Nobody in the directory fits"],
    ["i", "Several people fit"],
    ["me", "Priya Nair leads it already. (R-204)"],
  ])("incident handover %s: offers nothing", async (args, answer) => {
    const bot = await openBotWorld();
    expect(textOf(await bot.say(`incident handover ${args}`))).toContain(answer);
    expect((await bot.load()).handover).toBeUndefined();
  });

  test("only by the lead", async () => {
    const bot = await openBotWorld();
    const reply = await bot.say("incident handover Bo Eriksen", { from: jon });
    expect(textOf(reply)).toContain("(R-201)");
  });
});

describe("incident suspect", () => {
  test("takes the say, with the reason as it was typed", async () => {
    const bot = await openBotWorld();
    const reply = await bot.say("incident suspect Ana Costa her phone is  stolen");
    expect(textOf(reply)).toContain("Ana Costa has no say here any more.");
    expect((await bot.load()).suspects).toMatchObject([ana]);
    expect(bot.memory.recorded(bot.first)).toContainEqual(
      expect.objectContaining({ type: "SuspectNamed", reason: "her phone is stolen" }),
    );
    const card = await bot.card("block");
    expect(textOf(await bot.press("step.approve", card))).toContain("(R-103)");
  });

  test("a mention counts, and its name isn't part of the reason", async () => {
    const bot = await openBotWorld();
    await bot.say("incident suspect Lind, J. (IT) his phone", {
      mentioned: [{ id: jon.id, name: "Lind, J. (IT)" }],
    });
    expect(bot.memory.recorded(bot.first)).toContainEqual(
      expect.objectContaining({ type: "SuspectNamed", suspect: jon, reason: "his phone" }),
    );
  });

  test.each([
    ["Ana Costa", "(R-110)"],
    ["me because", "(R-205)"],
    ["nobody because", "Nobody in the directory fits"],
    ["i because", "Several people fit"],
    ["", "Nobody in the directory fits"],
  ])("incident suspect %s: nobody loses anything", async (args, answer) => {
    const bot = await openBotWorld();
    expect(textOf(await bot.say(`incident suspect ${args}`))).toContain(answer);
    expect((await bot.load()).suspects).toEqual([]);
  });

  test("is cleared by another one of lead and management, not by who named them", async () => {
    const bot = await openBotWorld();
    await bot.say("incident suspect Ana Costa her phone is stolen");
    const own = await bot.say("incident clear-suspect Ana Costa found it");
    expect(textOf(own)).toContain("(R-102)");
    await bot.say("incident handover Jon Lind");
    const { handover } = await bot.load();
    await bot.press("incident.take-over", handover?.handle, { from: jon });
    const other = await bot.say("incident clear-suspect Ana Costa found it", { from: jon });
    expect(textOf(other)).toContain("Ana Costa has a say here again.");
    expect((await bot.load()).suspects).toEqual([]);
    expect(bot.memory.recorded(bot.first)).toContainEqual(
      expect.objectContaining({ type: "SuspectCleared", suspect: ana, reason: "found it" }),
    );
  });

  test("only by the lead", async () => {
    const bot = await openBotWorld();
    const reply = await bot.say("incident suspect Jon Lind a hunch", { from: bo });
    expect(textOf(reply)).toContain("(R-201)");
    expect((await bot.load()).suspects).toEqual([]);
  });
});

describe("freezing approvals", () => {
  test("by command: what waited is void, and nothing is requested", async () => {
    const bot = await openBotWorld();
    const card = await bot.card("block");
    const reply = await bot.say("incident freeze the channel is read", { from: bo });
    expect(textOf(reply)).toContain("INC-0001: approvals are frozen;");
    expect(await bot.load()).toMatchObject({ frozen: { by: bo, reason: "the channel is read" } });
    expect(textOf(await bot.press("step.approve", card))).toContain("(R-108)");
    await bot.drain();
    expect(bot.tenant.requests).toEqual([]);
  });

  test("by card, with a reason, from wherever the card is", async () => {
    const bot = await openBotWorld();
    const data = { incident: "INC-0001" };
    expect(textOf(await bot.press("incident.freeze", data))).toContain("(R-110)");
    expect((await bot.load()).frozen).toBeUndefined();
    const said = { from: jon, where: personal };
    const reply = await bot.press("incident.freeze", { ...data, reason: "odd votes" }, said);
    expect(textOf(reply)).toContain("approvals are frozen");
    expect((await bot.load()).frozen).toMatchObject({ by: jon, reason: "odd votes" });
    const again = await bot.press("incident.freeze", { ...data, reason: "again" });
    expect(textOf(again)).toContain("Jon Lind froze it already. (R-204)");
    expect(count(bot, "ApprovalsFrozen")).toBe(1);
  });

  test.each([
    { incident: "INC-0099", reason: "x" },
    { incident: "x", reason: "x" },
    { incident: "INC-0001", reason: "x", by: "me" },
    { incident: "INC-0001", reason: 1 },
    null,
  ])("a button with %j freezes nothing", async (data) => {
    const bot = await openBotWorld();
    expect(textOf(await bot.press("incident.freeze", data))).toBe(unknown);
    expect((await bot.load()).frozen).toBeUndefined();
  });

  test("not by a stranger", async () => {
    const bot = await openBotWorld();
    const data = { incident: "INC-0001", reason: "x" };
    expect(textOf(await bot.press("incident.freeze", data, { from: stranger }))).toContain("R-206");
    expect((await bot.load()).frozen).toBeUndefined();
  });

  test("takes two people to lift, and everything is proposed anew", async () => {
    const bot = await openBotWorld();
    const old = await bot.card("block");
    expect(textOf(await bot.say("incident unfreeze"))).toContain("Nothing is frozen. (R-204)");
    await bot.say("incident freeze odd votes");
    expect(textOf(await bot.say("incident unfreeze", { from: jon }))).toContain(
      "you agreed to lift the freeze. One more person must.",
    );
    expect(textOf(await bot.say("incident unfreeze", { from: jon }))).toContain("(R-106)");
    expect((await bot.load()).frozen).toBeDefined();
    expect(textOf(await bot.say("incident unfreeze", { from: ana }))).toContain("lifted");
    await bot.drain();
    expect((await bot.load()).frozen).toBeUndefined();
    expect((await bot.step("block")).status.kind).toBe("waiting");
    expect(textOf(await bot.press("step.approve", old))).toContain("(R-109)");
  });
});
