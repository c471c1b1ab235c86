/** What anybody may wish at any time, in sense or out of it, drawn by fast-check. */
import fc from "fast-check";
import { planCode } from "../../../src/core/approval/plan-code.ts";
import { type Wish } from "../../../src/core/incident/commands.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { type Actor, type Ownership, type Person } from "../../../src/core/incident/people.ts";
import { type Plan } from "../../../src/core/incident/plan.ts";
import { type StepKey } from "../../../src/core/shared/ids.ts";
import {
  by,
  cardOf,
  cordon,
  hash,
  key,
  mailPerson,
  marta,
  opening,
  openedWith,
  planFor,
} from "../../support/given.ts";
import { anOwnership, idEnding, people } from "../../support/incidents.ts";

export type Move = { readonly wish: Wish; readonly actor: Actor; readonly seconds: number };

const { jon, priya, sam, bo, lee } = people;
const anaAdmin: Person = { id: idEnding("ada1"), name: "Ana (admin)", accounts: [people.ana.id] };
const samPhone: Person = { id: idEnding("5a52"), name: "Sam (phone)" };
const ana: Person = { ...people.ana, accounts: [anaAdmin.id] };
const samBoth: Person = { ...sam, accounts: [samPhone.id] };
/** Everybody who presses anything; some of them are the same human. */
export const everybody = [ana, anaAdmin, jon, priya, samBoth, samPhone, bo, lee, mailPerson, marta];

/** The human behind an account, by a list of its own: the rules' idea of it is what is tested. */
export const humanOf = ({ id }: Pick<Person, "id">): string => {
  if (id === people.ana.id || id === anaAdmin.id) return "Ana";
  if (id === sam.id || id === samPhone.id) return "Sam";
  return everybody.find((person) => person.id === id)?.name ?? id;
};

/** Ana and Jon decide; Priya, who leads and asks, Sam and Lee give second votes. Step five has no owner. */
export const start: IncidentEvent = openedWith({
  steps: opening.steps.map(({ definition, ownership }, index) => ({
    definition: { ...definition, emergency: index % 2 === 0 },
    ...(ownership && { ownership: anOwnership({ owner: ana, seconds: [priya, samBoth, lee] }) }),
  })),
});

const letters = ["a", "b", "c", "d", "e", "f", "9"] as const;
type Letter = (typeof letters)[number];
/** The letter is the plan: 1, 2, 3, 1 for a guest, 0, the way back of 1, and 2 for many. */
const asLetter: Readonly<Record<Letter, Partial<Plan>>> = {
  a: { tier: 1 },
  b: { tier: 2, traits: ["privileged"] },
  c: { tier: 3, traits: ["global administrator"] },
  d: { tier: 1, traits: ["guest"] },
  e: { tier: 0 },
  f: { tier: 1, direction: "undo" },
  9: { tier: 2 },
};

const step = fc.constantFrom("one", "two", "five").map(key);
const letter = fc.constantFrom(...letters);
const card = fc.record({ step, letter }).map((draw) => ({ ...draw, ...cardOf(draw.letter) }));
const person = fc.constantFrom(...everybody);
const ownership: fc.Arbitrary<Ownership> = fc.constantFrom(
  anOwnership({ owner: ana }),
  anOwnership({ owner: jon, deputies: [anaAdmin], seconds: [samPhone, ana] }),
  anOwnership({ owner: bo, deputies: [jon], seconds: [ana] }),
  anOwnership({ owner: samBoth, deputies: [], seconds: [samPhone, lee] }),
);

export const propose = (name: StepKey, which: Letter): Wish => ({
  type: "ProposeStep",
  step: name,
  ...cardOf(which),
  plan: { ...planFor(name), ...asLetter[which] },
  planHash: hash(which),
});
const request = (name: StepKey, which: Letter): Wish => ({
  type: "RequestEffect",
  step: name,
  planHash: hash(which),
  fence: 1,
});

const machine: fc.Arbitrary<Wish> = fc.oneof(
  card.map((draw) => propose(draw.step, draw.letter)),
  { weight: 2, arbitrary: card.map((draw) => request(draw.step, draw.letter)) },
  card.map((draw): Wish => ({ type: "Lapse", step: draw.step, approvalId: draw.id })),
  step.map((name): Wish => ({ type: "VoidPlan", step: name, what: "changed" })),
  step.map((name): Wish => ({ type: "NotNeeded", step: name, seen: "held" })),
  step.map((name): Wish => ({ type: "AcceptEffect", step: name, answer: "204" })),
  step.map((name): Wish => ({ type: "Reopen", step: name, direction: "apply" })),
  fc
    .record({ step, voter: person })
    .map((draw): Wish => ({ type: "VoidVote", ...draw, why: "is disabled" })),
  fc
    .record({ step, ownership: fc.option(ownership, { nil: undefined }) })
    .map((draw): Wish => ({ type: "FindOwner", ...draw, why: "directory" })),
  step.map((name): Wish => ({
    type: "LeaveToPeople",
    step: name,
    handle: cardOf("z"),
    reason: "guest",
    byHand: "",
  })),
  fc
    .record({ step, state: fc.constantFrom("observed" as const, "failed" as const) })
    .map((draw): Wish => ({
      type: "SettleEffect",
      step: draw.step,
      items: [{ id: "item", state: draw.state, why: "" }],
      seen: "",
      residualMinutes: 60,
    })),
  fc.constant<Wish>({ type: "ApplyDirectory", sha256: "4d".repeat(32), changes: ["Jon left."] }),
);

