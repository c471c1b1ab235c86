/** Opening: the playbook becomes steps with owners, the incident gets its number. */
import { type Action } from "../actions/contract.ts";
import { type Directory, ownershipOf } from "../core/ownership/directory.ts";
import { type Wish } from "../core/incident/commands.ts";
import { type Person, type Severity, type Subject } from "../core/incident/types.ts";
import { type IncidentId, incidentIdOf } from "../core/shared/ids.ts";
import { type Playbook } from "../playbooks/contract.ts";
import { type HandleOrder, type Handled } from "./handle.ts";
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

const stepsOf = (
  opening: Opening,
  directory: Directory,
  actionById: (id: string) => Action | undefined,
): OpenWish["steps"] =>
  opening.playbook.steps.map((row) => {
    const action = actionById(row.action);
    if (!action) throw new Error(`${opening.playbook.id}: no action ${row.action}`);
    const ownership = ownershipOf(directory, row.team, [opening.subject.id]);
    return {
      definition: {
        key: row.key,
        action: action.id,
        code: action.code,
        title: action.title,
        team: row.team,
        phase: row.phase,
        why: row.why,
        after: row.after,
        needsEvidence: action.needsEvidence,
        undoable: action.undo !== undefined,
      },
      ...(ownership && { ownership }),
    };
  });

/** Opens an incident; the opener leads it. A repetition of the same message opens nothing. */
export const makeOpenIncident =
  (deps: {
    store: Store;
    handle: HandleOrder;
    directory: Directory;
    actionById: (id: string) => Action | undefined;
  }) =>
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
            steps: stepsOf(opening, deps.directory, deps.actionById),
          },
        ],
      });
      const taken = handled.kind === "handled" && handled.refusal !== undefined;
      if (!taken) return { id, handled };
    }
    throw new Error("no free incident number after 5 tries");
  };
