import { type Person, type Rung } from "../incident/people.ts";
import { type Severity } from "../incident/types.ts";
import { cleanName } from "../shared/clean-text.ts";

/** "severity 2". */
export const severityName = (severity: Severity): string => `severity ${severity.slice(3)}`;

/** "Lee Chan (Northwind)" for people of a managed provider, "Ana Costa" for all others. Cleaned. */
export const nameWithEmployer = ({ name, employer }: Person): string =>
  cleanName(name) + (employer === undefined ? "" : ` (${cleanName(employer)})`);

/** "Ana Costa, Jon Lind", or "nobody". Cleaned. */
export const namesOf = (people: readonly Person[]): string =>
  people.map(({ name }) => cleanName(name)).join(", ") || "nobody";

/** Why people are called, or who is called next. */
export const rungWords = {
  "no owner": "nobody owns it",
  "half time": "half the time is over",
  "time up": "time is up",
  deputies: "the deputies",
  lead: "the lead",
  management: "management",
  "review due": "the review is due",
} as const satisfies Record<Rung, string>;
