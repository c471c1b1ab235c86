import { type Person } from "../core/incident/people.ts";
import { type Incident } from "../core/incident/types.ts";
import { isOddName, quoted } from "../core/shared/clean-text.ts";
import { type Instant } from "../core/shared/ids.ts";
import { severityName } from "../core/timeline/plain-words.ts";
import { type Drawn } from "./drawn.ts";
import { alertLines } from "./headline-alerts.ts";
import { spokenCounts, stepBar, stepCounts } from "./headline-counts.ts";
import { nextRows, type NextRow } from "./headline-next.ts";
import { isOverheard, readers } from "./headline-readers.ts";
import { type Segment, type Style } from "./parts/bar.ts";
import { clock, duration } from "./parts/clock.ts";
import {
  hasLead,
  kindNouns,
  leadName,
  noLead,
  personName,
  subjectRuns,
  title,
} from "./parts/names.ts";
import {
  bold,
  capital,
  firstOf,
  line,
  type Line,
  plain,
  type Row,
  row,
  type Run,
} from "./parts/run.ts";
import { type Templates } from "./templates.ts";
import { count } from "../core/shared/count.ts";

/** The headline card of an incident: how bad, what next, whom to ask, who listens. */
export type HeadlineView = {
  readonly summary: string;
  readonly incident: string;
  readonly style: Style;
  readonly state: readonly Run[];
  readonly course: readonly Run[];
  readonly title: string;
  readonly subjects: readonly Line[];
  readonly odd: boolean;
  readonly rows: readonly Row[];
  readonly steps: string;
  readonly bar: readonly Segment[];
  readonly counts: readonly Run[];
  /** What the lead must know before the deadlines. */
  readonly alerts: readonly Line[];
  readonly nextTitle: string;
  readonly next: readonly NextRow[];
  readonly more: string;
  readonly readers: readonly Run[];
  /** May the card be used to freeze approvals? */
  readonly freeze: boolean;
  readonly foot: string;
};

/** `entry` is the number of entries in the record, `root` the hash of the last one. */
export type RecordFacts = { readonly entry: number; readonly root: string };

/** "record 9c4e1f02ab at entry 47": many phones then hold a copy of the record's end. */
export const recordFoot = ({ id }: Pick<Incident, "id">, { entry, root }: RecordFacts): string =>
  `${id} · record ${root.slice(0, 10)} at entry ${String(entry)}`;

const listOf = (people: readonly Person[]): string => people.map(personName).join(", ");

type Frozen = NonNullable<Incident["frozen"]>;

const frozenStrip = (
  { by, at: since, lifts }: Frozen,
  at: (time: Instant) => string,
): Pick<HeadlineView, "style" | "state" | "course"> => ({
  style: "warning",
  state: [plain("Approvals frozen")],
  course: [
    plain(`${personName(by)} froze them ${at(since)}. `),
    plain(
      lifts.length === 0
        ? "Two people lift it: "
        : `${listOf(lifts)} agreed to lift it, one more must: `,
    ),
    bold("incident unfreeze"),
  ],
});

/** What a strip about something else leaves out, and to whom the lead is offered. */
const rows = (incident: Incident): readonly Row[] => {
  const { closed, frozen, handover } = incident;
  if (closed) return [row("Because", quoted(closed.reason, 240))];
  const offered = handover && !handover.taken ? handover : undefined;
  const waits = offered ? [plain(`; handover waits for ${personName(offered.to)}`)] : [];
  const facts = `, ${severityName(incident.severity)}, ${incident.phase}`;
  const leads = row("Lead", [
    bold(leadName(incident, noLead)),
    ...(frozen ? [plain(facts)] : []),
    ...waits,
  ]);
  return [
    ...(frozen ? [row("Because", quoted(frozen.reason, 240))] : []),
    ...(frozen || offered ? [leads] : []),
  ];
};

const strip = (
  incident: Incident,
  now: Instant,
): Pick<HeadlineView, "style" | "state" | "course"> => {
  const { closed, frozen } = incident;
  const at = clock(now);
  if (closed) {
    return {
      style: "emphasis",
      state: [plain(`Closed ${at(closed.at)}`)],
      course: [
        plain(`By ${personName(closed.by)}, after ${duration(incident.openedAt, closed.at)}`),
      ],
    };
  }
  if (frozen) return frozenStrip(frozen, at);
  const overheard = isOverheard(incident);
  return {
    style: overheard ? "warning" : "emphasis",
    state: [plain(`${capital(severityName(incident.severity))} · ${capital(incident.phase)}`)],
    course: [
      plain(hasLead(incident) ? "Lead " : "Lead: "),
      bold(leadName(incident, noLead)),
      plain(` · open ${duration(incident.openedAt, now)} · `),
      overheard ? bold("check who can read this") : plain("decide in each step’s thread"),
    ],
  };
};

const subjectLines = (incident: Incident): readonly Line[] => {
  const { shown, more } = firstOf(incident.subjects, 5);
  return [
    ...shown.map((subject) =>
      line(
        plain("Subject: "),
        ...subjectRuns(subject, incident),
        plain(`, ${title(subject.about, 80) || kindNouns[subject.kind]}`),
      ),
    ),
    ...(more > 0 ? [line(plain(`and ${String(more)} more`))] : []),
  ];
};

const summary = (incident: Incident): string => {
  const state = incident.closed
    ? "closed"
    : `${severityName(incident.severity)}, ${incident.phase}${incident.frozen ? ", approvals frozen" : ""}`;
  const steps = spokenCounts(incident.steps);
  const lead = hasLead(incident) ? `Lead ${personName(incident.lead)}` : `Lead: ${noLead}`;
  return `${incident.id}: ${state}. ${lead}. Steps: ${steps || "none"}.`;
};

const nextPart = (
  incident: Incident,
  now: Instant,
): Pick<HeadlineView, "nextTitle" | "next" | "more"> => {
  const at = clock(now);
  const { shown, more } = firstOf(incident.closed ? [] : nextRows(incident, now, at), 3);
  return {
    nextTitle: shown.length > 0 ? `Next, as of ${at(now)}` : "",
    next: shown,
    more: more > 0 ? `and ${String(more)} more under All steps` : "",
  };
};

/** What the headline says of an incident at `now`; its deadlines count from there. */
export const headlineView = (
  incident: Incident,
  { now, ...record }: RecordFacts & { readonly now: Instant },
): HeadlineView => ({
  ...strip(incident, now),
  ...nextPart(incident, now),
  summary: summary(incident),
  incident: incident.id,
  title: title(`${incident.id} ${incident.title}`),
  subjects: subjectLines(incident),
  odd: incident.subjects.some(({ name }) => isOddName(name)),
  rows: rows(incident),
  steps: incident.steps.length === 0 ? "No steps" : count(incident.steps.length, "step"),
  bar: stepBar(incident.steps),
  counts: stepCounts(incident.steps),
  alerts: alertLines(incident, clock(now)),
  readers: readers(incident),
  freeze: !incident.closed && !incident.frozen,
  foot: `${recordFoot(incident, record)} · drawn ${clock(now)(now)}`,
});

/** Draws the headline card. */
export const renderHeadline = (templates: Templates, view: HeadlineView): Drawn =>
  templates.draw("headline", view);
