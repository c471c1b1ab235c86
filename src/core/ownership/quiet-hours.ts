/** When people may be rung: quiet hours in a time zone of the world, with its summer time. */
import { type Severity } from "../incident/types.ts";
import { instant, type Instant } from "../shared/ids.ts";
import { type QuietHours } from "./directory.ts";
import { weekdays } from "./fields.ts";

const dayMs = 86_400_000;

/** What the clock on the wall shows: its date and time read as if they were UTC, in ms. */
type Wall = (at: number) => number;

const wallOf = (timeZone: string): Wall => {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    const day = Date.UTC(part("year"), part("month") - 1, part("day"));
    return day + ((part("hour") * 60 + part("minute")) * 60 + part("second")) * 1_000;
  };
};

/** "22:30" as ms after midnight. */
const sinceMidnight = (text: string): number => {
  const [hours = "0", minutes = "0"] = text.split(":");
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
};

const weekdayOf = (wallDay: number): (typeof weekdays)[number] | undefined =>
  // 1970-01-01, day 0, was a Thursday.
  weekdays[(((wallDay / dayMs + 3) % 7) + 7) % 7];

/** The quiet that covers this wall time: where it ends on the wall, or undefined. */
const quietEnd = (quiet: QuietHours, wall: number): number | undefined => {
  const from = sinceMidnight(quiet.from);
  const to = sinceMidnight(quiet.to);
  const length = to > from ? to - from : to - from + dayMs;
  const today = Math.floor(wall / dayMs) * dayMs;
  return [today - dayMs, today]
    .filter((day) => {
      const weekday = weekdayOf(day);
      return !quiet.days || (weekday !== undefined && quiet.days.includes(weekday));
    })
    .map((day) => day + from)
    .filter((start) => start <= wall && wall < start + length)
    .map((start) => start + length)
    .at(-1);
};

/** The first moment that isn't quiet, to the ms, between one that is and one that isn't. */
const edge = (inside: number, outside: number, isQuiet: (at: number) => boolean): number => {
  let low = inside;
  let high = outside;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isQuiet(middle)) low = middle;
    else high = middle;
  }
  return high;
};

/** Is it quiet at this moment? Judged by the clock on the wall, so an hour that comes twice counts twice. */
export const isQuiet = (at: Instant, quiet: QuietHours): boolean =>
  quietEnd(quiet, wallOf(quiet.timeZone)(Date.parse(at))) !== undefined;

/**
 * From when on somebody may be rung about this: at once for sev1 and outside quiet hours, else at
 * their end, at most 17 h later: 16 h is the longest quiet, and the day on which summer time ends has 25 h.
 */
export const notBefore = (
  at: Instant,
  quiet: QuietHours | undefined,
  severity: Severity,
): Instant => {
  if (!quiet || severity === "sev1") return at;
  const wall = wallOf(quiet.timeZone);
  const start = Date.parse(at);
  const end = quietEnd(quiet, wall(start));
  if (end === undefined) return at;
  const quietAt = (moment: number): boolean => quietEnd(quiet, wall(moment)) !== undefined;
  // On the day of a clock change the end lies up to an hour (30 min on Lord Howe Island) off the plain sum.
  const plain = start + (end - wall(start));
  const shift = end - wall(plain);
  const [early = plain, late = plain] = [plain, plain + shift].sort((a, b) => a - b);
  // Two hours later it is over for certain, and the next quiet is 8 h away.
  const outside = [early, late].find((moment) => !quietAt(moment)) ?? late + 2 * 3_600_000;
  const inside = [early, late].filter((moment) => moment < outside).at(-1) ?? start;
  return instant.parse(new Date(edge(inside, outside, quietAt)).toISOString());
};
