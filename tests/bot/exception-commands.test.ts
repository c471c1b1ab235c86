import { describe, expect, test } from "@jest/globals";
import { type ExceptionEvent } from "../../src/core/exceptions/events.ts";
import {
  buttonsIn,
  type ExceptionBot,
  makeExceptionBot,
  wordsOf,
} from "../support/fakes/exception-bot.ts";
import { first, ines, vera } from "../support/fakes/exception-world.ts";
import { people } from "../support/incidents.ts";

const { bo, priya } = people;

const asked = async (): Promise<ExceptionBot> => {
  const bot = await makeExceptionBot();
  await bot.ask();
  return bot;
};
const accepted = async (): Promise<ExceptionBot> => {
  const bot = await asked();
  await bot.accept(2, 7);
  return bot;
};
const told = (bot: ExceptionBot): readonly ExceptionEvent["type"][] =>
  bot.recordedException(first).map(({ type }) => type);

describe("reading the register", () => {
  test("an empty one says how to add", async () => {
    const bot = await makeExceptionBot();
    const words = wordsOf(await bot.say("exception list"));
    expect(words).toContain("No open exceptions");
    expect(words).toContain("“exception add” asks for one");
  });

  test("the list has what is open, of all incidents and of none; all adds the closed", async () => {
    const bot = await accepted();
    await bot.say("exception add legacy SMTP AUTH is on; scanner; no other way", bo);
    await bot.say("exception add ca MFA is off; breakglass; by design", bo);
    await bot.say("exception close 3 never mind", priya);
    const words = wordsOf(await bot.say("exception list"));
    expect(words).toContain("2 open exceptions");
    // Who has no owner stands first.
    expect(words.indexOf("EX-2")).toBeLessThan(words.indexOf("EX-1"));
    expect(words).not.toContain("EX-3");
    const all = wordsOf(await bot.say("exception list all"));
    expect(all).toContain("3 exceptions");
    expect(all).toContain("EX-3");
  });

  test.each(["1", "EX-1", "ex-1", "ex1", "EX 1", "01"])("%j is the first", async (number) => {
    const bot = await asked();
    const reply = await bot.say(`exception show ${number}`);
    expect(wordsOf(reply)).toContain("Exception EX-1 waits for an owner");
    expect(buttonsIn(reply)).toEqual(["Review", "Close"]);
  });

  test.each([
    ["exception show", "Which exception?"],
    ["exception show everything", "Which exception?"],
    ["exception show 1x", "Which exception?"],
    ["exception show -1", "Which exception?"],
    ["exception show 0", "Which exception?"],
    ["exception show 2", "There is no EX-2."],
    ["exception close 9999999999 x", "Which exception?"],
  ])("%j finds none, and nothing is done", async (text, said) => {
    const bot = await asked();
    const before = told(bot);
    const words = wordsOf(await bot.say(text));
    expect(words).toContain(said);
    expect(words).toContain("Nothing was done.");
    expect(told(bot)).toEqual(before);
  });

  test("the card shows what its state allows", async () => {
    const bot = await accepted();
    expect(buttonsIn(await bot.say("exception show 1"))).toEqual([
      "Reviewed, keep",
      "End it now",
      "Renew",
    ]);
    await bot.runFor(8 * 24 * 60 * 60_000);
    expect(buttonsIn(await bot.say("exception show 1"))).toEqual(["Close", "Renew"]);
    await bot.say("exception close 1 It is shut.");
    expect(buttonsIn(await bot.say("exception show 1"))).toEqual([]);
  });

  test("export writes all of it and answers with rows and hash", async () => {
    const bot = await accepted();
    await bot.say("exception add other a; b; c", bo);
    const words = wordsOf(await bot.say("exception export"));
    expect(words).toMatch(
      /^exceptions-2026-11-21\.csv, 2 rows, SHA-256 [0-9a-f]{64} in the export folder of Cordon’s server\.$/,
    );
    expect(bot.exports.files.get("exceptions-2026-11-21.csv")).toBe("EX-2,EX-1");
  });

  test("alone, the word shows the commands of the register", async () => {
    const bot = await makeExceptionBot();
    const words = wordsOf(await bot.say("exception"));
    expect(words).toContain("exception renew");
    expect(words).not.toContain("incident open");
  });

  test("an unknown one is answered with the nearest first, and runs nothing", async () => {
    const bot = await asked();
    const before = told(bot);
    const words = wordsOf(await bot.say("exception clsoe 1 over"));
    expect(words).toContain("Nothing was done.");
    expect(words.indexOf("exception close")).toBeLessThan(words.indexOf("exception list"));
    expect(told(bot)).toEqual(before);
  });
});

