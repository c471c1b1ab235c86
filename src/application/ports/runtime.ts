import { type Instant } from "../../core/shared/ids.ts";

/** Time, randomness and hashing: everything that the pure layers may not make themselves. */
export type Runtime = {
  /** Now in UTC, ISO 8601. */
  now(): Instant;
  /** How many seconds of `now()` pass in one real second: 1, and up to 600 in the sandbox. Timers and leases run in real time. */
  readonly speed: number;
  /** A new random id, 128 bits, lower-case letters and digits. */
  id(): string;
  /** A one-time value for a card, 128 bits. */
  nonce(): string;
  /** SHA-256 of the UTF-8 bytes, 64 hexadecimal digits. */
  sha256(text: string): string;
  /** A random password, 24 characters of four classes; it is never stored. */
  secret(): string;
};

/** Structured log lines. Fields hold ids, codes and durations; never a secret, a token or a whole body. */
export type Log = {
  info(fields: Readonly<Record<string, string | number | boolean | undefined>>, text: string): void;
  warn(fields: Readonly<Record<string, string | number | boolean | undefined>>, text: string): void;
  error(
    fields: Readonly<Record<string, string | number | boolean | undefined>>,
    text: string,
  ): void;
};
