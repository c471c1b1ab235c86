import { describe, expect, test } from "@jest/globals";
import { TenantFault } from "../../src/actions/tenant.ts";
import { readGiven } from "../../src/core/mass/list-file.ts";
import {
  type BotWorld,
  makeBotWorld,
  openBotWorld,
  stranger,
  textOf,
} from "../support/fakes/bot-world.ts";
import { idEnding, people } from "../support/incidents.ts";

const { jon, bo } = people;
const [a, b] = [idEnding("a001"), idEnding("a002")];

/** The list of the step that was added last, with what was kept of it. */
const lastList = async (bot: BotWorld) => {
  const { steps } = await bot.load();
  const definition = steps.at(-1)?.definition;
  const list = definition?.list;
  if (!definition || !list) throw new Error("the last step has no list");
  return { ...list, definition, targets: readGiven(await bot.evidence.read(list.sha256)) };
};

const stepCount = async (bot: BotWorld): Promise<number> => (await bot.load()).steps.length;

/** Nothing was added, kept or asked. */
const expectNothing = async (bot: BotWorld): Promise<void> => {
  expect(await stepCount(bot)).toBe(4);
  expect([...bot.evidence.files.values()].join()).not.toContain("given list");
};

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

describe("a file", () => {
  test("of the import folder", async () => {
    const bot = await openBotWorld();
    bot.given.imported.set("Leavers March.csv", `name;id\nAnn;${a}\nBen;${b}\n`);
    await bot.say("incident mass block-sign-in file Leavers March.csv");
    const { targets, source } = await lastList(bot);
    expect(targets).toEqual([a, b]);
    expect(source).toBe("Leavers March.csv");
    expect(textOf(await bot.say("incident mass block-sign-in file “Leavers March.csv”"))).toContain(
      "2 of 2 lines",
    );
  });

  test("that was sent in the personal chat; its address stands nowhere", async () => {
    const bot = await openBotWorld();
    const url = "https://contoso-my.sharepoint.com/d?tempauth=s3cret";
    bot.given.sent.set(url, `userPrincipalName\nANN@contoso.example\n`);
    const files = [{ name: "accounts\u202Evsc.csv", url }];
    const reply = await bot.say("incident mass block-sign-in", { files });
    const { targets, source } = await lastList(bot);
    expect(targets).toEqual(["ann@contoso.example"]);
    expect(source).toBe("accountsvsc.csv");
    const everything = JSON.stringify([reply, bot.memory.recorded(bot.first)]);
    expect(everything).not.toContain("s3cret");
  });

  test.each([
    ["two files", "", 2],
    ["a file and a text", ` ${a}`, 1],
  ])("%s are one list too many", async (_what, text, count) => {
    const bot = await openBotWorld();
    const files = Array.from({ length: count }, () => ({ name: "a.csv", url: "https://x" }));
    expect(textOf(await bot.say(`incident mass block-sign-in${text}`, { files }))).toContain(
      "One list at a time.",
    );
    await expectNothing(bot);
  });

  test.each([
    ["a missing file", undefined, "There is no “list.csv”."],
    ["no row", "id\n", "The list names no account."],
    ["an empty file", "", "The list names no account."],
    ["cells that are formulas", "id\n=1+1\n@SUM(A1)\n", "Row 2 names no account: “=1+1”"],
    ["other columns", "Konto,Name\n1,2\n", "No column names the accounts."],
    [
      "10,001 rows",
      `id\n${Array.from({ length: 10_001 }, () => a).join("\n")}`,
      "The list has 10,001 rows; one step takes 10,000 at most.",
    ],
  ])("%s is refused", async (_what, content, why) => {
    const bot = await openBotWorld();
    if (content !== undefined) bot.given.imported.set("list.csv", content);
    const text = textOf(await bot.say("incident mass block-sign-in file list.csv"));
    expect(text).toContain(why);
    expect(text).toContain("Nothing was done.");
    await expectNothing(bot);
  });

  test("of 10,000 rows is taken", async () => {
    const bot = await openBotWorld();
    const rows = Array.from({ length: 9_988 }, (_, at) => `u${String(at)}@contoso.example`);
    const twelve = rows.slice(0, 12);
    bot.given.imported.set("list.csv", ["upn", ...rows, ...twelve].join("\n"));
    const text = textOf(await bot.say("incident mass block-sign-in file list.csv"));
    expect(text).toContain(
      "9,988 of 10,000 lines are accounts to look up (list.csv); 12 duplicates; SHA",
    );
    expect((await lastList(bot)).count).toBe(9_988);
  });

  test("that can't be kept leaves nothing", async () => {
    const bot = await openBotWorld();
    bot.evidence.fail(new Error("disk full"));
    expect(textOf(await bot.say(`incident mass block-sign-in ${a}`))).toContain("(S-503)");
    await expectNothing(bot);
  });
});

