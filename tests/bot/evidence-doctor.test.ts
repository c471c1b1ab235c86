import { describe, expect, test } from "@jest/globals";
import { fault } from "../support/fakes/fake-tenant.ts";
import {
  cardIn,
  channel,
  makeBotWorld,
  openBotWorld,
  stranger,
  textOf,
} from "../support/fakes/bot-world.ts";
import { wholeDiagnosis } from "../support/fakes/fake-lists.ts";
import { fakeLog } from "../support/fakes/fake-runtime.ts";
import { type Diagnosis } from "../../src/application/doctor/diagnose.ts";
import { makeExamining } from "../../src/bot/examining.ts";
import { people } from "../support/incidents.ts";

describe("incident evidence", () => {
  test("shows the card of the incident, to anybody of the directory", async () => {
    const bot = await openBotWorld();
    for (const from of [people.priya, people.bo]) {
      const reply = await bot.say("incident evidence", { where: channel(), from });
      expect(cardIn(reply)).toEqual({ name: "evidence", view: { id: "INC-0001" } });
    }
    expect(textOf(await bot.say("incident evidence", { from: stranger }))).toContain("(R-206)");
  });

  test("export writes what is kept, and says which files with their SHA-256", async () => {
    const bot = await openBotWorld();
    const { artefacts } = await bot.load();
    expect(artefacts.length).toBeGreaterThan(0);
    const text = textOf(await bot.say("incident evidence export"));
    expect(text).toMatch(
      /^INC-0001: 1 file in the export folder on Cordon’s own machine: INC-0001-evidence\.csv \(SHA-256 [\da-f]{12}…\)\.$/u,
    );
    const written = bot.exports.files.get("INC-0001-evidence.csv");
    for (const { sha256 } of artefacts) expect(written).toContain(sha256);
  });

  test("export of nothing writes nothing", async () => {
    const bot = makeBotWorld();
    await bot.open();
    expect(textOf(await bot.say("incident evidence export"))).toBe(
      "INC-0001: nothing is kept yet. Nothing was written.",
    );
    expect(bot.exports.files.size).toBe(0);
  });

  test("export has the lists of an incident of which nothing else is kept", async () => {
    const bot = makeBotWorld();
    await bot.open();
    const id = "5a1c0d3e-8f42-4b67-9c15-2f6e0b9d7c1e";
    await bot.say(`incident mass block-sign-in ${id}`);
    const { artefacts, steps } = await bot.load();
    const list = steps.at(-1)?.definition.list;
    expect(artefacts).toEqual([]);
    expect(list).toBeDefined();
    expect(textOf(await bot.say("incident evidence export"))).toContain("1 file in the export");
    expect(bot.exports.files.get("INC-0001-evidence.csv")).toContain(list?.sha256 ?? "none");
  });

  test("export is for people of the directory", async () => {
    const bot = await openBotWorld();
    const text = textOf(await bot.say("incident evidence export", { from: stranger }));
    expect(text).toContain("(R-206)");
    expect(bot.exports.files.size).toBe(0);
  });

  test.each(["export ../../tmp", "delete", "export export"])("%s is no command", async (words) => {
    const bot = await openBotWorld();
    expect(textOf(await bot.say(`incident evidence ${words}`))).toContain("Nothing was done.");
    expect(bot.exports.files.size).toBe(0);
  });
});

describe("incident doctor", () => {
  test("shows what was found, without any incident", async () => {
    const bot = makeBotWorld();
    expect(cardIn(await bot.say("incident doctor"))).toEqual({
      name: "doctor",
      view: wholeDiagnosis,
    });
  });

  test("says so while it is still looking", async () => {
    const bot = makeBotWorld();
    bot.given.examining(() => Promise.resolve(undefined));
    expect(textOf(await bot.say("incident doctor"))).toBe(
      "The doctor is still looking; ask again in a minute.",
    );
  });

  test("says what kept it from looking", async () => {
    const bot = makeBotWorld();
    bot.given.examining(() => Promise.reject(fault("throttled")));
    expect(textOf(await bot.say("incident doctor"))).toContain("could not look (throttled)");
  });

  test("isn't for strangers, and examines nothing for them", async () => {
    const bot = makeBotWorld();
    let examined = 0;
    bot.given.examining(() => {
      examined += 1;
      return Promise.resolve(wholeDiagnosis);
    });
    expect(textOf(await bot.say("incident doctor", { from: stranger }))).toContain("(R-206)");
    expect(examined).toBe(0);
  });
});

describe("an examination", () => {
  const started = (patienceMs = 30) => {
    const ends: { done: (diagnosis: Diagnosis) => void; fail: (fault: Error) => void }[] = [];
    let now = 0;
    const log = fakeLog();
    const examine = makeExamining({
      diagnose: () =>
        new Promise((done, fail) => {
          ends.push({ done, fail });
        }),
      log,
      clock: () => now,
      patienceMs,
    });
    return {
      examine,
      ends,
      log,
      pass: (ms: number) => {
        now += ms;
      },
    };
  };

  test("is one for all who ask, and its result counts for a minute", async () => {
    const { examine, ends, pass } = started(10_000);
    const both = Promise.all([examine(), examine()]);
    ends[0]?.done(wholeDiagnosis);
    expect(await both).toEqual([wholeDiagnosis, wholeDiagnosis]);
    pass(59_999);
    expect(await examine()).toEqual(wholeDiagnosis);
    expect(ends).toHaveLength(1);
    pass(1);
    const anew = examine();
    expect(ends).toHaveLength(2);
    ends[1]?.done({ ...wholeDiagnosis, outcome: "lacking" });
    expect(await anew).toMatchObject({ outcome: "lacking" });
  });

  test("that takes longer than people wait goes on, and is there for the next who asks", async () => {
    const { examine, ends, pass } = started();
    expect(await examine()).toBeUndefined();
    pass(90_000);
    expect(await examine()).toBeUndefined();
    expect(ends).toHaveLength(1);
    ends[0]?.done(wholeDiagnosis);
    expect(await examine()).toEqual(wholeDiagnosis);
  });

  test("that fails is told, and isn't kept", async () => {
    const { examine, ends } = started(10_000);
    const first = examine();
    ends[0]?.fail(new Error("no token"));
    await expect(first).rejects.toThrow("no token");
    const second = examine();
    ends[1]?.done(wholeDiagnosis);
    expect(await second).toEqual(wholeDiagnosis);
  });

  test("that fails after everybody left is logged and stops nothing", async () => {
    const { examine, ends, log } = started();
    expect(await examine()).toBeUndefined();
    ends[0]?.fail(new Error("no token"));
    await Promise.resolve();
    await Promise.resolve();
    expect(JSON.stringify(log)).toContain("no token");
  });
});
