/** Votes by card: what they are answered with, and whose account gave them. */
import { describe, expect, test } from "@jest/globals";
import { type Ownership, type Person } from "../../src/core/incident/people.ts";
import { type BotWorld, makeBotWorld, openBotWorld, textOf } from "../support/fakes/bot-world.ts";
import { idEnding, people } from "../support/incidents.ts";

const { ana, jon, priya, bo, sam } = people;

const kindOf = async (bot: BotWorld, key = "block") => (await bot.step(key)).status.kind;

describe("a vote that needs another one names who is missing", () => {
  const forTwo = async (changes: Partial<Ownership> = {}): Promise<BotWorld> => {
    const bot = makeBotWorld();
    await bot.open();
    bot.tenant.traits("privileged");
    await bot.drain();
    const { definition, ownership } = await bot.step("block");
    if (!ownership) throw new Error("no owner");
    await bot.handle({
      incident: bot.first,
      actor: { kind: "cordon" },
      wishes: [
        {
          type: "FindOwner",
          step: definition.key,
          ownership: { ...ownership, owner: ana, deputies: [jon], seconds: [bo, sam], ...changes },
          why: "test",
        },
      ],
    });
    return bot;
  };
  const voteOf = async (bot: BotWorld, from: Person) =>
    textOf(await bot.press("step.approve", await bot.card("block"), { from }));

  test("anybody of its people, where a decider voted", async () => {
    expect(await voteOf(await forTwo(), ana)).toBe(
      "Recorded. It still needs Jon Lind or Bo Eriksen or another of its people by 03:10 UTC.",
    );
  });

  test("a decider, where a second voted", async () => {
    expect(await voteOf(await forTwo(), bo)).toBe(
      "Recorded. It still needs Ana Costa or Jon Lind by 03:10 UTC.",
    );
    expect(await voteOf(await forTwo({ deputies: [] }), bo)).toBe(
      "Recorded. It still needs Ana Costa by 03:10 UTC.",
    );
  });

  test("nobody who is barred; and where nobody is left, who can help", async () => {
    const bot = await forTwo({ deputies: [], seconds: [bo, sam] });
    await bot.wish(priya, {
      type: "NameSuspect",
      suspect: ana,
      reason: "seen",
      byManagement: false,
    });
    expect(await voteOf(bot, bo)).toBe(
      "Recorded. Nobody else may vote on it; Priya Nair can assign an owner.",
    );
  });
});

describe("approving with an account for administration", () => {
  const admin = { id: idEnding("ada1"), name: "Ana Costa (admin)" };
  const voted = async (): Promise<BotWorld> => {
    const bot = await openBotWorld();
    const directory = bot.duty.directory();
    const joined = directory.people.map((person) =>
      person.id === ana.id ? { ...person, accounts: [admin.id] } : person,
    );
    bot.duty.set({ ...directory, people: joined });
    await bot.press("step.approve", await bot.card("block"), { from: admin });
    // How accounts stood at the vote is known, and too old for the claim.
    bot.runtime.pass(1_000);
    return bot;
  };

  test("the vote is that account's: disabled before the claim, it requests nothing", async () => {
    const bot = await voted();
    bot.standings.set(admin, "disabled");
    await bot.drain();
    expect(bot.tenant.requests).toEqual([]);
    expect(bot.told()).toContain("VoteVoided");
    expect(await kindOf(bot)).toBe("waiting");
  });

  test("and no other account's: who uses it isn't stopped by one that they gave up", async () => {
    const bot = await voted();
    bot.standings.set(ana, "disabled");
    await bot.drain();
    expect(bot.tenant.ledger).toHaveLength(1);
    const { status } = await bot.step("block");
    expect(status).toMatchObject({ votes: [{ by: { id: ana.id, account: admin.id } }] });
  });
});
