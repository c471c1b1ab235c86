/**
 * A tiny tenant with four actions. What holds in it, what was asked of it and what it answers are
 * lists that tests read and scripts that tests write; the ledger tells what really changed.
 */
import { type ActionContext } from "../../../src/actions/context.ts";
import {
  type Action,
  type Draft,
  type ItemAnswer,
  type ItemReading,
} from "../../../src/actions/contract.ts";
import { type FaultKind, TenantFault } from "../../../src/actions/tenant.ts";
import { type Collector, type SlowCollector } from "../../../src/actions/library.ts";
import { type Json } from "../../../src/core/shared/canonical-json.ts";
import { type ArtefactKind, type Trait } from "../../../src/core/incident/plan.ts";
import { type ObjectId } from "../../../src/core/shared/ids.ts";
import { anAction } from "../an-action.ts";
import { aSubject } from "../incidents.ts";
import { fakeCollector, fakeLogs, type LogReading, type LogScript } from "./fake-collectors.ts";
import { makeContext } from "./fake-target.ts";
import { type ActionName, oneWay, type Spec, specs } from "./fake-specs.ts";
import { scripts } from "./scripts.ts";

/** The process is killed at this point: nothing after it runs, the lease stays until it ends. */
export class Killed extends Error {
  override readonly name = "Killed";
}

export const fault = (kind: FaultKind, retryAfterMs?: number): TenantFault =>
  new TenantFault(`the tenant said ${kind}`, {
    kind,
    code: kind.replace(" ", "-"),
    requestId: "0a1b2c3d-4e5f",
    retryAfterMs,
  });

/** How one request ends. Without a script it is accepted and made. */
export type Ending =
  | { readonly made: boolean; readonly answer: ItemAnswer["state"] }
  | { readonly made: boolean; readonly throws: Error };

type Refused = { readonly byHand: string; readonly never?: true };
type Request = { readonly action: string; readonly direction: "apply" | "undo" };
type Change = { readonly item: string; readonly direction: "apply" | "undo" };

export type FakeTenant = {
  readonly context: ActionContext;
  readonly actions: readonly Action[];
  readonly collectors: readonly Collector[];
  readonly slowCollectors: readonly SlowCollector[];
  /** Logs that were asked for, in order. */
  readonly readings: LogReading[];
  /** Requests that arrived, in order. */
  readonly requests: Request[];
  /** Changes that were made, in order: the judge. */
  readonly ledger: Change[];
  /** Endings of the next requests to an action, one each. */
  endings(action: ActionName, ...next: readonly Ending[]): void;
  /** Faults or answers "by hand" of the next previews of an action. */
  previews(action: ActionName, ...next: readonly (Error | Refused)[]): void;
  /** Faults of the next reads back. */
  observations(action: ActionName, ...next: readonly Error[]): void;
  /** Faults of the next readings of evidence of this kind. */
  evidence(kind: ArtefactKind, ...next: readonly Error[]): void;
  /** What the next readings of logs of this kind come to, one each. */
  logs(kind: ArtefactKind, ...next: readonly LogScript[]): void;
  /** Items that somebody else takes away again. */
  lose(...items: readonly string[]): void;
  /** Items on which the service works after a request, until they are done. */
  pend(...items: readonly string[]): void;
  /** The service is done with them: they hold. */
  arrive(...items: readonly string[]): void;
  /** What the directory's audit log answers, as Graph has it; or the fault with which it doesn't. */
  audits(...entries: readonly (Json | Error)[]): void;
  /** Items that hold, whoever made them so. */
  hold(...items: readonly string[]): void;
  /** Items that nobody can change: a request for them is accepted and nothing comes of it. */
  jam(...items: readonly string[]): void;
  /** Items that reads back leave out. */
  hide(...items: readonly string[]): void;
  /** Somebody else changes what the plan of this action was read from. */
  drift(action: ActionName): void;
  /** From now on this is what the target is, for previews and for whoever judges it. */
  traits(...traits: readonly Trait[]): void;
  /** Faults of the next judgements of the target. */
  judgements(...next: readonly Error[]): void;
  /** From now on the target is an emergency account. */
  breakGlass(): void;
};

type State = {
  readonly holding: Set<string>;
  readonly jammed: Set<string>;
  readonly hidden: Set<string>;
  readonly pending: Set<string>;
  readonly audits: (Json | Error)[];
  readonly drifts: Map<string, number>;
  readonly traits: Trait[];
  readonly requests: Request[];
  readonly ledger: Change[];
  readonly endings: ReturnType<typeof scripts<Ending>>;
  readonly previews: ReturnType<typeof scripts<Error | Refused>>;
  readonly observations: ReturnType<typeof scripts<Error>>;
  readonly judgements: ReturnType<typeof scripts<Error>>;
  readonly breakGlass: ObjectId[];
};

const change = (state: State, item: string, direction: Change["direction"]): void => {
  const wanted = direction === "apply";
  if (state.pending.has(item) || state.jammed.has(item) || state.holding.has(item) === wanted)
    return;
  if (wanted) state.holding.add(item);
  else state.holding.delete(item);
  state.ledger.push({ item, direction });
};

