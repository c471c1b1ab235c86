import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { fullName } from "../../../src/bot/bot.ts";
import { commandCatalogue } from "../../../src/bot/commands/catalogue.ts";
import { manifestShape } from "./read-package.ts";

test("Teams offers the commands that the bot knows, with their own words, in both lists", async () => {
  const file = join(import.meta.dirname, "../../../appPackage/manifest.json");
  const manifest = manifestShape.parse(JSON.parse(await readFile(file, "utf8")));
  const lists = manifest.bots[0]?.commandLists ?? [];
  const known = commandCatalogue
    .filter(({ unlisted }) => !unlisted)
    .map((command) => ({ title: fullName(command), description: command.help }));
  expect(lists).toHaveLength(2);
  for (const { commands } of lists) expect(commands).toMatchObject(known);
  // Of the register the first is enough: it leads to the others.
  expect(known.map(({ title }) => title)).toContain("exception list");
});
