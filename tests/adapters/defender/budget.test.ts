import { describe, expect, test } from "@jest/globals";
import { TenantFault } from "../../../src/actions/tenant.ts";
import { defenderLimits, makeBudget } from "../../../src/adapters/defender/budget.ts";

const world = (start = 0) => {
  let now = start;
  const waits: number[] = [];
  const turn = makeBudget({
    limits: defenderLimits,
    clock: () => now,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
  const take = async (calls: number): Promise<void> => {
    for (let call = 0; call < calls; call += 1) await turn();
  };
  return {
    waits,
    turn,
    take,
    pass: (ms: number) => {
      now += ms;
    },
  };
};

describe("Cordon's own budget for Defender", () => {
  test("lets 100 calls through in a minute, and the 101st waits for the first to be a minute old", async () => {
    const { take, waits, pass } = world();
    await take(60);
    pass(20_000);
    await take(40);
    expect(waits).toEqual([]);
    await take(1);
    expect(waits).toEqual([40_000]);
  });

  test("keeps the order: calls that wait take later moments than those before them", async () => {
    const { take, waits, pass } = world();
    await take(99);
    pass(10_000);
    await take(3);
    expect(waits).toEqual([50_000, 50_000]);
  });

  test("is free again after a minute", async () => {
    const { take, waits, pass } = world();
    await take(100);
    pass(60_000);
    await take(100);
    expect(waits).toEqual([]);
  });

  test("never lets more than 100 begin within any minute, nor 1,500 within any hour", async () => {
    let now = 0;
    const begun: number[] = [];
    const turn = makeBudget({
      limits: defenderLimits,
      clock: () => now,
      wait: (ms) => {
        now += ms;
        return Promise.resolve();
      },
    });
    for (let call = 0; call < 1_500; call += 1) {
      await turn();
      begun.push(now);
    }
    const gaps = begun.slice(100).map((at, index) => at - (begun[index] ?? at));
    expect(gaps).toHaveLength(1_400);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60_000);
    await expect(turn()).rejects.toMatchObject({ kind: "throttled", code: "OwnBudget" });
  });

  test("says how long the hour's budget is used up instead of holding the caller, and takes no place", async () => {
    const { take, turn, pass, waits } = world();
    for (let minute = 0; minute < 15; minute += 1) {
      await take(100);
      pass(60_000);
    }
    const fault = await turn().catch((caught: unknown) => caught);
    expect(fault).toBeInstanceOf(TenantFault);
    expect(fault).toMatchObject({ kind: "throttled", retryAfterMs: 45 * 60_000 });
    pass(45 * 60_000);
    await take(100);
    expect(waits).toEqual([]);
  });
});