const onCard: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 6, arbitrary: card.map((draw): Wish => ({ type: "Approve", ...draw })) },
  { weight: 2, arbitrary: card.map((draw): Wish => ({ type: "WaiveCoolOff", ...draw })) },
  card.map((draw): Wish => ({ type: "WithdrawVote", ...draw })),
  card.map((draw): Wish => ({ type: "Decline", ...draw, reason: "no" })),
  card.map((draw): Wish => ({ type: "Defer", ...draw, minutes: 5, reason: "later" })),
  card.map((draw): Wish => ({ type: "DoByHand", ...draw, reason: "r", byHand: "b" })),
  card.map((draw): Wish => ({ type: "TakeStep", ...draw })),
);

const alone = (name: StepKey, which: Letter): Wish => ({
  type: "ApproveAlone",
  step: name,
  code: planCode(hash(which)),
  reason: "nobody answers",
});

const flag = fc.boolean();
const wide: fc.Arbitrary<Wish> = fc.oneof(
  fc
    .record({ suspect: person, byManagement: flag })
    .map((draw): Wish => ({ type: "NameSuspect", ...draw, reason: "r" })),
  fc
    .record({ suspect: person, byManagement: flag })
    .map((draw): Wish => ({ type: "ClearSuspect", ...draw, reason: "r" })),
  fc.constant<Wish>({ type: "Freeze", reason: "r" }),
  { weight: 3, arbitrary: fc.constant<Wish>({ type: "LiftFreeze" }) },
  fc
    .record({ to: person, byManagement: flag })
    .map((draw): Wish => ({ type: "OfferHandover", ...draw, handle: cardOf("h") })),
  fc.constant<Wish>({ type: "TakeOver", ...cardOf("h") }),
  fc
    .record({ step, ownership, allowed: flag, byManagement: flag })
    .map((draw): Wish => ({ type: "AssignStep", ...draw })),
  fc
    .record({ step, direction: fc.constantFrom("apply" as const, "undo" as const) })
    .map((draw): Wish => ({ type: "Reopen", ...draw })),
  step.map((name): Wish => ({ type: "ReviewAlone", step: name, finding: "it was right" })),
  step.map((name): Wish => ({ type: "RecordLook", step: name, outcome: "observed", seen: "s" })),
  fc
    .record({ severity: fc.constantFrom("sev1" as const, "sev4" as const), byManagement: flag })
    .map((draw): Wish => ({ type: "SetSeverity", ...draw })),
  fc.constant<Wish>({ type: "AddNote", text: "note" }),
  flag.map((falseAlarm): Wish => ({ type: "Close", reason: "over", falseAlarm })),
);

const human = fc.oneof(
  { weight: 4, arbitrary: onCard },
  { weight: 1, arbitrary: card.map((draw) => alone(draw.step, draw.letter)) },
  { weight: 2, arbitrary: wide },
);

const seconds = fc.constantFrom(0, 1, 30, 200, 301, 400);
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ wish: machine, actor: fc.constant(cordon), seconds }),
  fc.record({ wish: human, actor: person.map(by), seconds }),
);

/** Mostly those who may vote. */
const likely = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(ana, jon, samBoth, samPhone, lee) },
  { weight: 1, arbitrary: person },
);

/** A likely way to a request: proposed, voted on by some, perhaps disturbed, claimed after a while. */
const story: fc.Arbitrary<readonly Move[]> = fc
  .record({
    step,
    letter,
    voters: fc.array(likely, { minLength: 1, maxLength: 4 }),
    lonely: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, person),
    waivers: fc.array(likely, { maxLength: 3 }),
    between: fc.oneof(fc.constant([]), fc.array(move, { maxLength: 2 })),
    pause: fc.constantFrom(0, 60, 299, 300, 301, 600, 601),
  })
  .map(({ step: name, letter: which, ...rest }) => {
    const press = (wish: Wish, who: Person): Move => ({ wish, actor: by(who), seconds: 1 });
    const on = { step: name, ...cardOf(which) };
    return [
      { wish: propose(name, which), actor: cordon, seconds: 1 },
      ...(rest.lonely
        ? [press(alone(name, which), rest.lonely)]
        : rest.voters.map((who) => press({ type: "Approve", ...on }, who))),
      ...rest.waivers.map((who) => press({ type: "WaiveCoolOff", ...on }, who)),
      ...rest.between,
      { wish: request(name, which), actor: cordon, seconds: rest.pause },
    ];
  });

export const moves = fc
  .array(
    fc.oneof({ weight: 1, arbitrary: move.map((one) => [one]) }, { weight: 1, arbitrary: story }),
    { maxLength: 24 },
  )
  .map((parts) => parts.flat());
