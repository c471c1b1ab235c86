/** Every card in every state, for tests and for pictures. */
import { fileURLToPath } from "node:url";
import { renderAllSteps, allStepsView } from "../../src/cards/all-steps.ts";
import { type Drawn } from "../../src/cards/drawn.ts";
import { type DoctorView, renderDoctor } from "../../src/cards/doctor.ts";
import { exceptionView } from "../../src/cards/exception-view.ts";
import { renderException } from "../../src/cards/exception.ts";
import { renderExceptionForm } from "../../src/cards/exception-form.ts";
import { renderExceptionList } from "../../src/cards/exception-list.ts";
import { headlineView, renderHeadline } from "../../src/cards/headline.ts";
import { renderHelp } from "../../src/cards/help.ts";
import { renderIncidentList } from "../../src/cards/incident-list.ts";
import { logView, renderLog } from "../../src/cards/log.ts";
import { renderNotice } from "../../src/cards/notice.ts";
import { renderOpenCheck } from "../../src/cards/open-check.ts";
import { renderOpenForm } from "../../src/cards/open-form.ts";
import { stepView } from "../../src/cards/step-view.ts";
import { renderStep } from "../../src/cards/step.ts";
import { loadTemplates, type Templates } from "../../src/cards/templates.ts";
import { renderUnknownCommand } from "../../src/cards/unknown-command.ts";
import { exceptionStates, type Incident } from "../../src/core/incident/types.ts";
import { entriesOf } from "../../src/core/timeline/entry.ts";
import { aRecord } from "./records.ts";
import { anAction } from "./an-action.ts";
import { callCards } from "./call-cards.ts";
import { incidentCards } from "./incident-cards.ts";
import { anException, everyException } from "./exceptions.ts";
import { anIncident, aStep, aSubject, at, everyStatus, idEnding, people } from "./incidents.ts";
import { type Names, ordinaryNames } from "./names.ts";
import { type StepSample } from "./step-sample.ts";
import { stepSamples } from "./step-samples.ts";
import { anAudience } from "./audience.ts";

export const templates: Templates = loadTemplates(
  fileURLToPath(new URL("../../cards", import.meta.url)),
);

export type NamedCard = { readonly name: string; readonly drawn: Drawn };

const closed = { at: at("04:40"), by: people.priya, reason: "false alarm, the scanner did it" };
const record = { entry: 47, root: "9c4e1f02ab".padEnd(64, "7") };
const commands = [
  { name: "incident open", about: "start one" },
  { name: "incident list", about: "what is open" },
  { name: "status", about: "this incident, short" },
  { name: "note", about: "write into the log" },
  { name: "help", about: "all commands" },
];

type OfSteps = {
  readonly changes?: Partial<Incident>;
  /** Which of them are drawn; all unless said. */
  readonly only?: readonly string[];
};

const stepCards = (names: Names, { changes = {}, only }: OfSteps = {}): readonly NamedCard[] => {
  const plain = Object.entries(everyStatus(names)).map(([name, status]): [string, StepSample] => [
    name,
    { status, action: name === "unknown" ? { repeatable: false } : {} },
  ]);
  const samples = [...plain, ...Object.entries(stepSamples(names))];
  const drawn = only ? samples.filter(([name]) => only.includes(name)) : samples;
  return drawn.flatMap(([name, sample]) => {
    const step = { ...aStep(sample.status), ...sample.step };
    const incident = anIncident([sample.status], {
      subjects: [aSubject(names)],
      steps: [step, ...anIncident().steps.slice(1)],
      ...sample.incident,
      ...changes,
    });
    const { progress } = sample;
    const facts = { now: at("03:18"), entries: [38, 39, 43], ...(progress && { progress }) };
    const view = stepView(incident, step, anAction(sample.action), facts);
    return view ? [{ name: `step-${name}`, drawn: renderStep(templates, view) }] : [];
  });
};

const headlines = (names: Names): readonly NamedCard[] => {
  const facts = { now: at("03:15"), ...record };
  const subjects = [aSubject(names)];
  const text = names.text;
  const readers = names.readers ?? {
    place: text,
    guest: text,
    outsiders: [text, text],
    subject: text,
  };
  const overheard = anAudience({
    place: readers.place,
    guests: [readers.guest],
    outsiders: readers.outsiders,
    subjectsAmong: [readers.subject],
  });
  const place = anIncident().place;
  const draw = (name: string, incident: Incident): NamedCard => ({
    name: `headline-${name}`,
    drawn: renderHeadline(templates, headlineView(incident, facts)),
  });
  return [
    draw("open", anIncident(undefined, { subjects })),
    draw("unread", anIncident(undefined, { subjects, place: undefined })),
    draw("new", anIncident([], { subjects })),
    draw(
      "overheard",
      anIncident(undefined, { subjects, place: place && { ...place, audience: overheard } }),
    ),
    draw("closed", anIncident(undefined, { subjects, closed: { ...closed, reason: text } })),
  ];
};

const logs = (names: Names): readonly NamedCard[] => {
  const { events, incident } = aRecord(names);
  const entries = entriesOf(events, incident);
  const pages = Math.ceil(entries.length / 10);
  return Array.from({ length: pages }, (_, page) => ({
    name: `log-${String(page + 1)}`,
    drawn: renderLog(
      templates,
      logView(incident, entries.slice(page * 10, page * 10 + 10), {
        ...record,
        entry: entries.length,
      }),
    ),
  }));
};

