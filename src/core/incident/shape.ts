/** Records outlive the program that wrote them: what older events lack, and which snapshots still fit. */
import { objectId } from "../shared/ids.ts";
import { type IncidentEvent } from "./events.ts";
import { type Ownership, type Person, personIn } from "./people.ts";
import { type Plan } from "./plan.ts";
import { type StepDefinition } from "./types.ts";

/**
 * Raise it whenever the shape of `Incident` changes: snapshots of another shape are folded anew from the
 * events.
 */
export const stateShape = 5;

/** A type as it was before these members were added to it. */
type Before<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;
type Of<T extends IncidentEvent["type"]> = Extract<IncidentEvent, { type: T }>;

const ownershipOf = (
  old: Before<Ownership, "how" | "team" | "seconds">,
  team: string,
): Ownership => ({
  how: "on call",
  team,
  seconds: [],
  ...old,
});

const definitionOf = (old: Before<StepDefinition, "emergency">): StepDefinition => ({
  emergency: false,
  ...old,
});

/** One vote was enough for every plan of that time. The hash stays the one that was voted for. */
const planOf = (old: Before<Plan, "tier" | "traits">): Plan => ({ tier: 1, traits: [], ...old });

const openedOf = (event: Of<"IncidentOpened">): IncidentEvent => ({
  ...event,
  steps: event.steps.map(({ definition, ownership }) => ({
    definition: definitionOf(definition),
    ...(ownership && { ownership: ownershipOf(ownership, definition.team) }),
  })),
});

const proposedOf = (
  event: Before<Of<"StepProposed">, "proposer" | "epoch">,
  opener: Person,
): IncidentEvent => ({ proposer: opener, epoch: 1, ...event, plan: planOf(event.plan) });

/** A vote that names neither the end of its wait nor of the wait for others is of the time before both. */
const approvedOf = (event: Of<"StepApproved">): IncidentEvent =>
  event.notBefore === undefined && event.expiresAt === undefined
    ? { ...event, notBefore: event.at }
    : event;

/** Stands where nobody knows any more who asked; no person has this id. */
const unrecorded: Person = {
  id: objectId.parse("00000000-0000-0000-0000-000000000000"),
  name: "not recorded",
};

/**
 * An event as today's rules read it; whatever it has stays as it is. `opener` stands for the proposer where
 * none was recorded: who opened the incident asked for its steps. Use `upcastAll` to fold a state.
 */
export const upcast = (event: IncidentEvent, opener: Person = unrecorded): IncidentEvent => {
  switch (event.type) {
    case "IncidentOpened":
      return openedOf(event);
    case "StepAssigned":
      return { ...event, ownership: ownershipOf(event.ownership, "") };
    case "StepProposed":
      return proposedOf(event, opener);
    case "StepApproved":
      return approvedOf(event);
    default:
      return event;
  }
};

/** Who opened the incident: its first event's maker, or its lead where Cordon made it. */
const openerOf = ({ actor, lead }: Of<"IncidentOpened">): Person => personIn(actor) ?? lead;

/** A whole record, from its first event and in order, as today's rules read it. */
export const upcastAll = (events: readonly IncidentEvent[]): readonly IncidentEvent[] => {
  const [first] = events;
  if (first?.type !== "IncidentOpened") return events;
  const opener = openerOf(first);
  return events.map((event) => upcast(event, opener));
};
