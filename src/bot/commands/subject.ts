import { kindNouns } from "../../cards/parts/names.ts";
import { badReason } from "../../core/incident/decision.ts";
import { subjectKinds } from "../../core/incident/plan.ts";
import { cleanName } from "../../core/shared/clean-text.ts";
import { count } from "../../core/shared/count.ts";
import { type Command, line } from "../bot.ts";
import { findTarget } from "../find-target.ts";
import { isManagement } from "../is-management.ts";
import { record } from "../incident-command.ts";
import { whichIncident } from "../which-incident.ts";

const usage = "incident subject add <account, app, device or site>";

/** "add x because y": what follows the first " because " is the reason. */
const partsOf = (text: string): { readonly query: string; readonly why: string } => {
  const [, query = text, why = "found in the incident"] =
    /^(.+?)\s+because\s+(.+)$/isu.exec(text) ?? [];
  return { query: query.trim(), why: why.trim() };
};

export const subject: Command = {
  name: "subject",
  unlisted: true,
  usage,
  help: "Adds another compromised account, app, device or site, with the playbook's steps for it.",
  run: async (deps, call) => {
    const found = await whichIncident(deps, call);
    if (!found.ok) return line(found.refusal);
    const { incident, args } = found.value;
    const text = /^add\s+(.+)$/isu.exec(args.trim())?.[1];
    if (text === undefined) return line(`Which one? “${usage}”. Nothing was done.`);
    const { query, why } = partsOf(text);
    const bad = badReason(why);
    if (bad) return line(bad.sentence);
    const target = await findTarget(deps, incident, { query, kinds: subjectKinds });
    if (!target.ok) return line(`${target.refusal} Nothing was done.`);
    const asker = { why, byManagement: isManagement(deps, call.person), withSteps: true };
    const wish = deps.widen.addSubject(incident, target.value, asker);
    const steps = wish.type === "AddSubject" ? wish.steps.length : 0;
    const name = cleanName(target.value.name);
    const rest =
      steps === 0
        ? `Its snapshot is read. The playbook has no step for a ${kindNouns[target.value.kind]}: add what it needs with “incident step add <action> for ${name}”.`
        : `Its snapshot is read first; then ${count(steps, "step is", "steps are")} proposed to their owners.`;
    return record(deps, call, {
      incident: incident.id,
      wishes: [wish],
      done: `${name} is a subject and decides nothing here. ${rest}`,
    });
  },
};
