/** Reads a record and says whether an effect was requested rightly. Knows nothing of the rules' own code. */
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { type Ownership, type Person } from "../../../src/core/incident/people.ts";
import { humanOf } from "./moves.ts";

type Of<T extends IncidentEvent["type"]> = Extract<IncidentEvent, { type: T }>;
type OfStep = Extract<IncidentEvent, { step: unknown }>;
type Vote = Of<"StepApproved"> & { readonly by: Person };

const minute = 60_000;
const ms = (event: { readonly at: string }): number => Date.parse(event.at);
const makerOf = ({ actor }: IncidentEvent): Person => {
  if (actor.kind !== "person") throw new Error("a vote of nobody");
  return actor;
};

/** What happened to one step from its last proposal on; nothing where it was over or asked anew since. */
const sinceProposal = (before: readonly IncidentEvent[], step: string): readonly OfStep[] => {
  const own = before.filter((event): event is OfStep => "step" in event && event.step === step);
  const from = own.findLastIndex(({ type }) => type === "StepProposed");
  const since = from < 0 ? [] : own.slice(from);
  const over = new Set<IncidentEvent["type"]>([
    "StepDeclined",
    "StepDeferred",
    "StepLapsed",
    "StepLeftToPeople",
    "StepNotNeeded",
    "StepReopened",
    "PlanDrifted",
    "EffectRequested",
  ]);
  return since.some(({ type }) => over.has(type)) ? [] : since;
};

const votesIn = (since: readonly OfStep[]): readonly Vote[] =>
  since.reduce<readonly Vote[]>((votes, event) => {
    const without = (person: Person): readonly Vote[] =>
      votes.filter((vote) => humanOf(vote.by) !== humanOf(person));
    if (event.type === "StepApproved") return [...votes, { ...event, by: makerOf(event) }];
    if (event.type === "VoteWithdrawn") return without(makerOf(event));
    return event.type === "VoteVoided" ? without(event.voter) : votes;
  }, []);

/** Whose votes don't count, as humans: subjects, suspects until they are cleared, and who ever named one. */
const barredBy = (before: readonly IncidentEvent[]): ReadonlySet<string> => {
  const suspects = new Set<string>();
  const others = new Set<string>();
  for (const event of before) {
    if (event.type === "IncidentOpened") for (const one of event.subjects) others.add(humanOf(one));
    if (event.type === "SuspectCleared") suspects.delete(humanOf(event.suspect));
    if (event.type !== "SuspectNamed") continue;
    suspects.add(humanOf(event.suspect));
    others.add(humanOf(makerOf(event)));
  }
  return new Set([...suspects, ...others]);
};

const ownershipBy = (before: readonly IncidentEvent[], step: string): Ownership | undefined =>
  before.reduce<Ownership | undefined>((found, event) => {
    if (event.type === "IncidentOpened") {
      return event.steps.find(({ definition }) => definition.key === step)?.ownership;
    }
    const changes = event.type === "OwnerFound" || event.type === "StepAssigned";
    return changes && event.step === step ? event.ownership : found;
  }, undefined);

/** Did each vote come before the card lapsed: ten minutes, ten more for each vote, thirty in all? */
const inTime = (since: readonly OfStep[], proposedAt: number): boolean => {
  let until = proposedAt + 10 * minute;
  return since.every((event) => {
    if (event.type !== "StepApproved") return true;
    if (ms(event) > until) return false;
    if (event.notBefore === undefined) {
      until = Math.min(ms(event) + 10 * minute, proposedAt + 30 * minute);
    }
    return true;
  });
};

type Case = {
  readonly before: readonly IncidentEvent[];
  readonly since: readonly OfStep[];
  readonly proposal: Of<"StepProposed">;
  readonly request: Of<"EffectRequested">;
};

const mayVoteIn = ({ before, proposal }: Case, person: Person): boolean => {
  const owners = ownershipBy(before, proposal.step);
  if (!owners || barredBy(before).has(humanOf(person))) return false;
  const two = proposal.plan.tier >= 2;
  const voters = [owners.owner, ...owners.deputies, ...(two ? owners.seconds : [])].map(humanOf);
  const isProposer = humanOf(proposal.proposer) === humanOf(person);
  return voters.includes(humanOf(person)) && !(two && isProposer);
};

const decidersIn = ({ before, proposal }: Case): readonly string[] => {
  const owners = ownershipBy(before, proposal.step);
  return owners ? [owners.owner, ...owners.deputies].map(humanOf) : [];
};

const isValid = (all: Case, { by, planHash }: Vote): boolean =>
  planHash === all.proposal.planHash && mayVoteIn(all, by);

