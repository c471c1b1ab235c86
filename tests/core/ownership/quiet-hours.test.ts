import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { type QuietHours } from "../../../src/core/ownership/directory.ts";
import { weekdays } from "../../../src/core/ownership/fields.ts";
import { isQuiet, notBefore } from "../../../src/core/ownership/quiet-hours.ts";
import { instant, type Instant } from "../../../src/core/shared/ids.ts";

const lisbon: QuietHours = { timeZone: "Europe/Lisbon", from: "22:00", to: "07:00" };
const newYork: QuietHours = { ...lisbon, timeZone: "America/New_York" };
const at = (text: string): Instant => instant.parse(new Date(text).toISOString());
const until = (text: string, quiet: QuietHours = lisbon): string =>
  notBefore(at(text), quiet, "sev2").replace(":00.000Z", "Z");

describe("when somebody may be rung", () => {
  test("at once for sev1, and without quiet hours", () => {
    const night = at("2026-11-21T23:00:00Z");
    expect(isQuiet(night, lisbon)).toBe(true);
    expect(notBefore(night, lisbon, "sev1")).toBe(night);
    expect(notBefore(night, undefined, "sev4")).toBe(night);
  });

  test.each([
    ["2026-11-21T21:59:59Z", "2026-11-21T21:59:59.000Z"],
    ["2026-11-21T22:00:00Z", "2026-11-22T07:00Z"],
    ["2026-11-22T03:12:44.123Z", "2026-11-22T07:00Z"],
    ["2026-11-22T06:59:59.999Z", "2026-11-22T07:00Z"],
    ["2026-11-22T07:00:00Z", "2026-11-22T07:00Z"],
    ["2026-07-01T21:30:00Z", "2026-07-02T06:00Z"],
  ])("over midnight, in winter and summer: %s", (time, end) => {
    expect(until(time)).toBe(end);
  });

  test("in a quiet within one day", () => {
    const noon = { ...lisbon, from: "12:00", to: "13:30" };
    expect(until("2026-11-21T12:30:00Z", noon)).toBe("2026-11-21T13:30Z");
    expect(until("2026-11-21T13:30:00Z", noon)).toBe("2026-11-21T13:30Z");
  });

  test("days are those on which the quiet starts", () => {
    // 2026-11-20 is a Friday.
    const friday = { ...lisbon, days: ["fri" as const] };
    expect(until("2026-11-20T23:00:00Z", friday)).toBe("2026-11-21T07:00Z");
    expect(until("2026-11-21T03:00:00Z", friday)).toBe("2026-11-21T07:00Z");
    expect(until("2026-11-21T23:00:00Z", friday)).toBe("2026-11-21T23:00Z");
    expect(until("2026-11-20T03:00:00Z", friday)).toBe("2026-11-20T03:00Z");
  });
});

describe("when the clocks change", () => {
  test("the night that lacks an hour ends an hour sooner", () => {
    // New York, 2026-03-08: 02:00 EST becomes 03:00 EDT.
    expect(until("2026-03-08T03:00:00Z", newYork)).toBe("2026-03-08T11:00Z");
  });

  test("the night that has an hour twice ends an hour later", () => {
    // New York, 2026-11-01: 02:00 EDT becomes 01:00 EST.
    expect(until("2026-11-01T02:00:00Z", newYork)).toBe("2026-11-01T12:00Z");
  });

  test("an end that the wall clock leaps over is the leap", () => {
    const gap = { ...newYork, to: "02:30" };
    expect(until("2026-03-08T06:00:00Z", gap)).toBe("2026-03-08T07:00Z");
  });

  test("an end that comes twice counts each time", () => {
    const twice = { ...newYork, to: "01:30" };
    expect(until("2026-11-01T04:00:00Z", twice)).toBe("2026-11-01T05:30Z");
    expect(until("2026-11-01T06:10:00Z", twice)).toBe("2026-11-01T06:30Z");
  });

  test("half an hour on Lord Howe Island", () => {
    const island = { ...lisbon, timeZone: "Australia/Lord_Howe" };
    // 2026-04-05: 02:00 becomes 01:30; 07:00 is UTC+10:30 then.
    expect(until("2026-04-04T14:00:00Z", island)).toBe("2026-04-04T20:30Z");
  });
});

const pad = (number: number): string => String(number).padStart(2, "0");
const wallTime = (minutes: number): string =>
  `${pad(Math.floor(minutes / 60) % 24)}:${pad(minutes % 60)}`;

/** Any quiet hours of 1 min to 16 h, on any days. */
const anyQuiet: fc.Arbitrary<QuietHours> = fc
  .record({
    timeZone: fc.constantFrom("Europe/Lisbon", "America/New_York"),
    start: fc.integer({ min: 0, max: 1_439 }),
    length: fc.integer({ min: 1, max: 960 }),
    days: fc.option(fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }), {
      nil: undefined,
    }),
  })
  .map(({ timeZone, start, length, days }) => ({
    timeZone,
    from: wallTime(start),
    to: wallTime(start + length),
    ...(days && { days }),
  }));

const march = Date.parse("2026-03-01T00:00:00Z");
const anyTime = fc.oneof(
  fc.integer({ min: march, max: march + 365 * 86_400_000 }),
  // Around the changes of both zones.
  ...[
    "2026-03-08T07:00:00Z",
    "2026-03-29T01:00:00Z",
    "2026-10-25T01:00:00Z",
    "2026-11-01T06:00:00Z",
  ].map((change) =>
    fc.integer({ min: -86_400_000, max: 86_400_000 }).map((ms) => Date.parse(change) + ms),
  ),
);

test("the result is never quiet, never before, at most a day later, and as early as can be", () => {
  fc.assert(
    fc.property(anyQuiet, anyTime, (quiet, time) => {
      const from = at(new Date(time).toISOString());
      const result = notBefore(from, quiet, "sev3");
      const waited = Date.parse(result) - time;
      expect(isQuiet(result, quiet)).toBe(false);
      expect(waited).toBeGreaterThanOrEqual(0);
      expect(waited).toBeLessThanOrEqual(86_400_000);
      expect(waited > 0).toBe(isQuiet(from, quiet));
      const justBefore = at(new Date(Date.parse(result) - 1).toISOString());
      expect(waited === 0 || isQuiet(justBefore, quiet)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
