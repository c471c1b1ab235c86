/** A made-up incident with steps in every state; ids and times never change between runs. */
import { type Ownership, type Person } from "../../src/core/incident/people.ts";
import {
  type Direction,
  type Effect,
  type ItemOutcome,
  type Looked,
  type Outcome,
  type Proposal,
  type Subject,
  type Vote,
} from "../../src/core/incident/plan.ts";
import { type Incident, type Step, type StepStatus } from "../../src/core/incident/types.ts";
import {
  incidentId,
  type Instant,
  instant,
  objectId,
  type ObjectId,
  planHash,
  stepKey,
} from "../../src/core/shared/ids.ts";
import { anAudience } from "./audience.ts";
import { type Names, ordinaryNames } from "./names.ts";

/** "03:12" on the night of the incident, in UTC. */
export const at = (time: string): Instant => instant.parse(`2026-11-21T${time}:00.000Z`);

/** An object id that ends in these hexadecimal digits. */
export const idEnding = (end: string): ObjectId =>
  objectId.parse(`4b0e4b9e-2f61-4f0a-9a37-52f0a91d7c1e`.slice(0, -end.length) + end);

const person = (name: string, end: string): Person => ({ id: idEnding(end), name });
export const people = {
  ana: person("Ana Costa", "aaa1"),
  jon: person("Jon Lind", "bbb2"),
  priya: person("Priya Nair", "31f0"),
  bo: person("Bo Eriksen", "ccc3"),
  /** Security's oversight: may give the second vote. */
  sam: person("Sam Park", "5a51"),
  /** Of a managed provider. */
  lee: { ...person("Lee Chan", "1ee1"), employer: "Northwind" },
} as const;

/** Ana Costa decides, Jon Lind stands in; Priya Nair and Sam Park may give a second vote. */
export const anOwnership = (changes: Partial<Ownership> = {}): Ownership => ({
  owner: people.ana,
  how: "on call",
  team: "identity",
  deputies: [people.jon],
  seconds: [people.priya, people.sam],
  ...changes,
});

export const aSubject = (names: Names = ordinaryNames, id = idEnding("7c1e")): Subject => ({
  kind: "user",
  id,
  name: names.subject,
  address: names === ordinaryNames ? "marta.oliveira@contoso.example" : names.text,
  about: names === ordinaryNames ? "member, enabled, cloud-only, Finance" : names.text,
});

/** A proposal of 3:12 that lapses at 3:22, for the subject and five of its rules. */
export const aProposal = (
  names: Names = ordinaryNames,
  direction: Direction = "apply",
  items = 5,
): Proposal => ({
  approvalId: "approval-1",
  nonce: "nonce-1",
  plan: {
    incident: incidentId.parse("INC-0007"),
    step: stepKey.parse("end-sessions"),
    action: "revoke-sign-in-sessions",
    direction,
    subject: { kind: "user", id: idEnding("7c1e") },
    tier: 1,
    traits: [],
    items: Array.from({ length: items }, (_, index) => ({
      id: idEnding(`a4f${String(index)}`),
      name: names.text,
      about: names.text,
    })),
    parameters: {},
    before: { signInSessionsValidFromDateTime: "2026-11-12T08:02:00Z", note: names.text },
  },
  planHash: planHash.parse("5c01f3".padEnd(64, "9")),
  proposer: people.priya,
  epoch: 1,
  proposedAt: at("03:12"),
  expiresAt: at("03:22"),
});

export const aVote = (proposal: Proposal, changes: Partial<Vote> = {}): Vote => ({
  by: people.ana,
  at: at("03:14"),
  planHash: proposal.planHash,
  ...changes,
});

const outcomes = (
  proposal: Proposal,
  states: readonly ItemOutcome["state"][],
  why: string,
): readonly ItemOutcome[] =>
  proposal.plan.items.map(({ id }, index) => ({
    id,
    state: states[index % states.length] ?? "unknown",
    why,
  }));

const settled = (
  proposal: Proposal,
  outcome: Outcome,
  { names, states }: { names: Names; states: readonly ItemOutcome["state"][] },
): Extract<StepStatus, { kind: "settled" }> => ({
  kind: "settled",
  proposal,
  votes: [aVote(proposal)],
  effect: {
    requestedAt: at("03:14"),
    acceptedAt: at("03:14"),
    settledAt: at("03:16"),
    outcome,
    items: outcomes(proposal, states, names.text),
    seen: names === ordinaryNames ? "Sessions are valid only from 3:14 on." : names.text,
    ...(outcome === "observed" && { residualUntil: at("04:14") }),
  },
});

/** What was unknown, after Ana Costa looked at 3:19: her answer, and what follows for the whole. */
const answered = (
  proposal: Proposal,
  names: Names,
  [answer, whole = answer]: readonly [Looked["outcome"], Outcome?],
): StepStatus => {
  const states = whole === answer ? ([answer] as const) : (["observed", answer] as const);
  // From "unknown", because only where something was observed may access remain.
  const { effect, ...status } = settled(proposal, "unknown", { names, states });
  const looked = { by: people.ana, at: at("03:19"), outcome: answer, seen: names.text };
  return {
    ...status,
    effect: { ...effect, outcome: whole, settledAt: looked.at, seen: looked.seen, looked },
  };
};

const effect: Effect = { requestedAt: at("03:14"), acceptedAt: at("03:14"), items: [], seen: "" };

