/** The accounts of one list step: object ids or user principal names, each once, in the order in which they were given. */
import { quoted } from "../shared/clean-text.ts";
import { objectId } from "../shared/ids.ts";

/** One step's list: more than that is for several steps, or for a rule that reaches everybody. */
const mostTargets = 10_000;

/** What a list says. With problems nothing of it is used: half a list would look like the whole one. */
export type Targets = {
  /** Object ids and user principal names in lower case; empty where there are problems. */
  readonly targets: readonly string[];
  /** Rows that named an account which another row named already. */
  readonly duplicates: number;
  /** Sentences for whoever made the list; the first ones, and how many more there are. */
  readonly problems: readonly string[];
};

/** Characters that Entra takes in a user principal name, 113 at most (Entra: userPrincipalName population). */
const principalName = /^[\w.'!#^~+-]{1,64}@[a-z\d](?:[a-z\d.-]{0,46}[a-z\d])?$/iu;

/** An object id or a user principal name in its canonical spelling; undefined for anything else. */
export const targetOf = (text: string): string | undefined => {
  const at = text.indexOf("@");
  if (at === -1) return objectId.safeParse(text).data;
  return principalName.test(text) && text.includes(".", at) ? text.toLowerCase() : undefined;
};

const refused = (problem: string): Targets => ({ targets: [], duplicates: 0, problems: [problem] });

const shownProblems = 5;

const first = (problems: readonly string[]): readonly string[] => {
  const more = problems.length - shownProblems;
  return more > 0
    ? [...problems.slice(0, shownProblems), `And ${grouped(more)} more rows like these.`]
    : problems;
};

/** A count as people read it: 10,001. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/gu, ",");

/** One row: where it stands, and what it names. */
export type Named = { readonly row: number; readonly text: string };

/** Puts the rows of a list together: checks each, drops repetitions, refuses what is too long or names nobody. */
export const gather = (rows: readonly Named[]): Targets => {
  if (rows.length === 0) return refused("The list names no account.");
  if (rows.length > mostTargets) {
    return refused(
      `The list has ${grouped(rows.length)} rows; one step takes ${grouped(mostTargets)} at most.`,
    );
  }
  const problems: string[] = [];
  const targets = new Set<string>();
  for (const { row, text } of rows) {
    const target = targetOf(text);
    if (target !== undefined) targets.add(target);
    else {
      const what = `Row ${grouped(row)} names no account: ${quoted(text, 60)}.`;
      problems.push(/\p{Cc}/u.test(text) ? `${what} It has control characters.` : what);
    }
  }
  if (problems.length > 0) return { targets: [], duplicates: 0, problems: first(problems) };
  return { targets: [...targets], duplicates: rows.length - targets.size, problems: [] };
};
