import { describe, expect, test } from "@jest/globals";
import { fault, Killed } from "../support/fakes/fake-tenant.ts";
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

const kindOf = async (bot: BotWorld, key = "block") => (await bot.step(key)).status.kind;

/** The password was asked for, no answer came: a person must look. */
const doubtful = async (): Promise<BotWorld> => {
  const bot = await openBotWorld();
  for (const key of ["block", "sessions"]) {
    await bot.approve(key);
    await bot.drain();
  }
  await bot.approve("password");
  bot.tenant.endings("reset-password", { made: false, answer: "unknown" });
  await bot.drain();
  return bot;
};

describe("approving by card", () => {
  test("is recorded, answered at once, and run afterwards", async () => {
    const bot = await openBotWorld();
    const reply = await bot.press("step.approve", await bot.card("block"));
    expect(reply).toEqual({
      kind: "line",
      text: "Recorded. It is requested now; the card shows what is observed.",
    });
    expect(bot.tenant.requests).toEqual([]);
    await bot.drain();
    expect(bot.tenant.ledger).toHaveLength(1);
  });

  test("fifty times at once, with new message keys: one vote, one change", async () => {
    const bot = await openBotWorld();
    const card = await bot.card("block");
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => bot.press("step.approve", card)),
    );
    await bot.drain();
    const answers = new Set(replies.map(textOf));
    expect(answers.size).toBe(2);
    expect([...answers]).toContainEqual(expect.stringMatching(/^Already recorded at 03:00 UTC/u));
    expect(bot.told().filter((type) => type === "StepApproved")).toHaveLength(1);
    expect(bot.tenant.ledger).toHaveLength(1);
  });

  test("by a wrong person is refused in 110 characters and stands in the log", async () => {
    const bot = await openBotWorld();
    for (const from of [bo, priya]) {
      const text = textOf(await bot.press("step.approve", await bot.card("block"), { from }));
      expect(text).toBe("Not recorded. Step 1 belongs to Ana Costa or deputy Jon Lind. (R-104)");
      expect(text.length).toBeLessThanOrEqual(110);
    }
    expect(bot.told().filter((type) => type === "PressRefused")).toHaveLength(2);
    expect(await kindOf(bot)).toBe("waiting");
  });

  test("after ten minutes is refused, to the second", async () => {
    const bot = await openBotWorld();
    const card = await bot.card("block");
    bot.runtime.pass(10 * 60_000 + 1_000);
    expect(textOf(await bot.press("step.approve", card))).toContain("It lapsed at 03:10 UTC.");
    await bot.drain();
    expect(bot.tenant.requests).toEqual([]);
  });

  test("with the card of an older proposal is refused", async () => {
    const bot = await openBotWorld();
    const old = await bot.card("block");
    await bot.approve("block");
    bot.tenant.drift("block-sign-in");
    await bot.drain();
    expect(textOf(await bot.press("step.approve", old))).toContain("(R-109)");
    expect(await kindOf(bot)).toBe("waiting");
    expect(textOf(await bot.press("step.approve", await bot.card("block")))).toContain("Recorded.");
  });
});

