import { expect, test } from "@jest/globals";
import { correctedRuntime } from "../../../src/adapters/clock/corrected-runtime.ts";
import { fakeRuntime } from "../../support/fakes/fake-runtime.ts";
import { at } from "../../support/incidents.ts";

const minutes = (count: number): number => count * 60_000;

test("adds what was measured", () => {
  const own = fakeRuntime(at("03:00"));
  const { runtime, correct } = correctedRuntime(own);
  expect(runtime.now()).toBe(at("03:00"));
  correct(minutes(10));
  expect(runtime.now()).toBe(at("03:10"));
  own.pass(minutes(1));
  expect(runtime.now()).toBe(at("03:11"));
});

test("holds still where it was ahead, until time has caught up", () => {
  const own = fakeRuntime(at("03:00"));
  const { runtime, correct } = correctedRuntime(own);
  correct(minutes(10));
  expect(runtime.now()).toBe(at("03:10"));
  correct(minutes(5));
  expect(runtime.now()).toBe(at("03:10"));
  own.pass(minutes(4));
  expect(runtime.now()).toBe(at("03:10"));
  own.pass(minutes(2));
  expect(runtime.now()).toBe(at("03:11"));
});
