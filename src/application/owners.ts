/** Who owns a step now: routed by target and severity, and nobody who left or may not decide here. */
import { type Standing } from "../actions/standing.ts";
import { TenantFault } from "../actions/tenant.ts";
import { type Ownership, type Person } from "../core/incident/people.ts";
import { type Trait } from "../core/incident/plan.ts";
import { subjectOf } from "../core/incident/evidence.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import {
  decidersOfTeam,
  type Directory,
  type Groups,
  personById,
} from "../core/ownership/directory.ts";
import { ownershipOf, routeOf } from "../core/ownership/resolve.ts";
import { type Instant, type ObjectId } from "../core/shared/ids.ts";
import { type Duty } from "./duty.ts";
import { type StandingBook } from "./standing.ts";

export type OwnersDeps = {
  readonly duty: Duty;
  readonly standings: StandingBook;
  readonly now: () => Instant;
};

/** The accounts of everybody who decides nothing in this incident. */
export const barredIn = ({ subjects, suspects }: Incident): readonly ObjectId[] => [
  ...subjects.map(({ id }) => id),
  ...suspects.flatMap(({ id, accounts }) => [id, ...(accounts ?? [])]),
];

/** What the directory says of this step at this moment. `left` are people whose accounts can't decide. */
export const ownershipNow = (
  directory: Directory,
  at: { readonly now: Instant; readonly groups: Groups; readonly left: readonly ObjectId[] },
  incident: Incident,
  { step, traits }: { readonly step: Step; readonly traits: readonly Trait[] },
): Ownership | undefined => {
  const { definition, ownership } = step;
  const { team, oversight } = routeOf(directory, {
    action: definition.action,
    defaultTeam: definition.team,
    playbook: incident.playbook,
    severity: incident.worst,
    subjectKind: subjectOf(incident, step).kind,
    traits,
  });
  const chosen = ownership?.how === "assigned" ? ownership.owner : undefined;
  const { now, groups } = at;
  // Who has no say in the team that it is routed to now, or in the directory at all, doesn't own it, assigned or not.
  const may = decidersOfTeam(directory, team, groups);
  const known = chosen && personById(directory, chosen.id);
  const assigned = known && may.includes(known.id) ? known : undefined;
  const barred = [...barredIn(incident), ...at.left];
  return ownershipOf(directory, { team, oversight, at: now, groups, barred, assigned });
};

/** A standing that can't be read keeps nobody from being asked: it is read again at the vote and before the effect. */
const standingOf = async (
  { standings }: Pick<OwnersDeps, "standings">,
  id: ObjectId,
): Promise<Standing> => {
  try {
    return await standings.of(id);
  } catch (fault) {
    if (fault instanceof TenantFault) return "member";
    throw fault;
  }
};

const peopleIn = ({ owner, deputies, seconds }: Ownership): readonly Person[] => [
  owner,
  ...deputies,
  ...seconds,
];

/**
 * The ownership of a step, without people who left the tenant, are disabled or became guests: each of them is
 * looked up, and the next in line takes their place. Undefined where nobody is left.
 */
export const findOwnership = async (
  deps: OwnersDeps,
  incident: Incident,
  what: { readonly step: Step; readonly traits: readonly Trait[] },
): Promise<Ownership | undefined> => {
  const groups = await deps.duty.groups();
  const left: ObjectId[] = [];
  const checked = new Set<ObjectId>();
  for (;;) {
    const at = { now: deps.now(), groups, left };
    const found = ownershipNow(deps.duty.directory(), at, incident, what);
    const people = found ? peopleIn(found).filter(({ id }) => !checked.has(id)) : [];
    if (!found || people.length === 0) return found;
    deps.standings.warm(people.map(({ id }) => id));
    for (const { id } of people) {
      checked.add(id);
      if ((await standingOf(deps, id)) !== "member") left.push(id);
    }
  }
};
