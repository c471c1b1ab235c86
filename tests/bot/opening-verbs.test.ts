import { describe, expect, test } from "@jest/globals";
import { type Reply } from "../../src/application/ports/chat.ts";
import { directorySchema } from "../../src/core/ownership/directory.ts";
import { type CardHandle, type Subject } from "../../src/core/incident/plan.ts";
import {
  type BotWorld,
  cardIn,
  defaultSubject,
  makeBotWorld,
  openBotWorld,
  personal,
  textOf,
} from "../support/fakes/bot-world.ts";
import { aDirectory } from "../support/fakes/world.ts";
import { idEnding, people } from "../support/incidents.ts";

const { priya, bo } = people;
const form = {
  scenario: "mailbox-compromise",
  subject: "marta",
  severity: "sev2",
  seen: "odd mails",
};
const unknown = "Not recorded. This card isn't known here. Use the newest one. (R-101)";
const namesake: Subject = { ...defaultSubject, id: idEnding("0002"), about: "guest" };

const press = (bot: BotWorld, verb: string, data: unknown, from = priya) =>
  bot.press(verb, data, { from, where: personal });

/** The handle on the check card, as recordingCards drew it. */
const handleIn = (reply: Reply): CardHandle => {
  const { name, view } = cardIn(reply);
  if (name !== "open-check") throw new Error(`${name}, not a check card`);
  return (view as { handle: CardHandle }).handle;
};
const opened = async (bot: BotWorld) => (await bot.memory.store.list({})).map(({ id }) => id);

describe("the form", () => {
  test("is shown empty", async () => {
    expect(cardIn(await press(makeBotWorld(), "incident.form", {}))).toMatchObject({
      name: "open-form",
      view: { values: { scenario: "", subject: "", severity: "", seen: "" }, errors: {} },
    });
  });

  test("says all that is wrong at once, and keeps what was typed", async () => {
    const bot = makeBotWorld();
    const reply = await press(bot, "incident.check", { subject: "  ", seen: "kept" });
    expect(cardIn(reply)).toMatchObject({
      name: "open-form",
      view: {
        values: { seen: "kept" },
        errors: {
          scenario: "Choose what happened.",
          subject: "Write an address, a name or an object id.",
          severity: "Choose how bad it is.",
        },
      },
    });
    expect(bot.lookups).toEqual([]);
  });

  test.each([
    ["an extra key", { ...form, by: bo.id }],
    ["an own __proto__", JSON.parse('{"__proto__":{"severity":"sev1"},"scenario":"x"}')],
    ["a list for a text", { ...form, subject: ["marta"] }],
    ["a number for a text", { ...form, severity: 1 }],
    ["a huge text", { ...form, seen: "x".repeat(20_001) }],
    ["nothing", null],
  ])("with %s is refused", async (_what, data) => {
    const bot = makeBotWorld();
    expect(textOf(await press(bot, "incident.check", data))).toBe(unknown);
    expect(bot.lookups).toEqual([]);
  });

  test("checks before it opens: nothing is open yet", async () => {
    const bot = makeBotWorld();
    const reply = await press(bot, "incident.check", form);
    expect(cardIn(reply)).toMatchObject({ view: { matches: [defaultSubject], severity: "sev2" } });
    expect(await opened(bot)).toEqual([]);
  });

  test("can be left: cancel and help answer anybody and do nothing", async () => {
    const bot = makeBotWorld();
    expect(cardIn(await press(bot, "incident.cancel", {}))).toMatchObject({
      name: "notice",
      view: { title: "Nothing was opened" },
    });
    expect(cardIn(await press(bot, "incident.help", {})).name).toBe("help");
    expect(await opened(bot)).toEqual([]);
  });
});

describe("confirming", () => {
  test("opens for the account that was shown, under the presser's lead", async () => {
    const bot = makeBotWorld();
    const handle = handleIn(await press(bot, "incident.check", form));
    const reply = await press(bot, "incident.confirm", handle);
    expect(cardIn(reply)).toMatchObject({ name: "notice", view: { title: "INC-0001 is open" } });
    expect(await bot.load()).toMatchObject({
      lead: priya,
      seen: "odd mails",
      subjects: [{ id: defaultSubject.id }],
    });
  });

  test("opens one incident however often it is pressed", async () => {
    const bot = makeBotWorld();
    const handle = handleIn(await press(bot, "incident.check", form));
    await Promise.all([1, 2, 3].map(() => press(bot, "incident.confirm", handle)));
    expect(await press(bot, "incident.confirm", handle)).toEqual({ kind: "nothing" });
    expect(await opened(bot)).toEqual(["INC-0001"]);
  });

  test("is for the person who filled in the form only", async () => {
    const bot = makeBotWorld();
    const handle = handleIn(await press(bot, "incident.check", form));
    for (const verb of ["incident.confirm", "incident.choose", "incident.change"]) {
      expect(textOf(await press(bot, verb, handle, bo))).toBe(
        "Not recorded. Somebody else filled in this form. Start your own. (R-104)",
      );
    }
    expect(await opened(bot)).toEqual([]);
  });

  test("is good for half an hour to the instant", async () => {
    const bot = makeBotWorld();
    const handle = handleIn(await press(bot, "incident.check", form));
    bot.runtime.pass(30 * 60_000);
    expect(cardIn(await press(bot, "incident.change", handle)).name).toBe("open-form");
    bot.runtime.pass(1_000);
    expect(textOf(await press(bot, "incident.confirm", handle))).toContain("(R-107)");
    expect(await opened(bot)).toEqual([]);
  });

  test.each([
    ["another one-time value", (h: CardHandle) => ({ ...h, nonce: "other" })],
    ["another id", (h: CardHandle) => ({ ...h, id: "other" })],
    ["an extra key", (h: CardHandle) => ({ ...h, subject: idEnding("0002") })],
    ["a choice that isn't a number", (h: CardHandle) => ({ ...h, choice: "__proto__" })],
    ["a choice below nothing", (h: CardHandle) => ({ ...h, choice: "-1" })],
    ["nothing", () => null],
  ])("with %s isn't known", async (_what, alter) => {
    const bot = makeBotWorld();
    const handle = handleIn(await press(bot, "incident.check", form));
    expect(textOf(await press(bot, "incident.confirm", alter(handle)))).toBe(unknown);
    expect(await opened(bot)).toEqual([]);
  });

  test("the card of a step opens nothing", async () => {
    const bot = await openBotWorld();
    expect(textOf(await press(bot, "incident.confirm", await bot.card("block")))).toBe(unknown);
    expect(await opened(bot)).toEqual(["INC-0001"]);
  });
});

