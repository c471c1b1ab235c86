import { type Incident, type IncidentPlace } from "../core/incident/types.ts";
import { cleanName } from "../core/shared/clean-text.ts";
import { subjectName } from "./parts/names.ts";
import { bold, firstOf, listed, plain, type Run } from "./parts/run.ts";
import { count } from "../core/shared/count.ts";

/** What people call the place. */
export const placeNouns = {
  "standard channel": "channel",
  "group chat": "chat",
  "home conversation": "conversation",
} as const satisfies Record<IncidentPlace["rung"], string>;

/** More names than this on the headline aren't read; the number is. */
const mostNames = 5;

const named = (label: string, names: readonly string[]): readonly Run[] => {
  if (names.length === 0) return [];
  const { shown, more } = firstOf(names, mostNames);
  return [
    plain(` ${label}: `),
    ...listed(shown.map((name) => bold(cleanName(name)))),
    plain(more > 0 ? ` and ${String(more)} more.` : "."),
  ];
};

/** Is somebody among the readers who may be the attacker or outside the house? */
export const isOverheard = ({ place }: Incident): boolean => {
  const audience = place?.audience;
  if (!audience) return false;
  const { guests, outsiders, subjectsAmong } = audience;
  return guests.length + outsiders.length + subjectsAmong.length > 0;
};

const subjectsNot = ({ subjects }: Incident): string => {
  const [only, ...others] = subjects;
  if (!only) return "";
  // Only people read a channel.
  if (others.length === 0 && only.kind !== "user") return "";
  return others.length > 0
    ? " None of the subjects is one of them."
    : ` ${subjectName(only)} isn’t one of them.`;
};

/** Who can read the incident's place; guests, outsiders and subjects are in bold. */
export const readers = (incident: Incident): readonly Run[] => {
  const { place } = incident;
  const label = bold(`Who can read this ${place ? placeNouns[place.rung] : "channel"}: `);
  if (!place?.audience) return [label, plain("not known yet.")];
  const { audience } = place;
  const { guests, outsiders, subjectsAmong } = audience;
  const people = count(audience.members, "person", "people");
  return [
    label,
    plain(`${people} of ${cleanName(audience.place)}${guests.length === 0 ? ", no guests." : "."}`),
    ...named("Guests", guests),
    ...named("From outside", outsiders),
    ...named("Subject of this incident", subjectsAmong),
    ...(subjectsAmong.length > 0 || place.joinedSince ? [] : [plain(subjectsNot(incident))]),
    ...(place.joinedSince ? [plain(" Not read again since a subject joined.")] : []),
  ];
};
