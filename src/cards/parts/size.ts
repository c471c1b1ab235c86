import { type Line } from "./run.ts";

/** JSON of a run and of a line without their texts, as most templates draw them; the list of steps spells a run in 45. */
const perRun = 90;
const perLine = 60;

/** Bytes that a card's lines may take together: Teams takes 28 KB, and title, headings and foot need the rest. */
export const roomForLines = 25_000;

const encoder = new TextEncoder();

/** About how many bytes of a card these lines take. */
export const bytesOf = (lines: readonly Line[], run = perRun): number =>
  lines
    .flatMap(({ runs }) => runs)
    .reduce(
      (sum, { text }) => sum + run + encoder.encode(JSON.stringify(text)).length,
      lines.length * perLine,
    );