describe("the subject", () => {
  const openFor = async (id: typeof priya.id): Promise<string> => {
    const bot = makeBotWorld();
    const people = aDirectory.people.map((person) =>
      person.id === priya.id ? { ...person, accounts: [idEnding("0009")] } : person,
    );
    bot.duty.set(directorySchema.parse({ ...aDirectory, people }));
    bot.find({ ...defaultSubject, id });
    const handle = handleIn(await press(bot, "incident.check", form));
    const text = textOf(await press(bot, "incident.confirm", handle));
    expect(await opened(bot)).toEqual([]);
    return text;
  };

  test.each([
    ["by the account they use", priya.id],
    ["by another account of theirs", idEnding("0009")],
  ])("doesn't open it, %s", async (_what, id) => {
    expect(await openFor(id)).toContain("You are the subject.");
  });
});

describe("between question and answer", () => {
  test("several accounts: one is chosen, and it is that one", async () => {
    const bot = makeBotWorld();
    bot.find(defaultSubject, namesake);
    const handle = handleIn(await press(bot, "incident.check", form));
    await press(bot, "incident.choose", { ...handle, choice: "1" });
    expect((await bot.load()).subjects).toMatchObject([{ id: namesake.id }]);
  });

  test("several accounts and none chosen, or one too many: it asks again", async () => {
    const bot = makeBotWorld();
    bot.find(defaultSubject, namesake);
    const handle = handleIn(await press(bot, "incident.check", form));
    expect(cardIn(await press(bot, "incident.confirm", handle)).name).toBe("open-check");
    const wrong = { ...handle, choice: "7" };
    expect(cardIn(await press(bot, "incident.choose", wrong)).name).toBe("open-check");
    expect(await opened(bot)).toEqual([]);
  });

  test("the account was replaced by another of the same name: it asks again", async () => {
    const bot = makeBotWorld();
    const handle = handleIn(await press(bot, "incident.check", form));
    bot.find(namesake);
    const reply = await press(bot, "incident.confirm", handle);
    expect(cardIn(reply)).toMatchObject({ name: "open-check", view: { matches: [namesake] } });
    expect(await opened(bot)).toEqual([]);
  });

  test("the list came in another order: the chosen account is still the chosen one", async () => {
    const bot = makeBotWorld();
    bot.find(defaultSubject, namesake);
    const handle = handleIn(await press(bot, "incident.check", form));
    bot.find(namesake, defaultSubject);
    await press(bot, "incident.choose", { ...handle, choice: "1" });
    expect((await bot.load()).subjects).toMatchObject([{ id: namesake.id }]);
  });

  test("a second account fits now: the one that was shown is still meant", async () => {
    const bot = makeBotWorld();
    const handle = handleIn(await press(bot, "incident.check", form));
    bot.find(namesake, defaultSubject);
    await press(bot, "incident.confirm", handle);
    expect((await bot.load()).subjects).toMatchObject([{ id: defaultSubject.id }]);
  });

  test("the account is gone: the form says that nobody fits", async () => {
    const bot = makeBotWorld();
    const handle = handleIn(await press(bot, "incident.check", form));
    bot.find();
    expect(cardIn(await press(bot, "incident.confirm", handle)).name).toBe("open-form");
    expect(await opened(bot)).toEqual([]);
  });

  test("back to the form keeps what was typed", async () => {
    const bot = makeBotWorld();
    const handle = handleIn(await press(bot, "incident.check", form));
    expect(cardIn(await press(bot, "incident.change", handle))).toMatchObject({
      name: "open-form",
      view: { values: form },
    });
  });
});

describe("all steps", () => {
  test("of an incident that is there, and of no other", async () => {
    const bot = await openBotWorld();
    expect(cardIn(await bot.press("incident.steps", { incident: "INC-0001" }))).toEqual({
      name: "all-steps",
      view: { id: "INC-0001" },
    });
    for (const incident of ["INC-0002", "INC-1", "inc-0001", "../INC-0001", 1, null]) {
      expect(textOf(await bot.press("incident.steps", { incident }))).toBe(unknown);
    }
    const more = { incident: "INC-0001", all: true };
    expect(textOf(await bot.press("incident.steps", more))).toBe(unknown);
  });
});