/** Every state that a step can have, with a name for it. */
export const everyStatus = (names: Names = ordinaryNames): Readonly<Record<string, StepStatus>> => {
  const proposal = aProposal(names);
  const undo = aProposal(names, "undo");
  const of = (outcome: Outcome, states: readonly ItemOutcome["state"][]): StepStatus =>
    settled(proposal, outcome, { names, states });
  return {
    "not started": { kind: "not started", direction: "apply" },
    waiting: { kind: "waiting", proposal, votes: [] },
    approved: {
      kind: "approved",
      proposal,
      votes: [aVote(proposal, { by: people.jon, onBehalfOf: people.ana })],
      notBefore: at("03:14"),
      waivedBy: [],
    },
    running: { kind: "running", proposal, votes: [aVote(proposal)], effect },
    observed: of("observed", ["observed"]),
    partly: of("partly observed", ["observed", "not observed", "observed"]),
    "partly-unknown": of("partly observed", ["observed", "failed", "unknown"]),
    "not-observed": of("not observed", ["not observed"]),
    failed: of("failed", ["failed"]),
    unknown: of("unknown", ["unknown"]),
    declined: { kind: "declined", proposal, by: people.bo, at: at("03:20"), reason: names.text },
    lapsed: { kind: "lapsed", proposal, at: at("03:22") },
    "not-needed": { kind: "not needed", at: at("03:11"), seen: names.text },
    "by-hand": {
      kind: "by hand",
      handle: { id: "hand-1", nonce: "nonce-2" },
      at: at("03:11"),
      reason: names.text,
      byHand: "Open the account in the Entra admin centre and press Revoke sessions.",
    },
    "by-hand-looked": {
      kind: "by hand",
      handle: { id: "hand-1", nonce: "nonce-2" },
      at: at("03:11"),
      reason: names.text,
      byHand: "Open the account in the Entra admin centre and press Revoke sessions.",
      looked: { by: people.ana, at: at("03:19"), outcome: "observed", seen: names.text },
    },
    "looked-observed": answered(proposal, names, ["observed"]),
    "looked-partly": answered(proposal, names, ["not observed", "partly observed"]),
    "looked-not-observed": answered(proposal, names, ["not observed"]),
    "looked-unknown": answered(proposal, names, ["unknown"]),
    "undo-looked": answered(undo, names, ["observed"]),
    "undo-partly": settled(undo, "partly observed", { names, states: ["observed", "failed"] }),
    "undo-not-observed": settled(undo, "not observed", { names, states: ["not observed"] }),
    "undo-declined": {
      kind: "declined",
      proposal: undo,
      by: people.bo,
      at: at("03:20"),
      reason: names.text,
    },
    "undo-lapsed": { kind: "lapsed", proposal: undo, at: at("03:22") },
    "undo-waiting": { kind: "waiting", proposal: undo, votes: [] },
    "undo-running": { kind: "running", proposal: undo, votes: [aVote(undo)], effect },
    "undo-observed": settled(undo, "observed", { names, states: ["observed"] }),
    "undo-failed": settled(undo, "failed", { names, states: ["failed"] }),
  };
};

/** A step in this state; the first of the incident unless told. */
export const aStep = (status: StepStatus, number = 1): Step => ({
  definition: {
    key: stepKey.parse(`step-${String(number)}`),
    action: "revoke-sign-in-sessions",
    code: "C3",
    title: "End sign-in sessions",
    team: "identity",
    phase: "containment",
    why: "The attacker holds a session.",
    after: [],
    needsEvidence: ["E0"],
    undoable: true,
    emergency: true,
  },
  number,
  ownership: anOwnership(),
  askedBy: people.priya,
  status,
  clock: undefined,
  refused: [],
  regressed: undefined,
  secrets: [],
  done: [],
  lost: [],
  emergency: undefined,
});

/** An incident opened at 2:31 whose steps are in these states, in this order. */
export const anIncident = (
  statuses: readonly StepStatus[] = Object.values(everyStatus()),
  changes: Partial<Incident> = {},
): Incident => ({
  id: incidentId.parse("INC-0007"),
  playbook: "mailbox-compromise",
  title: "Mailbox compromise",
  severity: "sev2",
  worst: "sev2",
  phase: "containment",
  lead: people.priya,
  seen: "Invoices were sent from this mailbox.",
  subjects: [aSubject()],
  openedAt: at("02:31"),
  openedBy: people.priya,
  place: {
    rung: "standard channel",
    conversationId: "19:incident@thread.tacv2",
    name: "INC-0007",
    audience: anAudience(),
  },
  evidence: [
    { kind: "E0", subject: aSubject().id },
    { kind: "E1", subject: aSubject().id },
  ],
  slowEvidence: [],
  stepEvidence: [],
  artefacts: [
    {
      kind: "E0",
      title: "State of the account",
      sha256: "9c4e1f02".padEnd(64, "a"),
      bytes: 4096,
      summary: "1 account, enabled.",
      complete: true,
    },
  ],
  missedEvidence: [{ kind: "E1", subject: aSubject().id }],
  steps: statuses.map((status, index) => aStep(status, index + 1)),
  suspects: [],
  namers: [],
  exceptions: [],
  effectRequested: false,
  epoch: 1,
  frozen: undefined,
  handover: undefined,
  directory: undefined,
  refused: [],
  closed: undefined,
  version: 47,
  ...changes,
});
