import { type Draw } from "../../../src/jobs/wanted.ts";

/** Cards that say of the state what a reader must see change, and of the moment what mustn't matter. */
export const plainDraw: Draw = {
  headline: (incident, facts) => ({
    summary: `headline ${incident.id}`,
    card: {
      severity: incident.severity,
      phase: incident.phase,
      closed: incident.closed !== undefined,
      frozen: incident.frozen !== undefined,
      steps: incident.steps.map((step) => step.status.kind),
      asOf: facts.now,
      record: [facts.entry, facts.root],
    },
  }),
  step: (incident, step, facts) => ({
    summary: `step ${step.definition.key}`,
    card: { status: step.status, frozen: incident.frozen !== undefined, asOf: facts.now },
  }),
  overdue: (_incident, step, since, facts) => ({
    summary: `overdue ${step.definition.key}`,
    card: {
      since,
      status: step.status.kind,
      called: step.clock?.reminders.map(({ rung }) => rung) ?? [],
      asOf: facts.now,
    },
  }),
  handover: (_incident, offer, facts) => ({
    summary: `handover to ${offer.to.name}`,
    card: { taken: offer.taken ?? "open", asOf: facts.now },
  }),
  log: (_incident, entries) => ({
    summary: `log ${entries.map((entry) => String(entry.seq)).join(" ")}`,
    card: { entries },
  }),
};
