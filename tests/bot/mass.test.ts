import { describe, expect, test } from "@jest/globals";
import { makeBotWorld, openBotWorld, stranger, textOf } from "../support/fakes/bot-world.ts";
import { idEnding, people } from "../support/incidents.ts";
import { a, b, expectNothing, lastList, stepCount } from "./mass-list.ts";

const { jon, bo } = people;

describe("a pasted list", () => {
  test("becomes one step over the first subject, with the list kept as evidence", async () => {
    const bot = await openBotWorld();
    const reply = await bot.say(`incident mass block-sign-in ${a} ann@contoso.example`);
    const { definition, sha256, count, source, targets } = await lastList(bot);
    expect(textOf(reply)).toBe(
      `INC-0001: 2 of 2 lines are accounts to look up (pasted text); SHA-256 ${sha256.slice(0, 12)}…. ` +
        "“Block sign-in” is being read for a proposal.",
    );
    expect({ count, source }).toEqual({ count: 2, source: "pasted text" });
    expect(targets).toEqual([a, "ann@contoso.example"]);
    expect(definition).toMatchObject({
      action: "block-sign-in",
      subject: (await bot.load()).subjects[0]?.id,
      why: "A list that Priya Nair gave.",
    });
    expect(bot.tenant.requests).toEqual([]);
  });

  test.each([
    ["commas", `${a},${b}`],
    ["semicolons", `${a}; ${b}`],
    ["lines", `${a}\n${b}\n`],
    ["blanks, as Teams sends lines", `${a} ${b}`],
    ["capital letters and repetitions", `${a.toUpperCase()} ${b} ${a} ${b.toUpperCase()}`],
  ])("with %s", async (_what, list) => {
    const bot = await openBotWorld();
    await bot.say(`incident mass block-sign-in ${list}`);
    expect((await lastList(bot)).targets).toEqual([a, b]);
  });

  test("says how many lines named an account twice", async () => {
    const bot = await openBotWorld();
    const reply = await bot.say(`incident mass INC-1 block-sign-in ${a} ${b} ${a} ${a}`);
    expect(textOf(reply)).toContain(
      "2 of 4 lines are accounts to look up (pasted text); 2 duplicates; SHA",
    );
  });

  test("of 9,999 characters is read whole; a longer one isn't read at all", async () => {
    const bot = await openBotWorld();
    const head = "incident mass block-sign-in";
    const many = Array.from({ length: 260 }, (_, at) => idEnding((0xb000 + at).toString(16)));
    const text = `${head} ${many.join(" ")}`;
    expect(text.length).toBeGreaterThan(9_000);
    expect(textOf(await bot.say(text))).toContain("260 of 260 lines");
    const tooLong = `${head} ${"x".repeat(10_000)}`.slice(0, 10_000);
    expect(textOf(await bot.say(tooLong))).toContain("at most 9999 are read. Nothing was done.");
    expect(await stepCount(bot)).toBe(5);
  });

  test.each([
    ["a formula", '=HYPERLINK("http://evil.example")', "There are: =HYPERLINK"],
    ["a path", "../../etc/passwd", "There are: ../../etc/passwd."],
    ["markup", "<script>alert(1)</script>", "No column names the accounts"],
    ["one bad among good", `${a} ${b} robert'); DROP`, "Row 1 names no account: “robert')”"],
    ["words", "everybody", "No column names the accounts"],
    ["separators alone", ",,,;;", "No column names the accounts"],
  ])("%s is refused whole", async (_what, list, why) => {
    const bot = await openBotWorld();
    const text = textOf(await bot.say(`incident mass block-sign-in ${list}`));
    expect(text).toContain(why);
    expect(text).toContain("Nothing was done.");
    await expectNothing(bot);
  });

  test("a message that comes twice adds one step", async () => {
    const bot = await openBotWorld();
    const said = { key: "m" };
    await bot.say(`incident mass block-sign-in ${a}`, said);
    expect(await bot.say(`incident mass block-sign-in ${a}`, said)).toEqual({ kind: "nothing" });
    expect(await stepCount(bot)).toBe(5);
  });
});

describe("which action", () => {
  test.each([
    ["", "Which action?"],
    ["nonsense", "There is no action “nonsense”."],
    ["__proto__", "There is no action “__proto__”."],
    [`end-sessions ${a}`, "“End sign-in sessions” isn't made for lists."],
  ])("“%s” names those that take lists", async (args, why) => {
    const bot = await openBotWorld();
    const text = textOf(await bot.say(`incident mass ${args}`));
    expect(text).toContain(`${why} For lists there are: block-sign-in.`);
    await expectNothing(bot);
  });

  test.each(["", "file", "hunt"])("without a list (“%s”) says what a list is", async (args) => {
    const bot = await openBotWorld();
    const text = textOf(await bot.say(`incident mass block-sign-in ${args}`));
    expect(text).toContain("Which accounts?");
    expect(text).toContain("bots can't read files in channels");
    await expectNothing(bot);
  });
});

describe("who may", () => {
  test.each([
    ["a responder", bo, "(R-201)"],
    ["an owner", jon, "(R-201)"],
    ["a stranger", stranger, "(R-206)"],
  ])("%s may not, and neither query nor file is touched", async (_who, from, why) => {
    const bot = await openBotWorld();
    bot.given.imported.set("list.csv", `id\n${a}`);
    for (const list of ["hunt DeviceEvents", "file list.csv", a]) {
      const text = textOf(await bot.say(`incident mass block-sign-in ${list}`, { from }));
      expect(text).toContain(why);
    }
    expect(bot.given.queries).toEqual([]);
    await expectNothing(bot);
  });

  test("a refused try stands in the record", async () => {
    const bot = await openBotWorld();
    await bot.say("incident mass block-sign-in hunt DeviceEvents", { from: bo });
    expect(bot.memory.recorded(bot.first)).toContainEqual(
      expect.objectContaining({ type: "CommandRefused", wish: "AddStep", code: "R-201" }),
    );
  });

  test("nobody may in a closed incident", async () => {
    const bot = makeBotWorld();
    await bot.open();
    await bot.wish(people.priya, { type: "Close", reason: "a false alarm", falseAlarm: true });
    const text = textOf(await bot.say("incident mass INC-1 block-sign-in hunt DeviceEvents"));
    expect(text).toContain("(R-111)");
    expect(bot.given.queries).toEqual([]);
  });
});
