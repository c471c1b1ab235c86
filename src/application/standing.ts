/** Remembers for a short while how people's accounts stand, so that a press doesn't wait for Graph. */
import { type Standing } from "../actions/standing.ts";
import { type Instant, type ObjectId } from "../core/shared/ids.ts";

/** A standing older than this is asked for again, unless the caller says less. */
export const standingLifetimeMs = 5 * 60_000;
/** While the tenant doesn't answer, an answer of the last hour lets people speak; every effect asks anew. */
export const standingKeptMs = 60 * 60_000;

type Standings = ReadonlyMap<ObjectId, Standing>;

export type StandingDeps = {
  /** Asks the tenant; throws TenantFault. */
  readonly read: (ids: readonly ObjectId[]) => Promise<Standings>;
  readonly now: () => Instant;
};

export type StandingBook = {
  /**
   * How an account stands, by an answer that was asked for at most `maxAgeMs` ago (5 min unless said; 0 asks now).
   * Throws TenantFault where the tenant doesn't say: the caller then lets nobody decide.
   */
  of(id: ObjectId, maxAgeMs?: number): Promise<Standing>;
  /** Asks ahead for those that aren't known, in one request; what fails is asked again by `of`, which then throws. */
  warm(ids: readonly ObjectId[]): void;
};

/** What is known, or about to be; its age counts from the moment at which it was asked for. */
type Known = { readonly askedAt: number; readonly standing: Standing };
type Asked = { readonly askedAt: number; readonly answer: Promise<Standings> };

/** A book of standings: one request at a time for an account, and no fault is ever remembered. */
export const makeStandings = ({ read, now }: StandingDeps): StandingBook => {
  const known = new Map<ObjectId, Known>();
  const asked = new Map<ObjectId, Asked>();
  const clock = (): number => Date.parse(now());

  const isFresh = (askedAt: number, maxAgeMs: number): boolean => {
    const age = clock() - askedAt;
    return age >= 0 && age <= maxAgeMs;
  };

  const keep = (found: Standings, askedAt: number): void => {
    for (const [id, { askedAt: then }] of known) {
      if (!isFresh(then, standingKeptMs)) known.delete(id);
    }
    for (const [id, standing] of found) known.set(id, { askedAt, standing });
  };

  const ask = (ids: readonly ObjectId[]): Asked => {
    const askedAt = clock();
    const answer = read(ids)
      .then((found) => {
        keep(found, askedAt);
        return found;
      })
      .finally(() => {
        for (const id of ids) asked.delete(id);
      });
    const entry: Asked = { askedAt, answer };
    for (const id of ids) asked.set(id, entry);
    return entry;
  };

  const answerOf = async (id: ObjectId, { answer }: Asked): Promise<Standing> =>
    (await answer).get(id) ?? "gone";

  const of = async (id: ObjectId, maxAgeMs = standingLifetimeMs): Promise<Standing> => {
    const kept = known.get(id);
    if (kept && isFresh(kept.askedAt, maxAgeMs)) return kept.standing;
    const waiting = asked.get(id);
    if (!waiting) return answerOf(id, ask([id]));
    if (isFresh(waiting.askedAt, maxAgeMs)) return answerOf(id, waiting);
    // Too old already: it is waited for, so that an account is asked for once at a time, and its fault isn't ours.
    await Promise.allSettled([waiting.answer]);
    return of(id, maxAgeMs);
  };

  return {
    of,
    warm: (ids) => {
      const missing = [...new Set(ids)].filter((id) => {
        const kept = known.get(id);
        return !asked.has(id) && !(kept && isFresh(kept.askedAt, standingLifetimeMs));
      });
      if (missing.length > 0) void Promise.allSettled([ask(missing).answer]);
    },
  };
};
