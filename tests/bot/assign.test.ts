import { describe, expect, test } from "@jest/globals";
import { assign } from "../../src/bot/commands/assign.ts";
import { type Person } from "../../src/core/incident/people.ts";
import { directorySchema } from "../../src/core/ownership/directory.ts";
import { makeBotWorld, personal, textOf } from "../support/fakes/bot-world.ts";
import { aDirectory } from "../support/fakes/world.ts";
import { idEnding, people } from "../support/incidents.ts";

const { ana, jon, priya, bo } = people;
const group = idEnding("9999");

/** The first incident is open; Priya leads it. The command is run as it is, without the way in. */
const opened = async (changes: object = {}) => {
  const bot = makeBotWorld();
  bot.duty.set(directorySchema.parse({ ...aDirectory, ...changes }));
  await bot.open();
  let last = 0;
  return {
    ...bot,
    assign: async (args: string, person: Person = priya): Promise<string> => {
      const key = `said-${String((last += 1))}`;
      const message = { kind: "message", key, from: person, where: personal } as const;
      const text = {
        text: `incident assign ${args}`,
        mentionsBot: true,
        mentioned: [],
        files: [],
      };
      return textOf(await assign.run(bot.deps, { message: { ...message, ...text }, person, args }));
    },
    ownership: async () => (await bot.step("block")).ownership,
  };
};

const [identity, mail] = aDirectory.teams;
const rule = { name: "All", team: "identity", oversight: "mail" };

describe("incident assign", () => {
  test("says how, and keeps the old owner as a deputy and the lead as a second", async () => {
    const bot = await opened();
    expect(await bot.assign("1 Jon Lind")).toBe("INC-0001: step 1 belongs to Jon Lind.");
    expect(await bot.ownership()).toEqual({
      owner: jon,
      how: "assigned",
      team: "identity",
      deputies: [ana],
      seconds: [priya],
    });
  });

  test("of a step that nobody owned goes by the routing of now", async () => {
    const bot = await opened({ teams: [{ ...identity, id: "other" }, mail] });
    expect(await bot.ownership()).toBeUndefined();
    bot.duty.set(
      directorySchema.parse({ ...aDirectory, routing: [{ name: "All", team: "mail" }] }),
    );
    expect(await bot.assign("1 Ana Costa")).toContain("(R-202)");
    expect(await bot.assign("1 Bo Eriksen")).toContain("belongs to Bo Eriksen");
    expect(await bot.ownership()).toMatchObject({ owner: bo, team: "mail" });
  });

  test("keeps whoever oversees", async () => {
    const bot = await opened({ routing: [rule] });
    await bot.assign("1 Jon Lind");
    expect(await bot.ownership()).toMatchObject({ oversight: bo, seconds: [priya, bo] });
  });

  test("takes a member of the team's group as far as it is known", async () => {
    const teams = [{ ...identity, onCall: { group } }, mail];
    const bot = await opened({ teams });
    expect(await bot.assign("1 Bo Eriksen")).toContain("(R-202)");
    bot.duty.set(bot.duty.directory(), new Map([[group, [bo.id]]]));
    expect(await bot.assign("1 Bo Eriksen")).toContain("belongs to Bo Eriksen");
  });

  test("goes by the directory as it is now", async () => {
    const bot = await opened();
    bot.duty.set(
      directorySchema.parse({ ...aDirectory, teams: [{ ...identity, deputies: [bo.id] }, mail] }),
    );
    expect(await bot.assign("1 Jon Lind")).toContain("(R-202)");
    expect(await bot.assign("1 Bo Eriksen")).toContain("belongs to Bo Eriksen");
    expect((await bot.ownership())?.deputies).toEqual([ana]);
  });

  test("finds somebody by another account of theirs, and keeps one name", async () => {
    const [first, ...others] = aDirectory.people;
    const admin = idEnding("a0a1");
    const bot = await opened({ people: [{ ...first, accounts: [admin] }, ...others] });
    await bot.assign("1 Jon Lind");
    expect(await bot.assign(`1 ${admin}`)).toContain("belongs to Ana Costa");
    expect((await bot.ownership())?.owner).toEqual({ ...ana, accounts: [admin] });
  });

  test("to a provider's person leaves one of our own accountable", async () => {
    const employed = aDirectory.people.map((person) =>
      person.id === jon.id ? { ...person, employer: "Northwind" } : person,
    );
    const bot = await opened({ people: employed });
    await bot.assign("1 Jon Lind");
    expect(await bot.ownership()).toMatchObject({
      owner: { ...jon, employer: "Northwind" },
      accountable: ana,
    });
  });

  test("by management is as good as by the lead; by others it isn't", async () => {
    const boss = { id: "management", name: "Management", lead: bo.id };
    const bot = await opened({ teams: [identity, mail, boss] });
    expect(await bot.assign("1 Jon Lind", jon)).toContain("(R-201)");
    expect(await bot.assign("1 Jon Lind", bo)).toContain("belongs to Jon Lind");
  });
});
