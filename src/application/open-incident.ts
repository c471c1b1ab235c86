/** Opening: the playbook becomes steps with owners, the incident gets its number. */
import { type Person } from "../core/incident/people.ts";
import { type ArtefactKind, type Subject, type SubjectKind } from "../core/incident/plan.ts";
import { type Severity } from "../core/incident/types.ts";
import { type IncidentId, incidentIdOf } from "../core/shared/ids.ts";
import { type Playbook } from "../playbooks/contract.ts";
import { type HandleOrder, type Handled } from "./handle.ts";
import { type Runtime } from "./ports/runtime.ts";
import { type Store } from "./ports/store.ts";
import { stepsOf, type StepsDeps } from "./steps-of.ts";

export type Opening = {
  readonly playbook: Playbook;
  readonly subject: Subject;
  readonly severity: Severity;
  readonly seen: string;
  readonly by: Person;
  readonly once: string;
};

type OpenDeps = StepsDeps & {
  readonly store: Store;
  readonly handle: HandleOrder;
  readonly runtime: Pick<Runtime, "now">;
  readonly hasCollector: (kind: ArtefactKind, subject: SubjectKind) => boolean;
};

/** Opens an incident; the opener leads it. A repetition of the same message opens nothing. */
export const makeOpenIncident =
  (deps: OpenDeps) =>
  async (opening: Opening): Promise<{ id: IncidentId; handled: Handled }> => {
    const { playbook, subject, severity } = opening;
    const collected = (kind: ArtefactKind): boolean => deps.hasCollector(kind, subject.kind);
    const at = deps.runtime.now();
    const of = { playbook: playbook.id, severity, subject, barred: [subject.id], at };
    const steps = stepsOf(deps, of, { playbook, ordinal: 1 });
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
            evidence: playbook.evidence.filter(collected),
            slowEvidence: playbook.logs.filter(collected),
            steps,
          },
        ],
      });
      const taken = handled.kind === "handled" && handled.refusal !== undefined;
      if (!taken) return { id, handled };
    }
    throw new Error("no free incident number after 5 tries");
  };
