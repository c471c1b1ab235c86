/** An incident grows: another subject with the playbook's steps for it, or one step more. */
import { type Wish } from "../core/incident/commands.ts";
import { type ArtefactKind, type Subject, type SubjectKind } from "../core/incident/plan.ts";
import { type GivenList, type Incident } from "../core/incident/types.ts";
import { stepKey } from "../core/shared/ids.ts";
import { type Playbook } from "../playbooks/contract.ts";
import { barredIn } from "./owners.ts";
import { type Runtime } from "./ports/runtime.ts";
import { singleStep, type StepsDeps, stepsOf } from "./steps-of.ts";

export type WidenDeps = StepsDeps & {
  readonly runtime: Pick<Runtime, "now">;
  readonly playbooks: readonly Playbook[];
  readonly hasCollector: (kind: ArtefactKind, subject: SubjectKind) => boolean;
};

/** Who asks, and whether they belong to management. */
export type Asker = { readonly why: string; readonly byManagement: boolean };

export type AddedStep = Asker & {
  readonly action: string;
  readonly subject: Subject;
  readonly input?: string;
  readonly list?: GivenList;
};

export type Widen = {
  /** `withSteps`: the playbook's steps for this kind of subject come with it. */
  addSubject(
    incident: Incident,
    subject: Subject,
    asker: Asker & { readonly withSteps: boolean },
  ): Wish;
  /** One step, and its target as another subject where it isn't one yet; undefined for an unknown action. */
  addStep(incident: Incident, added: AddedStep): readonly Wish[] | undefined;
};

/** Makes the wishes; an incident whose playbook is gone from the folder keeps its steps and gets none for newcomers. */
export const makeWiden = (deps: WidenDeps): Widen => {
  const forSubject = (incident: Incident, subject: Subject) => ({
    playbook: incident.playbook,
    severity: incident.worst,
    subject,
    barred: [...barredIn(incident), subject.id],
    at: deps.runtime.now(),
  });

  const addSubject: Widen["addSubject"] = (incident, subject, asker) => {
    const { withSteps, ...rest } = asker;
    const playbook = deps.playbooks.find(({ id }) => id === incident.playbook);
    const collected = (kind: ArtefactKind): boolean => deps.hasCollector(kind, subject.kind);
    const ordinal = incident.subjects.length + 1;
    const of = forSubject(incident, subject);
    const taken = incident.steps.map(({ definition }) => definition.key);
    return {
      type: "AddSubject",
      subject,
      evidence: playbook?.evidence.filter(collected) ?? [],
      slowEvidence: playbook?.logs.filter(collected) ?? [],
      steps: playbook && withSteps ? stepsOf(deps, of, { playbook, ordinal, taken }) : [],
      ...rest,
    };
  };

  const addStep: Widen["addStep"] = (incident, added) => {
    const { action, subject, why, byManagement, input, list } = added;
    const key = stepKey.parse(`${action}-x${String(incident.steps.length + 1)}`);
    const given = { ...(input !== undefined && { input }), ...(list && { list }) };
    const step = singleStep(deps, forSubject(incident, subject), { action, key, why, ...given });
    if (!step) return undefined;
    const isNew = incident.subjects.every(({ id }) => id !== subject.id);
    const newcomer = isNew
      ? [addSubject(incident, subject, { why, byManagement, withSteps: false })]
      : [];
    return [...newcomer, { type: "AddStep", ...step, why, byManagement }];
  };

  return { addSubject, addStep };
};
