import { z } from "zod/v4";

const waiting = z.number().int().min(0).max(600_000);

/**
 * A scripted fault. `pathPattern` is compared with the whole path without query, with or without
 * `/v1.0` or `/beta`; `*` stands for any characters but "/", `**` for any. Each item of a batch
 * is matched by its own path too. `made` says whether the change happens all the same.
 */
export const faultSchema = z.strictObject({
  match: z.strictObject({
    method: z.string().toUpperCase().optional(),
    pathPattern: z.string().min(1),
    /** Exchange only: every cmdlet has the same path. */
    cmdlet: z.string().optional(),
  }),
  times: z.number().int().min(1).default(1),
  kind: z.enum(["429", "503", "500", "timeout", "403", "404", "stale-read", "partial-batch"]),
  /** Seconds; without it a 429 or 503 has no Retry-After, as Identity Protection answers. */
  retryAfter: z.number().int().min(0).optional(),
  made: z.boolean().default(false),
  /** timeout: how long the socket stays open without an answer. */
  holdMs: waiting.default(30_000),
  /** partial-batch: ids that fail; every second item unless said. */
  failing: z.array(z.string()).optional(),
  /** partial-batch: what the failing items answer. */
  status: z.number().int().min(400).max(599).default(429),
  /** partial-batch: ids that are missing from the answer. */
  omit: z.array(z.string()).default([]),
});

export type Fault = z.infer<typeof faultSchema>;

/** What a fault is matched with. */
export type FaultTarget = {
  readonly method: string;
  readonly paths: readonly string[];
  readonly cmdlet: string | undefined;
};

/** The script: faults in the order in which they were given, each used up by its hits. */
export type Faults = {
  readonly add: (fault: Fault) => void;
  readonly take: (target: FaultTarget) => Fault | undefined;
  readonly pending: () => readonly Fault[];
  readonly clear: () => void;
};

const globOf = (pattern: string): RegExp => {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) =>
      part === "**" ? ".*" : part === "*" ? "[^/]*" : part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${source}$`, "i");
};

const matches = ({ match }: Fault, { method, paths, cmdlet }: FaultTarget): boolean => {
  if (match.method !== undefined && match.method !== method) return false;
  if (match.cmdlet !== undefined && match.cmdlet.toLowerCase() !== cmdlet?.toLowerCase())
    return false;
  const glob = globOf(match.pathPattern);
  return paths.some((path) => glob.test(path));
};

/** An empty script. */
export const makeFaults = (): Faults => {
  let script: Fault[] = [];
  return {
    add: (fault) => {
      script.push(fault);
    },
    take: (target) => {
      const found = script.find((fault) => matches(fault, target));
      if (!found) return undefined;
      script = script.flatMap((fault) => {
        if (fault !== found) return [fault];
        return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
      });
      return found;
    },
    pending: () => script,
    clear: () => {
      script = [];
    },
  };
};