const applying =
  (state: State, id: ActionName, direction: Change["direction"]): Action["apply"] =>
  async (_context, _subject, plan) => {
    await Promise.resolve();
    state.requests.push({ action: id, direction });
    const ending = state.endings.next(id) ?? { made: true, answer: "accepted" };
    if (ending.made) for (const item of plan.items) change(state, item.id, direction);
    if ("throws" in ending) throw ending.throws;
    const why = ending.answer === "accepted" ? "" : `it said ${ending.answer}`;
    return plan.items.map((item) => ({
      id: item.id,
      state: ending.answer,
      why,
      requestId: "0a1b2c3d-4e5f",
    }));
  };

const observing =
  (state: State, id: ActionName, direction: Change["direction"]): Action["observe"] =>
  async (_context, _subject, { plan }) => {
    await Promise.resolve();
    const thrown = state.observations.next(id);
    if (thrown) throw thrown;
    return plan.items
      .filter((item) => !state.hidden.has(item.id))
      .map((item): ItemReading => {
        if (state.pending.has(item.id)) return { id: item.id, state: "pending", why: "Under way." };
        const holds = state.holding.has(item.id) === (direction === "apply");
        const why = holds ? `${item.id} holds` : `${item.id} doesn't hold`;
        return { id: item.id, state: holds ? "observed" : "not observed", why };
      });
  };

const draftOf = (state: State, { id, items }: Spec): Draft => {
  const left = items.filter((item) => !state.holding.has(item));
  const before: Json = { left, read: state.drifts.get(id) ?? 0 };
  return {
    items: left.map((item) => ({ id: item, name: item, about: item })),
    parameters: {},
    before,
    traits: [...state.traits],
  };
};

const makeAction = (state: State, spec: Spec): Action => {
  const { id, items, ...rest } = spec;
  const undo = { apply: applying(state, id, "undo"), observe: observing(state, id, "undo") };
  return anAction({
    residual: undefined,
    team: "identity",
    ...rest,
    id,
    apply: applying(state, id, "apply"),
    observe: observing(state, id, "apply"),
    undo: oneWay.includes(id) ? undefined : undo,
    preview: async () => {
      await Promise.resolve();
      const scripted = state.previews.next(id);
      if (scripted instanceof Error) throw scripted;
      if (scripted) {
        const { byHand: reason, never } = scripted;
        return { kind: "by hand", reason, ...(never && { never }) };
      }
      return items.every((item) => state.holding.has(item))
        ? { kind: "nothing to do", seen: "It holds already." }
        : { kind: "plan", draft: draftOf(state, spec) };
    },
  });
};

/** A tenant in which nothing is contained yet. */
export const fakeTenant = (): FakeTenant => {
  const state: State = {
    holding: new Set(),
    jammed: new Set(),
    hidden: new Set(),
    pending: new Set(),
    audits: [],
    drifts: new Map(),
    traits: [],
    requests: [],
    ledger: [],
    endings: scripts(),
    previews: scripts(),
    observations: scripts(),
    judgements: scripts(),
    breakGlass: [],
  };
  const evidence = scripts<Error>();
  const logs = scripts<LogScript>();
  const readings: LogReading[] = [];
  const all =
    (set: Set<string>) =>
    (...items: readonly string[]) => {
      for (const item of items) set.add(item);
    };
  return {
    context: makeContext(state),
    actions: specs.map((spec) => makeAction(state, spec)),
    collectors: [fakeCollector("E0", evidence), fakeCollector("E1", evidence)],
    slowCollectors: [fakeLogs("E4", logs, readings)],
    readings,
    logs: (kind, ...next) => {
      logs.add(kind, ...next);
    },
    lose: (...items) => {
      for (const item of items) state.holding.delete(item);
    },
    pend: all(state.pending),
    arrive: (...items) => {
      for (const item of items) state.pending.delete(item);
      for (const item of items) change(state, item, "apply");
    },
    audits: (...entries) => {
      state.audits.splice(0, state.audits.length, ...entries);
    },
    requests: state.requests,
    ledger: state.ledger,
    endings: (action, ...next) => {
      state.endings.add(action, ...next);
    },
    previews: (action, ...next) => {
      state.previews.add(action, ...next);
    },
    observations: (action, ...next) => {
      state.observations.add(action, ...next);
    },
    evidence: (kind, ...next) => {
      evidence.add(kind, ...next);
    },
    hold: all(state.holding),
    jam: all(state.jammed),
    hide: all(state.hidden),
    drift: (action) => state.drifts.set(action, (state.drifts.get(action) ?? 0) + 1),
    judgements: (...next) => {
      state.judgements.add("target", ...next);
    },
    breakGlass: () => {
      state.breakGlass.push(aSubject().id);
    },
    traits: (...traits) => {
      state.traits.splice(0, state.traits.length, ...traits);
    },
  };
};
