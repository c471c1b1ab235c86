import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { makeRefusalBudget, refusalsAllowed } from "../../../src/adapters/teams/refusal-budget.ts";
import { recordLog } from "./teams-world.ts";

const { count, seconds } = refusalsAllowed;
const one = "203.0.113.7";

const start = () => {
  const { log, lines } = recordLog();
  return { lines, budget: makeRefusalBudget({ log, runtime: { id: randomUUID } }) };
};

describe("the budget of refusals", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test("is spent by so many refusals within a minute, and no sooner", async () => {
    const { budget, lines } = start();
    for (let at = 1; at < count; at += 1) await budget.spend(one);
    expect(await budget.spent(one)).toBeUndefined();
    await budget.spend(one);
    const spent = await budget.spent(one);
    expect(spent?.retryAfter).toBe(seconds);
    expect(await budget.spent("203.0.113.8")).toBeUndefined();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ fields: { reference: spent?.reference, from: one } });
  });

  test("is new when the minute is over, however often somebody asked meanwhile", async () => {
    const { budget, lines } = start();
    for (let at = 0; at < count + 5; at += 1) await budget.spend(one);
    const asked = async (): Promise<void> => {
      for (let at = 0; at < 1_000; at += 1) await budget.spent(one);
    };
    await asked();
    jest.advanceTimersByTime(seconds * 1_000 - 1_500);
    expect((await budget.spent(one))?.retryAfter).toBe(2);
    jest.advanceTimersByTime(1_600);
    expect(await budget.spent(one)).toBeUndefined();
    await budget.spend(one);
    expect(await budget.spent(one)).toBeUndefined();
    expect(lines).toHaveLength(1);
  });
});

test("an address that was never refused anything isn't stopped while ten thousand others are counted", async () => {
  const { budget } = start();
  for (let at = 0; at < 10_000; at += 1) {
    await budget.spend(`10.1.${String(at >> 8)}.${String(at & 255)}`);
  }
  expect(await budget.spent("52.112.0.1")).toBeUndefined();
});
