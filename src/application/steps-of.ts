/** From rows of a playbook, or from a single wish, to steps with owners. */
import { type Action } from "../actions/contract.ts";
import { type ManualCheck } from "../actions/library.ts";
import { type NewStep } from "../core/incident/events.ts";
import { type Subject } from "../core/incident/plan.ts";
import { type GivenList, type Severity, type StepDefinition } from "../core/incident/types.ts";
import { ownershipOf, routeOf } from "../core/ownership/resolve.ts";
import { type Instant, type ObjectId, stepKey, type StepKey } from "../core/shared/ids.ts";
import { type Playbook, type PlaybookStep, rowsFor } from "../playbooks/contract.ts";
import { type Duty } from "./duty.ts";

export type StepsDeps = {
  readonly duty: Duty;
  readonly actionById: (id: string) => Action | undefined;
  readonly checkById: (id: string) => ManualCheck | undefined;
};

/** For whom steps are made, and in which incident. */
export type StepsFor = {
  readonly playbook: string;
  readonly severity: Severity;
  readonly subject: Subject;
  /** Accounts that decide nothing here. */
  readonly barred: readonly ObjectId[];
  readonly at: Instant;
};

/** Which team decides a row, and who of it now. What the target can do isn't read yet: that may route it anew. */
const ownedBy = ({ duty }: StepsDeps, of: StepsFor, { action, team }: StepDefinition) => {
  const directory = duty.directory();
  const { playbook, severity, subject, barred, at } = of;
  const matter = { action, defaultTeam: team, playbook, severity };
  const routed = routeOf(directory, { ...matter, subjectKind: subject.kind, traits: [] });
  // An opening doesn't wait for Entra: a group that isn't known yet leaves its step to the deputies.
  return ownershipOf(directory, { ...routed, at, groups: duty.knownGroups(), barred });
};

/** What the catalogue says of an action. */
const byAction = (action: Action) => ({
  action: action.id,
  code: action.code,
  title: action.title,
  team: action.team,
  phase: action.phase,
  needsEvidence: action.needsEvidence,
  undoable: action.undo !== undefined,
  emergency: action.emergency === true,
  ...(action.looksAgain && { looksAgain: action.looksAgain }),
});

const byCheck = ({ id, code, title, team, phase }: ManualCheck) => ({
  action: id,
  code,
  title,
  team,
  phase,
  needsEvidence: [],
  undoable: false,
  emergency: false,
  check: true as const,
});

const inCatalogue = (deps: StepsDeps, id: string) => {
  const action = deps.actionById(id);
  if (action) return byAction(action);
  const check = deps.checkById(id);
  return check && byCheck(check);
};

export type SingleStep = {
  readonly action: string;
  readonly key: StepKey;
  readonly why: string;
  readonly input?: string;
  readonly list?: GivenList;
};

/** A step that no playbook foresaw; undefined where the catalogue has no such action or check. */
export const singleStep = (
  deps: StepsDeps,
  of: StepsFor,
  { action, ...rest }: SingleStep,
): NewStep | undefined => {
  const known = inCatalogue(deps, action);
  if (!known) return undefined;
  const definition: StepDefinition = { ...known, after: [], subject: of.subject.id, ...rest };
  const ownership = ownedBy(deps, of, definition);
  return { definition, ...(ownership && { ownership }) };
};

/** Most characters of a step's key. */
const longestKey = 61;

/** Keys of a second subject's steps end in its number, or in the next one that makes each unique in the incident. */
const keyFor = (row: PlaybookStep, ordinal: number, taken: Set<string>): StepKey => {
  for (let number = ordinal; ; number += 1) {
    const suffix = `-${String(number)}`;
    const key = stepKey.parse(`${row.key.slice(0, longestKey - suffix.length)}${suffix}`);
    if (taken.has(key)) continue;
    taken.add(key);
    return key;
  }
};

/** What each row of the playbook is called for this subject. What the incident has once keeps its name. */
const keysFor = (
  rows: readonly PlaybookStep[],
  ordinal: number,
  taken: readonly string[],
): ReadonlyMap<string, StepKey> => {
  const used = new Set([...taken, ...rows.map(({ key }) => key)]);
  const plain = (row: PlaybookStep): boolean => ordinal === 1 || row.once;
  return new Map(rows.map((row) => [row.key, plain(row) ? row.key : keyFor(row, ordinal, used)]));
};

const stepOf = (
  deps: StepsDeps,
  of: StepsFor,
  row: PlaybookStep,
  named: { readonly key: StepKey; readonly after: readonly StepKey[] },
): NewStep => {
  const known = inCatalogue(deps, row.action);
  if (!known) throw new Error(`${of.playbook}: no action ${row.action}`);
  const { phase, why, input, team = known.team } = row;
  const definition: StepDefinition = {
    ...known,
    ...named,
    team,
    phase,
    why,
    ...(input !== undefined && { input }),
    subject: of.subject.id,
  };
  const ownership = ownedBy(deps, of, definition);
  return { definition, ...(ownership && { ownership }) };
};

export type StepsWanted = {
  readonly playbook: Playbook;
  readonly ordinal: number;
  readonly taken?: readonly StepKey[];
};

/**
 * The playbook's steps for one subject: those for its kind, and for the first subject also those that an incident has
 * once. `ordinal` is 1 for the first subject; `taken` are the keys that the incident has. A later subject's steps wait for
 * those that the incident has once, too. Throws where the playbook names what the catalogue lacks.
 */
export const stepsOf = (
  deps: StepsDeps,
  of: StepsFor,
  { playbook, ordinal, taken = [] }: StepsWanted,
): readonly NewStep[] => {
  const known = rowsFor(playbook, of.subject.kind);
  const keys = keysFor(known, ordinal, taken);
  const named = (name: string): readonly StepKey[] => {
    const key = keys.get(name);
    // What it waits for may be a step of another kind of subject, which this one doesn't have.
    return key === undefined ? [] : [key];
  };
  return known
    .filter((row) => !row.once || ordinal === 1)
    .flatMap((row) =>
      named(row.key).map((key) => stepOf(deps, of, row, { key, after: row.after.flatMap(named) })),
    );
};
