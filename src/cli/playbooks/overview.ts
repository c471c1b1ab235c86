/** What somebody wants to know of a playbook before they rely on it. */
import {
  actionById,
  checkById,
  collectorCatalogue,
  slowCollectorCatalogue,
} from "../../actions/catalogue.ts";
import { type LibraryEntry } from "../../actions/library.ts";
import { type SubjectKind } from "../../core/incident/plan.ts";
import { type Phase } from "../../core/incident/types.ts";
import { allKindsOf, kindsOf, type Playbook, type PlaybookStep } from "../../playbooks/contract.ts";
import { type PlaybookFile } from "../../read-files.ts";

export type StepOverview = {
  readonly key: string;
  readonly action: string;
  readonly code: string;
  readonly title: string;
  readonly phase: Phase;
  readonly team: string;
  /** Only people can do or judge it. */
  readonly manual: boolean;
  readonly subjects: readonly SubjectKind[];
  readonly once: boolean;
  readonly after: readonly string[];
  /** The value that is given. */
  readonly input?: string;
  /** A value that the action takes and nobody gives here: without it the step may go by hand. */
  readonly takes?: string;
};

export type PlaybookOverview = {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly file: string;
  /** The operator's own; the others come with Cordon. */
  readonly own: boolean;
  readonly subjects: readonly SubjectKind[];
  readonly evidence: readonly string[];
  readonly logs: readonly string[];
  readonly steps: readonly StepOverview[];
  readonly teams: readonly string[];
  readonly permissions: { readonly least: readonly string[]; readonly optional: readonly string[] };
  /** Entra roles that the containment identity must hold as well. */
  readonly roles: readonly string[];
};

const catalogued = (id: string, team: string | undefined) => {
  const action = actionById(id);
  const known = action ?? checkById(id);
  return {
    action: id,
    code: known?.code ?? "-",
    title: known?.title ?? "not in the catalogue",
    team: team ?? known?.team ?? "-",
    manual: action === undefined,
  };
};

const valueOf = ({ action, input }: PlaybookStep): Pick<StepOverview, "input" | "takes"> => {
  if (input !== undefined) return { input };
  const takes = actionById(action)?.input?.label;
  return takes === undefined ? {} : { takes };
};

const stepOf = (playbook: Playbook, row: PlaybookStep): StepOverview => ({
  key: row.key,
  ...catalogued(row.action, row.team),
  phase: row.phase,
  subjects: row.once ? playbook.subject : kindsOf(playbook, row),
  once: row.once,
  after: row.after,
  ...valueOf(row),
});

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

/** Actions and collectors that run; what people do takes their own rights. */
const runningIn = (playbook: Playbook): readonly LibraryEntry[] => {
  const kinds = allKindsOf(playbook);
  const collectors = [...collectorCatalogue, ...slowCollectorCatalogue].filter(
    ({ kind, subjectKinds }) =>
      [...playbook.evidence, ...playbook.logs].includes(kind) &&
      subjectKinds.some((subject) => kinds.includes(subject)),
  );
  return [...playbook.steps.flatMap(({ action }) => actionById(action) ?? []), ...collectors];
};

const permissionsOf = (playbook: Playbook): PlaybookOverview["permissions"] => {
  const entries = runningIn(playbook).map(({ permissions }) => permissions);
  const least = sorted(entries.flatMap((one) => one.least));
  const optional = sorted(entries.flatMap((one) => (one.optional ?? []).map(({ name }) => name)));
  return { least, optional: optional.filter((name) => !least.includes(name)) };
};

/** Everything about one playbook: its steps, whose they are, and what the containment identity must be allowed. */
export const overviewOf = ({ file, own, playbook }: PlaybookFile): PlaybookOverview => {
  const steps = playbook.steps.map((row) => stepOf(playbook, row));
  return {
    id: playbook.id,
    title: playbook.title,
    about: playbook.about,
    file,
    own,
    subjects: playbook.subject,
    evidence: playbook.evidence,
    logs: playbook.logs,
    steps,
    teams: sorted(steps.map(({ team }) => team)),
    permissions: permissionsOf(playbook),
    roles: sorted(runningIn(playbook).flatMap(({ permissions }) => permissions.role ?? [])),
  };
};
