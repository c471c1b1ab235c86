/** The slow families of Graph, kept below their limits from this side: asking while throttled makes it longer. */

type Family = { readonly path: RegExp; readonly calls: number; readonly ms: number };

const families: readonly Family[] = [
  // 5 in 10 s are shared with sign-in methods: one is left for the step that somebody waits for (Graph throttling limits).
  { path: /^\/(v1\.0|beta)\/auditLogs\//i, calls: 4, ms: 10_000 },
  // 100 in 5 minutes for the tenant, other readers included.
  { path: /^\/(v1\.0|beta)\/admin\/exchange\/tracing\//i, calls: 90, ms: 300_000 },
  // Advanced hunting: at least 45 a minute for the tenant.
  {
    path: /^\/(v1\.0|beta)\/security\/(microsoft\.graph\.security\.)?runHuntingQuery/i,
    calls: 40,
    ms: 60_000,
  },
];

/** Who asks: `slow` is evidence for which nothing waits, and it leaves half of each limit to the others. */
export type Haste = "awaited" | "slow";

type Booking = { readonly at: number; readonly haste: Haste };

/** May one more call be made at this moment, without more than `calls` in any window of the family's length? */
const fits = (moments: readonly number[], at: number, { calls, ms }: Family): boolean =>
  [at, ...moments.filter((moment) => moment > at && moment < at + ms)].every(
    (end) => moments.filter((moment) => moment > end - ms && moment <= end).length < calls,
  );

/** The first moment from now on that is free. */
const nextFree = (moments: readonly number[], now: number, family: Family): number => {
  const candidates = [now, ...moments.map((moment) => moment + family.ms)].filter(
    (at) => at >= now,
  );
  return candidates.sort((a, b) => a - b).find((at) => fits(moments, at, family)) ?? now;
};

/**
 * Waits for the next free moment of the path's family; paths of no family go at once. `clock` counts milliseconds and
 * never goes back.
 */
export const makeReportBudget = (deps: {
  readonly clock: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
}): ((path: string, haste?: Haste) => Promise<void>) => {
  const taken = new Map<Family, readonly Booking[]>();
  return async (path, haste = "awaited") => {
    const family = families.find((one) => one.path.test(path));
    if (!family) return;
    const now = deps.clock();
    const known = (taken.get(family) ?? []).filter(({ at }) => at > now - family.ms);
    const all = known.map(({ at }) => at);
    const slow = known.filter((one) => one.haste === "slow").map(({ at }) => at);
    const half = { ...family, calls: Math.ceil(family.calls / 2) };
    const from = haste === "slow" ? nextFree(slow, now, half) : now;
    const at = nextFree(all, from, family);
    taken.set(family, [...known, { at, haste }]);
    if (at > now) await deps.wait(Math.ceil(at - now));
  };
};
