/** Who is on duty: the directory as it is now, and the groups of Entra that it names. */
import { type Directory, type Groups } from "../core/ownership/directory.ts";
import { type Instant, type ObjectId } from "../core/shared/ids.ts";
import { type Log } from "./ports/runtime.ts";

export type Duty = {
  /** The directory file as it was last accepted. Ask each time: it changes while incidents run. */
  directory(): Directory;
  /** Members of the groups that the directory names, read anew after 5 min. Never throws. */
  groups(): Promise<Groups>;
  /** What is known of them without waiting; starts reading what is too old. */
  knownGroups(): Groups;
};

/** A person joins a rota hours ahead, not seconds: 5 min keep a wave of steps from asking Graph each time. */
const freshMs = 5 * 60_000;
/** A group that can't be read is asked for again after half a minute. */
const againMs = 30_000;
/** The longest that an old answer counts: after an hour somebody else may be on call. */
const staleMs = 60 * 60_000;

type Known = {
  readonly members: readonly ObjectId[];
  /** When they were read, in ms. */
  readonly readAt: number;
};

type Entry = {
  known: Known | undefined;
  /** When Graph was asked last, in ms. */
  askedAt: number;
  /** The reading that runs, if one does. */
  running: Promise<void> | undefined;
};

type DutyDeps = {
  readonly directory: () => Directory;
  readonly groupMembers: (group: string) => Promise<readonly ObjectId[]>;
  readonly now: () => Instant;
  readonly log: Log;
};

const groupsOf = ({ teams }: Directory): readonly string[] => [
  ...new Set(teams.flatMap(({ onCall }) => (onCall?.group === undefined ? [] : [onCall.group]))),
];

const isUsable = (known: Known | undefined, now: number): known is Known =>
  known !== undefined && now - known.readAt < staleMs;

const isDue = ({ known, askedAt, running }: Entry, now: number): boolean =>
  !running && now - (known?.readAt ?? -Infinity) >= freshMs && now - askedAt >= againMs;

/** Reads one group; a fault is logged and leaves the last answer. */
const readInto = async (deps: DutyDeps, group: string, entry: Entry): Promise<void> => {
  const now = (): number => Date.parse(deps.now());
  try {
    entry.known = { members: await deps.groupMembers(group), readAt: now() };
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : "unknown fault";
    const kept = isUsable(entry.known, now());
    const text = kept
      ? "the group can't be read; its last members count"
      : "the group can't be read; it counts as empty, and deputies take over";
    deps.log.warn({ group, reason, kept }, text);
  } finally {
    entry.askedAt = now();
    entry.running = undefined;
  }
};

/**
 * Keeps the groups' members for 5 min, reads each group once at a time, and answers with the last
 * reading, at most an hour old, while Graph can't be read. After that a group counts as empty, and
 * its team's deputies take over.
 */
export const makeDuty = (deps: DutyDeps): Duty => {
  const entries = new Map<string, Entry>();
  const wanted = (): readonly (readonly [string, Entry])[] =>
    groupsOf(deps.directory()).map((group) => {
      const none: Entry = { known: undefined, askedAt: -Infinity, running: undefined };
      const entry = entries.get(group) ?? none;
      entries.set(group, entry);
      return [group, entry] as const;
    });
  /** Starts what is due; what runs already isn't started twice. */
  const refresh = (): readonly Promise<void>[] => {
    const now = Date.parse(deps.now());
    return wanted().flatMap(([group, entry]) => {
      if (isDue(entry, now)) entry.running = readInto(deps, group, entry);
      return entry.running ?? [];
    });
  };
  const known = (): Groups => {
    const now = Date.parse(deps.now());
    return new Map(
      wanted().flatMap(([group, { known: last }]) =>
        isUsable(last, now) ? [[group, last.members] as const] : [],
      ),
    );
  };
  return {
    directory: deps.directory,
    groups: async () => {
      await Promise.all(refresh());
      return known();
    },
    knownGroups: () => {
      // Nobody waits for these readings, and none can fail: readInto logs its faults.
      void Promise.all(refresh());
      return known();
    },
  };
};
