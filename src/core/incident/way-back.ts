/**
 * What undo restores. An item goes back to the state before the first plan that changed it: what a later plan of the same
 * item found there was set meanwhile, perhaps by the attacker.
 */
import { type StepEvent } from "./events.ts";
import { type Plan } from "./plan.ts";
import { type Step, type StepStatus } from "./types.ts";

type Done = Pick<Step, "done" | "lost">;
type Settled = Extract<StepStatus, { kind: "settled" }>;

const idsOf = (plans: readonly Plan[]): readonly string[] =>
  plans.flatMap(({ items }) => items.map(({ id }) => id));

const without = (plans: readonly Plan[], ids: ReadonlySet<string>): readonly Plan[] =>
  plans
    .map((plan) => ({ ...plan, items: plan.items.filter(({ id }) => !ids.has(id)) }))
    .filter(({ items, targets }) => items.length > 0 || targets !== undefined);

/** What the next undo would take back: of the newest plan, the items that still hold. Undefined where nothing is left. */
export const wayBack = ({ done, lost }: Done): Plan | undefined =>
  without(done, new Set(lost)).at(-1);

/**
 * What earlier plans still hold besides the newest one's items, also after that one was undone: nobody looks at it
 * through that plan.
 */
export const heldBesides = ({ done, lost }: Done, plan: Plan): readonly Plan[] =>
  plan.targets !== undefined ? [] : without(done, new Set([...lost, ...idsOf([plan])]));

/** Is there something to look at again: the newest plan holds in part at least, or earlier ones hold something. */
export const holdsSome = (step: Pick<Step, "done" | "lost" | "status">): boolean => {
  const { status } = step;
  if (status.kind !== "settled") return false;
  const { proposal, effect } = status;
  const seen = effect.outcome === "observed" || effect.outcome === "partly observed";
  return (
    (seen && proposal.plan.direction === "apply") || heldBesides(step, proposal.plan).length > 0
  );
};

/**
 * Is one of these items among what still holds? All of it where none is named, as of a list. What the newest plan is to
 * take back itself doesn't count.
 */
export const isHeld = (step: Done, newest: Plan, items: readonly string[] = []): boolean => {
  const { done, lost } = step;
  const isUndo = newest.direction === "undo";
  const left = isUndo ? heldBesides(step, newest) : without(done, new Set(lost));
  const ids = new Set(idsOf(left));
  return items.length === 0 ? left.length > 0 : items.some((id) => ids.has(id));
};

/** A list keeps what became of each target itself, so that its undo is asked for again once it was observed again. */
const lose = ({ done, lost }: Done, items: readonly string[] | undefined): Done => {
  const left = done.filter(({ targets }) => targets === undefined);
  const gone = new Set([...lost, ...(items ?? idsOf(left))]);
  return { done: left, lost: idsOf(left).filter((id) => gone.has(id)) };
};

/** Items that were seen as the plan wanted them. */
const seenIn = ({ effect, proposal }: Settled): ReadonlySet<string> =>
  new Set(
    effect.outcome === "observed"
      ? idsOf([proposal.plan])
      : effect.items.flatMap(({ id, state }) => (state === "observed" ? [id] : [])),
  );

/** Items that were refused or seen not to be as wanted; what nobody could read may have changed. */
const missedIn = ({ effect }: Settled): readonly string[] =>
  effect.items.flatMap(({ id, state }) =>
    state === "failed" || state === "not observed" ? [id] : [],
  );

/**
 * What was contained again counts as the first plan's; of the newer one only the items count that none had before. What
 * missed counts as lost until it is observed: it isn't Cordon's to give back, whoever changes it meanwhile.
 */
const contained = ({ done, lost }: Done, status: Settled): Done => {
  const { plan } = status.proposal;
  if (plan.targets) return { done: [plan], lost: [] };
  const seen = seenIn(status);
  const all = [...done, ...without([plan], new Set(idsOf(done)))];
  const gone = new Set([...lost.filter((id) => !seen.has(id)), ...missedIn(status)]);
  return { done: all, lost: idsOf(all).filter((id) => gone.has(id)) };
};

const givenBack = ({ done, lost }: Done, status: Settled): Done => {
  if (status.proposal.plan.targets) {
    return { done: status.effect.outcome === "observed" ? [] : done, lost };
  }
  const seen = seenIn(status);
  return { done: without(done, seen), lost: lost.filter((id) => !seen.has(id)) };
};

/** What can be taken back after an event that left the step in this state. */
export const doneAfter = (step: Step, event: StepEvent, status: StepStatus): Done => {
  const { done, lost } = step;
  if (event.type === "EffectRegressed") return lose(step, event.items);
  const tells = event.type === "EffectSettled" || event.type === "PersonLooked";
  if (!tells || status.kind !== "settled") return { done, lost };
  const { outcome } = status.effect;
  if (outcome !== "observed" && outcome !== "partly observed") return { done, lost };
  return status.proposal.plan.direction === "apply"
    ? contained(step, status)
    : givenBack(step, status);
};
