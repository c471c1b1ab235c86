/** Steps that people check, that run over lists, that hold no more, and that leave a secret. As of 3:18. */
import { checkFace } from "../../src/cards/parts/face.ts";
import { type ManualCheck } from "../../src/actions/library.ts";
import {
  type Effect,
  type Looked,
  type Miss,
  type Proposal,
  type Totals,
} from "../../src/core/incident/plan.ts";
import { type Step, type StepSecret, type StepStatus } from "../../src/core/incident/types.ts";
import { stepKey } from "../../src/core/shared/ids.ts";
import { aProposal, aStep, at, aVote, everyStatus, idEnding, people } from "./incidents.ts";
import { type Names, ordinaryNames } from "./names.ts";
import { type StepSample } from "./step-sample.ts";

/** As checks/seal-and-learn.ts: the longest that the catalogue has. */
const check: ManualCheck = {
  id: "seal-and-learn",
  code: "P4",
  title: "Seal the record and learn",
  subjectKinds: ["user"],
  team: "soc",
  permissions: { least: [] },
  phase: "post-incident",
  asks: "Is the evidence sealed and complete, and which control would have stopped this?",
  byHand:
    "1. Look through the list of evidence: each file has its SHA-256 and whether it is complete. 2. Export the record and the evidence, and let a second person check the hash chain and the sums. 3. Give the copy to whoever keeps evidence, outside the tenant, and write down who has it. 4. Note the times: first foreign sign-in, detection, opening, each step requested and observed. 5. Meet within two weeks, without blame: what was seen late, what was slow, what was missing.",
};

const isOrdinary = ({ text }: Names): boolean => text === ordinaryNames.text;

const definitionOf = (changes: Partial<Step["definition"]>): Pick<Step, "definition"> => ({
  definition: { ...aStep({ kind: "not started", direction: "apply" }).definition, ...changes },
});

const checks = (names: Names): Readonly<Record<string, StepSample>> => {
  const { id: action, code, title, phase, byHand } = check;
  const why = "What isn’t learned comes again.";
  const handle = { id: "hand-1", nonce: "nonce-2" };
  const step = definitionOf({ action, code, title, phase, why, check: true, needsEvidence: [] });
  const status = { kind: "by hand", handle, at: at("03:11"), reason: check.asks, byHand } as const;
  const looked = (outcome: Looked["outcome"]): StepSample => ({
    status: { ...status, looked: { by: people.bo, at: at("03:17"), outcome, seen: names.text } },
    action: checkFace(check),
    step,
  });
  return {
    check: { status, action: checkFace(check), step },
    "check-nobody": { status, action: checkFace(check), step: { ...step, ownership: undefined } },
    "check-looked": looked("observed"),
    "check-work-left": looked("not observed"),
    "check-cannot-tell": looked("unknown"),
  };
};

const accountOf = (names: Names, name: string): string =>
  isOrdinary(names) ? `${name}@contoso.example` : names.text;

/** The first of 14 accounts that aren't observed. */
const missesOf = (names: Names): readonly Miss[] => {
  const risen = "became an administrator after the vote; not requested.";
  const failed = [10, 11, 12, 13].map((number): Miss => ({
    account: accountOf(names, `crowd.000${String(number)}`),
    state: "failed",
    why: isOrdinary(names) ? risen : names.text,
  }));
  const unknown = isOrdinary(names) ? "No answer came." : names.text;
  return [...failed, { account: accountOf(names, "crowd.00014"), state: "unknown", why: unknown }];
};

/** Two people vote on a list. It leaves out 31 of 10,001. */
export const aListProposal = (
  names: Names,
  direction: Proposal["plan"]["direction"] = "apply",
): Proposal => {
  const proposal = aProposal(names, direction, 0);
  const excluded = [
    { why: "administrators: a step of their own", count: 20 },
    { why: "disabled already", count: 9 },
    { why: "not found", count: 2 },
  ];
  const source = isOrdinary(names) ? "accounts.csv" : names.text;
  const first = ["ann", "ben", "cleo", "dev", "eve"].map((name) => accountOf(names, name));
  const targets = { sha256: "9c4e1f02".padEnd(64, "a"), count: 9970, first, source, excluded };
  return {
    ...proposal,
    proposer: people.bo,
    plan: { ...proposal.plan, tier: 2, before: {}, targets },
  };
};

/** These numbers add up to the list. */
export const totals: Totals = {
  of: 9970,
  observed: 9956,
  notObserved: 8,
  failed: 4,
  unknown: 2,
  left: 0,
};
export const midway: Totals = {
  of: 9970,
  observed: 4120,
  notObserved: 0,
  failed: 12,
  unknown: 0,
  left: 5838,
};
const stopped: Totals = { ...midway, notObserved: 30, left: 5808 };
const whole: Totals = { ...totals, observed: 9970, notObserved: 0, failed: 0, unknown: 0 };
const stop = { by: people.jon, at: at("03:16") };

const listEnd = (
  proposal: Proposal,
  outcome: NonNullable<Effect["outcome"]>,
  numbers: Totals,
  more: Partial<Effect> = {},
): StepStatus => ({
  kind: "settled",
  proposal,
  votes: [aVote(proposal), aVote(proposal, { by: people.priya })],
  effect: {
    requestedAt: at("03:08"),
    acceptedAt: at("03:08"),
    settledAt: at("03:17"),
    outcome,
    items: [],
    seen: "as counted",
    totals: numbers,
    report: "77ab31c0".padEnd(64, "b"),
    ...(outcome !== "failed" &&
      proposal.plan.direction === "apply" && { residualUntil: at("04:08") }),
    ...more,
  },
});

