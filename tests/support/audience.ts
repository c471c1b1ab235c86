import { type Audience } from "../../src/core/incident/types.ts";

/** Who reads the channel: people of the response and nobody else, unless said. */
export const anAudience = (changes: Partial<Audience> = {}): Audience => ({
  place: "IR Response",
  members: 14,
  guests: [],
  outsiders: [],
  subjectsAmong: [],
  ...changes,
});
