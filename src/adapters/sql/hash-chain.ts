import { createHash } from "node:crypto";
import { type Instant } from "../../core/shared/ids.ts";
import { writeEvent } from "./stored.ts";

/** What the first entry of a record follows. */
export const noEntry = "0".repeat(64);

/** An event's place in an incident's record. `payload` is its canonical JSON, as stored. */
export type Link = { readonly incident: string; readonly seq: number; readonly payload: string };

const hashAfter = (previous: string, json: string): string =>
  createHash("sha256").update(`${previous}\n${json}`).digest("hex");

/**
 * Hash of an entry: SHA-256 of the previous hash, a line feed, and the canonical JSON of
 * `{event, incident, seq}`. That JSON is put together from the stored text, so that a change of any
 * byte shows.
 */
export const hashOf = (previous: string, { incident, seq, payload }: Link): string =>
  hashAfter(previous, `{"event":${payload},"incident":${JSON.stringify(incident)},"seq":${seq}}`);

/** The same for an entry of an exception's record: `{event, exception, seq}`. */
export const exceptionHashOf = (
  previous: string,
  { exception, seq, payload }: Omit<Link, "incident"> & { readonly exception: string },
): string =>
  hashAfter(previous, `{"event":${payload},"exception":${JSON.stringify(exception)},"seq":${seq}}`);

/** An entry as both records store it, apart from whose it is. */
export type Entry = {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly payload: string;
  readonly prev: string;
  readonly hash: string;
};

/** How a record hashes an entry after the one before. */
export type HashEntry = (previous: string, entry: Pick<Entry, "seq" | "payload">) => string;

type Stamped = { readonly type: string; readonly at: Instant };

/** These events as entries that follow the one with this hash and number. */
export const linksAfter = (
  { root, version }: { readonly root: string; readonly version: number },
  events: readonly Stamped[],
  hash: HashEntry,
): readonly Entry[] => {
  let prev = root;
  return events.map((event, index) => {
    const seq = version + index + 1;
    const payload = writeEvent(event);
    const entry = { seq, at: event.at, type: event.type, payload, prev };
    prev = hash(prev, entry);
    return { ...entry, hash: prev };
  });
};