const doctorCards = ({ text }: Names): readonly NamedCard[] => {
  const counts = { works: 41, "in part": 0, not: 0, unknown: 0 };
  const whole: DoctorView = { counts, findings: [], checks: [], fixes: [], outcome: "whole" };
  const finding = {
    title: text,
    verdict: "not",
    missing: [text],
    role: text,
    licences: [],
    blind: [],
  };
  const lacking: DoctorView = {
    counts: { works: 30, "in part": 2, not: 8, unknown: 1 },
    findings: Array.from({ length: 8 }, () => finding),
    checks: [{ title: "The bot in that team", state: "not", says: text }],
    fixes: Array.from({ length: 6 }, () => ({ title: text })),
    outcome: "lacking",
  };
  return [
    { name: "doctor-whole", drawn: renderDoctor(templates, whole) },
    { name: "doctor-lacking", drawn: renderDoctor(templates, lacking) },
  ];
};

const choices = [
  {
    id: "mailbox-compromise",
    title: "Mailbox compromise",
    about: "Somebody else reads or sends mail",
  },
  {
    id: "app-consent",
    title: "Application consent",
    about: "An application was given access to mail",
  },
];

const forms = (names: Names): readonly NamedCard[] => {
  const values = { scenario: "mailbox-compromise", subject: names.text, seen: names.text };
  const errors = { severity: "Choose how bad it is.", subject: "Nobody has this address or id." };
  return [
    { name: "open-form", drawn: renderOpenForm(templates, { choices }) },
    { name: "open-form-errors", drawn: renderOpenForm(templates, { choices, values, errors }) },
  ];
};

const checks = (names: Names): readonly NamedCard[] => {
  const facts = {
    handle: { id: "open-1", nonce: "nonce-3" },
    opens: { title: "Mailbox compromise", severity: "sev2", steps: 16 },
    now: at("02:31"),
    lapsesAt: at("02:41"),
  } as const;
  const subjects = [aSubject(names), aSubject(names, idEnding("1117c1e"))];
  const draw = (name: string, view: Partial<Parameters<typeof renderOpenCheck>[1]>): NamedCard => ({
    name: `open-check${name}`,
    drawn: renderOpenCheck(templates, { ...facts, matches: subjects, ...view }),
  });
  return [
    draw("", { matches: subjects.slice(0, 1), channel: "Isn’t a member of IR Response" }),
    draw("-several", {}),
  ];
};

const answers = (names: Names): readonly NamedCard[] => {
  const listed = {
    id: "INC-0007",
    title: "Mailbox compromise",
    severity: "sev2",
    phase: "containment",
    lead: "Priya Nair",
    openedAt: at("02:31"),
    open: true,
  } as const;
  const incidents = [listed, { ...listed, id: "INC-0008", title: names.text, open: false }];
  return [
    {
      name: "all-steps",
      drawn: renderAllSteps(templates, allStepsView(anIncident(), { now: at("03:15") })),
    },
    {
      name: "unknown-command",
      drawn: renderUnknownCommand(templates, { wrote: names.text, commands }),
    },
    { name: "help", drawn: renderHelp(templates, { commands }) },
    ...doctorCards(names),
    {
      name: "incident-list",
      drawn: renderIncidentList(templates, { incidents, now: at("03:15") }),
    },
    {
      name: "incident-list-none",
      drawn: renderIncidentList(templates, { incidents: [], now: at("03:15") }),
    },
    {
      name: "notice",
      drawn: renderNotice(templates, {
        title: "Note added to INC-0007",
        sentences: [names.text, "It is entry 48 of the log."],
      }),
    },
  ];
};

const exceptions = (names: Names): readonly NamedCard[] => {
  const every = everyException(names);
  const draw = (name: string, list: Parameters<typeof renderExceptionList>[1]["exceptions"]) => ({
    name: `exception-list${name}`,
    drawn: renderExceptionList(templates, { exceptions: list, all: true, now: at("03:40") }),
  });
  const { text } = names;
  const values = { title: text, target: text, justification: text };
  const errors = { kind: "Choose what kind it is.", title: "Write one sentence." };
  return [
    ...Object.entries(every).map(([name, exception]) => {
      const view = exceptionView(exception, at("03:40"));
      return { name: `exception-${name}`, drawn: renderException(templates, view) };
    }),
    draw("", [...Object.values(every), ...Object.values(every)]),
    draw("-none", []),
    {
      name: "exception-form",
      drawn: renderExceptionForm(templates, { form: "form-1", values: {}, errors: {} }),
    },
    {
      name: "exception-form-errors",
      drawn: renderExceptionForm(templates, { form: "form-1", values, errors }),
    },
  ];
};

/** A declined step with what the register says of it. */
const declinedSteps = (names: Names): readonly NamedCard[] =>
  exceptionStates.flatMap((state) => {
    const { id } = anException();
    const known = { id, step: aStep({ kind: "not started", direction: "apply" }).definition.key };
    const exceptions = [{ ...known, state, seq: 1 }];
    return stepCards(names, { changes: { exceptions }, only: ["declined"] }).map(({ drawn }) => ({
      name: `step-declined-${state.replace(" ", "-")}`,
      drawn,
    }));
  });

/** All cards; `names` is the data that somebody else chose. */
export const everyCard = (names: Names = ordinaryNames): readonly NamedCard[] => [
  ...stepCards(names),
  ...stepCards(names, { changes: { closed }, only: ["waiting", "observed"] }).map(
    ({ name, drawn }) => ({ name: `${name}-closed`, drawn }),
  ),
  ...declinedSteps(names),
  ...headlines(names),
  ...logs(names),
  ...forms(names),
  ...checks(names),
  ...answers(names),
  ...exceptions(names),
  ...callCards(templates, names),
  ...incidentCards(templates, names),
];
