import { type Db } from "./schema.ts";

/** Tells workers that a job may be waiting. */
export type Bell = {
  /** Wakes the workers of this process, after a commit. */
  readonly ring: () => void;
  /** Wakes those of other processes when the transaction it is given commits. Does nothing on SQLite. */
  readonly announce: (db: Db) => Promise<void>;
  /** Calls back at every ring; returns the way to stop. */
  readonly onRing: (callback: () => void) => () => void;
};

/** A bell for one process. Callbacks run after the caller, so a fault in one can't look like a failed commit. */
export const makeBell = (announce: Bell["announce"]): Bell => {
  const callbacks = new Set<() => void>();
  return {
    ring: () => {
      for (const callback of callbacks) queueMicrotask(callback);
    },
    announce,
    onRing: (callback) => {
      // A wrapper of its own, so that the same function given twice is called and stopped twice.
      const listener = (): void => {
        callback();
      };
      callbacks.add(listener);
      return () => {
        callbacks.delete(listener);
      };
    },
  };
};
