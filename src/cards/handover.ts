import { type Face } from "./parts/face.ts";
import { type CardHandle } from "../core/incident/plan.ts";
import { type Handover, type Incident } from "../core/incident/types.ts";
import { cleanText, isOddName, quoted } from "../core/shared/clean-text.ts";
import { type Instant } from "../core/shared/ids.ts";
import { severityName } from "../core/timeline/plain-words.ts";
import { type Drawn } from "./drawn.ts";
import { dontLines, observedLines, unknownLines, watchLines } from "./handover-facts.ts";
import { openLines } from "./handover-open.ts";
import { type Style } from "./parts/bar.ts";
import { clock, utcTime } from "./parts/clock.ts";
import { hasLead, noLead, personName, subjectRuns, title } from "./parts/names.ts";
import { capital, firstOf, line, type Line, plain, type Run } from "./parts/run.ts";
import { type Templates } from "./templates.ts";

/** What a stranger must know after two minutes. Sections without content are left out. */
export type HandoverView = {
  readonly summary: string;
  readonly style: Style;
  readonly state: readonly Run[];
  readonly course: readonly Run[];
  readonly title: string;
  readonly story: readonly Line[];
  readonly odd: boolean;
  readonly sections: readonly { readonly heading: string; readonly lines: readonly Line[] }[];
  /** Carried by both buttons; empty once it was taken or replaced. */
  readonly handle: readonly CardHandle[];
  readonly foot: string;
};

export type HandoverFacts = {
  readonly now: Instant;
  /** Number of entries in the record that the card was drawn from. */
  readonly entry: number;
  readonly actionById: (id: string) => Face | undefined;
};

/** More isn't read in two minutes at four in the morning. */
export const mostWords = 120;

