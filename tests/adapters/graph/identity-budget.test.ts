import { describe, expect, test } from "@jest/globals";
import { type Budget, costOf, makeBudget } from "../../../src/adapters/graph/identity-budget.ts";

describe("what a request costs", () => {
  test.each([
    ["GET", "/v1.0/users/1?$select=id", { service: "identity", units: 1, write: false }],
    ["GET", "/v1.0/users?$filter=x", { service: "identity", units: 2, write: false }],
    ["GET", "/v1.0/users?$select=id&$top=5", { service: "identity", units: 1, write: false }],
    ["GET", "/v1.0/groups/1/transitiveMembers?$select=id", { units: 4 }],
    ["GET", "/v1.0/groups/1/members?$expand=x", { units: 4 }],
    ["PATCH", "/v1.0/users/1", { service: "identity", units: 1, write: true }],
    [
      "GET",
      "/v1.0/identityProtection/riskyUsers",
      { service: "identity protection", write: false },
    ],
    ["POST", "/v1.0/identity/conditionalAccess/policies", { service: "identity protection" }],
    ["GET", "/beta/auditLogs/signIns", { service: "reports", units: 1 }],
    ["GET", "/v1.0/users/1/authentication/methods", { service: "reports" }],
    ["PATCH", "/v1.0/users/1/mailboxSettings", { service: "other", write: false }],
  ])("%s %s", (method, path, cost) => {
    expect(costOf(method, path)).toMatchObject(cost);
  });
});

/** How long it takes in ms, by a clock that only waiting moves. */
const timeOf = async (
  work: (budget: Budget) => Promise<void>,
  options: { identityUnits?: number } = {},
): Promise<number> => {
  let clock = 0;
  const wait = (ms: number): Promise<void> => {
    clock += ms;
    return Promise.resolve();
  };
  await work(makeBudget({ clock: () => clock, wait, ...options }));
  return clock;
};

const block = costOf("PATCH", "/v1.0/users/1");
const many = (count: number) => async (budget: Budget) => {
  for (let sent = 0; sent < count; sent += 20) await budget.take(Array(20).fill(block));
};

describe("a budget", () => {
  test("lets 2,800 writes through at once, and 10,000 in the 150 s for each further 3,000", async () => {
    expect(await timeOf(many(2_800))).toBe(0);
    const seconds = (await timeOf(many(10_000))) / 1_000;
    const published = (10_000 - 3_000) / (3_000 / 150);
    expect(seconds).toBeGreaterThan(published);
    expect(seconds).toBeLessThan(published * 1.15);
  });

  test("goes by the tenant's size", async () => {
    const read = costOf("GET", "/v1.0/users/1?$select=id");
    const reads = async (budget: Budget) => {
      for (let sent = 0; sent < 10_000; sent += 20) await budget.take(Array(20).fill(read));
    };
    const small = await timeOf(reads, { identityUnits: 3_500 });
    expect(small).toBeGreaterThan(await timeOf(reads));
    expect(small / 1_000).toBeGreaterThan((10_000 - 3_500) / 350);
  });

  test("one a second for identity protection, and a pause holds its service only", async () => {
    const risky = costOf("GET", "/v1.0/identityProtection/riskyUsers");
    const seconds = await timeOf(async (budget) => {
      for (let sent = 0; sent < 5; sent += 1) await budget.take([risky]);
    });
    expect(seconds).toBeGreaterThanOrEqual(4_000);
    const paused = await timeOf(async (budget) => {
      budget.hold("identity protection", 9_000);
      await budget.take([block]);
    });
    expect(paused).toBe(0);
  });
});
