/** The tests that every collector must pass: it reads, writes nothing, and says what it read in one sentence. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import {
  type Collected,
  type Collector,
  type CollectRun,
  type SlowCollector,
} from "../../../src/actions/library.ts";
import { collectorFor } from "../../../src/actions/catalogue.ts";
import { canonicalJson } from "../../../src/core/shared/canonical-json.ts";
import { incidentIdOf } from "../../../src/core/shared/ids.ts";
import { hasSubset } from "../../support/openapi-subset.ts";
import { lackingIn, problemsIn, type Requested, sayWhySkipped } from "./documented.ts";
import { type CollectorRow, collectorRows } from "./rows-collectors.ts";
import { type Recorded, startRecorded, touched } from "./walk.ts";

const isSlow = (collector: Collector | SlowCollector): collector is SlowCollector =>
  "runsAfter" in collector;

/** Asks again as often as the service wants, at most ten times. */
const collected = async (
  { tenant }: Recorded,
  { collector, subject }: CollectorRow,
  run: number,
): Promise<Collected> => {
  if (!isSlow(collector)) return collector.collect(tenant.context, subject);
  const openedAt = tenant.context.now();
  const facts: CollectRun = {
    incident: incidentIdOf(1),
    openedAt,
    since: openedAt,
    run,
    subjects: [subject],
    // What the snapshot kept: the same, because nothing happened since.
    earlier: async (kind) => {
      const snapshot = collectorFor(kind, subject.kind);
      return snapshot ? [(await snapshot.collect(tenant.context, subject)).content] : [];
    },
  };
  for (let time = 0; time < 10; time += 1) {
    const found = await collector.collect(tenant.context, subject, facts);
    if (!("later" in found)) return found;
    tenant.pass(found.minutes * 60_000);
  }
  throw new Error(`${collector.id} still asks for time`);
};

const collectAll = async (row: CollectorRow) => {
  const recorded = await startRecorded();
  try {
    const runs = isSlow(row.collector) ? row.collector.runsAfter.length : 1;
    const found: Collected[] = [];
    for (const run of new Set([0, runs - 1])) found.push(await collected(recorded, row, run));
    const ledger = touched(await recorded.tenant.ledger());
    return { found, ledger, requests: [...recorded.requests] };
  } finally {
    await recorded.tenant.close();
  }
};

const requested: Requested[] = [];
const named = collectorRows.map(
  (row) => [`${row.collector.id} of a ${row.subject.kind}`, row] as const,
);

describe.each(named)("%s", (_name, row) => {
  let done: Awaited<ReturnType<typeof collectAll>> | undefined;
  const result = () => {
    if (!done) throw new Error("it didn't run");
    return done;
  };
  beforeAll(async () => {
    done = await collectAll(row);
    requested.push({ entry: row.collector.id, requests: done.requests });
  });

  test("reads, and changes nothing", () => {
    const { ledger, requests } = result();
    expect(requests.length).toBeGreaterThan(0);
    const kinds = [...new Set(ledger.map((line) => line.split(" ")[0]))];
    expect(kinds).toEqual(row.makes ?? []);
    expect(requests.filter(({ method }) => !["GET", "POST"].includes(method))).toEqual([]);
  });

  test("keeps JSON that can be hashed, and is complete where nothing is refused", () => {
    for (const { content, complete } of result().found) {
      expect(canonicalJson(content)).toBe(
        canonicalJson(z.json().parse(JSON.parse(canonicalJson(content)))),
      );
      expect(complete).toBe(true);
    }
  });

  test("says what it read in one sentence", () => {
    for (const { summary } of result().found) {
      expect(summary).toMatch(/^[^\n]{10,400}\.$/);
      expect(summary.split(/\.\s+(?=[A-Z])/)).toHaveLength(1);
    }
  });
});

sayWhySkipped();
(hasSubset ? describe : describe.skip)("what was requested of Graph", () => {
  test("is documented: path, options, body, and for applications", () => {
    expect(requested).toHaveLength(named.length);
    expect(problemsIn(requested)).toEqual([]);
  });

  test("is allowed by a permission that its collector names", () => {
    expect(lackingIn(requested)).toEqual([]);
  });
});
