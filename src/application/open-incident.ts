/** Opening: the playbook becomes steps with owners, the incident gets its number. */
import { type Action } from "../actions/contract.ts";
import { ownershipOf, routeOf } from "../core/ownership/resolve.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type Ownership, type Person } from "../core/incident/people.ts";
import { type Subject } from "../core/incident/plan.ts";
import { type Severity } from "../core/incident/types.ts";
import { type IncidentId, incidentIdOf, type Instant } from "../core/shared/ids.ts";
import { type Playbook } from "../playbooks/contract.ts";
import { type Duty } from "./duty.ts";
import { type HandleOrder, type Handled } from "./handle.ts";
import { type Runtime } from "./ports/runtime.ts";
import { type Store } from "./ports/store.ts";

export type Opening = {
  readonly playbook: Playbook;
  readonly subject: Subject;
  readonly severity: Severity;
  readonly seen: string;
  readonly by: Person;
  readonly once: string;
};

type OpenWish = Extract<Wish, { type: "OpenIncident" }>;

type Wanted = OpenWish["steps"][number];

type OpenDeps = {
  readonly store: Store;
  readonly handle: HandleOrder;
  readonly duty: Duty;
  readonly runtime: Pick<Runtime, "now">;
  readonly actionById: (id: string) => Action | undefined;
};

/** Which team decides a row, and who of it now. What the target can do isn't read yet: that may route it anew. */
const ownedBy = (
  deps: OpenDeps,
  { playbook, severity, subject }: Opening,
  step: { readonly action: string; readonly defaultTeam: string; readonly at: Instant },
): Ownership | undefined => {
  const { at, ...matter } = step;
  const directory = deps.duty.directory();
  const { team, oversight } = routeOf(directory, {
    ...matter,
    playbook: playbook.id,
    severity,
    subjectKind: subject.kind,
    traits: [],
  });
  // An opening doesn't wait for Entra: a group that isn't known yet leaves its step to the deputies.
  const groups = deps.duty.knownGroups();
  return ownershipOf(directory, { team, oversight, at, groups, barred: [subject.id] });
};

const stepOf = (
  deps: OpenDeps,
  opening: Opening,
  row: Playbook["steps"][number],
  at: Instant,
): Wanted => {
  const action = deps.actionById(row.action);
  if (!action) throw new Error(`${opening.playbook.id}: no action ${row.action}`);
  const defaultTeam = row.team ?? action.team;
  const ownership = ownedBy(deps, opening, { action: action.id, defaultTeam, at });
  return {
    definition: {
      key: row.key,
      action: action.id,
      code: action.code,
      title: action.title,
      team: defaultTeam,
      phase: row.phase,
      why: row.why,
      after: row.after,
      needsEvidence: action.needsEvidence,
      undoable: action.undo !== undefined,
      emergency: action.emergency === true,
    },
    ...(ownership && { ownership }),
  };
};

const stepsOf = (deps: OpenDeps, opening: Opening): OpenWish["steps"] => {
  const at = deps.runtime.now();
  return opening.playbook.steps.map((row) => stepOf(deps, opening, row, at));
};

/** Opens an incident; the opener leads it. A repetition of the same message opens nothing. */
export const makeOpenIncident =
  (deps: OpenDeps) =>
  async (opening: Opening): Promise<{ id: IncidentId; handled: Handled }> => {
    // Two openings at once may draw the same number; the loser is refused and draws again.
    for (let tries = 0; tries < 5; tries += 1) {
      const id = incidentIdOf(await deps.store.nextNumber());
      const handled = await deps.handle({
        incident: id,
        actor: { kind: "person", ...opening.by },
        once: opening.once,
        wishes: [
          {
            type: "OpenIncident",
            incident: id,
            playbook: opening.playbook.id,
            title: opening.playbook.title,
            severity: opening.severity,
            lead: opening.by,
            seen: opening.seen,
            subjects: [opening.subject],
            evidence: opening.playbook.evidence,
            steps: stepsOf(deps, opening),
          },
        ],
      });
      const taken = handled.kind === "handled" && handled.refusal !== undefined;
      if (!taken) return { id, handled };
    }
    throw new Error("no free incident number after 5 tries");
  };
