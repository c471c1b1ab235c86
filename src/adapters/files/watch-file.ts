/** The directory file while Cordon runs: a valid change counts at once, a broken one changes nothing. */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Log } from "../../application/ports/runtime.ts";
import { type Directory } from "../../core/ownership/directory.ts";
import { type Result } from "../../core/shared/result.ts";
import { openText, type Opened } from "./read-yaml.ts";

/**
 * How often the file is looked at. Its bytes are read and hashed, because `fs.watch` misses files that are
 * replaced by a rename (editors, Kubernetes) and changes in network folders; 100 kB take under 1 ms.
 */
const usualPauseMs = 2_000;

/** A content counts when it stands for a moment: writing a file in place takes less. */
const settleMs = 50;

/** Checks a file's text as the new directory; problems are sentences with file and line. */
export type ReadText = (name: string, text: string) => Result<Directory, readonly string[]>;

export type WatchOptions = {
  readonly file: string;
  /** The directory that was read at the start, and the SHA-256 of the bytes it was read from. */
  readonly initial: { readonly directory: Directory; readonly sha256: string };
  readonly read: ReadText;
  /** `after` counts from now on; it may say the same as `before` where only comments changed. */
  onChange(before: Directory, after: Directory, sha256: string): void | Promise<void>;
  /** The file can't be used, and what counted before still counts. Once for each content. */
  onRefused(problems: readonly string[], sha256: string): void | Promise<void>;
  readonly log: Log;
  /** Pause between two looks in ms; 2,000 unless a test says otherwise. */
  readonly pauseMs?: number;
};

export type DirectorySource = {
  /** The directory that was accepted last. */
  current(): Directory;
  /** SHA-256 of the bytes that it was read from, 64 hexadecimal digits. */
  sha256(): string;
  /** Looks at the file now. Never throws. */
  look(): Promise<void>;
  /** Ends the watch and waits for what runs. */
  stop(): Promise<void>;
};

type Seen = { readonly opened: Result<Opened, readonly string[]>; readonly sha256: string };

type Held = {
  directory: Directory;
  /** Of the content that counts. */
  sha256: string;
  /** Of the content that was judged last, whether it counts or not. */
  judged: string;
};

/** A file that can't be opened is a content of its own: it is refused once. */
const see = async (file: string): Promise<Seen> => {
  const opened = await openText(file);
  const sha256 = opened.ok
    ? opened.value.sha256
    : createHash("sha256").update(opened.refusal.join("\n")).digest("hex");
  return { opened, sha256 };
};

/** Judges a new content: it becomes the directory, or it is refused. */
const judge = async (options: WatchOptions, held: Held, { opened, sha256 }: Seen) => {
  const { log } = options;
  // Before the callbacks: one that throws must not have the same content judged again every 2 s.
  held.judged = sha256;
  if (sha256 === held.sha256) {
    log.info({ sha256 }, "the directory file is again the one that counts");
    return;
  }
  const result = opened.ok ? options.read(basename(options.file), opened.value.text) : opened;
  if (!result.ok) {
    const { length: problems, 0: first } = result.refusal;
    log.warn({ sha256, problems, first }, "the directory file was refused; the old one counts");
    await options.onRefused(result.refusal, sha256);
    return;
  }
  const before = held.directory;
  held.directory = result.value;
  held.sha256 = sha256;
  log.info({ sha256 }, "the directory file was read anew");
  await options.onChange(before, result.value, sha256);
};

const lookOnce = async (options: WatchOptions, held: Held): Promise<void> => {
  try {
    const seen = await see(options.file);
    if (seen.sha256 === held.judged) return;
    await sleep(settleMs);
    const again = await see(options.file);
    // Somebody writes it just now: the next look will see it whole.
    if (again.sha256 === seen.sha256) await judge(options, held, seen);
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : "unknown fault";
    options.log.error({ reason }, "a change of the directory file wasn't told everywhere");
  }
};

/** Watches the directory file until `stop`; `current()` is the new directory before `onChange` is called. */
export const watchDirectory = (options: WatchOptions): DirectorySource => {
  const { directory, sha256 } = options.initial;
  const held: Held = { directory, sha256, judged: sha256 };
  let waiting = 0;
  let running: Promise<void> = Promise.resolve();
  // One look after the other: two at once would judge the same content twice.
  const look = (): Promise<void> => {
    waiting += 1;
    running = running.then(async () => {
      await lookOnce(options, held);
      waiting -= 1;
    });
    return running;
  };
  const timer = setInterval(() => {
    // A network folder may hang: looks don't pile up behind it.
    if (waiting === 0) void look();
  }, options.pauseMs ?? usualPauseMs);
  timer.unref();
  return {
    current: () => held.directory,
    sha256: () => held.sha256,
    look,
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
};
