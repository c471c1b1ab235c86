import { type Action } from "../../actions/contract.ts";
import { type ListSource } from "../../application/lists.ts";
import { type Reply } from "../../application/ports/chat.ts";
import { type AddedStep } from "../../application/widen.ts";
import { type Wish } from "../../core/incident/commands.ts";
import { decide } from "../../core/incident/decide.ts";
import { type Incident } from "../../core/incident/types.ts";
import { grouped } from "../../core/mass/targets.ts";
import { cleanName } from "../../core/shared/clean-text.ts";
import { ok, refuse, type Result } from "../../core/shared/result.ts";
import { type BotDeps, type Call, type Command, line, type TextMessage } from "../bot.ts";
import { record } from "../incident-command.ts";
import { isManagement } from "../is-management.ts";
import { type Found, whichIncident } from "../which-incident.ts";

const usage = "incident mass <action> <list>";

const ways =
  "A list is pasted ids or addresses, “file <name.csv>” of the import folder of Cordon’s server, a CSV file " +
  "attached in the personal chat with Cordon (bots can't read files in channels), or “hunt <KQL>”.";

/** Clients send these signs as HTML writes them, and KQL compares with them. */
const signs = new Map([
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&amp;", "&"],
  ["&quot;", '"'],
  ["&#39;", "'"],
]);

const asTyped = (query: string): string =>
  query.replace(/&(?:lt|gt|amp|quot|#39);/gu, (sign) => signs.get(sign) ?? sign);

/** "hunt DeviceEvents": the way in which the text names a list, and what follows it. */
const wayIn = (text: string): { readonly way: string; readonly rest: string } => {
  const [first = ""] = text.split(/\s/u, 1);
  const way = first.toLowerCase();
  return way === "file" || way === "hunt"
    ? { way, rest: text.slice(first.length).trim() }
    : { way: "", rest: text };
};

/** Where the list is. Two at once would leave one of them out. */
const sourceOf = (text: string, { files }: TextMessage): Result<ListSource, string> => {
  const [file, another] = files;
  if (another || (file && text !== "")) return refuse("One list at a time.");
  if (file) return ok({ kind: "sent", file });
  const { way, rest } = wayIn(text);
  if (rest === "") return refuse(`Which accounts? ${ways}`);
  if (way === "hunt") return ok({ kind: "hunt", query: asTyped(rest) });
  return ok(
    way === "file"
      ? { kind: "import", name: rest.replace(/^["“](.*)["”]$/u, "$1") }
      : { kind: "pasted", text },
  );
};

/** A query may name an incident, and that isn't the one it is meant for: only what stands before it is searched. */
const incidentOf = async (deps: BotDeps, call: Call): Promise<Result<Found, string>> => {
  const at = call.args.search(/(?<=\s)hunt\s/iu);
  const [head, query] = at === -1 ? [call.args, ""] : [call.args.slice(0, at), call.args.slice(at)];
  const found = await whichIncident(deps, { ...call, args: head.trim() });
  return found.ok ? ok({ ...found.value, args: `${found.value.args} ${query}`.trim() }) : found;
};

/** Only what is made for many accounts: another action would be asked for one account after the other. */
const actionFor = (deps: BotDeps, name: string): Result<Action, string> => {
  const entry = deps.catalogueEntry(name);
  if (entry && "mass" in entry) return ok(entry);
  const what =
    name === ""
      ? "Which action?"
      : entry
        ? `“${entry.title}” isn't made for lists.`
        : `There is no action “${cleanName(name)}”.`;
  const fit = deps.massActions.map(({ id }) => id).join(", ");
  return refuse(`${what} For lists there are: ${fit}. “${usage}”.`);
};

/** Who found these accounts, and how; the incident's record has the whole query. */
const whyOf = ({ person }: Call, source: ListSource): string =>
  source.kind === "hunt"
    ? `Accounts that ${person.name} found with the hunting query: ${source.query}`
    : `A list that ${person.name} gave.`;

type Asked = Omit<AddedStep, "list">;

const wishesFor = (
  deps: BotDeps,
  incident: Incident,
  asked: Asked,
  list?: AddedStep["list"],
): readonly Wish[] => {
  const wishes = deps.widen.addStep(incident, { ...asked, ...(list && { list }) });
  if (!wishes) throw new Error(`the catalogue lost ${asked.action}`);
  return wishes;
};

/** Would it be refused? Asked before any list is fetched and any query is run. */
const isRefused = (
  { runtime }: BotDeps,
  { person }: Call,
  incident: Incident,
  wishes: readonly Wish[],
): boolean => {
  const actor = { kind: "person", ...person } as const;
  const at = runtime.now();
  return wishes.some((wish) => decide(incident, { ...wish, at, actor }).refusal !== undefined);
};

/** "9,988 of 10,000 lines are accounts to look up (list.csv); 12 duplicates". */
const countsOf = (found: number, duplicates: number, source: string): string => {
  const accounts = found === 1 ? "line is an account" : "lines are accounts";
  const twice = duplicates === 1 ? "1 duplicate" : `${grouped(duplicates)} duplicates`;
  const rest = duplicates > 0 ? `; ${twice}` : "";
  return `${grouped(found)} of ${grouped(found + duplicates)} ${accounts} to look up (${source})${rest}`;
};

const add = async (
  deps: BotDeps,
  call: Call,
  incident: Incident,
  { action, source }: { readonly action: Action; readonly source: ListSource },
): Promise<Reply> => {
  // Accounts are a user's: a list under a device or an app would be judged as one.
  const subject = incident.subjects.find(({ kind }) => kind === "user");
  if (!subject) {
    const how = "Add the account that it began with: “incident subject add”.";
    return line(`${incident.id} has no account among its subjects. ${how} Nothing was done.`);
  }
  const why = whyOf(call, source);
  const byManagement = isManagement(deps, call.person);
  const asked: Asked = { action: action.id, subject, why, byManagement };
  const bare = wishesFor(deps, incident, asked);
  if (isRefused(deps, call, incident, bare)) {
    // Sent all the same: it is refused there too, and the log has who tried.
    const done = `“${action.title}” was added for ${subject.name} alone, without the list.`;
    return record(deps, call, { incident: incident.id, wishes: bare, done });
  }
  const kept = await deps.lists.keep(source);
  if (!kept.ok) return line(`${kept.refusal} Nothing was done.`);
  const { list, duplicates } = kept.value;
  const counts = countsOf(list.count, duplicates, list.source);
  return record(deps, call, {
    incident: incident.id,
    wishes: wishesFor(deps, incident, asked, list),
    done: `${counts}; SHA-256 ${list.sha256.slice(0, 12)}…. “${action.title}” is being read for a proposal.`,
  });
};

export const mass: Command = {
  name: "mass",
  unlisted: true,
  usage,
  help: "One step over up to 10,000 accounts: pasted, “file <name.csv>”, attached CSV, “hunt <KQL>”.",
  // Longer messages reach the bot cut off, and half a list looks like the whole one.
  longest: 9_999,
  run: async (deps, call) => {
    const found = await incidentOf(deps, call);
    if (!found.ok) return line(found.refusal);
    const { incident, args } = found.value;
    const [, name = "", rest = ""] = /^(\S*)\s*(.*)$/su.exec(args) ?? [];
    const action = actionFor(deps, name);
    if (!action.ok) return line(`${action.refusal} Nothing was done.`);
    const source = sourceOf(rest.trim(), call.message);
    if (!source.ok) return line(`${source.refusal} Nothing was done.`);
    return add(deps, call, incident, { action: action.value, source: source.value });
  },
};
