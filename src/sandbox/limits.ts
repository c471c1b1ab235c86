/**
 * The limits that Microsoft publishes, as token buckets in real time: identity and access in resource units and in writes,
 * identity protection, reports, four requests at a time for a mailbox, message trace, Defender for Endpoint
 * (Graph throttling limits; Defender for Endpoint API limits).
 */
import { graphError } from "./errors.ts";
import { type Outcome } from "./router.ts";

/** What a request is metered by. */
export type Metered = {
  readonly method: string;
  /** "v1.0" or "beta" for Graph, "" for the others. */
  readonly version: string;
  readonly path: string;
  readonly query: URLSearchParams;
};

export type Limits = {
  /** The refusal of a request that is over a limit; each item of a batch is metered by itself. */
  readonly refusal: (request: Metered) => Outcome | undefined;
  /** Headers that identity adds to good answers too. */
  readonly headers: (request: Metered) => Readonly<Record<string, string>>;
  /** A request comes in; the refusal where its mailbox has four already, else how to say that it is over. */
  readonly enter: (request: Metered) => Outcome | (() => void);
  /** The buckets full again. */
  readonly clear: () => void;
};

/** No limits at all. */
export const noLimits: Limits = {
  refusal: () => undefined,
  headers: () => ({}),
  enter: () => () => undefined,
  clear: () => undefined,
};

type Limit = {
  readonly capacity: number;
  readonly seconds: number;
  /** Identity protection doesn't say when to come back. */
  readonly silent?: true;
};

const limits = {
  units: { capacity: 8_000, seconds: 10 },
  writes: { capacity: 3_000, seconds: 150 },
  risk: { capacity: 1, seconds: 1, silent: true },
  reports: { capacity: 5, seconds: 10 },
  trace: { capacity: 100, seconds: 300 },
  machines: { capacity: 100, seconds: 60 },
} as const satisfies Record<string, Limit>;
type LimitName = keyof typeof limits;

/** What requests while throttled cost at most: they keep counting, but a caller that backs off isn't shut out for good. */
const deepest = -0.1;

const makeBucket = ({ capacity, seconds }: Limit) => {
  let level = capacity;
  let at: number | undefined;
  return {
    take: (amount: number, now: number): { readonly ok: boolean; readonly waitSeconds: number } => {
      const passed = at === undefined ? 0 : Math.max(0, now - at) / 1_000;
      at = now;
      level = Math.min(capacity, level + (passed * capacity) / seconds);
      const ok = level >= amount;
      const missing = amount - level;
      level = Math.max(capacity * deepest, level - amount);
      return { ok, waitSeconds: ok ? 0 : Math.max(1, Math.ceil((missing * seconds) / capacity)) };
    },
    used: () => (capacity - level) / capacity,
    clear: () => {
      level = capacity;
    },
  };
};

const areas: readonly (readonly [RegExp, LimitName | "none"])[] = [
  [/^\/(identityProtection|identity\/conditionalAccess)(\/|$)/i, "risk"],
  [/^\/(auditLogs|reports)(\/|$)/i, "reports"],
  [/^\/users\/[^/]+\/authentication(\/|$)/i, "reports"],
  [/^\/admin\/exchange\/tracing(\/|$)/i, "trace"],
  [/^\/users\/[^/]+\/(mailFolders|messages|mailboxSettings|calendar|events)(\/|$)/i, "none"],
  [/^\/(security|chats|teams|sites|drives|deviceManagement|admin)(\/|$)/i, "none"],
];

/** Base costs in resource units (Graph throttling limits, identity and access); anything else is 1. */
const unitCosts: readonly (readonly [RegExp, number])[] = [
  [/^\/(users|applications)\/?$/i, 2],
  [/^\/groups\/[^/]+\/members/i, 3],
  [/^\/groups\/[^/]+\/transitiveMembers/i, 5],
  [/^\/users\/[^/]+\/(transitiveMemberOf|memberOf|ownedObjects|oauth2PermissionGrants)/i, 2],
  [/^\/servicePrincipals\/[^/]+\/appRoleAssignments/i, 2],
  [/^\/subscribedSkus/i, 3],
];

