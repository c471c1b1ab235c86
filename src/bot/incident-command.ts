/** The common path of commands about one incident: find it, wish, answer. */
import { type Wish } from "../core/incident/commands.ts";
import { type Incident } from "../core/incident/types.ts";
import { type IncidentId } from "../core/shared/ids.ts";
import { ok, refuse, type Result } from "../core/shared/result.ts";
import { type Reply } from "../application/ports/chat.ts";
import { type BotDeps, type Call, line } from "./bot.ts";
import { whichIncident } from "./which-incident.ts";

/** What a command wants of the incident, and what is said when it was recorded. */
export type Intent = { readonly wish: Wish; readonly done: string };

export const intend = (wish: Wish, done: string): Result<Intent, string> => ok({ wish, done });

/** Not understood: the sentence says what to type. */
export const misunderstood = (sentence: string): Result<Intent, string> =>
  refuse(`${sentence} Nothing was done.`);

/** Runs a command that changes one incident. A repeated message is recorded once. */
export const changeIncident = async (
  deps: BotDeps,
  call: Call,
  read: (incident: Incident, args: string) => Result<Intent, string>,
): Promise<Reply> => {
  const found = await whichIncident(deps, call);
  if (!found.ok) return line(found.refusal);
  const { incident, args } = found.value;
  const intent = read(incident, args);
  if (!intent.ok) return line(intent.refusal);
  const { wish, done } = intent.value;
  return record(deps, call, { incident: incident.id, wishes: [wish], done });
};

/** Records what a command wants, once for each message, and says so. */
export const record = async (
  deps: BotDeps,
  call: Call,
  order: { readonly incident: IncidentId; readonly wishes: readonly Wish[]; readonly done: string },
): Promise<Reply> => {
  const { incident, wishes, done } = order;
  const handled = await deps.handle({
    incident,
    actor: { kind: "person", ...call.person },
    wishes,
    once: call.message.key,
  });
  if (handled.kind !== "handled") return { kind: "nothing" };
  return line(handled.refusal?.sentence ?? `${incident}: ${done}`);
};