describe("a card that was carried or altered", () => {
  test.each([
    ["another incident's channel", channel(2)],
    ["a personal chat", personal],
    [
      "a group chat",
      { scope: "groupChat", conversationId: "19:g@thread.v2", channelId: undefined } as const,
    ],
  ])("pressed in %s isn't known, even to its owner", async (_what, where) => {
    const bot = await openBotWorld();
    const reply = await bot.press("step.approve", await bot.card("block"), { where });
    expect(textOf(reply)).toBe(unknown);
    expect(await kindOf(bot)).toBe("waiting");
  });

  const huge = "x".repeat(1_000_000);
  const altered: readonly (readonly [string, (card: { id: string; nonce: string }) => unknown])[] =
    [
      ["another one-time value", ({ id }) => ({ id, nonce: "nonce9999" })],
      ["a one-time value of another length", ({ id }) => ({ id, nonce: "n" })],
      ["an empty one-time value", ({ id }) => ({ id, nonce: "" })],
      ["another id", ({ nonce }) => ({ id: "id9999", nonce })],
      ["no one-time value", ({ id }) => ({ id })],
      ["an extra key", (card) => ({ ...card, step: "password" })],
      ["a wish in it", (card) => ({ ...card, wish: { type: "Close" } })],
      [
        "an own __proto__",
        (card) => Object.defineProperty({ ...card }, "__proto__", { value: {}, enumerable: true }),
      ],
      ["a constructor", (card) => ({ ...card, constructor: { prototype: {} } })],
      ["a number as id", ({ nonce }) => ({ id: 1, nonce })],
      ["lists", ({ id, nonce }) => ({ id: [id], nonce: [nonce] })],
      ["nested objects", ({ id, nonce }) => ({ id: { id }, nonce })],
      ["a huge id", ({ nonce }) => ({ id: huge, nonce })],
      ["a huge one-time value", ({ id }) => ({ id, nonce: huge })],
      ["nothing", () => null],
      ["undefined", () => undefined],
      ["a text", () => "approve"],
      ["a list", (card) => [card]],
    ];

  test.each(altered)("with %s changes nothing, whatever the verb", async (_what, alter) => {
    const bot = await openBotWorld();
    const before = bot.told();
    const data = alter(await bot.card("block"));
    for (const verb of [
      "step.approve",
      "step.decline",
      "step.propose",
      "step.look",
      "step.looked",
    ]) {
      expect(textOf(await bot.press(verb, data))).toBe(unknown);
    }
    expect(bot.told()).toEqual(before);
    expect(bot.memory.queue.jobs().some(({ kind }) => kind === "observe-step")).toBe(false);
  });

  test.each([
    "",
    "step.approve ",
    "STEP.APPROVE",
    "__proto__",
    "step.run",
    "toString",
    "x".repeat(99),
  ])("the verb %j isn't one", async (verb) => {
    const bot = await openBotWorld();
    expect(textOf(await bot.press(verb, await bot.card("block")))).toBe(unknown);
    expect(await kindOf(bot)).toBe("waiting");
  });

  test("the card of an opening isn't the card of a step", async () => {
    const bot = await openBotWorld();
    await bot.memory.store.saveHandle({ id: "draft", nonce: "n", payload: { by: ana.id } });
    const reply = await bot.press("step.approve", { id: "draft", nonce: "n" });
    expect(textOf(reply)).toBe(unknown);
  });
});

describe("declining by card", () => {
  test("keeps the reason, and asks for one", async () => {
    const bot = await openBotWorld();
    const card = await bot.card("block");
    expect(textOf(await bot.press("step.decline", card))).toContain("Write one sentence why.");
    expect(textOf(await bot.press("step.decline", { ...card, reason: "" }))).toContain("(R-110)");
    const long = { ...card, reason: "x".repeat(10_000) };
    expect(textOf(await bot.press("step.decline", long))).toContain("(R-205)");
    const reply = await bot.press("step.decline", { ...card, reason: "it is her phone" });
    expect(textOf(reply)).toBe("Recorded: declined. Nothing was requested.");
    expect((await bot.step("block")).status).toMatchObject({ reason: "it is her phone", by: ana });
  });

  test("after approving in time withdraws it; after the request it is too late", async () => {
    const bot = await openBotWorld();
    const card = { ...(await bot.card("block")), reason: "no" };
    await bot.press("step.approve", await bot.card("block"));
    expect(textOf(await bot.press("step.decline", card, { from: jon }))).toContain("declined");
    await bot.drain();
    expect(bot.tenant.requests).toEqual([]);
    const sessions = { ...(await bot.card("sessions")), reason: "no" };
    await bot.approve("sessions");
    await bot.drain();
    expect(textOf(await bot.press("step.decline", sessions))).toContain("Too late: requested");
  });
});

