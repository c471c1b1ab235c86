/** Steps in the states that rules about people make: votes, waits, deferrals, freezes. As of 3:18. */
import { type Trait, type Proposal, type Tier, type Vote } from "../../src/core/incident/plan.ts";
import { after } from "../../src/core/shared/ids.ts";
import { anOwnership, aProposal, at, aVote, everyStatus, people } from "./incidents.ts";
import { type Names, ordinaryNames } from "./names.ts";
import { type StepSample } from "./step-sample.ts";
import { workSamples } from "./work-samples.ts";

/** A plan that takes two people. Bo Eriksen asked for it. */
export const tiered = (
  tier: Tier,
  traits: readonly Trait[] = [],
  names = ordinaryNames,
): Proposal => {
  const proposal = aProposal(names);
  return { ...proposal, proposer: people.bo, plan: { ...proposal.plan, tier, traits } };
};

const two = (proposal: Proposal): readonly Vote[] => [
  aVote(proposal, { by: people.jon, onBehalfOf: people.ana }),
  aVote(proposal, { by: people.priya, at: at("03:17") }),
];

const waiting = (names: Names): Readonly<Record<string, StepSample>> => {
  const admin = tiered(3, ["privileged", "global administrator"], names);
  const many = tiered(2, [], names);
  const first = aVote(many, { by: people.ana, at: at("03:15") });
  return {
    "waiting-two": { status: { kind: "waiting", proposal: admin, votes: [] } },
    "waiting-second": {
      status: {
        kind: "waiting",
        proposal: { ...many, expiresAt: at("03:25") },
        votes: [first],
      },
    },
    "waiting-oversight": {
      status: { kind: "waiting", proposal: aProposal(names), votes: [] },
      step: { ownership: anOwnership({ oversight: people.sam }) },
    },
    "waiting-nobody": {
      status: { kind: "waiting", proposal: aProposal(names), votes: [] },
      step: {
        ownership: undefined,
        clock: {
          startedAt: at("03:12"),
          reminders: [{ rung: "no owner", at: at("03:12"), people: [people.priya] }],
        },
      },
    },
  };
};

const approved = (names: Names): Readonly<Record<string, StepSample>> => {
  const proposal = tiered(3, [], names);
  const cooling = {
    kind: "approved",
    proposal,
    votes: two(proposal),
    notBefore: at("03:22"),
    waivedBy: [],
  } as const;
  const provider = aVote(proposal, { by: people.lee, accountable: people.ana });
  const effect = { requestedAt: at("03:14"), items: [], seen: "" };
  return {
    "approved-cooling": { status: cooling },
    "approved-shortened": { status: { ...cooling, waivedBy: [people.jon] } },
    "running-provider": { status: { kind: "running", proposal, votes: [provider], effect } },
    "running-two": { status: { kind: "running", proposal, votes: two(proposal), effect } },
  };
};

const alone = (names: Names): Readonly<Record<string, StepSample>> => {
  const { observed } = everyStatus(names);
  if (observed?.kind !== "settled") throw new Error("nothing observed");
  const emergency = { reason: names.text, reviewBy: after(at("03:14"), 24 * 3_600_000) };
  const vote = aVote(observed.proposal, { by: people.sam, emergency });
  const review = { by: people.jon, at: at("03:17"), finding: names.text };
  const status = { ...observed, votes: [vote] };
  return {
    "observed-alone": {
      status,
      step: { emergency: { vote, review: undefined, called: [] } },
    },
    "observed-reviewed": { status, step: { emergency: { vote, review, called: [] } } },
  };
};

/** Each by its name. */
export const stepSamples = (
  names: Names = ordinaryNames,
): Readonly<Record<string, StepSample>> => ({
  ...waiting(names),
  ...approved(names),
  ...alone(names),
  ...workSamples(names),
  deferred: {
    status: {
      kind: "deferred",
      proposal: aProposal(names),
      by: people.bo,
      at: at("03:15"),
      until: at("04:00"),
      reason: names.text,
    },
  },
  "by-hand-chosen": {
    status: {
      kind: "by hand",
      handle: { id: "approval-1", nonce: "nonce-1" },
      at: at("03:15"),
      reason: names.text,
      byHand: "Open the account in the Entra admin centre and press Revoke sessions.",
      by: people.bo,
    },
  },
  "by-hand-never": {
    status: {
      kind: "by hand",
      handle: { id: "approval-1", nonce: "nonce-1" },
      at: at("03:15"),
      reason: names.text,
      byHand: "Change this account alone. The lead and management decide together.",
      never: true,
    },
  },
  frozen: {
    status: { kind: "not started", direction: "apply" },
    incident: {
      epoch: 2,
      frozen: { by: people.sam, at: at("03:17"), reason: names.text, lifts: [] },
    },
  },
});
