/** The proposal of one step over a list: whom it takes is read now, and administrators get a step of their own. */
import { type Action, type ByHand } from "../actions/contract.ts";
import { leftRow, planMass, type MassPreview } from "../actions/mass/plan-mass.ts";
import { readPrivileged } from "../actions/mass/privileged.ts";
import { isFinal } from "../actions/read.ts";
import { tierOf } from "../core/approval/tier.ts";
import { type WishOf } from "../core/incident/commands.ts";
import { type IncidentEvent } from "../core/incident/events.ts";
import { findStep } from "../core/incident/decision.ts";
import { subjectOf } from "../core/incident/evidence.ts";
import { type Plan, type TargetList, type Trait } from "../core/incident/plan.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import {
  approvedFile,
  givenFile,
  type LeftOut,
  type ListRow,
  readApproved,
  readGiven,
} from "../core/mass/list-file.ts";
import { grouped } from "../core/mass/targets.ts";
import { stepKey } from "../core/shared/ids.ts";
import { type TargetProgress } from "../application/ports/targets.ts";
import { progressIn } from "./list-settle.ts";
import { heldBefore, type ListWork, massOf } from "./list-work.ts";

type AddStep = Omit<WishOf<"AddStep">, "at" | "actor">;

/** What a list comes to. `split` is the step for its administrators, to be wished for with the proposal. */
export type ListProposal =
  | { readonly kind: "plan"; readonly plan: Plan; readonly split?: AddStep }
  | { readonly kind: "nothing to do"; readonly seen: string }
  | ByHand;

/** Many accounts at once take two people at least, whatever the action. */
const tierFor = (action: Pick<Action, "tier">, traits: readonly Trait[]): Plan["tier"] =>
  tierOf(action.tier > 2 ? action.tier : 2, traits);

const traitsOf = (rows: readonly ListRow[]): readonly Trait[] =>
  [...new Set(rows.flatMap(({ traits }) => traits))].sort();

const why = {
  apart: "administrators: a step of their own",
  observed: "observed already by this step",
  unchanged: "not changed by this step",
} as const;

/** So many accounts are named before the vote; the list's file has all of them. */
const namedFirst = 5;

type Making = {
  readonly work: ListWork;
  readonly incident: Incident;
  readonly step: Step;
  readonly action: Action;
};

const planFor = async (
  { work, incident, step, action }: Making,
  rows: readonly ListRow[],
  facts: Pick<TargetList, "source" | "excluded"> & { readonly left: readonly LeftOut[] },
): Promise<Plan> => {
  const { left, ...shown } = facts;
  const { sha256 } = await work.evidence.keep(approvedFile(action.id, rows, left));
  const first = rows.slice(0, namedFirst).map(({ id, address }) => address || id);
  const subject = subjectOf(incident, step);
  const traits = traitsOf(rows);
  return {
    incident: incident.id,
    step: step.definition.key,
    action: action.id,
    direction: "apply",
    subject: { kind: subject.kind, id: subject.id },
    tier: tierFor(action, traits),
    traits,
    items: [],
    parameters: {},
    before: {},
    targets: { sha256, count: rows.length, first, ...shown },
  };
};

/** The key of the nth administrators' step; a key has 61 characters at most. */
const splitKey = ({ definition: { key } }: Step, nth: number) =>
  stepKey.parse(
    nth === 1 ? `${key.slice(0, 54)}-admins` : `${key.slice(0, 51)}-admins-${String(nth)}`,
  );

/** The steps for administrators of this list that there are already. */
const splitsOf = (incident: Incident, step: Step): readonly Step[] => {
  const splits: Step[] = [];
  for (;;) {
    const found = findStep(incident, splitKey(step, splits.length + 1));
    if (!found) return splits;
    splits.push(found);
  }
};

