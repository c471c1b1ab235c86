import { type Exported } from "../../application/ports/tenant.ts";
import { type Incident } from "../../core/incident/types.ts";
import { listSteps } from "../../core/mass/list-runs.ts";
import { type BotDeps, cardReply, type Command, line } from "../bot.ts";
import { whichIncident } from "../which-incident.ts";
import { count } from "../../core/shared/count.ts";

/** More names than this nobody compares in a chat; the inventory comes first and has them all. */
const mostNames = 10;

const named = ({ name, sha256 }: Exported): string => `${name} (SHA-256 ${sha256.slice(0, 12)}…)`;

const exported = async ({ exports, store }: BotDeps, incident: Incident) => {
  const { id, artefacts } = incident;
  const recorded = await store.events(id);
  const lists = listSteps(
    incident,
    recorded.map(({ event }) => event),
  );
  if (artefacts.length === 0 && lists.length === 0) {
    return line(`${id}: nothing is kept yet. Nothing was written.`);
  }
  const files = await exports.evidence(id, artefacts, lists);
  const names = files.slice(0, mostNames).map(named);
  const more = files.length - names.length;
  const rest = more > 0 ? [`${String(more)} more, which the inventory names`] : [];
  const where = "in the export folder on Cordon’s own machine";
  return line(`${id}: ${count(files.length, "file")} ${where}: ${[...names, ...rest].join(", ")}.`);
};

export const evidence: Command = {
  name: "evidence",
  unlisted: true,
  usage: "incident evidence [export]",
  help: "Shows what is kept as evidence; “export” writes it as CSV on Cordon’s server.",
  run: async (deps, call) => {
    const found = await whichIncident(deps, call);
    if (!found.ok) return line(found.refusal);
    const { incident, args } = found.value;
    const word = args.trim().toLowerCase();
    if (word === "export") return exported(deps, incident);
    return word === ""
      ? cardReply(deps.cards.evidence(incident))
      : line("“incident evidence” or “incident evidence export”. Nothing was done.");
  },
};