const lists = (names: Names): Readonly<Record<string, StepSample>> => {
  const proposal = aListProposal(names);
  const undo = aListProposal(names, "undo");
  const votes = [aVote(proposal), aVote(proposal, { by: people.priya })];
  const effect = { requestedAt: at("03:14"), items: [], seen: "" };
  const running = { kind: "running", proposal, votes, effect } as const;
  const action = { verb: "block sign-in", title: "Block sign-in" };
  const misses = missesOf(names);
  const more: Omit<StepSample, "status"> = {
    action,
    step: definitionOf({
      key: stepKey.parse("block-list"),
      title: "Block sign-in",
      list: { sha256: "1f".repeat(32), count: 10_001, source: "accounts.csv" },
    }),
  };
  return {
    "list-waiting": { ...more, status: { kind: "waiting", proposal, votes: [] } },
    "list-undo-waiting": { ...more, status: { kind: "waiting", proposal: undo, votes: [] } },
    "list-running": { ...more, status: running, progress: midway },
    "list-started": { ...more, status: running },
    "list-stopping": {
      ...more,
      status: { ...running, effect: { ...effect, stop } },
      progress: midway,
    },
    "list-observed": { ...more, status: listEnd(proposal, "observed", whole) },
    "list-partly": { ...more, status: listEnd(proposal, "partly observed", totals, { misses }) },
    "list-stopped": { ...more, status: listEnd(proposal, "partly observed", stopped, { stop }) },
    "list-failed": {
      ...more,
      status: listEnd(proposal, "failed", { ...totals, observed: 0, failed: 9960 }, { misses }),
    },
    "list-undone": { ...more, status: listEnd(undo, "observed", whole) },
  };
};

const aSecret = (changes: Partial<StepSecret> = {}): StepSecret => ({
  id: "secret-1",
  label: "New password",
  to: people.sam,
  at: at("03:15"),
  ...changes,
});

const secrets = (names: Names): Readonly<Record<string, StepSample>> => {
  const { observed } = everyStatus(names);
  if (!observed) throw new Error("nothing observed");
  const ended = (how: "revealed" | "expired"): readonly StepSecret[] => [
    aSecret({ ended: { how, at: at("03:17") } }),
  ];
  const looksAgain = [15, 65, 1440];
  return {
    "observed-sealed": { status: observed, step: { secrets: [aSecret()] } },
    "observed-shown": { status: observed, step: { secrets: ended("revealed") } },
    "observed-expired": { status: observed, step: { secrets: ended("expired") } },
    "observed-looks-again": { status: observed, step: definitionOf({ looksAgain }) },
  };
};

const others = (names: Names): Readonly<Record<string, StepSample>> => {
  const proposal = aProposal(names);
  const two = { ...proposal, proposer: people.bo, plan: { ...proposal.plan, tier: 2 } } as const;
  const changedBy = isOrdinary(names) ? "Karin Lind, Enable account, 03:10 UTC" : names.text;
  const regressed = { at: at("03:11"), seen: names.text, changedBy };
  const effect = { requestedAt: at("03:14"), acceptedAt: at("03:14"), items: [], seen: "" };
  const skipped = {
    kind: "skipped",
    handle: { id: "skip-1", nonce: "nonce-3" },
    by: people.bo,
    at: at("03:16"),
    reason: names.text,
  } as const;
  const { lapsed } = everyStatus(names);
  return {
    "waiting-regressed": { status: { kind: "waiting", proposal, votes: [] }, step: { regressed } },
    "waiting-two-regressed": {
      status: { kind: "waiting", proposal: two, votes: [] },
      step: { regressed: { at: at("03:11"), seen: names.text } },
    },
    ...(lapsed && { "lapsed-regressed": { status: lapsed, step: { regressed } } }),
    "running-works": {
      status: { kind: "running", proposal, votes: [aVote(proposal)], effect },
      action: { permissions: { least: ["Machine.Isolate"] }, pendingMinutes: 30 },
    },
    skipped: { status: skipped },
    "skipped-held": { status: skipped, step: { done: [proposal.plan] } },
  };
};

/** What a kind of subject is called; its name is somebody else's. */
const subjects = (names: Names): Readonly<Record<string, StepSample>> => {
  const proposal = aProposal(names);
  const plan = { ...proposal.plan, subject: { kind: "device", id: idEnding("7c1e") } } as const;
  const admin = { ...plan, tier: 2, traits: ["privileged"] } as const;
  return {
    "waiting-device": {
      status: { kind: "waiting", proposal: { ...proposal, plan: admin }, votes: [] },
      incident: {
        subjects: [
          {
            kind: "device",
            id: idEnding("7c1e"),
            name: names.text,
            address: names.text,
            about: names.text,
          },
        ],
      },
    },
  };
};

/** Each by its name. */
export const workSamples = (names: Names): Readonly<Record<string, StepSample>> => ({
  ...checks(names),
  ...lists(names),
  ...secrets(names),
  ...others(names),
  ...subjects(names),
});
