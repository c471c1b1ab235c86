import { type ResultWord } from "./words.ts";

/** What an event says, before it is cleaned. */
export type Line = {
  readonly action: string;
  readonly result: ResultWord | `refused ${string}` | `approved, ${string} of ${string}`;
  /** Whose turn or whose deed, cleaned; the event's maker where it isn't given. */
  readonly owner?: string;
  readonly evidence: string;
};
