/** given(what happened).when(somebody wishes something): what follows, or why not. */
import { type Wish } from "../../src/core/incident/commands.ts";
import { decide } from "../../src/core/incident/decide.ts";
import { type IncidentEvent, type IncidentFact } from "../../src/core/incident/events.ts";
import { evolve } from "../../src/core/incident/evolve.ts";
import { type Refusal } from "../../src/core/approval/refusals.ts";
import { type Actor, type Person } from "../../src/core/incident/people.ts";
import { type ItemState, type Plan } from "../../src/core/incident/plan.ts";
import { type Incident, type Step, type StepDefinition } from "../../src/core/incident/types.ts";
import {
  after,
  incidentId,
  type Instant,
  planHash,
  type PlanHash,
  stepKey,
  type StepKey,
} from "../../src/core/shared/ids.ts";
import { anOwnership, aSubject, at, idEnding, people } from "./incidents.ts";

export const cordon: Actor = { kind: "cordon" };
export const by = (person: Person): Actor => ({ kind: "person", ...person });

/** The subject, as a person who presses. */
export const marta: Person = { id: aSubject().id, name: aSubject().name };
/** Somebody of the mail team, who decides nothing here. */
export const mailPerson: Person = { id: idEnding("ddd4"), name: "Tomas Rehn" };

export const id = incidentId.parse("INC-0007");
export const key = (name: string): StepKey => stepKey.parse(name);
/** A plan's hash from one letter of a to f. */
export const hash = (letter: string): PlanHash => planHash.parse(letter.repeat(64));

const definition = (name: string, changes: Partial<StepDefinition> = {}): StepDefinition => ({
  key: key(name),
  action: name,
  code: "C1",
  title: `Do ${name}`,
  team: "identity",
  phase: "containment",
  why: "The attacker holds a session.",
  after: [],
  needsEvidence: [],
  undoable: true,
  emergency: false,
  ...changes,
});

const owned = anOwnership({ seconds: [] });

/** Five steps: `one`, `two` after it, `three` to `five` free; `five` has no owner. */
export const opening: Extract<IncidentFact, { type: "IncidentOpened" }> = {
  type: "IncidentOpened",
  incident: id,
  playbook: "mailbox-compromise",
  title: "Mailbox compromise",
  severity: "sev2",
  lead: people.priya,
  seen: "Invoices were sent.",
  subjects: [aSubject()],
  evidence: [],
  steps: [
    { definition: definition("one"), ownership: owned },
    { definition: definition("two", { after: [key("one")] }), ownership: owned },
    { definition: definition("three"), ownership: owned },
    { definition: definition("four"), ownership: owned },
    { definition: definition("five") },
  ],
};

export const openedWith = (changes: Partial<typeof opening>): IncidentEvent => ({
  ...opening,
  ...changes,
  at: at("03:00"),
  actor: by(people.priya),
});
export const opened = openedWith({});

/** A fact with its time and maker. */
export const event = (
  fact: IncidentFact,
  actor: Actor = cordon,
  time: Instant = at("03:10"),
): IncidentEvent => ({ ...fact, at: time, actor });

export const planFor = (name: string, direction: Plan["direction"] = "apply"): Plan => ({
  incident: id,
  step: key(name),
  action: name,
  direction,
  subject: { kind: "user", id: aSubject().id },
  tier: 1,
  traits: [],
  items: [{ id: "item", name: "item", about: "item" }],
  parameters: {},
  before: { enabled: true },
});

/** The card of a proposal: its id and nonce are made from the plan's letter. */
export const cardOf = (letter = "a") => ({ id: `approval-${letter}`, nonce: `nonce-${letter}` });

/** Proposed at 3:10, lapses at 3:20. */
export const proposed = (
  name = "one",
  letter = "a",
  direction: Plan["direction"] = "apply",
): IncidentEvent =>
  event({
    type: "StepProposed",
    step: key(name),
    approvalId: cardOf(letter).id,
    nonce: cardOf(letter).nonce,
    plan: planFor(name, direction),
    planHash: hash(letter),
    proposer: people.priya,
    epoch: 1,
    expiresAt: at("03:20"),
  });

export const approved = (name = "one", letter = "a", person: Person = people.ana): IncidentEvent =>
  event(
    { type: "StepApproved", step: key(name), planHash: hash(letter), notBefore: at("03:12") },
    by(person),
    at("03:12"),
  );

export const requested = (name = "one", letter = "a"): IncidentEvent =>
  event(
    { type: "EffectRequested", step: key(name), planHash: hash(letter), fence: 1 },
    cordon,
    at("03:13"),
  );

export const settled = (
  outcome: "observed" | "partly observed" | "not observed" | "failed" | "unknown",
  states: readonly ItemState[],
  name = "one",
): IncidentEvent =>
  event(
    {
      type: "EffectSettled",
      step: key(name),
      outcome,
      items: states.map((state, index) => ({ id: `item-${String(index)}`, state, why: "" })),
      seen: `it is ${outcome}`,
    },
    cordon,
    at("03:14"),
  );

/** These steps were found as wanted: nothing of them keeps the incident from being closed. */
export const notNeeded = (...names: readonly string[]): readonly IncidentEvent[] =>
  names.map((name) => event({ type: "StepNotNeeded", step: key(name), seen: "as wanted" }));

export const declined = (name = "one", person: Person = people.ana): IncidentEvent =>
  event({ type: "StepDeclined", step: key(name), reason: "not now" }, by(person), at("03:12"));

export const lapsedBecause = (reason: "no answer" | "not used", name = "one"): IncidentEvent =>
  event({ type: "StepLapsed", step: key(name), reason }, cordon, at("03:20"));

export const reopened = (direction: Plan["direction"], name = "one"): IncidentEvent =>
  event({ type: "StepReopened", step: key(name), direction }, by(people.ana), at("03:15"));

export const closed = event(
  { type: "IncidentClosed", reason: "over" },
  by(people.priya),
  at("03:30"),
);

export type Followed = {
  readonly facts: readonly IncidentFact[];
  readonly refusal: Refusal | undefined;
  readonly incident: Incident | undefined;
  /** What was decided has happened: the next wish meets that. */
  readonly next: Given;
};

/** What happened apart from the entry that a command was refused. */
export const changesIn = (facts: readonly IncidentFact[]): readonly IncidentFact[] =>
  facts.filter(({ type }) => type !== "CommandRefused");

export type Given = {
  readonly incident: Incident | undefined;
  /** The step after what happened. */
  step(name: string): Step;
  when(wish: Wish, actor: Actor, time?: Instant): Followed;
};

const from = (incident: Incident | undefined): Given => ({
  incident,
  step: (name) => {
    const step = incident?.steps.find((entry) => entry.definition.key === name);
    if (!step) throw new Error(`no step ${name}`);
    return step;
  },
  when: (wish, actor, time = at("03:15")) => {
    const { facts, refusal } = decide(incident, { ...wish, at: time, actor });
    const after = facts.map((fact) => event(fact, actor, time)).reduce(evolve, incident);
    return { facts, refusal, incident: after, next: from(after) };
  },
});

/** The state after these events, and what follows from a wish on it. */
export const given = (...events: readonly IncidentEvent[]): Given =>
  from(events.reduce<Incident | undefined>(evolve, undefined));

/** One second later, or so many. */
export const later = (time: Instant, seconds = 1): Instant => after(time, seconds * 1_000);