/** Whom those steps take. */
const splitOff = async ({ work, incident, step }: Making): Promise<ReadonlySet<string>> => {
  const lists = splitsOf(incident, step).flatMap(({ definition: { list } }) => list ?? []);
  const given = await Promise.all(
    lists.map(async ({ sha256 }) => readGiven(await work.evidence.read(sha256))),
  );
  return new Set(given.flat());
};

/** A step for those administrators of the list that have none yet. */
const splitOf = async (
  { work, incident, step }: Making,
  rows: readonly ListRow[],
): Promise<AddStep | undefined> => {
  const { list } = step.definition;
  if (rows.length === 0 || !list) return undefined;
  const key = splitKey(step, splitsOf(incident, step).length + 1);
  const { sha256 } = await work.evidence.keep(givenFile(rows.map(({ id }) => id)));
  return {
    type: "AddStep",
    definition: {
      ...step.definition,
      key,
      emergency: false,
      list: { sha256, count: rows.length, source: `administrators of ${list.source}` },
    },
    ...(step.ownership && { ownership: step.ownership }),
    askedBy: step.askedBy,
    why: `${grouped(rows.length)} administrators of the list need more people's approval.`,
    byManagement: false,
  };
};

const nothing = ({ excluded }: MassPreview): ListProposal => {
  const reasons = excluded.map(({ why, count }) => `${grouped(count)} ${why}`).join(", ");
  return { kind: "nothing to do", seen: `Nobody is left of the list: ${reasons}.` };
};

/** Accounts for which an earlier plan of this step was observed; none where all were, or where the state itself tells. */
const observedBefore = async (
  { work, incident, step }: Making,
  rows: readonly ListRow[],
): Promise<ReadonlySet<string>> => {
  const observed = new Set<string>(await work.targets.observed(incident.id, step.definition.key));
  return rows.every(({ id }) => observed.has(id)) ? new Set() : observed;
};

const from = async (making: Making, found: MassPreview, source: string): Promise<ListProposal> => {
  const elsewhere = await splitOff(making);
  const isHere = ({ id }: ListRow): boolean => !elsewhere.has(id);
  const plain = found.plain.filter(isHere);
  const privileged = found.privileged.filter(isHere);
  const split = [...found.plain, ...found.privileged].filter((row) => !isHere(row));
  // A list of administrators only is its own step already.
  const wanted = plain.length > 0 ? plain : privileged;
  if (wanted.length === 0) {
    const there = split.length > 0 ? [{ why: why.apart, count: split.length }] : [];
    return nothing({ ...found, excluded: [...there, ...found.excluded] });
  }
  const earlier = making.action.momentary
    ? await observedBefore(making, wanted)
    : new Set<string>();
  const rows = wanted.filter(({ id }) => !earlier.has(id));
  const apart = plain.length > 0 ? privileged : [];
  const added = await splitOf(making, apart);
  const others = [
    { why: why.apart, who: [...apart, ...split] },
    { why: why.observed, who: wanted.filter(({ id }) => earlier.has(id)) },
  ].filter(({ who }) => who.length > 0);
  const counts = others.map((other) => ({ why: other.why, count: other.who.length }));
  const left = others.flatMap((other) => other.who.map((row) => leftRow(row, other.why)));
  const plan = await planFor(making, rows, {
    source,
    excluded: [...counts, ...found.excluded],
    left: [...left, ...found.left],
  });
  return added ? { kind: "plan", plan, split: added } : { kind: "plan", plan };
};

/**
 * Reads the list that somebody gave and what each account is now. Proposed again after a run, it takes only those that weren't
 * observed. Throws TenantFault where a part can't be read now, and where the file isn't what was given.
 */
export const proposeList = async (
  work: ListWork,
  about: Pick<Making, "incident" | "step" | "action">,
): Promise<ListProposal> => {
  const { list } = about.step.definition;
  if (!list) throw new Error(`step ${about.step.definition.key} has no list`);
  const targets = readGiven(await work.evidence.read(list.sha256));
  try {
    const context = { ...work.context, batch: work.batch };
    const found = await planMass(context, massOf(about.action), targets);
    return await from({ work, ...about }, found, list.source);
  } catch (fault) {
    if (!isFinal(fault)) throw fault;
    return { kind: "by hand", reason: `${fault.code}: ${fault.message}` };
  }
};