describe("changing it by command", () => {
  test("a review with its finding", async () => {
    const bot = await accepted();
    const words = wordsOf(await bot.say("exception review 1 Nothing new in the logs.", ines));
    expect(words).toContain("EX-1: review recorded.");
    expect((await bot.load()).reviews).toMatchObject([{ finding: "Nothing new in the logs." }]);
  });

  test.each(["exception renew 1 14 still needed", "exception renew EX-1 14 days still needed"])(
    "%j",
    async (text) => {
      const bot = await accepted();
      expect(wordsOf(await bot.say(text, vera))).toContain("until 2026-12-05 UTC");
      expect((await bot.load()).renewals).toMatchObject([{ reason: "still needed" }]);
    },
  );

  test.each([
    ["exception renew 1", "For how many days?"],
    ["exception renew 1 for ever", "For how many days?"],
    ["exception renew 1 14", "(R-205)"],
    ["exception renew 1 91 late", "(R-303)"],
    ["exception renew 1 0 late", "(R-303)"],
    ["exception review 1", "(R-30"],
    ["exception close 1", "(R-205)"],
  ])("%j changes nothing: %s", async (text, said) => {
    const bot = await accepted();
    const before = await bot.load();
    expect(wordsOf(await bot.say(text, vera))).toContain(said);
    expect({ ...(await bot.load()), refused: [], version: 0 }).toEqual({
      ...before,
      refused: [],
      version: 0,
    });
  });

  test("a message that Teams sends twice is recorded once", async () => {
    const bot = await accepted();
    await bot.say("exception review 1 Nothing new.", ines, "message-1");
    await bot.say("exception review 1 Nothing new.", ines, "message-1");
    await bot.say("exception add other a; b; c", bo, "message-2");
    expect(await bot.say("exception add other a; b; c", bo, "message-2")).toEqual({
      kind: "nothing",
    });
    expect((await bot.load()).reviews).toHaveLength(1);
    expect(await bot.register.list({})).toHaveLength(2);
  });

  test("who asked can't close it before it has an owner", async () => {
    const bot = await makeExceptionBot();
    await bot.say("exception add other a; b; c", vera);
    expect(wordsOf(await bot.say("exception close 1 never mind", vera))).toContain("(R-308)");
    expect((await bot.load()).state).toBe("asked for");
  });
});

describe("adding without an incident", () => {
  test.each([
    ["ca", "conditional access exclusion"],
    ["legacy", "legacy protocol"],
    ["CONSENT", "third-party consent"],
    ["other", "other"],
  ])("%s is a %s", async (word, kind) => {
    const bot = await makeExceptionBot();
    await bot.say(`exception add ${word} It stays; On This; Because; of that`, bo);
    expect(await bot.load()).toMatchObject({
      kind,
      title: "It stays",
      target: "On This",
      justification: "Because; of that",
      severity: "sev3",
    });
  });

  test.each([
    "exception add",
    "exception add legacy",
    "exception add legacy SMTP AUTH is on",
    "exception add legacy SMTP AUTH is on; scanner",
    "exception add declined step; x; y",
    `exception add other ${"x".repeat(2_001)}; y; z`,
  ])("%j asks with the form, and adds nothing", async (text) => {
    const bot = await makeExceptionBot();
    expect(wordsOf(await bot.say(text, bo))).toContain("Add an exception");
    expect(await bot.register.list({})).toEqual([]);
  });

  test("hostile texts are drawn as they are, and the card keeps its shape", async () => {
    const plain = await makeExceptionBot();
    await plain.say("exception add other a; b; c", bo);
    const bot = await makeExceptionBot();
    const evil = "[ok](https://evil.example) {{TIME(1999)}} \u202E **x** ${nonce} <at>Ana</at>";
    await bot.say(`exception add other ${evil}; ${evil}; ${evil}`, bo);
    for (const text of ["exception show 1", "exception list"]) {
      const reply = await bot.say(text);
      const words = wordsOf(reply);
      expect(words).toContain("[ok](https://evil.example)");
      expect(words).not.toMatch(/\{\{TIME\(1999|\u202E|\$\{/);
      expect(buttonsIn(reply)).toEqual(buttonsIn(await plain.say(text)));
    }
  });
});