/** Resource units of one request: `$select` one less, `$expand` one more, `$top` under 20 one less, never under 1. */
const resourceUnits = ({ method, path, query }: Metered): number => {
  const base = method === "GET" ? (unitCosts.find(([like]) => like.test(path))?.[1] ?? 1) : 1;
  const less = (query.has("$select") ? 1 : 0) + (Number(query.get("$top") ?? 20) < 20 ? 1 : 0);
  return Math.max(1, base + (query.has("$expand") ? 1 : 0) - less);
};

type Charge = { readonly limit: LimitName; readonly amount: number };

const chargesOf = (request: Metered): readonly Charge[] => {
  if (request.version === "") {
    return request.path.startsWith("/api/") ? [{ limit: "machines", amount: 1 }] : [];
  }
  const area = areas.find(([like]) => like.test(request.path))?.[1];
  if (area === "none") return [];
  if (area !== undefined) return [{ limit: area, amount: 1 }];
  const units: Charge = { limit: "units", amount: resourceUnits(request) };
  return request.method === "GET" ? [units] : [units, { limit: "writes", amount: 1 }];
};

/** Mailboxes take four requests of an app at once (Graph throttling limits, Outlook). */
const atOnce = 4;

const mailboxOf = ({ version, path }: Metered): string | undefined =>
  version === ""
    ? undefined
    : /^\/users\/([^/]+)\/(mailFolders|messages|mailboxSettings|calendar|events)/i
        .exec(path)?.[1]
        ?.toLowerCase();

const isIdentity = (charges: readonly Charge[]): boolean =>
  charges.some(({ limit }) => limit === "units");

const throttled = (headers: Readonly<Record<string, string>>): Outcome => ({
  ...graphError(429, "TooManyRequests", "Please retry again later."),
  headers,
});

const makeTurnstile = (): Limits["enter"] => {
  const busy = new Map<string, number>();
  return (request) => {
    const mailbox = mailboxOf(request);
    if (mailbox === undefined) return () => undefined;
    const inside = busy.get(mailbox) ?? 0;
    if (inside >= atOnce) {
      const message = "Application is over its MailboxConcurrency limit.";
      const refused = graphError(429, "ApplicationThrottled", message);
      return { ...refused, headers: { "retry-after": "1" } };
    }
    busy.set(mailbox, inside + 1);
    return () => {
      busy.set(mailbox, (busy.get(mailbox) ?? 1) - 1);
    };
  };
};

/** Limits with full buckets; `clock` in real ms, of a clock that nobody sets. */
export const makeLimits = (clock: () => number, app: string, tenant: string): Limits => {
  const buckets = {
    units: makeBucket(limits.units),
    writes: makeBucket(limits.writes),
    risk: makeBucket(limits.risk),
    reports: makeBucket(limits.reports),
    trace: makeBucket(limits.trace),
    machines: makeBucket(limits.machines),
  } as const satisfies Record<LimitName, ReturnType<typeof makeBucket>>;
  /** As identity names them: the units of this request, how full the limit is from 0.8 on. */
  const meter = (request: Metered): Readonly<Record<string, string>> => {
    const used = Math.max(buckets.units.used(), buckets.writes.used());
    return {
      "x-ms-resource-unit": String(resourceUnits(request)),
      ...(used >= 0.8 && { "x-ms-throttle-limit-percentage": Math.min(1.8, used).toFixed(2) }),
    };
  };
  const over = (request: Metered, limit: LimitName, waitSeconds: number): Outcome => {
    const published: Limit = limits[limit];
    const isOfIdentity = limit === "units" || limit === "writes";
    return throttled({
      ...(published.silent !== true && { "retry-after": String(waitSeconds) }),
      ...(isOfIdentity && {
        ...meter(request),
        "x-ms-throttle-scope": `Tenant_Application/ReadWrite/${app}/${tenant}`,
        "x-ms-throttle-information":
          limit === "writes" ? "WriteLimitExceeded" : "ResourceUnitLimitExceeded",
      }),
    });
  };

  return {
    refusal: (request) => {
      const now = clock();
      const charged = chargesOf(request).map(({ limit, amount }) => ({
        limit,
        ...buckets[limit].take(amount, now),
      }));
      const [worst] = charged.filter(({ ok }) => !ok).sort((a, b) => b.waitSeconds - a.waitSeconds);
      return worst && over(request, worst.limit, worst.waitSeconds);
    },
    headers: (request) => (isIdentity(chargesOf(request)) ? meter(request) : {}),
    enter: makeTurnstile(),
    clear: () => {
      for (const bucket of Object.values(buckets)) bucket.clear();
    },
  };
};