/** What held before the request was somebody else's doing, and stays so. */
const changedIn = (progress: readonly TargetProgress[]): ReadonlySet<string> =>
  new Set(
    progress.flatMap(({ id, state, why }) =>
      state === "observed" && why !== heldBefore ? [id] : [],
    ),
  );

type Proposed = Extract<IncidentEvent, { type: "StepProposed" }>;

/** The lists that this step ran, in their order; a plan that ran again counts where it ran last. */
const ranOf = async ({ work, incident, step }: Making): Promise<readonly Proposed[]> => {
  const events = (await work.store.events(incident.id)).map(({ event }) => event);
  const { key } = step.definition;
  const ran = new Map<string, Proposed>();
  for (const event of events) {
    if (event.type !== "EffectRequested" || event.step !== key) continue;
    const proposed = events.find(
      (one) => one.type === "StepProposed" && one.step === key && one.planHash === event.planHash,
    );
    if (proposed?.type !== "StepProposed") continue;
    ran.delete(event.planHash);
    ran.set(event.planHash, proposed);
  }
  return [...ran.values()];
};

type Changed = { readonly rows: readonly ListRow[]; readonly others: readonly ListRow[] };

/** What all runs of the step together changed and nobody gave back yet; the state before is the first run's. */
const changedBy = async (making: Making): Promise<Changed> => {
  const { work, incident, step } = making;
  const changed = new Map<string, ListRow>();
  const all = new Map<string, ListRow>();
  for (const { plan, planHash } of await ranOf(making)) {
    if (!plan.targets) continue;
    const run = { incident: incident.id, step: step.definition.key, planHash };
    const progress = await progressIn({ work, run });
    const observed = changedIn(progress);
    for (const row of readApproved(await work.evidence.read(plan.targets.sha256))) {
      all.set(row.id, row);
      if (!observed.has(row.id)) continue;
      if (plan.direction === "undo") changed.delete(row.id);
      else if (!changed.has(row.id)) changed.set(row.id, row);
    }
  }
  const byId = (a: ListRow, b: ListRow): number => (a.id < b.id ? -1 : 1);
  const others = [...all.values()].filter(({ id }) => !changed.has(id));
  return { rows: [...changed.values()].sort(byId), others: others.sort(byId) };
};

/**
 * The way back of what was observed: only accounts that Cordon changed and saw changed, in any run of the step, to the state
 * before. Who must agree depends on what they are now.
 */
export const proposeListUndo = async (
  work: ListWork,
  { incident, step, action }: Pick<Making, "incident" | "step" | "action">,
  done: Plan,
): Promise<ListProposal> => {
  const list = done.targets;
  if (!list) throw new Error(`the plan of ${done.step} isn't a list's`);
  const making = { work, incident, step, action };
  const { rows: changed, others } = await changedBy(making);
  const [first] = changed;
  if (!first) return { kind: "nothing to do", seen: "Nothing of the list was changed and seen." };
  if (!massOf(action).request(first.id, "undo"))
    return { kind: "by hand", reason: action.text.undo };
  const privileged = await readPrivileged(work.context);
  const rows = changed.map((row) => {
    const more = privileged.get(row.id) ?? [];
    return { ...row, traits: [...new Set([...row.traits, ...more])].sort() };
  });
  const left = others.map((row) => leftRow(row, why.unchanged));
  const excluded = left.length > 0 ? [{ why: why.unchanged, count: left.length }] : [];
  const plan = await planFor(making, rows, { source: list.source, excluded, left });
  return { kind: "plan", plan: { ...plan, direction: "undo" } };
};
