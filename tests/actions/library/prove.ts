/** The tests that every row of the library must pass, registered for a list of rows. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type RecordedRequest } from "../../../src/sandbox/request-log.ts";
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

const proveRow = (row: Row, recorded: () => Recorded, keep: (walked: Walked) => void): void => {
  let walked: Walked | undefined;
  const result = (): Walked => {
    if (!walked) throw new Error("it didn't run");
    return walked;
  };
  beforeAll(async () => {
    walked = await walk(recorded(), row);
    keep(walked);
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
};

/** What an entry of the library requested, for checking it against what Microsoft documents. */
export type Requested = { readonly entry: string; readonly requests: readonly RecordedRequest[] };

/** Registers the tests of these rows; the answer fills while they run. */
export const proveRows = (rows: readonly Row[]): readonly Requested[] => {
  const all: Requested[] = [];
  let recorded: Recorded | undefined;
  const running = (): Recorded => {
    if (!recorded) throw new Error("the tenant didn't start");
    return recorded;
  };
  beforeAll(async () => {
    recorded = await startRecorded();
  });
  afterAll(() => recorded?.tenant.close());
  for (const row of rows) {
    const given = row.input === undefined ? "" : ` (${row.input.slice(0, 30)})`;
    describe(`${row.action.id} of a ${row.subject.kind}${given}`, () => {
      proveRow(row, running, ({ requests }) => {
        all.push({ entry: row.action.id, requests });
      });
    });
  }
  return all;
};
