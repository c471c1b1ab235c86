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

/**
 * Waits for the next free moment of the path's family; paths of no family go at once. `clock` counts milliseconds and
 * never goes back.
 */
export const makeReportBudget = (deps: {
  readonly clock: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
}): ((path: string) => Promise<void>) => {
  const taken = new Map<Family, number[]>();
  return async (path) => {
    const family = families.find((one) => one.path.test(path));
    if (!family) return;
    const moments = taken.get(family) ?? [];
    const now = deps.clock();
    const oldest = moments.length < family.calls ? undefined : moments[0];
    const at = Math.max(now, oldest === undefined ? now : oldest + family.ms);
    taken.set(family, [...moments, at].slice(-family.calls));
    if (at > now) await deps.wait(Math.ceil(at - now));
  };
};