describe("asking again, looking, having looked", () => {
  test("a declined step is proposed anew", async () => {
    const bot = await openBotWorld();
    const card = await bot.card("block");
    expect(textOf(await bot.press("step.propose", card))).toContain("(R-112)");
    await bot.decline("block");
    expect(textOf(await bot.press("step.propose", card, { from: bo }))).toContain("(R-104)");
    expect(textOf(await bot.press("step.propose", card))).toContain("proposed anew");
    await bot.drain();
    expect(await kindOf(bot)).toBe("waiting");
    expect((await bot.card("block")).nonce).not.toBe(card.nonce);
  });

  test("what was left to people is proposed anew from its own card", async () => {
    const bot = await openBotWorld();
    bot.tenant.previews("end-sessions", fault("refused"));
    await bot.decline("block");
    await bot.drain();
    expect(await kindOf(bot, "sessions")).toBe("by hand");
    const reply = await bot.press("step.propose", await bot.card("sessions"));
    expect(textOf(reply)).toContain("proposed anew");
    await bot.drain();
    expect(await kindOf(bot, "sessions")).toBe("waiting");
  });

  test("looking again is one look however often it is pressed, for deciders and the lead", async () => {
    const bot = await doubtful();
    const card = await bot.card("password");
    for (const from of [ana, jon, priya]) {
      expect(textOf(await bot.press("step.look", card, { from }))).toContain("Looking again.");
    }
    expect(textOf(await bot.press("step.look", card, { from: bo }))).toContain("(R-104)");
    expect(textOf(await bot.press("step.look", card, { from: stranger }))).toContain("(R-206)");
    const looks = bot.memory.queue.jobs().filter(({ key }) => key.startsWith("look"));
    expect(looks).toHaveLength(1);
    const requests = bot.tenant.requests.length;
    bot.tenant.hold("password");
    await bot.drain();
    expect(bot.tenant.requests).toHaveLength(requests);
    expect((await bot.step("password")).status).toMatchObject({ effect: { outcome: "observed" } });
  });

  test.each([
    ["changed", "observed"],
    ["not changed", "not observed"],
    ["can't tell", "unknown"],
  ])("a person who looked says %s: %s", async (answer, outcome) => {
    const bot = await doubtful();
    const data = { ...(await bot.card("password")), answer, seen: "in the audit log" };
    expect(textOf(await bot.press("step.looked", data))).toBe("Recorded under your name.");
    expect((await bot.step("password")).status).toMatchObject({ effect: { outcome } });
  });

  test("an answer needs its words: which, and what was seen", async () => {
    const bot = await doubtful();
    const card = await bot.card("password");
    expect(textOf(await bot.press("step.looked", { ...card, answer: "maybe", seen: "x" }))).toBe(
      unknown,
    );
    const mute = { ...card, answer: "changed", seen: " " };
    expect(textOf(await bot.press("step.looked", mute))).toContain("(R-110)");
    const foreign = { ...card, answer: "changed", seen: "x" };
    expect(textOf(await bot.press("step.looked", foreign, { from: bo }))).toContain("(R-104)");
    expect((await bot.step("password")).status).toMatchObject({ effect: { outcome: "unknown" } });
  });

  test("the card of an older proposal says nothing about a newer effect", async () => {
    const bot = await openBotWorld();
    const old = await bot.card("block");
    await bot.decline("block");
    await bot.press("step.propose", old);
    await bot.drain();
    await bot.approve("block");
    bot.tenant.observations(
      "block-sign-in",
      ...Array.from({ length: 5 }, () => fault("no answer")),
    );
    await bot.drain();
    expect((await bot.step("block")).status).toMatchObject({ effect: { outcome: "unknown" } });
    const data = { ...old, answer: "changed", seen: "long ago" };
    expect(textOf(await bot.press("step.looked", data))).toContain("Not recorded.");
    expect((await bot.step("block")).status).toMatchObject({ effect: { outcome: "unknown" } });
  });

  test("a killed worker changes no answer: the press stands and is run later", async () => {
    const bot = await openBotWorld();
    bot.tenant.endings("block-sign-in", { made: true, throws: new Killed("kill -9") });
    await bot.press("step.approve", await bot.card("block"));
    await bot.drain();
    expect(textOf(await bot.press("step.approve", await bot.card("block")))).toContain("Already");
    await bot.runFor(60_000);
    expect(bot.tenant.ledger).toHaveLength(1);
  });
});
