/** The Log port over pino: one JSON object for each line. */
import { pino } from "pino";
import { type Log } from "../../application/ports/runtime.ts";
import { type LogFields, redactFields, redactText } from "./redact.ts";

export type LogOptions = {
  /** A file to append to (its folder is made); standard output where there is none. */
  readonly file?: string;
  /** Least level written. */
  readonly level?: "info" | "warn" | "error" | "silent";
};

export type ClosableLog = Log & {
  /** Ends the file; lines are on disk afterwards. Standard output stays open. */
  close(): Promise<void>;
};

/** Opens the log. Lines are written synchronously: the last one before a crash is the one that matters. */
export const makeLog = ({ file, level = "info" }: LogOptions = {}): ClosableLog => {
  const destination = pino.destination({ dest: file ?? 1, sync: true, mkdir: true });
  const base = { service: "cordon" };
  const timestamp = pino.stdTimeFunctions.isoTime;
  const formatters = { level: (label: string) => ({ level: label }) };
  const logger = pino({ level, base, timestamp, formatters }, destination);
  const write =
    (at: "info" | "warn" | "error") =>
    (fields: LogFields, text: string): void => {
      logger[at](redactFields(fields), redactText(text));
    };
  return {
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    close: () =>
      new Promise((resolve, reject) => {
        if (file === undefined) {
          resolve();
          return;
        }
        destination.once("close", resolve);
        destination.once("error", reject);
        destination.end();
      }),
  };
};
