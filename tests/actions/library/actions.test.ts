/** Every action of the library from preview to undo against the seeded tenant, judged by its ledger. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { hasSubset } from "../../support/openapi-subset.ts";
import { lackingIn, problemsIn, type Requested, sayWhySkipped } from "./documented.ts";
import { containmentRows } from "./rows-containment.ts";
import { eradicationRows, recoveryRows } from "./rows-eradication.ts";
import {
  type Recorded,
  remaining,
  type Row,
  startRecorded,
  touched,
  walk,
  type Walked,
} from "./walk.ts";

/** Every state that isn't this one, with its reason. */
const others = (
  list: readonly { readonly id: string; readonly state: string; readonly why: string }[],
  state: string,
): readonly string[] =>
  list
    .filter((one) => one.state !== state)
    .map(({ id, why, ...one }) => `${id} ${one.state}: ${why}`);

/** Whether each changed row is the one that was expected; `*` stands for an id of the service. */
const expectTouched = (seen: readonly string[], expected: readonly string[]): void => {
  const masked = seen.map((line, index) => {
    const wanted = expected[index] ?? "";
    const start = wanted.endsWith("*") ? wanted.slice(0, -1) : undefined;
    return start !== undefined && line.startsWith(start) ? wanted : line;
  });
  expect(masked).toEqual(expected);
};

const proveBack = (row: Row, walked: () => Walked): void => {
  test("goes back, is seen to, and leaves nothing behind but what it says", () => {
    const { back, applied, undone } = walked();
    const isLost = ({ id }: { readonly id: string }): boolean =>
      (row.noWayBack ?? []).some((start) => id.startsWith(start));
    const came = (back?.readings ?? []).filter((reading) => !isLost(reading));
    const lost = (back?.readings ?? []).filter(isLost);
    expect(came.length).toBeGreaterThan(0);
    expect(others(came, "observed")).toEqual([]);
    expect(lost.map(({ state }) => state)).toEqual((row.noWayBack ?? []).map(() => "failed"));
    expectTouched(touched(undone), row.touchesBack ?? row.touches);
    const left = new Set(remaining([...applied, ...undone], row.serviceIds));
    expect([...left].sort()).toEqual(Object.keys(row.remains ?? {}).sort());
  });
};

const requested: Requested[] = [];
let recorded: Recorded | undefined;
beforeAll(async () => {
  recorded = await startRecorded();
});
afterAll(() => recorded?.tenant.close());

const named = [...containmentRows, ...eradicationRows, ...recoveryRows].map((row) => {
  const given = row.input === undefined ? "" : ` (${row.input.slice(0, 30)})`;
  return [`${row.action.id} of a ${row.subject.kind}${given}`, row] as const;
});

describe.each(named)("%s", (_name, row) => {
  let walked: Walked | undefined;
  const result = (): Walked => {
    if (!walked) throw new Error("it didn't run");
    return walked;
  };
  beforeAll(async () => {
    if (!recorded) throw new Error("the tenant didn't start");
    walked = await walk(recorded, row);
    requested.push({ entry: row.action.id, requests: walked.requests });
  });

  test("plans the same twice, with items that people can tell apart, and changes nothing yet", () => {
    const { plan, same, beforeApply } = result();
    expect(same).toEqual(plan);
    expect(plan.items.length).toBeGreaterThan(0);
    expect(new Set(plan.items.map(({ id }) => id)).size).toBe(plan.items.length);
    expect(beforeApply).toEqual([]);
  });

  test("requests each item once and changes exactly what the plan names", () => {
    const { plan, there, applied } = result();
    expect(there.answers.map(({ id }) => id).sort()).toEqual(plan.items.map(({ id }) => id).sort());
    expect(others(there.answers, "accepted")).toEqual([]);
    expectTouched(touched(applied), row.touches);
  });

  test("reads back each item, and waits where the service is slow", () => {
    const { plan, there } = result();
    expect(there.readings.map(({ id }) => id).sort()).toEqual(
      plan.items.map(({ id }) => id).sort(),
    );
    expect(others(there.readings, "observed")).toEqual([]);
    const slow = row.waitMs === undefined ? [] : plan.items;
    expect(there.first.filter(({ state }) => state === "pending")).toHaveLength(slow.length);
  });

  test(`finds ${row.again?.why ?? "nothing to do"} afterwards`, () => {
    expect(result().again.kind).toBe(row.again?.kind ?? "nothing to do");
  });

  if (row.action.undo) proveBack(row, result);
});

sayWhySkipped();
(hasSubset ? describe : describe.skip)("what was requested of Graph", () => {
  test("is documented: path, options, body, and for applications", () => {
    expect(requested).toHaveLength(named.length);
    expect(problemsIn(requested)).toEqual([]);
  });

  test("is allowed by a permission that its action names", () => {
    expect(lackingIn(requested)).toEqual([]);
  });
});
