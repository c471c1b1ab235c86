/** Steps on which several people vote: what they wish, and a short way to let them. */
import { type Wish } from "../../../src/core/incident/commands.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { type Person } from "../../../src/core/incident/people.ts";
import { type Direction, type Tier, type Trait } from "../../../src/core/incident/plan.ts";
import { planCode } from "../../../src/core/approval/plan-code.ts";
import { type Instant } from "../../../src/core/shared/ids.ts";
import {
  by,
  cardOf,
  cordon,
  event,
  type Followed,
  type Given,
  given,
  hash,
  key,
  openedWith,
  opening,
  planFor,
} from "../../support/given.ts";
import { anOwnership, at, idEnding, people } from "../../support/incidents.ts";

/** Ana's account for administration, and Ana as the directory knows her. */
export const anaAdmin: Person = { id: idEnding("ada1"), name: "Ana Costa (admin)" };
export const ana: Person = { ...people.ana, accounts: [anaAdmin.id] };

/** Ana owns each step, Jon stands in; Priya and Sam may give a second vote. Two steps may be run alone. */
export const openedForTwo = openedWith({
  steps: opening.steps.map(({ definition }, index) => ({
    definition: { ...definition, emergency: index < 2 },
    ownership: anOwnership({ owner: ana }),
  })),
});

type Asked = {
  readonly tier?: Tier;
  readonly traits?: readonly Trait[];
  readonly letter?: string;
  readonly proposer?: Person;
  readonly epoch?: number;
  readonly direction?: Direction;
  readonly time?: Instant;
};

/** Step one proposed at 3:10; Bo asked for it, who votes on nothing. It lapses at 3:20. */
export const asked = (changes: Asked = {}): IncidentEvent => {
  const { tier = 2, traits = [], letter = "a", direction = "apply", time = at("03:10") } = changes;
  const { id, nonce } = cardOf(letter);
  return event(
    {
      type: "StepProposed",
      step: key("one"),
      approvalId: id,
      nonce,
      plan: { ...planFor("one", direction), tier, traits },
      planHash: hash(letter),
      proposer: changes.proposer ?? people.bo,
      epoch: changes.epoch ?? 1,
      expiresAt: at("03:20"),
    },
    cordon,
    time,
  );
};

/** Step one, proposed in this tier. */
export const waitingFor = (changes: Asked = {}): Given => given(openedForTwo, asked(changes));

const one = key("one");
export const approve = (letter = "a"): Wish => ({ type: "Approve", step: one, ...cardOf(letter) });
export const withdraw = (letter = "a"): Wish => ({
  type: "WithdrawVote",
  step: one,
  ...cardOf(letter),
});
export const waive = (letter = "a"): Wish => ({
  type: "WaiveCoolOff",
  step: one,
  ...cardOf(letter),
});
export const decline = (letter = "a", reason = "he is on it"): Wish => ({
  type: "Decline",
  step: one,
  reason,
  ...cardOf(letter),
});
export const defer = (minutes: number, reason = "after the backup"): Wish => ({
  type: "Defer",
  step: one,
  minutes,
  reason,
  ...cardOf(),
});
export const doByHand = (reason: string): Wish => ({
  type: "DoByHand",
  step: one,
  reason,
  byHand: "In the portal.",
  ...cardOf(),
});
export const alone = (letter = "a", reason = "nobody answers"): Wish => ({
  type: "ApproveAlone",
  step: one,
  code: planCode(hash(letter)),
  reason,
});
export const claim = (letter = "a"): Wish => ({
  type: "RequestEffect",
  step: one,
  planHash: hash(letter),
  fence: 1,
});
export const nameSuspect = (suspect: Person, byManagement = false): Wish => ({
  type: "NameSuspect",
  suspect,
  reason: "signed in from there",
  byManagement,
});
export const freeze: Wish = { type: "Freeze", reason: "an administrator is theirs" };
export const lift: Wish = { type: "LiftFreeze" };

/** A person presses at this time of the night. */
export const press = (before: Given, person: Person, wish: Wish, time = at("03:15")): Followed =>
  before.when(wish, by(person), time);

/** The worker asks for the effect. */
export const claimed = (before: Given, time = at("03:15"), letter = "a"): Followed =>
  before.when(claim(letter), cordon, time);

/** These people approve, one after the other. */
export const votedBy = (before: Given, voters: readonly Person[], time = at("03:15")): Given =>
  voters.reduce((state, voter) => press(state, voter, approve(), time).next, before);

/** What somebody was told, or the kinds of what was recorded. */
export const outcome = ({ facts, refusal }: Followed): string =>
  refusal?.code ?? facts.map(({ type }) => type).join(" ");
