import { text } from "../json.ts";
import { rowsOf, type State } from "../state.ts";

/** Follows links of the membership table from one end to the other; with `transitive`, all the way. */
const followed = (
  state: State,
  start: string,
  way: { readonly from: string; readonly to: string; readonly transitive: boolean },
): ReadonlySet<string> => {
  const found = new Set<string>();
  const visit = (id: string): void => {
    for (const row of rowsOf(state, "memberships")) {
      const next = text(row, way.to);
      if (row[way.from] !== id || found.has(next)) continue;
      found.add(next);
      if (way.transitive) visit(next);
    }
  };
  visit(start);
  return found;
};

/** Ids of what a member belongs to; with `transitive`, also what those belong to. */
export const containersOf = (
  state: State,
  memberId: string,
  transitive: boolean,
): ReadonlySet<string> =>
  followed(state, memberId, { from: "memberId", to: "containerId", transitive });

/** Ids of everything in a group, and in the groups in it. */
export const membersOf = (state: State, containerId: string): ReadonlySet<string> =>
  followed(state, containerId, { from: "containerId", to: "memberId", transitive: true });
