/** How people's accounts stand, set by the test; the book that remembers it is the real one. */
import { type Standing } from "../../../src/actions/standing.ts";
import { makeStandings, type StandingBook } from "../../../src/application/standing.ts";
import { type Person } from "../../../src/core/incident/people.ts";
import { type Instant, type ObjectId } from "../../../src/core/shared/ids.ts";

export type FakeStandings = StandingBook & {
  /** From now on the tenant says this of the account. */
  set(person: Person, standing: Standing): void;
  /** The next readings fail with these faults, one each. */
  fail(...faults: readonly Error[]): void;
};

/** Everybody is a member at first. */
export const fakeStandings = (now: () => Instant): FakeStandings => {
  const said = new Map<ObjectId, Standing>();
  const faults: Error[] = [];
  const read = async (ids: readonly ObjectId[]): Promise<ReadonlyMap<ObjectId, Standing>> => {
    await Promise.resolve();
    const fault = faults.shift();
    if (fault) throw fault;
    return new Map(ids.map((id) => [id, said.get(id) ?? "member"] as const));
  };
  return {
    ...makeStandings({ read, now }),
    set: ({ id }, standing) => {
      said.set(id, standing);
    },
    fail: (...next) => {
      faults.push(...next);
    },
  };
};
