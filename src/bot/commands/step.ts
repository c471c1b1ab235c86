import { decide } from "../../core/incident/decide.ts";
import { type Subject } from "../../core/incident/plan.ts";
import { type Incident } from "../../core/incident/types.ts";
import { cleanName } from "../../core/shared/clean-text.ts";
import { type Reply } from "../../application/ports/chat.ts";
import { ok, refuse, type Result } from "../../core/shared/result.ts";
import { type BotDeps, type Call, type Command, line } from "../bot.ts";
import { findTarget, unquoted } from "../find-target.ts";
import { isManagement } from "../is-management.ts";
import { record } from "../incident-command.ts";
import { stepNames, whichStep } from "../which-step.ts";
import { whichIncident } from "../which-incident.ts";
import { type AddedStep } from "../../application/widen.ts";

const usage = "incident step add <action> <target>";

type Entry = ReturnType<BotDeps["catalogueEntry"]>;
type Known = NonNullable<Entry>;

/** "evil.example for Marta Oliveira": the value, and whose step it becomes; either may be left out. */
const valueOf = (text: string): { readonly value: string; readonly whose: string | undefined } => {
  const [, value, whose] = /^(?:(.+?)\s+)?for\s+(.+)$/isu.exec(text) ?? [];
  return whose === undefined ? { value: text, whose } : { value: value ?? "", whose };
};

type Target = Pick<AddedStep, "subject" | "input">;

/** Whose step it becomes: whom the text names, else the first subject that fits. */
const subjectFor = async (
  deps: BotDeps,
  incident: Incident,
  query: string | undefined,
  { subjectKinds: kinds }: Known,
): Promise<Result<Subject, string>> => {
  if (query !== undefined && query !== "") return findTarget(deps, incident, { query, kinds });
  const first = incident.subjects.find(({ kind }) => kinds.includes(kind));
  return first ? ok(first) : refuse(`Whose? Name the ${kinds.join(" or ")}.`);
};

/** What works without a value says so on its card; what doesn't goes by hand and says how to give it. */
const inputOf = ({ input }: Known, value: string): Result<Pick<AddedStep, "input">, string> => {
  if (value === "" || !input) return ok({});
  const read = input.parse(value);
  return read.ok ? ok({ input: read.value }) : refuse(`${read.why} For example: ${input.example}.`);
};

/** For an action that takes a value, the text is the value; for the others it is whom it is done to. */
const targetOf = async (
  deps: BotDeps,
  incident: Incident,
  entry: Known,
  text: string,
): Promise<Result<Target, string>> => {
  const { value, whose } = entry.input
    ? valueOf(text)
    : { value: "", whose: text.replace(/^for\s+/iu, "") };
  const input = inputOf(entry, unquoted(value));
  if (!input.ok) return input;
  const subject = await subjectFor(deps, incident, whose?.trim(), entry);
  return subject.ok ? ok({ subject: subject.value, ...input.value }) : subject;
};

const unknownAction = (name: string): string =>
  name === ""
    ? `Which action? “${usage}”. Nothing was done.`
    : `There is no action “${cleanName(name)}”. docs/actions.md lists them: “${usage}”. Nothing was done.`;

const add = async (deps: BotDeps, call: Call, incident: Incident, text: string): Promise<Reply> => {
  const [, name = "", rest = ""] = /^(\S+)\s*(.*)$/su.exec(text.trim()) ?? [];
  const entry = deps.catalogueEntry(name);
  if (!entry) return line(unknownAction(name));
  const target = await targetOf(deps, incident, entry, rest.trim());
  if (!target.ok) return line(`${target.refusal} Nothing was done.`);
  const wishes = deps.widen.addStep(incident, {
    action: entry.id,
    ...target.value,
    why: "Added while the incident ran.",
    byManagement: isManagement(deps, call.person),
  });
  const [wish] = wishes ?? [];
  if (!wishes || !wish) throw new Error(`the catalogue lost ${entry.id}`);
  const actor = { kind: "person", ...call.person } as const;
  // A newcomer who may not join gets no step either: the step alone would be nobody's.
  const { refusal } = decide(incident, { ...wish, actor, at: deps.runtime.now() });
  const who = cleanName(target.value.subject.name);
  return record(deps, call, {
    incident: incident.id,
    wishes: refusal ? [wish] : wishes,
    done: `“${entry.title}” for ${who} is being read for a proposal; its owner decides.`,
  });
};

const skip = async (
  deps: BotDeps,
  call: Call,
  incident: Incident,
  text: string,
): Promise<Reply> => {
  const [, name = "", reason = ""] = /^(\S+)\s*(.*)$/su.exec(text.trim()) ?? [];
  const step = whichStep(incident, name);
  if (!step) {
    return line(
      `Which step? ${stepNames(incident)}: “incident step skip 4 <reason>”. Nothing was done.`,
    );
  }
  const byManagement = isManagement(deps, call.person);
  const handle = { id: deps.runtime.id(), nonce: deps.runtime.nonce() };
  return record(deps, call, {
    incident: incident.id,
    wishes: [{ type: "SkipStep", step: step.definition.key, handle, reason, byManagement }],
    done: `step ${String(step.number)} is skipped. “Propose again” on its card brings it back.`,
  });
};

export const step: Command = {
  name: "step",
  unlisted: true,
  usage,
  help: "Adds a step that no playbook foresaw; “incident step skip <step> <reason>” leaves one out.",
  run: async (deps, call) => {
    const found = await whichIncident(deps, call);
    if (!found.ok) return line(found.refusal);
    const { incident, args } = found.value;
    const [, verb = "", text = ""] = /^(add|skip)\b\s*(.*)$/isu.exec(args.trim()) ?? [];
    if (verb.toLowerCase() === "add") return add(deps, call, incident, text);
    if (verb.toLowerCase() === "skip") return skip(deps, call, incident, text);
    return line(`“${usage}” or “incident step skip <step> <reason>”. Nothing was done.`);
  },
};
