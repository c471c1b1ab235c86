import { expect, test } from "@jest/globals";
import { openBotWorld, textOf } from "../support/fakes/bot-world.ts";
import { aSubject, idEnding } from "../support/incidents.ts";

test("a subject for which the playbook has no step: the answer says how to add one", async () => {
  const bot = await openBotWorld();
  bot.find({ ...aSubject(), kind: "site", id: idEnding("51fe"), name: "Quarter Close" });
  const answer = textOf(await bot.say("incident subject add Quarter Close"));
  expect(answer).toContain("The playbook has no step for a site");
  expect(answer).toContain("incident step add <action> for Quarter Close");
});
