import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { commandCatalogue } from "../../../src/bot/commands/catalogue.ts";
import { manifestShape } from "./read-package.ts";

test("Teams offers the commands that the bot knows, no more and no fewer", async () => {
  const file = join(import.meta.dirname, "../../../appPackage/manifest.json");
  const manifest = manifestShape.parse(JSON.parse(await readFile(file, "utf8")));
  const offered = manifest.bots[0]?.commandLists[0]?.commands.map((command) => command.title) ?? [];
  const known = commandCatalogue.map((command) => `incident ${command.name}`);
  expect(offered.sort()).toEqual(known.sort());
});
