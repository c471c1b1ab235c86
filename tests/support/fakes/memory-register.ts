/** A register in memory that keeps the promises of the Register port, over the queue of a memory store. */
import { createHash } from "node:crypto";
import {
  type RecordedExceptionEvent,
  type Register,
  type RegisterCommit,
  type RegisterCommitted,
} from "../../../src/application/ports/register.ts";
import { type ExceptionEvent } from "../../../src/core/exceptions/events.ts";
import { type Exception } from "../../../src/core/exceptions/types.ts";
import { type ExceptionId } from "../../../src/core/shared/ids.ts";
import { type MemoryQueue } from "./memory-queue.ts";

export type MemoryRegister = {
  readonly register: Register;
  /** The record of an exception as it stands. */
  readonly recorded: (exception: ExceptionId) => readonly ExceptionEvent[];
};

type Tables = {
  readonly events: Map<ExceptionId, RecordedExceptionEvent[]>;
  readonly states: Map<ExceptionId, Exception>;
  readonly once: Set<string>;
};

const hashOf = (before: string, event: ExceptionEvent): string =>
  createHash("sha256")
    .update(before + JSON.stringify(event))
    .digest("hex");

/** Has the declined proposal an exception already? */
const isTwin = ({ states }: Tables, { state, expectedVersion }: RegisterCommit): boolean =>
  expectedVersion === 0 &&
  state.source !== undefined &&
  [...states.values()].some(({ source }) => source?.approvalId === state.source?.approvalId);

const refusalOf = (
  tables: Tables,
  queue: MemoryQueue,
  commit: RegisterCommit,
): RegisterCommitted["kind"] | undefined => {
  const { exception, expectedVersion, once, claim } = commit;
  if (claim && !queue.holds(claim)) return "fenced";
  if (once !== undefined && tables.once.has(once)) return "duplicate";
  if (isTwin(tables, commit)) return "duplicate";
  const version = tables.events.get(exception)?.length ?? 0;
  return version === expectedVersion ? undefined : "conflict";
};

const commitNow = (tables: Tables, queue: MemoryQueue, commit: RegisterCommit): void => {
  const { exception, events, state, once, jobs } = commit;
  const record = tables.events.get(exception) ?? [];
  for (const event of events) {
    const hash = hashOf(record.at(-1)?.hash ?? "", event);
    record.push({ seq: record.length + 1, event: structuredClone(event), hash });
  }
  if (state.version !== record.length) throw new Error(`${exception}: not the state after these`);
  tables.events.set(exception, record);
  tables.states.set(exception, structuredClone(state));
  if (once !== undefined) tables.once.add(once);
  queue.add(jobs);
};

const listed = (
  { states }: Tables,
  filter: Parameters<Register["list"]>[0],
): readonly Exception[] =>
  [...states.values()]
    .filter(({ state, source }) => {
      const isWanted = filter.states === undefined || filter.states.includes(state);
      return isWanted && (filter.incident === undefined || filter.incident === source?.incident);
    })
    .map((state) => structuredClone(state))
    .reverse();

/** Empty at first. Every call waits a tick, so that callers interleave as with a database. */
export const memoryRegister = (queue: MemoryQueue): MemoryRegister => {
  const tables: Tables = { events: new Map(), states: new Map(), once: new Set() };
  const reading = async <T>(read: () => T): Promise<T> => {
    await Promise.resolve();
    return read();
  };
  const register: Register = {
    nextNumber: () => reading(() => tables.events.size + 1),
    load: (exception) => reading(() => structuredClone(tables.states.get(exception))),
    events: (exception) => reading(() => [...(tables.events.get(exception) ?? [])]),
    commit: (commit) =>
      reading(() => {
        const refused = refusalOf(tables, queue, commit);
        if (!refused) commitNow(tables, queue, commit);
        return { kind: refused ?? "committed" };
      }),
    list: (filter) => reading(() => listed(tables, filter)),
    verify: (exception) =>
      reading(() => {
        const record = tables.events.get(exception) ?? [];
        const bad = record.find(
          ({ event, hash }, index) => hash !== hashOf(record[index - 1]?.hash ?? "", event),
        );
        return bad ? { ok: false, seq: bad.seq } : { ok: true };
      }),
  };
  return {
    register,
    recorded: (exception) => (tables.events.get(exception) ?? []).map(({ event }) => event),
  };
};
