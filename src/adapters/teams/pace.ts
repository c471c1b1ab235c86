/** Keeps each thread under Teams' limits, so that a burst waits here instead of being refused with 429. */

export type PaceLimit = { readonly posts: number; readonly perMs: number };

/** Per bot and thread (Teams "rate limiting for bots"): 7 in 1 s, 60 in 30 s. */
export const teamsLimits: readonly PaceLimit[] = [
  { posts: 7, perMs: 1_000 },
  { posts: 60, perMs: 30_000 },
];

export type Pace = {
  /** Resolves when the thread may take one more post, in the order of asking. Rejects when closed. */
  turn(thread: string): Promise<void>;
};

type Lane = { stamps: number[]; tail: Promise<void>; waiting: number };

const waitFor = (stamps: readonly number[], limits: readonly PaceLimit[], now: number): number =>
  Math.max(
    0,
    ...limits.map(({ posts, perMs }) => {
      const oldest = stamps[stamps.length - posts];
      return oldest === undefined ? 0 : oldest + perMs - now;
    }),
  );

/** Threads kept in mind before idle ones are forgotten. */
const manyLanes = 1_000;

export const makePace = (deps: {
  readonly limits: readonly PaceLimit[];
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}): Pace => {
  const { limits, now, sleep } = deps;
  const lanes = new Map<string, Lane>();
  const longest = Math.max(...limits.map(({ perMs }) => perMs));
  const most = Math.max(...limits.map(({ posts }) => posts));
  const sweep = (): void => {
    for (const [thread, { stamps, waiting }] of lanes) {
      if (waiting === 0 && (stamps.at(-1) ?? 0) + longest <= now()) lanes.delete(thread);
    }
  };
  const take = async (lane: Lane): Promise<void> => {
    let ms = waitFor(lane.stamps, limits, now());
    while (ms > 0) {
      await sleep(ms);
      ms = waitFor(lane.stamps, limits, now());
    }
    lane.stamps = [...lane.stamps, now()].slice(-most);
  };
  return {
    turn: async (thread) => {
      if (lanes.size >= manyLanes) sweep();
      const lane = lanes.get(thread) ?? { stamps: [], tail: Promise.resolve(), waiting: 0 };
      lanes.set(thread, lane);
      lane.waiting += 1;
      const mine = lane.tail.then(() => take(lane));
      // The next in line waits for this one, however it ended.
      lane.tail = mine.then(
        () => undefined,
        () => undefined,
      );
      try {
        await mine;
      } finally {
        lane.waiting -= 1;
      }
    },
  };
};
