/** What every watch has: when it looks, since when something is new, and what it says. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Collected, type CollectRun } from "../library.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { after, type Instant } from "../../core/shared/ids.ts";
import { type ArtefactKind, type Subject } from "../../core/incident/plan.ts";
import { differencesOf, type LogPart } from "./log-parts.ts";
import { gapsOf, isComplete } from "./parts.ts";

/** When it looks, in minutes after the subject joined: a day, three days and thirty. */
export const looksAfter = [1440, 4320, 43_200] as const;

/** What happened before it joined, and in the hour after, is the attack and its containment: that is why it joined. */
const firstHour = 60;

/** From when on something is new: since the look before this one was due, since an hour after it joined for the first. */
export const newSince = ({ since, run }: Pick<CollectRun, "since" | "run">): Instant =>
  after(since, (run === 0 ? firstHour : (looksAfter[run - 1] ?? firstHour)) * 60_000);

/** `newSince` in words. */
const sinceWhen = ({ openedAt, since, run }: CollectRun): string => {
  if (run > 0) return "since the look before";
  return since === openedAt
    ? "since an hour after the opening"
    : "since an hour after it joined the incident";
};

/** Did it happen at or after this moment? What has no time that can be read didn't. */
export const isSince = (at: string | null | undefined, since: Instant): boolean =>
  typeof at === "string" && Date.parse(at) >= Date.parse(since);

/** What is new, or holds no more, in words, and since when: each is an alarm. */
export type Seen = { readonly when: string; readonly words: readonly string[] };

/** What has a time, or is a state that lasts. */
export const timed = (run: CollectRun, words: readonly string[]): Seen => ({
  when: sinceWhen(run),
  words,
});

/** What is above, or beside, what the snapshot kept. */
export const sinceSnapshot = (words: readonly string[]): Seen => ({
  when: "since the snapshot",
  words,
});

/** What no file before had: neither the snapshot's nor an earlier look's. */
export const compared = (run: CollectRun, words: readonly string[]): Seen =>
  run.run === 0 ? sinceSnapshot(words) : timed(run, words);

/** What one look saw. */
export type Look = {
  /** What was looked for; without words there was nothing new. */
  readonly found: readonly Seen[];
  readonly parts: Readonly<Record<string, LogPart>>;
  readonly asked: readonly string[];
  /** What is said beside it, for example how it stands now. */
  readonly said?: readonly string[];
  /** Members of the file besides the parts. */
  readonly facts?: Readonly<Record<string, Json>>;
};

/** Those of the same time as one, in the order in which they came. */
const byTime = (found: readonly Seen[]): readonly Seen[] =>
  [...new Set(found.map(({ when }) => when))].map((when) => ({
    when,
    words: found.flatMap((one) => (one.when === when ? one.words : [])),
  }));

/** The look as evidence of kind R6, with an alarm where something was found. */
export const lookOf = (
  { now }: Pick<ActionContext, "now">,
  subject: Pick<Subject, "id">,
  run: CollectRun,
  { found, parts, asked, said = [], facts = {} }: Look,
): Collected => {
  const complete = isComplete(parts);
  const times = byTime(found);
  const news = times.filter(({ words }) => words.length > 0);
  const nothing = complete ? "Nothing new was seen" : "Nothing new was seen in what could be read";
  const seen =
    news.length === 0
      ? [`${nothing} ${times.map(({ when }) => when).join(" and ")}`]
      : news.map(({ when, words }) => `${words.join("; ")} ${when}`);
  const alarm = news.map(({ when, words }) => `new ${when}: ${words.join("; ")}`).join("; ");
  return {
    content: {
      ...facts,
      kind: "R6",
      subject: subject.id,
      run: run.run,
      since: run.since,
      newSince: newSince(run),
      readAt: now(),
      found: news.flatMap(({ words }) => words),
      parts,
    },
    summary: `${[...seen, ...said].join("; ")}.${gapsOf(parts)}${differencesOf(parts)}`,
    complete,
    asked,
    ...(alarm !== "" && { alarm: `N${alarm.slice(1)}` }),
  };
};

const keptSchema = z.looseObject({
  parts: z.record(z.string(), z.looseObject({ values: z.array(z.unknown()).optional() })),
});

/** The rows of a part in files that were kept before, one list for each file in which it was read. */
export const keptRows = <T>(
  earlier: readonly Json[],
  name: string,
  schema: z.ZodType<T>,
): readonly (readonly T[])[] =>
  earlier.flatMap((content) => {
    const values = keptSchema.safeParse(content).data?.parts[name]?.values;
    return values === undefined ? [] : [values.flatMap((row) => schema.safeParse(row).data ?? [])];
  });

/** What the subject was before: the files of the snapshot, then those of earlier looks. */
export const earlierOf = async (
  { earlier }: CollectRun,
  snapshot: ArtefactKind,
): Promise<readonly Json[]> =>
  earlier ? [...(await earlier(snapshot)), ...(await earlier("R6"))] : [];

/** Stands for what there is nothing to compare with: a look without it is never called complete. */
export const noEarlier: LogPart = { state: "not evaluable", why: "NoEarlierReading" };
