import { describe, expect, test } from "@jest/globals";
import { readdirSync } from "node:fs";
import { actionById, checkById, checkCatalogue } from "../../src/actions/catalogue.ts";

describe.each(checkCatalogue.map((check) => [check.id, check] as const))("%s", (id, check) => {
  test("is found by its id, which no action has", () => {
    expect(checkById(id)).toBe(check);
    expect(actionById(id)).toBeUndefined();
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(check.code).toMatch(/^[CERXP]\d+$/);
  });

  test("fits the card", () => {
    expect(check.title.length).toBeLessThanOrEqual(40);
    expect(check.asks.length).toBeLessThanOrEqual(120);
    expect(check.byHand.length).toBeGreaterThan(60);
    expect(check.byHand.length).toBeLessThanOrEqual(900);
  });

  test("asks one question or says one thing, and how", () => {
    expect(check.asks).toMatch(/[.?]$/);
    expect(check.byHand).toMatch(/\.$/);
    for (const text of [check.title, check.asks, check.byHand]) {
      expect(text).not.toMatch(/secured|success/i);
    }
  });
});

test("each check that people make stands in the list, under the name of its file", () => {
  const files = readdirSync("src/actions/checks").sort();
  expect(checkCatalogue.map(({ id }) => `${id}.ts`).sort()).toEqual(files);
});
