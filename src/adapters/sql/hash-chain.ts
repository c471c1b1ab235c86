import { createHash } from "node:crypto";

/** What the first entry of an incident follows. */
export const noEntry = "0".repeat(64);

/** An event's place in the record. `payload` is its canonical JSON, as stored. */
export type Link = { readonly incident: string; readonly seq: number; readonly payload: string };

/**
 * Hash of an entry: SHA-256 of the previous hash, a line feed, and the canonical JSON of
 * `{event, incident, seq}`. That JSON is put together from the stored text, so that a change of any
 * byte shows.
 */
export const hashOf = (previous: string, { incident, seq, payload }: Link): string =>
  createHash("sha256")
    .update(`${previous}\n{"event":${payload},"incident":${JSON.stringify(incident)},"seq":${seq}}`)
    .digest("hex");
