import { describe, expect, test } from "@jest/globals";
import { TenantFault } from "../../src/actions/tenant.ts";
import {
  type BotWorld,
  cardIn,
  channel,
  makeBotWorld,
  openBotWorld,
  personal,
  textOf,
} from "../support/fakes/bot-world.ts";
import { people } from "../support/incidents.ts";

const { ana, jon, priya, bo } = people;

/** Two incidents in two channels. */
const two = async (): Promise<BotWorld> => {
  const bot = await openBotWorld();
  await bot.say("incident open mailbox-compromise marta.oliveira@contoso.example sev1", {
    from: bo,
  });
  await bot.drain();
  return bot;
};
const severityOf = async (bot: BotWorld, number: 1 | 2) =>
  (await bot.memory.store.list({})).find(({ id }) => id === `INC-000${String(number)}`)?.severity;

/** Every step of the first incident is approved and observed: nothing keeps it from being closed. */
const observeAll = async (bot: BotWorld): Promise<void> => {
  await bot.approve("block");
  await bot.drain();
  for (const key of ["sessions", "rules"]) await bot.approve(key, key === "rules" ? bo : ana);
  await bot.drain();
  await bot.approve("password");
  await bot.drain();
};

describe("which incident is meant", () => {
  test("the only open one, wherever it is said", async () => {
    const bot = await openBotWorld();
    expect(cardIn(await bot.say("incident status"))).toEqual({
      name: "status",
      view: { id: "INC-0001" },
    });
  });

  test("none: it says how to begin", async () => {
    expect(textOf(await makeBotWorld().say("incident status"))).toContain("No incident is open.");
  });

  test("several: it asks, and does nothing", async () => {
    const bot = await two();
    const reply = await bot.say("incident sev 4", { where: personal });
    expect(textOf(reply)).toContain("Several incidents fit: INC-0002, INC-0001.");
    expect(await severityOf(bot, 1)).toBe("sev2");
    expect(await severityOf(bot, 2)).toBe("sev1");
  });

  test("in an incident's channel it is that one", async () => {
    const bot = await two();
    await bot.say("incident sev 4", { from: bo, where: channel(2) });
    expect([await severityOf(bot, 1), await severityOf(bot, 2)]).toEqual(["sev2", "sev4"]);
  });

  test("in a closed incident's channel nothing is meant for an open one elsewhere", async () => {
    const bot = await two();
    await observeAll(bot);
    await bot.say("incident close INC-0001 over");
    expect(textOf(await bot.say("incident sev 4", { where: channel(1) }))).toContain("(R-111)");
    expect(await severityOf(bot, 2)).toBe("sev1");
  });

  test("a number in the text goes before the place", async () => {
    const bot = await two();
    await bot.say("incident sev inc-1 4", { where: channel(2) });
    await bot.say("incident sev 3 INC-0002", { from: bo, where: channel(1) });
    expect([await severityOf(bot, 1), await severityOf(bot, 2)]).toEqual(["sev4", "sev3"]);
  });

  test("a number that isn't one of ours is said, and nothing is done", async () => {
    const bot = await openBotWorld();
    expect(textOf(await bot.say("incident sev INC-0099 4"))).toContain("There is no INC-0099.");
    expect(textOf(await bot.say("incident log INC-0"))).toContain("There is no INC-0000.");
    expect(await severityOf(bot, 1)).toBe("sev2");
  });

  test("where two share a conversation, the thread tells them apart", async () => {
    const bot = makeBotWorld();
    const fault = (kind: "refused") => new TenantFault(kind, { kind, code: "403", requestId: "r" });
    bot.places.fail("channel", fault("refused"), fault("refused"));
    bot.places.fail("chat", fault("refused"), fault("refused"));
    for (const number of [1, 2]) {
      await bot.open(`m${String(number)}`);
      await bot.drain();
    }
    const home = "19:home@thread.tacv2";
    const posts = await bot.memory.store.posts(bot.first);
    const thread = posts.find(({ key }) => key === "headline")?.conversationId ?? "";
    const inThread = { scope: "channel", conversationId: thread, channelId: home } as const;
    const inChannel = { ...inThread, conversationId: `${home};messageid=0` };
    expect(textOf(await bot.say("incident sev 4", { where: inChannel }))).toContain("Several");
    await bot.say("incident sev 4", { where: inThread });
    expect([await severityOf(bot, 1), await severityOf(bot, 2)]).toEqual(["sev4", "sev2"]);
  });
});

describe("incident list, status, log", () => {
  test("the list holds the open ones; all adds the closed", async () => {
    const bot = await two();
    await observeAll(bot);
    expect(textOf(await bot.say("incident close INC-0001 over"))).toContain("closed");
    const ids = async (text: string) => {
      const { view } = cardIn(await bot.say(text));
      return (view as { id: string }[]).map(({ id }) => id); // As recordingCards drew it.
    };
    expect(await ids("incident list")).toEqual(["INC-0002"]);
    expect(await ids("incident list all")).toEqual(["INC-0002", "INC-0001"]);
  });

  test("a line of the log is kept as typed, under its writer's name", async () => {
    const bot = await openBotWorld();
    const text = "[x](https://y) <at>Ana</at> {{TIME()}} \u202E";
    expect(textOf(await bot.say(`incident log ${text}`, { from: jon }))).toBe(
      "INC-0001: the log has your line.",
    );
    expect(bot.memory.recorded(bot.first).at(-1)).toMatchObject({
      type: "NoteAdded",
      text: text.trim(),
      actor: { kind: "person", id: jon.id },
    });
    expect(textOf(await bot.say("incident log"))).toContain("(R-205)");
  });

  test("a repeated message is one line", async () => {
    const bot = await openBotWorld();
    await bot.say("incident log seen", { key: "m" });
    expect(await bot.say("incident log seen", { key: "m" })).toEqual({ kind: "nothing" });
    expect(bot.told().filter((type) => type === "NoteAdded")).toHaveLength(1);
  });

  test("a repeated message changes nothing more, and is told what stands already", async () => {
    const bot = await openBotWorld();
    await bot.say("incident sev 1", { key: "m" });
    const again = await bot.say("incident sev 1", { key: "m" });
    expect(bot.told().filter((type) => type === "SeverityChanged")).toHaveLength(1);
    expect(textOf(again)).toContain("sev1 already");
  });
});

