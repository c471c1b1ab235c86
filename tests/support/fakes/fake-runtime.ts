/** Time that tests set, and ids that are the same in every run. */
import { createHash } from "node:crypto";
import { type Log, type Runtime } from "../../../src/application/ports/runtime.ts";
import { after, type Instant } from "../../../src/core/shared/ids.ts";

export type FakeRuntime = Runtime & {
  /** Sets the clock. */
  set(now: Instant): void;
  /** Moves the clock on by so many milliseconds. */
  pass(ms: number): void;
};

/** A clock that starts at `start` and stands still until it is moved. */
export const fakeRuntime = (start: Instant): FakeRuntime => {
  let now = start;
  const counters = { id: 0, nonce: 0, secret: 0 };
  const next = (kind: keyof typeof counters): string => {
    counters[kind] += 1;
    return `${kind}${String(counters[kind]).padStart(4, "0")}`;
  };
  return {
    now: () => now,
    speed: 1,
    id: () => next("id"),
    nonce: () => next("nonce"),
    sha256: (text) => createHash("sha256").update(text, "utf8").digest("hex"),
    secret: () => next("secret"),
    set: (to) => {
      now = to;
    },
    pass: (ms) => {
      now = after(now, ms);
    },
  };
};

export type Logged = {
  readonly level: "info" | "warn" | "error";
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

/** A log that remembers its lines. */
export const fakeLog = (): Log & { readonly lines: readonly Logged[] } => {
  const lines: Logged[] = [];
  const at =
    (level: Logged["level"]): Log["info"] =>
    (fields, text) => {
      lines.push({ level, text, fields });
    };
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
};
