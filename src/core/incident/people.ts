/** Who takes part: people, who decides what, and who is called when nobody does. */
import { type Instant, type ObjectId } from "../shared/ids.ts";

/** A person of the response, from the directory file. One human is one person, whatever the account. */
export type Person = {
  readonly id: ObjectId;
  readonly name: string;
  /** Object ids of the same human's other accounts, for example for administration. */
  readonly accounts?: readonly ObjectId[];
  /** The account that acted, where it isn't the main one: its standing counts. */
  readonly account?: ObjectId;
  /** Set for people of a managed provider: they may execute, an internal owner stays accountable. */
  readonly employer?: string;
};

/** Who made an event: a person, or Cordon itself. */
export type Actor = ({ readonly kind: "person" } & Person) | { readonly kind: "cordon" };

/** The person who acted; undefined where it was Cordon itself. */
export const personIn = (actor: Actor): Person | undefined => {
  if (actor.kind === "cordon") return undefined;
  const { id, name, accounts, account, employer } = actor;
  return {
    id,
    name,
    ...(accounts && { accounts }),
    ...(account && { account }),
    ...(employer !== undefined && { employer }),
  };
};

/** By which rung of the resolution order the owner was found. */
export type OwnedBy = "assigned" | "on call" | "deputy" | "lead";

/** Who decides a step: one accountable owner, and the deputies who may stand in. */
export type Ownership = {
  readonly owner: Person;
  readonly how: OwnedBy;
  /** Id of the team with authority over what the step changes, after routing. */
  readonly team: string;
  readonly deputies: readonly Person[];
  /** May give the second vote where two are needed, and no other: the team's lead, and security's oversight. */
  readonly seconds: readonly Person[];
  /** The internal owner who stays accountable where a managed provider's person decides. */
  readonly accountable?: Person;
  /** Told of the step because a routing rule asks for security's oversight. */
  readonly oversight?: Person;
};

/** Whom the ladder of a step that nobody answers calls, in order; each rung once. */
export const rungs = [
  "no owner",
  "half time",
  "time up",
  "deputies",
  "lead",
  "management",
  "review due",
] as const;

export type Rung = (typeof rungs)[number];

/** Who is called when, unless somebody decides before. */
export type NextCall = {
  readonly rung: Rung;
  readonly at: Instant;
  readonly people: readonly Person[];
};

export type Reminder = {
  readonly rung: Rung;
  readonly at: Instant;
  readonly people: readonly Person[];
  readonly next?: NextCall;
};

/** How long a step has waited for people, and who was called. It runs on when a card lapses. */
export type StepClock = {
  readonly startedAt: Instant;
  readonly reminders: readonly Reminder[];
  /** Somebody said "I'm on it": the next call waits half a response time from here. */
  readonly taken?: { readonly by: Person; readonly at: Instant };
};
