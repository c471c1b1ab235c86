/** A world in which a step waits for its owner, and what became of it. */
import { type IncidentEvent } from "../../src/core/incident/events.ts";
import { makeWorld, type World } from "../support/fakes/world.ts";

export const leaseMs = 30_000;
export const minute = 60_000;

/** The first step waits for Ana. */
export const waiting = async (): Promise<World> => {
  const world = makeWorld();
  await world.open();
  await world.drain();
  return world;
};

/** Observes the steps before the password, which can't be asked for twice. */
export const passwordWaits = async (): Promise<World> => {
  const world = await waiting();
  for (const key of ["block", "sessions"]) {
    await world.approve(key);
    await world.runFor(minute);
  }
  world.tenant.requests.length = 0;
  world.tenant.ledger.length = 0;
  return world;
};

/** The outcome of a step, or its state while it has none. */
export const outcome = async (world: World, key = "block"): Promise<string> => {
  const { status } = await world.step(key);
  return status.kind === "settled" ? status.effect.outcome : status.kind;
};

/** Kinds of the events of one step. */
export const toldOf = (world: World, key: string): readonly IncidentEvent["type"][] =>
  world.memory
    .recorded(world.first)
    .flatMap((event) => ("step" in event && event.step === key ? event.type : []));
