/** Cards about an incident of many: all steps, the headline, the evidence. */
import { allStepsView, renderAllSteps } from "../../src/cards/all-steps.ts";
import { type Drawn } from "../../src/cards/drawn.ts";
import { evidenceView, renderEvidence } from "../../src/cards/evidence.ts";
import { headlineView, renderHeadline } from "../../src/cards/headline.ts";
import { type Templates } from "../../src/cards/templates.ts";
import { type Artefact, type Subject } from "../../src/core/incident/plan.ts";
import { type Incident, phases, type Step } from "../../src/core/incident/types.ts";
import { anIncident, aStep, aSubject, at, everyStatus, idEnding } from "./incidents.ts";
import { type Names, ordinaryNames } from "./names.ts";

type NamedCard = { readonly name: string; readonly drawn: Drawn };

const anApp = (names: Names): Subject => ({
  kind: "service principal",
  id: idEnding("4a9b"),
  name: names.text,
  address: names.text,
  about: "multi-tenant, unverified publisher",
});

/** An account and an application; containment is partly over, recovery waits for two steps. */
export const aWideIncident = (names: Names): Incident => {
  const states = everyStatus(names);
  const subjects = [aSubject(names), anApp(names)];
  const step = (number: number, state: string, changes: Partial<Step["definition"]>): Step => {
    const status = states[state];
    if (!status) throw new Error(`no state ${state}`);
    const made = aStep(status, number);
    return { ...made, definition: { ...made.definition, ...changes } };
  };
  const app = anApp(names).id;
  const steps = [
    step(1, "observed", {}),
    step(2, "failed", { title: "Reset password" }),
    step(3, "observed", { title: "Disable application", subject: app }),
    step(4, "by-hand", { title: "Remove inbox rules", phase: "eradication" }),
    step(5, "looked-observed", { title: "Remove consents", phase: "eradication", subject: app }),
    step(6, "not started", { title: "Enable sign-in", phase: "recovery" }),
    step(7, "not started", { title: "Give app access back", phase: "recovery", subject: app }),
  ];
  const regressed = { at: at("03:11"), seen: names.text };
  return anIncident([], {
    subjects,
    steps: steps.map((one) => (one.number === 4 ? { ...one, regressed } : one)),
    evidence: [],
  });
};

/** 200 steps in every state and phase, for four subjects. */
export const aHugeIncident = (names: Names): Incident => {
  const states = Object.values(everyStatus(names));
  const subjects = ["1111", "2222", "3333", "4444"].map((end) => aSubject(names, idEnding(end)));
  const steps = Array.from({ length: 200 }, (_, index): Step => {
    const status = states[index % states.length];
    const phase = phases[Math.floor(index / 34)];
    const subject = subjects[index % subjects.length]?.id;
    if (!status || !phase || !subject) throw new Error("no state");
    const made = aStep(status, index + 1);
    return { ...made, definition: { ...made.definition, phase, subject } };
  });
  return anIncident([], { subjects, steps });
};

const anArtefact = (names: Names, changes: Partial<Artefact> = {}): Artefact => ({
  kind: "E1",
  title: names === ordinaryNames ? "Sign-ins and audit logs" : names.text,
  sha256: "77ab31c0".padEnd(64, "b"),
  bytes: 84_211,
  summary: names === ordinaryNames ? "41 sign-ins, 3 from a foreign address." : names.text,
  complete: false,
  read: { from: at("02:40"), to: at("02:44") },
  ...changes,
});

/** The snapshot kept in part, a log read once, one that can't be had, one that is still read. */
export const evidenceIncident = (names: Names): Incident => {
  const subject = aSubject(names);
  const { id } = subject;
  return anIncident([], {
    subjects: [subject, anApp(names)],
    evidence: [
      { kind: "E0", subject: id },
      { kind: "E2", subject: id },
      { kind: "E5", subject: anApp(names).id },
    ],
    slowEvidence: [
      { kind: "E1", subject: id },
      { kind: "P3", subject: id },
    ],
    artefacts: [
      anArtefact(names),
      anArtefact(names, {
        kind: "E0",
        ...(names === ordinaryNames && {
          title: "State of the account",
          summary: "1 account, enabled.",
        }),
        complete: true,
        read: { from: at("02:31"), to: at("02:32") },
      }),
    ],
    missedEvidence: [{ kind: "E2", subject: id }],
  });
};

const collectors = {
  E0: { title: "State of the account" },
  E2: { title: "Mailbox state" },
  E5: { title: "Application facts" },
  E1: { title: "Sign-ins and audit logs", runsAfter: [0, 1440] },
  P3: { title: "Hunt for other accounts", runsAfter: [60, 1440] },
} as const;

/** As the catalogue answers, for the kinds above. */
export const collectorFor = (
  kind: string,
): { readonly title: string; readonly runsAfter?: readonly number[] } | undefined =>
  Object.entries(collectors).find(([known]) => known === kind)?.[1];

const many = (names: Names): Incident => {
  const one = evidenceIncident(names);
  const artefacts = Array.from({ length: 30 }, () => anArtefact(names));
  return { ...one, artefacts };
};

/** All of them; `names` is the data that somebody else chose. */
export const incidentCards = (templates: Templates, names: Names): readonly NamedCard[] => {
  const now = at("03:15");
  const facts = { now, entry: 47, root: "9c4e1f02ab".padEnd(64, "7") };
  const steps = (name: string, incident: Incident): NamedCard => ({
    name,
    drawn: renderAllSteps(templates, allStepsView(incident, { now })),
  });
  const evidence = (name: string, incident: Incident): NamedCard => ({
    name,
    drawn: renderEvidence(templates, evidenceView(incident, { now, collectorFor })),
  });
  const none = { evidence: [], slowEvidence: [], artefacts: [], missedEvidence: [] };
  return [
    steps("all-steps-wide", aWideIncident(names)),
    steps("all-steps-huge", aHugeIncident(names)),
    evidence("evidence", evidenceIncident(names)),
    evidence("evidence-many", many(names)),
    evidence("evidence-none", anIncident([], none)),
    {
      name: "headline-wide",
      drawn: renderHeadline(templates, headlineView(aWideIncident(names), facts)),
    },
  ];
};
