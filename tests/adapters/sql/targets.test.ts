import { beforeEach, describe, expect, test } from "@jest/globals";
import { type OpenDatabase } from "../../../src/adapters/sql/open-database.ts";
import {
  type ListRun,
  type TargetProgress,
  type TargetState,
} from "../../../src/application/ports/targets.ts";
import {
  incidentIdOf,
  instant,
  objectId,
  planHash,
  stepKey,
} from "../../../src/core/shared/ids.ts";
import { engines } from "./databases.ts";
import { databasesForFile } from "./databases-for-file.ts";

const at = instant.parse("2026-03-02T09:00:00.000Z");
const run: ListRun = {
  incident: incidentIdOf(1),
  step: stepKey.parse("block-all"),
  planHash: planHash.parse("a".repeat(64)),
};
const other: ListRun = { ...run, planHash: planHash.parse("b".repeat(64)) };

const progress = (number: number, state: TargetState, why = ""): TargetProgress => ({
  id: objectId.parse(`70000000-0000-4000-8000-${String(number).padStart(12, "0")}`),
  state,
  why,
  requestId: "r",
  at,
});
const many = (count: number, state: TargetState): readonly TargetProgress[] =>
  Array.from({ length: count }, (_, index) => progress(index, state));

describe.each(engines)("how far the targets of a list are, on %s", (engine) => {
  const databases = databasesForFile(engine);
  let database: OpenDatabase;
  beforeEach(async () => {
    database = await databases.openFresh();
  });

  test("the last state counts, and runs don't mix", async () => {
    const { targets } = database;
    await targets.save(run, many(20, "requested"));
    await targets.save(run, [progress(3, "observed"), progress(4, "failed", "no role")]);
    await targets.save(other, many(2, "unknown"));
    expect(await targets.counts(run)).toEqual({
      requested: 18,
      accepted: 0,
      observed: 1,
      "not observed": 0,
      failed: 1,
      unknown: 0,
    });
    const failed = await targets.page(run, { states: ["failed"], limit: 10 });
    expect(failed).toEqual([progress(4, "failed", "no role")]);
  });

  test("10,000 are saved and read page by page, each once and in order", async () => {
    const { targets } = database;
    await targets.save(run, many(10_000, "accepted"));
    const ids: string[] = [];
    for (;;) {
      const after = ids.at(-1);
      const page = await targets.page(run, {
        limit: 999,
        ...(after !== undefined && { after }),
      });
      if (page.length === 0) break;
      ids.push(...page.map(({ id }) => id));
    }
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids).toHaveLength(10_000);
  });

  test("what the tenant said is kept as it is, and clearing takes one run only", async () => {
    const { targets } = database;
    const hostile = `'; drop table targets; -- "x" \\ 😀 \u202e`;
    await targets.save(run, [progress(1, "failed", hostile)]);
    await targets.save(other, [progress(1, "observed")]);
    expect((await targets.page(run, { limit: 5 }))[0]?.why).toBe(hostile);
    expect(await targets.observed(run.incident, run.step)).toEqual([progress(1, "observed").id]);
    await targets.clear(run);
    expect(await targets.page(run, { limit: 5 })).toEqual([]);
    expect(await targets.page(other, { limit: 5 })).toHaveLength(1);
    await targets.save(run, []);
  });
});
