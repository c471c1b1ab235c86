import { type Incident } from "../core/incident/types.ts";
import { cleanText } from "../core/shared/clean-text.ts";
import { type Entry } from "../core/timeline/entry.ts";
import { type Drawn } from "./drawn.ts";
import { recordFoot, type RecordFacts } from "./headline.ts";
import { clock } from "./parts/clock.ts";
import { type Templates } from "./templates.ts";

/** A log card is edited until it is full; then a new reply follows. */
export const entriesPerLogCard = 10;

/** One card of the running log. */
export type LogView = {
  readonly summary: string;
  readonly title: string;
  readonly subtitle: string;
  readonly entries: readonly {
    readonly time: string;
    readonly number: string;
    readonly action: string;
    readonly result: string;
    readonly note: string;
  }[];
  readonly foot: string;
};

/** Longest small line of an entry; ten of them must fit on a card, whatever the alphabet. */
const longestNote = 200;

const note = ({ owner, evidence }: Entry): string =>
  cleanText(evidence ? `${owner} · ${evidence}` : owner, longestNote);

/**
 * At most ten entries, oldest first. Times more than 6 h after the card's first entry carry their
 * date; the first entry's date stands below the heading. Throws when there is none.
 */
export const logView = (
  { id }: Pick<Incident, "id">,
  entries: readonly Entry[],
  record: RecordFacts,
): LogView => {
  const [first] = entries;
  const last = entries.at(-1);
  if (!first || !last) throw new Error(`${id}: a log card without entries`);
  if (entries.length > entriesPerLogCard) throw new Error(`${id}: more than ten entries on a card`);
  const at = clock(first.at);
  const span =
    first.seq === last.seq
      ? `entry ${String(first.seq)}`
      : `entries ${String(first.seq)}–${String(last.seq)}`;
  const day = first.at.replace(/\.\d+(?=Z$)/, "");
  return {
    summary: `${id}: log, ${span}.`,
    title: `Log, ${span}`,
    subtitle: `From {{DATE(${day}, SHORT)}}. Your local time. The record keeps UTC.`,
    entries: entries.map((entry) => ({
      time: at(entry.at),
      number: `#${String(entry.seq)}`,
      action: cleanText(entry.action, 80),
      result: cleanText(entry.result, 60),
      note: note(entry),
    })),
    foot: recordFoot({ id }, record),
  };
};

/** Draws a card of the log. */
export const renderLog = (templates: Templates, view: LogView): Drawn =>
  templates.draw("log", view);
