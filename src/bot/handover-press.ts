/** The common path of both buttons of a handover's card. */
import { type CardHandle } from "../core/incident/plan.ts";
import { type Incident } from "../core/incident/types.ts";
import { type BotDeps, type Press } from "./bot.ts";
import { handleData, isAtHome, knownHandle } from "./press.ts";

/** Parses a press and loads its incident; undefined means: not one of ours, or carried elsewhere. */
export const readHandoverPress = async (
  deps: BotDeps,
  press: Press,
): Promise<{ readonly handle: CardHandle; readonly incident: Incident } | undefined> => {
  const parsed = handleData.safeParse(press.data);
  if (!parsed.success) return undefined;
  const known = await knownHandle(deps, parsed.data);
  if (!known?.incident || known.payload["handover"] !== true) return undefined;
  const incident = await deps.store.load(known.incident);
  return incident && isAtHome(incident, press) ? { handle: parsed.data, incident } : undefined;
};
