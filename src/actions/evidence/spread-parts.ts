/** A hunt's hits: what else has something of the attacker's, and why. People judge them. */
import { cleanText } from "../../core/shared/clean-text.ts";
import { count } from "../../core/shared/count.ts";

/** Something else with a mark of the attacker's. `in` is false where they only tried, or where it is nobody's yet. */
export type Hit = {
  readonly id: string;
  readonly name: string;
  readonly why: string;
  readonly in: boolean;
};

/** Each hit once for each reason, those that were reached first; what the incident has already is left out. */
export const distinctHits = (hits: readonly Hit[], known: readonly string[]): readonly Hit[] => {
  const left = new Set(known.map((id) => id.toLowerCase()));
  const found = new Map(
    hits
      .filter(({ id }) => id !== "" && !left.has(id.toLowerCase()))
      .map((hit) => [`${hit.id} ${hit.why}`, hit] as const),
  );
  return [...found.values()].sort((a, b) => Number(b.in) - Number(a.in));
};

/** "Jonas Berg, Dana Fox and 3 more": names are the tenant's text, and are cleaned. */
export const namesOf = (hits: readonly Hit[]): string => {
  const names = [...new Map(hits.map((hit) => [hit.id, cleanText(hit.name, 40)])).values()];
  const more = names.length - 3;
  return `${names.slice(0, 3).join(", ")}${more > 0 ? ` and ${String(more)} more` : ""}`;
};

/** How many accounts, devices or apps the hits are of. */
export const countOf = (hits: readonly Hit[]): number => new Set(hits.map(({ id }) => id)).size;

/** Those with a hit that counts, and those that have others only. */
export const parted = (
  hits: readonly Hit[],
): { readonly entered: readonly Hit[]; readonly others: readonly Hit[] } => {
  const entered = hits.filter((hit) => hit.in);
  const ids = new Set(entered.map(({ id }) => id));
  return { entered, others: hits.filter(({ id }) => !ids.has(id)) };
};

/** The alarm of a hunt, "2 other devices with its files: …"; nothing where no hit counts. */
export const alarmOf = (
  hits: readonly Hit[],
  words: { readonly one: string; readonly how: string },
): { readonly alarm?: string } => {
  const { entered } = parted(hits);
  return entered.length === 0
    ? {}
    : { alarm: `${count(countOf(entered), words.one)} ${words.how}: ${namesOf(entered)}` };
};
