import { beforeEach, expect, test } from "@jest/globals";
import { makeReportBudget } from "../../../src/adapters/graph/report-budget.ts";

let now: number;
let waits: number[];
let budget: ReturnType<typeof makeReportBudget>;
beforeEach(() => {
  now = 1_000;
  waits = [];
  budget = makeReportBudget({
    clock: () => now,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
});

const times = async (count: number, path: string): Promise<void> => {
  for (let call = 0; call < count; call += 1) await budget(path);
};

test("four reports go at once, the fifth ten seconds after the first", async () => {
  await times(4, "/v1.0/auditLogs/signIns?$filter=x");
  expect(waits).toEqual([]);
  now += 3_000;
  await times(2, "/beta/auditLogs/directoryAudits");
  expect(waits).toEqual([7_000, 7_000]);
});

test("those who ask at the same moment get moments of their own", async () => {
  await Promise.all(Array.from({ length: 9 }, () => budget("/v1.0/auditLogs/signIns")));
  expect(waits).toEqual([10_000, 10_000, 10_000, 10_000, 20_000]);
});

test("families don't wait for each other, and everything else for none", async () => {
  await times(4, "/v1.0/auditLogs/signIns");
  await times(40, "/v1.0/security/runHuntingQuery");
  await times(90, "/v1.0/admin/exchange/tracing/messageTraces?$top=1");
  await times(200, "/v1.0/users/x/authentication/methods");
  expect(waits).toEqual([]);
  await times(1, "/v1.0/security/microsoft.graph.security.runHuntingQuery");
  expect(waits).toEqual([60_000]);
});

test("what nobody waits for leaves half of the limit to the others", async () => {
  const path = "/v1.0/auditLogs/signIns";
  await Promise.all(Array.from({ length: 8 }, () => budget(path, "slow")));
  expect(waits).toEqual([10_000, 10_000, 20_000, 20_000, 30_000, 30_000]);
  waits = [];
  await times(2, path);
  expect(waits).toEqual([]);
});
