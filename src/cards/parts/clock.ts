import { type Instant } from "../../core/shared/ids.ts";

/** Beyond this a time alone could be another day's. */
const sameDayMs = 6 * 3_600_000;

/** Clients print `{{TIME(….000Z)}}` as it stands: milliseconds are cut. */
const seconds = (at: Instant): string => at.replace(/\.\d+(?=Z$)/, "");

/** The reader's own time; with the date when it is more than 6 h away from `now`. Not for titles. */
export const clock =
  (now: Instant) =>
  (at: Instant): string => {
    const far = Math.abs(Date.parse(at) - Date.parse(now)) > sameDayMs;
    const time = `{{TIME(${seconds(at)})}}`;
    return far ? `{{DATE(${seconds(at)}, SHORT)}}, ${time}` : time;
  };

/** "02:22 UTC", for lock screens, which don't know the card's time functions. */
export const utcTime = (at: Instant): string => `${at.slice(11, 16)} UTC`;

/** "2026-11-21 02:10 UTC", for Details. */
export const utcDate = (at: Instant): string => `${at.slice(0, 10)} ${utcTime(at)}`;

const parts = (minutes: number): readonly [number, string][] => [
  [Math.floor(minutes / 1440), "d"],
  [Math.floor((minutes % 1440) / 60), "h"],
  [minutes % 60, "min"],
];

/** A duration in words, in the two largest units: "44 min", "2 h 10 min", "3 d 2 h". */
export const duration = (from: Instant, to: Instant): string => {
  const minutes = Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60_000));
  const words = parts(minutes)
    .filter(([n]) => n > 0)
    .slice(0, 2)
    .map(([n, unit]) => `${String(n)} ${unit}`);
  return words.join(" ") || "0 min";
};
