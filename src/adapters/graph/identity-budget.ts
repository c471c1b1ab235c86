/**
 * Graph's published limits for one app in one tenant, kept from this side: whoever sends many requests waits here before
 * it is throttled there (Graph throttling limits: identity and access, identity protection, reports).
 */

/** Which of Graph's limits a request counts for; `other` has none that a list of different people could reach. */
export type Service = "identity" | "identity protection" | "reports" | "other";

/** What one request takes from its service's limits. */
export type Cost = {
  readonly service: Service;
  /** Resource units for identity, requests for the others. */
  readonly units: number;
  readonly write: boolean;
};

const services: readonly (readonly [RegExp, Service])[] = [
  [/^\/(identityProtection|identity\/conditionalAccess)(\/|$)/i, "identity protection"],
  [/^\/(auditLogs|reports)(\/|$)/i, "reports"],
  [/^\/users\/[^/]+\/authentication(\/|$)/i, "reports"],
  [
    /^\/users\/[^/]+\/(mailFolders|messages|mailboxSettings|calendar|events|sendMail)(\/|$)/i,
    "other",
  ],
  [/^\/(security|chats|teams|sites|drives|deviceManagement|admin)(\/|$)/i, "other"],
];

/** Base costs of reads in resource units; any other read or write is 1 (Graph throttling limits, resource unit costs). */
const reads: readonly (readonly [RegExp, number])[] = [
  [/^\/users\/?$/i, 2],
  [/^\/applications\/?$/i, 2],
  [/^\/groups\/[^/]+\/members/i, 3],
  [/^\/groups\/[^/]+\/transitiveMembers/i, 5],
  [/^\/users\/[^/]+\/(memberOf|transitiveMemberOf|ownedObjects|oauth2PermissionGrants)/i, 2],
  [/^\/servicePrincipals\/[^/]+\/appRoleAssignments/i, 2],
  [/^\/subscribedSkus/i, 3],
];

/** `$select` is one less, `$expand` one more, `$top` under 20 one less; never under 1. */
const unitsOf = (method: string, path: string, query: string): number => {
  const base = method === "GET" ? (reads.find(([like]) => like.test(path))?.[1] ?? 1) : 1;
  const asked = new URLSearchParams(query);
  const top = Number(asked.get("$top") ?? 20);
  const less = (asked.has("$select") ? 1 : 0) + (top < 20 ? 1 : 0);
  return Math.max(1, base + (asked.has("$expand") ? 1 : 0) - less);
};

/** What a request costs; `path` as in `Graph.get`, with its version. */
export const costOf = (method: string, path: string): Cost => {
  const [whole = "", query = ""] = path.split("?");
  const below = whole.replace(/^\/(v1\.0|beta)/, "");
  const service = services.find(([like]) => like.test(below))?.[1] ?? "identity";
  const units = service === "identity" ? unitsOf(method, below, query) : 1;
  return { service, units, write: service === "identity" && method !== "GET" };
};

/** A limit: so much at once, and so much more every second. */
type Limit = { readonly capacity: number; readonly perSecond: number };

/** Clocks and latencies differ by a little; a fiftieth of every limit is left to them. */
const share = 0.98;

const limitOf = (amount: number, seconds: number): Limit => ({
  capacity: Math.max(1, amount * share),
  perSecond: (amount * share) / seconds,
});

/** Takes at once and says how long to wait for it: whoever comes later waits for those before. */
const makeBucket = ({ capacity, perSecond }: Limit) => {
  let level = capacity;
  let at = 0;
  return (amount: number, now: number): number => {
    level = Math.min(capacity, level + (Math.max(0, now - at) / 1_000) * perSecond) - amount;
    at = Math.max(at, now);
    return level >= 0 ? 0 : (-level / perSecond) * 1_000;
  };
};

export type BudgetOptions = {
  /** Resource units in 10 s: 3,500 under 50 users in the tenant, 5,000 up to 500, 8,000 above. */
  readonly identityUnits?: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly clock: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
};

export type Budget = {
  /** Waits until all of it may be sent. */
  take(costs: readonly Cost[]): Promise<void>;
  /** Counts what is sent without waiting: a single request of somebody who waits for it. */
  spend(cost: Cost): void;
  /** The service asked for a pause: nobody's request goes to it before. Requests while throttled count against the app. */
  hold(service: Service, ms: number): void;
  /** How long the pauses that services asked for still last, in ms. */
  heldFor(costs: readonly Cost[]): number;
  wait(ms: number): Promise<unknown>;
};

/** One for each app and tenant, shared by everything that this process sends. Other processes are known by their 429s only. */
export const makeBudget = ({ identityUnits = 8_000, clock, wait }: BudgetOptions): Budget => {
  const units = {
    identity: makeBucket(limitOf(identityUnits, 10)),
    "identity protection": makeBucket({ capacity: 1, perSecond: share }),
    reports: makeBucket(limitOf(5, 10)),
    other: () => 0,
  } as const satisfies Record<Service, ReturnType<typeof makeBucket>>;
  const writes = makeBucket(limitOf(3_000, 150));
  const held = new Map<Service, number>();

  const reserve = ({ service, units: amount, write }: Cost): number =>
    Math.max(units[service](amount, clock()), write ? writes(1, clock()) : 0);
  const heldFor = (costs: readonly Cost[]): number =>
    Math.max(0, ...costs.map(({ service }) => (held.get(service) ?? 0) - clock()));

  return {
    heldFor,
    wait,
    take: async (costs) => {
      const ms = Math.max(0, ...costs.map(reserve));
      if (ms > 0) await wait(ms);
      for (let rest = heldFor(costs); rest > 0; rest = heldFor(costs)) await wait(rest);
    },
    spend: (cost) => {
      reserve(cost);
    },
    hold: (service, ms) => {
      held.set(service, Math.max(held.get(service) ?? 0, clock() + ms));
    },
  };
};
