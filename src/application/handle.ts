/** One click, steps 2 and 3: load, decide, commit. Nothing happens in the world before the commit. */
import { type Refusal } from "../core/approval/refusals.ts";
import { type Wish } from "../core/incident/commands.ts";
import { decide } from "../core/incident/decide.ts";
import { type IncidentEvent } from "../core/incident/events.ts";
import { evolve } from "../core/incident/evolve.ts";
import { type Actor } from "../core/incident/people.ts";
import { type Incident } from "../core/incident/types.ts";
import { type IncidentId } from "../core/shared/ids.ts";
import { react } from "./react.ts";
import { makeTurns, untilFirst } from "./turns.ts";
import { type Commit, newStream, type Store } from "./ports/store.ts";
import { type Runtime } from "./ports/runtime.ts";

export type Order = {
  readonly incident: IncidentId;
  readonly actor: Actor;
  /** Decided one after the other on one state, committed together. */
  readonly wishes: readonly Wish[];
  /** Key of the message that asked: a repetition of it changes nothing. */
  readonly once?: string;
  /** The worker's claim, checked in the same transaction. */
  readonly claim?: Commit["claim"];
};

export type Handled =
  | {
      readonly kind: "handled";
      readonly incident: Incident;
      readonly events: readonly IncidentEvent[];
      readonly refusal: Refusal | undefined;
    }
  | { readonly kind: "duplicate" | "fenced" };

export type HandleOrder = (order: Order) => Promise<Handled>;

type Decided = {
  readonly incident: Incident | undefined;
  readonly events: readonly IncidentEvent[];
  readonly refusal: Refusal | undefined;
};

const decideAll = (state: Incident | undefined, order: Order, at: IncidentEvent["at"]): Decided => {
  let decided: Decided = { incident: state, events: [], refusal: undefined };
  for (const wish of order.wishes) {
    const { facts, refusal } = decide(decided.incident, { ...wish, at, actor: order.actor });
    const events = facts.map((fact): IncidentEvent => ({ ...fact, at, actor: order.actor }));
    decided = {
      incident: events.reduce(evolve, decided.incident),
      events: [...decided.events, ...events],
      refusal: decided.refusal ?? refusal,
    };
  }
  return decided;
};

/**
 * Makes the only way in which an incident changes. Orders on one incident take turns in this
 * process; between processes the expected version decides. Throws when the store is down: the
 * caller answers "not recorded".
 */
export const makeHandle = (store: Store, runtime: Runtime): HandleOrder => {
  const takeTurn = makeTurns();

  const attempt = async (order: Order): Promise<Handled | "conflict"> => {
    const before = await store.load(order.incident);
    const { incident, events, refusal } = decideAll(before, order, runtime.now());
    if (!incident) throw new Error(`${order.incident} isn't open`);
    if (events.length === 0) return { kind: "handled", incident, events, refusal };
    const committed = await store.commit({
      incident: order.incident,
      expectedVersion: before?.version ?? newStream,
      events,
      state: incident,
      ...react(incident, events),
      ...(order.once !== undefined && { once: order.once }),
      ...(order.claim && { claim: order.claim }),
    });
    if (committed.kind === "conflict") return "conflict";
    return committed.kind === "committed"
      ? { kind: "handled", incident, events, refusal }
      : { kind: committed.kind };
  };

  return (order) => {
    const { incident } = order;
    return takeTurn(incident, () => untilFirst(incident, () => attempt(order)));
  };
};
