/** Finds the incident that a command is about, and never guesses between two. */
import { type Incident } from "../core/incident/types.ts";
import { incidentIdOf, type IncidentId } from "../core/shared/ids.ts";
import { refuse, ok, type Result } from "../core/shared/result.ts";
import { type IncidentSummary } from "../application/ports/store.ts";
import { type BotDeps, type Call } from "./bot.ts";

export type Found = { readonly incident: Incident; readonly args: string };

const named = /(?:^|\s)inc-0*(\d{1,9})(?=\s|$)/iu;

const load = async (
  deps: BotDeps,
  id: IncidentId,
  args: string,
): Promise<Result<Found, string>> => {
  const incident = await deps.store.load(id);
  return incident
    ? ok({ incident, args })
    : refuse(`There is no ${id}. “incident list” shows what is open. Nothing was done. (R-207)`);
};

/** The incident in whose thread the message stands. */
const byThread = async (
  deps: BotDeps,
  call: Call,
  candidates: readonly IncidentSummary[],
): Promise<IncidentSummary | undefined> => {
  const { conversationId } = call.message.where;
  for (const candidate of candidates) {
    const posts = await deps.store.posts(candidate.id);
    if (posts.some((post) => post.conversationId === conversationId)) return candidate;
  }
  return undefined;
};

/**
 * In this order: the number in the text, the thread, the only open incident of the channel, the
 * channel's only incident, and outside of incident channels the only open incident at all.
 */
export const whichIncident = async (deps: BotDeps, call: Call): Promise<Result<Found, string>> => {
  const { args, message } = call;
  const number = named.exec(args);
  if (number) {
    const rest = args.replace(named, " ").trim();
    return load(deps, incidentIdOf(Number(number[1])), rest);
  }
  const { channelId, conversationId } = message.where;
  const here = await deps.store.list({ conversationId: channelId ?? conversationId });
  const inThread = await byThread(deps, call, here);
  if (inThread) return load(deps, inThread.id, args);
  const openHere = here.filter((summary) => summary.open);
  // In an incident's channel nothing is ever meant for an incident elsewhere, open or not.
  const known = here.length > 0 ? here : await deps.store.list({ open: true });
  const open = openHere.length > 0 ? openHere : known;
  const [only, another] = open;
  if (only && !another) return load(deps, only.id, args);
  const ids = open.slice(0, 5).map((summary) => summary.id);
  return refuse(
    only
      ? `Several incidents fit: ${ids.join(", ")}. Add the number, for example “${only.id}”. Nothing was done. (R-207)`
      : "No incident is open. “incident open” starts one. Nothing was done. (R-207)",
  );
};