describe("a hunting query", () => {
  const rows = (...results: readonly unknown[]) => ({
    status: 200,
    body: { results },
    requestId: "1",
  });
  const query = 'EntraIdSignInEvents | where IPAddress == "203.0.113.7" | where ErrorCode < 1';

  test("is asked once as it was typed, and the record has it with whoever asked", async () => {
    const bot = await openBotWorld();
    bot.given.hunting(() => rows({ AccountObjectId: a }, { AccountUpn: "ann@contoso.example" }));
    const typed = query.replace("<", "&lt;");
    await bot.say(`incident mass block-sign-in hunt ${typed}`);
    const path = "/v1.0/security/runHuntingQuery";
    expect(bot.given.queries).toEqual([{ path, body: { Query: query } }]);
    const { targets, source, definition } = await lastList(bot);
    expect(targets).toEqual([a, "ann@contoso.example"]);
    expect(source).toBe("hunting result");
    expect(definition.why).toBe(`Accounts that Priya Nair found with the hunting query: ${query}`);
    expect(bot.memory.recorded(bot.first)).toContainEqual(
      expect.objectContaining({ type: "StepAdded", why: definition.why }),
    );
  });

  test("that names another incident is asked for this one, whole", async () => {
    const bot = await openBotWorld();
    bot.given.hunting(() => rows({ AccountObjectId: a }));
    await bot.say("incident mass block-sign-in HUNT T | where Tag has INC-7 | take 1");
    expect(bot.given.queries).toMatchObject([
      { body: { Query: "T | where Tag has INC-7 | take 1" } },
    ]);
    expect((await lastList(bot)).targets).toEqual([a]);
  });

  test.each([
    ["a comment", "DeviceEvents // all | where AccountUpn == 1", "has a comment"],
    ["one after a folder", 'T | where a == @"c:\\" // | where b == "c"', "has a comment"],
    ["one after an escape", String.raw`T | where a == "\"" // | where b == "c"`, "has a comment"],
    ["4,001 characters", `T | where x == "${"y".repeat(3_985)}"`, "at most 4000 are asked"],
  ])("with %s is never asked", async (_what, text, why) => {
    const bot = await openBotWorld();
    const answer = textOf(await bot.say(`incident mass block-sign-in hunt ${text}`));
    expect(answer).toContain(why);
    expect(bot.given.queries).toEqual([]);
    await expectNothing(bot);
  });

  test("may have an address in quotes", async () => {
    const bot = await openBotWorld();
    bot.given.hunting(() => rows({ AccountObjectId: a }));
    await bot.say('incident mass block-sign-in hunt T | where Url has "https://evil.example"');
    expect(bot.given.queries).toHaveLength(1);
  });

  test.each([
    ["no rows", rows(), "The query found nothing."],
    ["no accounts", rows({ DeviceName: "pc" }), "The result has no account"],
    ["rows without one", rows({ AccountUpn: "" }, { AccountUpn: "a@b.c" }), "1 of 2 rows name no"],
    ["something else", { status: 200, body: [], requestId: "1" }, "(UnreadableAnswer)"],
  ])("that answers with %s is no list", async (_what, answer, why) => {
    const bot = await openBotWorld();
    bot.given.hunting(() => answer);
    expect(textOf(await bot.say("incident mass block-sign-in hunt T"))).toContain(why);
    await expectNothing(bot);
  });

  test.each([
    ["refused", 400, "The query was refused (Code): try it in Microsoft Defender’s"],
    ["refused", 403, "Cordon may not hunt here (Code)"],
    ["throttled", 429, "The query wasn't answered (Code): try again"],
    ["no answer", undefined, "The query wasn't answered (Code): try again"],
  ] as const)("that is %s with %s says what to do", async (kind, status, why) => {
    const bot = await openBotWorld();
    bot.given.hunting(() => {
      throw new TenantFault("inner words", { kind, status, code: "Code", requestId: "1" });
    });
    const text = textOf(await bot.say("incident mass block-sign-in hunt Tabel"));
    expect(text).toContain(why);
    expect(text).not.toContain("inner words");
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