describe("incident assign", () => {
  const owner = async (bot: BotWorld, key = "block") => (await bot.step(key)).ownership?.owner.name;

  test.each([
    ["1 Jon Lind", []],
    ["#1 jon", []],
    ["c1 jon.lind@contoso.example", []],
    ["block <at>somebody</at>", [jon]],
    ["1", [jon]],
  ])("%s", async (args, mentioned) => {
    const bot = await openBotWorld();
    const reply = await bot.say(`incident assign ${args}`, { mentioned });
    expect(textOf(reply)).toBe("INC-0001: step 1 belongs to Jon Lind.");
    expect(await owner(bot)).toBe("Jon Lind");
    expect((await bot.step("block")).ownership?.deputies.map(({ name }) => name)).toContain(
      "Ana Costa",
    );
  });

  test("the new owner may decide, and the old one stands in", async () => {
    const bot = await openBotWorld();
    await bot.say("incident assign 3 Jon Lind");
    await bot.approve("block");
    await bot.drain();
    const reply = await bot.press("step.approve", await bot.card("rules"), { from: jon });
    expect(textOf(reply)).toContain("Recorded.");
  });

  test.each([
    ["a step that isn't there", "99 Jon Lind", "Which step? 1 to 4"],
    ["no step", "", "Which step?"],
    ["a person nobody knows", "1 Nobody", "Nobody in the directory fits."],
    ["no person", "1", "Nobody in the directory fits."],
    ["a name that fits several", "1 i", "Several people fit"],
    ["somebody outside the team", "1 Bo Eriksen", "(R-202)"],
    ["its owner", "1 Ana Costa", "(R-204)"],
  ])("%s: nothing changes", async (_what, args, answer) => {
    const bot = await openBotWorld();
    expect(textOf(await bot.say(`incident assign ${args}`))).toContain(answer);
    expect(await owner(bot)).toBe("Ana Costa");
  });

  test("only by the lead", async () => {
    const bot = await openBotWorld();
    expect(textOf(await bot.say("incident assign 1 me", { from: jon }))).toContain("(R-201)");
    expect(await owner(bot)).toBe("Ana Costa");
  });
});

describe("incident sev, phase, undo, close", () => {
  test.each([
    ["sev 1", "INC-0001: severity 1."],
    ["sev SEV1", "INC-0001: severity 1."],
    ["sev 5", "Severities are 1, 2, 3 and 4"],
    ["sev", "Severities are 1, 2, 3 and 4"],
    ["sev 2", "INC-0001 is sev2 already. (R-204)"],
    ["phase containment", "INC-0001: phase containment."],
    ["phase ERAD", "INC-0001: phase eradication."],
    ["phase p", "Phases are preparation"],
    ["phase", "Phases are preparation"],
    ["phase lunch", "Phases are preparation"],
    ["undo 1", "(R-113)"],
    ["undo", "Which step?"],
    ["undo __proto__", "Which step?"],
    ["close", "wait or run"],
  ])("incident %s", async (text, answer) => {
    const bot = await openBotWorld();
    expect(textOf(await bot.say(`incident ${text}`))).toContain(answer);
  });

  test("undo of an observed step is proposed like any other", async () => {
    const bot = await openBotWorld();
    await bot.approve("block");
    await bot.drain();
    expect(textOf(await bot.say("incident undo 1", { from: jon }))).toContain("way back of step 1");
    await bot.drain();
    expect((await bot.step("block")).status).toMatchObject({
      kind: "waiting",
      proposal: { plan: { direction: "undo" } },
    });
    expect(bot.tenant.ledger).toHaveLength(1);
  });

  test("a closed incident takes notes by its number, and nothing else", async () => {
    const bot = makeBotWorld();
    await bot.open();
    await bot.wish(priya, { type: "Close", reason: "a false alarm", falseAlarm: true });
    expect(textOf(await bot.say("incident log INC-1 learnt later"))).toContain("has your line");
    expect(textOf(await bot.say("incident sev INC-1 1"))).toContain("(R-111)");
    expect(textOf(await bot.say("incident close INC-1 again"))).toContain("(R-111)");
  });

  test("a false alarm is closed with the words for it; they aren't its reason", async () => {
    const bot = makeBotWorld();
    await bot.open();
    expect(textOf(await bot.say("incident close over"))).toContain("contained");
    expect(textOf(await bot.say("incident close false alarm"))).toContain("(R-205)");
    expect(textOf(await bot.say("incident close False alarm: it was a test"))).toBe(
      "INC-0001: closed as a false alarm. The log stays open for notes.",
    );
    expect(bot.memory.recorded(bot.first)).toContainEqual(
      expect.objectContaining({
        type: "IncidentClosed",
        reason: "it was a test",
        falseAlarm: true,
      }),
    );
  });
});
