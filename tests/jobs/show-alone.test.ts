import { expect, test } from "@jest/globals";
import { later, said } from "../support/fakes/recording-chat.ts";
import { people } from "../support/incidents.ts";
import { aloneTo, mentions, openNight } from "./night.ts";
import { minute } from "./steps.ts";

test("whoever can't be written to alone for now keeps nobody from the rest, and is tried again", async () => {
  const world = await openNight();
  world.chat.closeTo(people.ana, later(1_000));
  await world.runFor(11 * minute);
  expect(mentions(world).map(({ text }) => text)).toContain(
    "step 1 still waits for you; half of its time is over.",
  );
  const shown = world.chat.standing().map(({ message }) => said(message));
  expect(shown).toContain("overdue block");
  expect(shown).toContain("log 11");
  expect(aloneTo(world).filter(({ to }) => to === people.ana.name)).toEqual([]);
});
