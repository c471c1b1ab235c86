import { describe, expect, test } from "@jest/globals";
import { openBotWorld, textOf } from "../support/fakes/bot-world.ts";
import { a, b, expectNothing, lastList } from "./mass-list.ts";

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
