import { type Severity } from "../core/incident/types.ts";
import { cleanName, cleanText } from "../core/shared/clean-text.ts";
import { type Instant } from "../core/shared/ids.ts";
import { severityName } from "../core/timeline/plain-words.ts";
import { type Drawn } from "./drawn.ts";
import { clock, duration } from "./parts/clock.ts";
import { bold, firstOf, line, type Line, plain } from "./parts/run.ts";
import { type Templates } from "./templates.ts";
import { count } from "../core/shared/count.ts";

/** An incident as the list shows it. */
export type ListedIncident = {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly phase: string;
  readonly lead: string;
  readonly openedAt: Instant;
  readonly open: boolean;
};

export type IncidentListView = {
  readonly incidents: readonly ListedIncident[];
  readonly now: Instant;
};

const incidentLine = (now: Instant, incident: ListedIncident): Line => {
  const age = incident.open ? `open ${duration(incident.openedAt, now)}` : "closed";
  return line(
    bold(`${incident.id} `),
    plain(`${cleanText(incident.title, 60)}: `),
    bold(severityName(incident.severity)),
    plain(`, ${cleanText(incident.phase, 20)}, lead ${cleanName(incident.lead)}, ${age}`),
  );
};

/** Draws the list of incidents, at most ten and in the order given. */
export const renderIncidentList = (
  templates: Templates,
  { incidents, now }: IncidentListView,
): Drawn => {
  const { shown, more } = firstOf(incidents, 10);
  const number = incidents.length === 0 ? "No incidents" : count(incidents.length, "incident");
  return templates.draw("incident-list", {
    summary: `${number}.`,
    title: number,
    lines: [
      ...shown.map((incident) => incidentLine(now, incident)),
      ...(more > 0 ? [line(plain(`and ${String(more)} more`))] : []),
    ],
    foot: `as of ${clock(now)(now)}`,
  });
};
