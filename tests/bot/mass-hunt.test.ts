import { describe, expect, test } from "@jest/globals";
import { TenantFault } from "../../src/actions/tenant.ts";
import { openBotWorld, textOf } from "../support/fakes/bot-world.ts";
import { a, expectNothing, lastList } from "./mass-list.ts";

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