/** Words as a client shows them: a time may come with AM or PM, a date before it. */
const wordsOf = (text: string): number =>
  text
    .replace(/\{\{TIME\([^}]*\)\}\}/gu, "0:00 AM")
    .replace(/\{\{DATE\([^}]*\)\}\}/gu, "0/0/0000")
    .split(/[\s\u00a0]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

const linesText = (lines: readonly Line[]): string =>
  lines.map(({ runs }) => runs.map(({ text }) => text).join("")).join("\n");

const runsText = (runs: readonly Run[]): string => runs.map(({ text }) => text).join("");

/** Everything that is read on the card, its two buttons too. */
export const handoverWords = (view: HandoverView): number =>
  wordsOf(
    [
      runsText(view.state),
      runsText(view.course),
      view.title,
      linesText(view.story),
      ...view.sections.flatMap(({ heading, lines }) => [heading, linesText(lines)]),
      view.handle.length > 0 ? "I take over Ask first" : "",
      view.foot,
    ].join("\n"),
  );

/** How much of each list is told; a list is never left out, only cut with its number. */
type Room = {
  /** Words of what was seen. */
  readonly seen: number;
  readonly observed: number;
  readonly open: number;
  readonly watch: number;
  readonly unknown: number;
  readonly dont: number;
};

const leastRoom: Room = { seen: 0, observed: 1, open: 1, watch: 1, unknown: 1, dont: 1 };

/** What gets longer first while there is room: what is open, what may surprise, what helps the attacker. */
const growth: readonly Partial<Room>[] = [
  { open: 2 },
  { watch: 2 },
  { dont: 2 },
  { observed: 2 },
  { seen: 6 },
  { open: 3 },
  { watch: 3 },
  { unknown: 2 },
  { open: 4 },
  { observed: 4 },
  { watch: 4 },
  { seen: 10 },
  { dont: 3 },
  { watch: 6 },
  { unknown: 3 },
  { observed: 6 },
  { seen: 16 },
];

/** The first words of somebody else's sentence, in “quotes”. */
const firstWords = (text: string, most: number): string => {
  const words = cleanText(text, 400).split(" ");
  return quoted(words.length > most ? `${words.slice(0, most).join(" ")} …` : words.join(" "), 160);
};

const story = (incident: Incident, at: (time: Instant) => string, room: Room): readonly Line[] => {
  const { shown, more } = firstOf(incident.subjects, 1);
  const facts = [
    severityName(incident.severity),
    incident.phase,
    `open since ${at(incident.openedAt)}`,
  ];
  return [
    line(
      plain(`${capital(title(incident.title))} of `),
      ...shown.flatMap((subject) => subjectRuns(subject, incident)),
      plain(`${more > 0 ? ` and ${String(more)} more` : ""}, ${facts.join(", ")}.`),
    ),
    ...(room.seen > 0 && incident.seen.trim() !== ""
      ? [line(plain(`Seen: ${firstWords(incident.seen, room.seen)}`))]
      : []),
  ];
};

type Strip = Pick<HandoverView, "style" | "state" | "course" | "handle"> & {
  readonly spoken: string;
};

const leadsNow = (incident: Incident): string =>
  hasLead(incident) ? `${personName(incident.lead)} leads now` : `Lead: ${noLead}`;

/** "Priya Nair stays lead until then", or that management decides. */
export const untilThen = (incident: Incident, management: string): string =>
  hasLead(incident)
    ? `${personName(incident.lead)} stays lead until then`
    : `${management} decides until then`;

const strip = (incident: Incident, offer: Handover, at: (time: Instant) => string): Strip => {
  const [to, from] = [personName(offer.to), personName(offer.from)];
  const over = { style: "emphasis", handle: [] } as const;
  const current = incident.handover?.handle.id === offer.handle.id ? incident.handover : undefined;
  if (!current) {
    return {
      ...over,
      state: [plain("A newer handover replaced this one")],
      course: [plain(leadsNow(incident))],
      spoken: "handover replaced by a newer one",
    };
  }
  if (current.taken) {
    return {
      ...over,
      state: [plain(`${to} leads since ${at(current.taken)}`)],
      course: [plain(`Handed over by ${from}`)],
      spoken: `${to} leads since ${utcTime(current.taken)}`,
    };
  }
  if (incident.closed) {
    return {
      ...over,
      state: [plain(`Closed ${at(incident.closed.at)}`)],
      course: [plain("Nobody took over")],
      spoken: "closed, nobody took over",
    };
  }
  return {
    style: "accent",
    handle: [offer.handle],
    state: [plain(`Handover waits for ${to}`)],
    course: [plain(untilThen(incident, "Management"))],
    spoken: `handover waits for ${to}, ${untilThen(incident, "management")}`,
  };
};

const drawIn = (
  incident: Incident,
  offer: Handover,
  { now, entry, actionById }: HandoverFacts,
  room: Room,
): HandoverView => {
  const at = clock(now);
  const { spoken, ...shown } = strip(incident, offer, at);
  const sections = [
    { heading: "Observed", lines: observedLines(incident, room.observed) },
    { heading: "Not done yet", lines: openLines(incident, room.open, at) },
    { heading: "Watch out", lines: watchLines(incident, room.watch, at) },
    { heading: "Not known", lines: unknownLines(incident, room.unknown) },
    { heading: "Don’t", lines: dontLines(incident, room.dont, actionById) },
  ];
  return {
    ...shown,
    summary: `${incident.id}: ${spoken}.`,
    title: title(`${incident.id} in two minutes`),
    story: story(incident, at, room),
    odd: incident.subjects.slice(0, 1).some(({ name }) => isOddName(name)),
    sections: sections.filter(({ lines }) => lines.length > 0),
    foot: `${incident.id} · entries 1–${String(entry)}`,
  };
};

/**
 * The card of one offer to hand over, in at most 120 words: lists get longer while they fit. `offer` is
 * the one that the card was posted for; when a newer one stands, this card says so and has no button.
 */
export const handoverView = (
  incident: Incident,
  offer: Handover,
  facts: HandoverFacts,
): HandoverView => {
  let room = leastRoom;
  let view = drawIn(incident, offer, facts, room);
  for (const more of growth) {
    const larger = drawIn(incident, offer, facts, { ...room, ...more });
    if (handoverWords(larger) > mostWords) continue;
    room = { ...room, ...more };
    view = larger;
  }
  return view;
};

/** Draws the card of a handover. */
export const renderHandover = (templates: Templates, view: HandoverView): Drawn =>
  templates.draw("handover", view);
