import { renderDoctor } from "../cards/doctor.ts";
import { type EvidenceFacts, evidenceView, renderEvidence } from "../cards/evidence.ts";
import { type Face } from "../cards/parts/face.ts";
import { allStepsView, renderAllSteps } from "../cards/all-steps.ts";
import { headlineView, renderHeadline } from "../cards/headline.ts";
import { exceptionView } from "../cards/exception-view.ts";
import { renderException } from "../cards/exception.ts";
import { renderExceptionForm } from "../cards/exception-form.ts";
import { renderExceptionList } from "../cards/exception-list.ts";
import { renderHelp } from "../cards/help.ts";
import { renderIncidentList } from "../cards/incident-list.ts";
import { renderNotice } from "../cards/notice.ts";
import { type CommandLine } from "../cards/parts/commands.ts";
import { renderOpenCheck } from "../cards/open-check.ts";
import { renderOpenForm } from "../cards/open-form.ts";
import { stepView } from "../cards/step-view.ts";
import { renderStep } from "../cards/step.ts";
import { type Templates } from "../cards/templates.ts";
import { renderUnknownCommand } from "../cards/unknown-command.ts";
import { after } from "../core/shared/ids.ts";
import { type Runtime } from "../application/ports/runtime.ts";
import { type Store } from "../application/ports/store.ts";
import { type Playbook, rowsFor } from "../playbooks/contract.ts";
import { type BotCards, type Command, type CommandGroup } from "./bot.ts";
import { draftLifetimeMs } from "./opening.ts";

export type BotCardsDeps = {
  readonly templates: Templates;
  readonly runtime: Pick<Runtime, "now">;
  readonly store: Pick<Store, "events">;
  readonly playbooks: readonly Playbook[];
  readonly faceById: (id: string) => Face | undefined;
  readonly commands: readonly Command[];
  /** What reads evidence of a kind; left out, evidence that isn't read yet has no name. */
  readonly collectorFor?: EvidenceFacts["collectorFor"];
};

const asLine = ({ usage, help }: Command): CommandLine => ({ name: usage, about: help });

const evidenceFacts = ({ runtime, collectorFor }: BotCardsDeps): EvidenceFacts => ({
  now: runtime.now(),
  ...(collectorFor && { collectorFor }),
});

/** The cards that answer people, drawn with the compiled templates. */
export const makeBotCards = (deps: BotCardsDeps): BotCards => {
  const { templates, runtime, playbooks, commands } = deps;
  const ofGroup = (group: CommandGroup): readonly Command[] =>
    commands.filter((command) => (command.group ?? "incident") === group);
  return {
    openForm: (values, errors) => renderOpenForm(templates, { choices: playbooks, values, errors }),
    openCheck: ({ handle, playbook, severity, matches }) => {
      // A device's incident leaves out the steps of accounts; several matches are chosen from, without a number.
      const steps = matches[0] ? rowsFor(playbook, matches[0].kind).length : 0;
      return renderOpenCheck(templates, {
        handle,
        matches,
        opens: { title: playbook.title, severity, steps },
        now: runtime.now(),
        lapsesAt: after(runtime.now(), draftLifetimeMs),
      });
    },
    unknownCommand: ({ text, nearest }) => {
      const others = ofGroup(nearest.group ?? "incident").filter((command) => command !== nearest);
      const offered = [nearest, ...others].map(asLine);
      return renderUnknownCommand(templates, { wrote: text, commands: offered });
    },
    help: (group) => renderHelp(templates, { commands: ofGroup(group).map(asLine) }),
    list: (incidents) => renderIncidentList(templates, { incidents, now: runtime.now() }),
    notice: ({ title, lines }) => renderNotice(templates, { title, sentences: lines }),
    allSteps: (incident) =>
      renderAllSteps(templates, allStepsView(incident, { now: runtime.now() })),
    evidence: (incident) => renderEvidence(templates, evidenceView(incident, evidenceFacts(deps))),
    doctor: (diagnosis) => renderDoctor(templates, diagnosis),
    status: async (incident) => {
      const last = (await deps.store.events(incident.id, incident.version)).at(-1);
      const record = { entry: last?.seq ?? incident.version, root: last?.hash ?? "" };
      return renderHeadline(templates, headlineView(incident, { ...record, now: runtime.now() }));
    },
    step: async (incident, step) => {
      const action = deps.faceById(step.definition.action);
      const events = await deps.store.events(incident.id);
      const entries = events.flatMap(({ seq, event }) =>
        "step" in event && event.step === step.definition.key ? [seq] : [],
      );
      const view = action && stepView(incident, step, action, { now: runtime.now(), entries });
      return view && renderStep(templates, view);
    },
    exception: (exception) => renderException(templates, exceptionView(exception, runtime.now())),
    exceptions: (exceptions, all) =>
      renderExceptionList(templates, { exceptions, all, now: runtime.now() }),
    exceptionForm: (form, values, errors) =>
      renderExceptionForm(templates, { form, values, errors }),
  };
};