/** What is wrong with the votes that stand. */
const votesWrong = (all: Case, votes: readonly Vote[]): string | undefined => {
  const { proposal } = all;
  const humans = new Set(votes.map(({ by }) => humanOf(by)));
  if (humans.size !== votes.length) return "a human voted twice";
  const wrong = votes.find((vote) => !isValid(all, vote));
  if (wrong) return `${wrong.by.name} may not vote, or voted for another hash`;
  if (humans.size < (proposal.plan.tier >= 2 ? 2 : 1)) return "too few votes";
  return decidersIn(all).some((human) => humans.has(human)) ? undefined : "no owner, no deputy";
};

const allowsAlone = (before: readonly IncidentEvent[], step: string): boolean =>
  before.some(
    (event) =>
      event.type === "IncidentOpened" &&
      event.steps.some(({ definition }) => definition.key === step && definition.emergency),
  );

const aloneWrong = ({ before, proposal }: Case, vote: Vote): string | undefined => {
  const { plan, planHash, step } = proposal;
  if (!allowsAlone(before, step)) return "not a step for one alone";
  if (plan.tier > 1 || plan.traits.length > 0 || plan.direction !== "apply") return "not plain";
  if (barredBy(before).has(humanOf(vote.by))) return "alone, and barred";
  return vote.planHash === planHash ? undefined : "alone, for another hash";
};

/** From when on it might be requested, by the votes and by two humans who waived the rest. */
const readyAt = ({ since, proposal, before }: Case, votes: readonly Vote[]): number => {
  const last = votes.at(-1);
  const voted = last ? ms(last) : Number.POSITIVE_INFINITY;
  if (proposal.plan.tier < 3) return voted;
  const waived = since
    .slice(since.findLastIndex(({ type }) => type === "StepApproved"))
    .filter(({ type }) => type === "CoolOffWaived");
  const humans = new Set(waived.map((event) => humanOf(makerOf(event))));
  const end = waived.at(-1);
  const barredThen = (event: IncidentEvent): boolean =>
    barredBy(before.slice(0, before.indexOf(event))).has(humanOf(makerOf(event)));
  const counts = humans.size >= 2 && end && !waived.some(barredThen);
  return counts ? Math.min(ms(end), voted + 5 * minute) : voted + 5 * minute;
};

/** What is wrong with the whole: closed, frozen since, decided by other means. */
const courseWrong = ({ before, since, proposal, request }: Case): string | undefined => {
  if (before.some(({ type }) => type === "IncidentClosed")) return "the incident is closed";
  const after = before.slice(before.indexOf(proposal));
  if (after.some(({ type }) => type === "ApprovalsFrozen")) return "frozen since";
  const freezes = before.filter(({ type }) => type === "ApprovalsFrozen").length;
  const lifts = before.filter(({ type }) => type === "FreezeLifted").length;
  if (freezes !== lifts) return "frozen";
  if (request.planHash !== proposal.planHash) return "another plan's hash";
  return inTime(since, ms(proposal)) ? undefined : "a vote on a lapsed card";
};

/** Undefined where the request stands on valid votes, else what is wrong with it. */
export const wrongWith = (
  events: readonly IncidentEvent[],
  request: Of<"EffectRequested">,
): string | undefined => {
  const before = events.slice(0, events.indexOf(request));
  const since = sinceProposal(before, request.step);
  const [proposal] = since;
  if (proposal?.type !== "StepProposed") return "no proposal stands";
  const all: Case = { before, since, proposal, request };
  const votes = votesIn(since);
  const alone = votes.find(({ emergency }) => emergency !== undefined);
  const wrong = courseWrong(all) ?? (alone ? aloneWrong(all, alone) : votesWrong(all, votes));
  if (wrong !== undefined) return wrong;
  const ready = readyAt(all, votes);
  if (ms(request) < ready) return "before the end of the cool-off";
  return ms(request) > ready + 5 * minute ? "an approval that was too old" : undefined;
};

/** By which way it came to be requested: what a property must have seen to say anything. */
export const wayOf = (events: readonly IncidentEvent[], request: Of<"EffectRequested">): string => {
  const since = sinceProposal(events.slice(0, events.indexOf(request)), request.step);
  const [proposal] = since;
  const tier = proposal?.type === "StepProposed" ? String(proposal.plan.tier) : "?";
  if (votesIn(since).some(({ emergency }) => emergency)) return "alone";
  const waived = since.filter(({ type }) => type === "CoolOffWaived").length >= 2;
  return waived ? `tier ${tier}, waived` : `tier ${tier}`;
};
