/** What tests of `incident mass` look at: the step that was added last, with its list as it was kept. */
import { expect } from "@jest/globals";
import { readGiven } from "../../src/core/mass/list-file.ts";
import { type BotWorld } from "../support/fakes/bot-world.ts";
import { idEnding } from "../support/incidents.ts";

/** Object ids of two accounts. */
export const [a, b] = [idEnding("a001"), idEnding("a002")];

/** The list of the step that was added last, with what was kept of it. */
export const lastList = async (bot: BotWorld) => {
  const { steps } = await bot.load();
  const definition = steps.at(-1)?.definition;
  const list = definition?.list;
  if (!definition || !list) throw new Error("the last step has no list");
  return { ...list, definition, targets: readGiven(await bot.evidence.read(list.sha256)) };
};

export const stepCount = async (bot: BotWorld): Promise<number> => (await bot.load()).steps.length;

/** Nothing was added, kept or asked. */
export const expectNothing = async (bot: BotWorld): Promise<void> => {
  expect(await stepCount(bot)).toBe(4);
  expect([...bot.evidence.files.values()].join()).not.toContain("given list");
};
