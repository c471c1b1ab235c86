import { expect, test } from "@jest/globals";
import { PostFault } from "../../src/application/ports/chat.ts";
import { said } from "../support/fakes/recording-chat.ts";
import { openNight } from "./night.ts";
import { minute } from "./steps.ts";

const halfTime = "step 1 still waits for you; half of its time is over.";

test("a thread that somebody deleted begins anew with its card, and what was to be said is said there", async () => {
  const world = await openNight();
  const gone = new PostFault("404", { kind: "gone" });
  world.chat.fail((message) => said(message) === halfTime, gone);
  await world.runFor(6 * minute);
  const standing = world.chat.standing();
  const cards = standing.filter(({ message }) => said(message) === "step block");
  expect(cards).toHaveLength(2);
  const told = standing.filter(({ message }) => said(message) === halfTime);
  expect(told.map(({ under }) => under)).toEqual([cards[1]?.conversationId]);
});
