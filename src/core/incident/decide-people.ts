/** Suspects, freeze, handover: who may have a say, and whether anybody may. */
import { peopleToLift } from "../approval/limits.ts";
import { isSamePerson } from "../approval/quorum.ts";
import { refusal } from "../approval/sentences.ts";
import { type WishOf } from "./commands.ts";
import {
  badReason,
  barredRefusal,
  bySubject,
  type Decision,
  isBarred,
  mayLead,
  namedSomebody,
  noSay,
  onlyLead,
  personOf,
  record,
  refused,
} from "./decision.ts";
import { type IncidentFact } from "./events.ts";
import { type Person } from "./people.ts";
import { type Incident } from "./types.ts";

/** Votes that somebody who has none any more gave on plans that nothing was requested of. */
const votesOf = (incident: Incident, voter: Person, why: string): readonly IncidentFact[] =>
  incident.steps.flatMap(({ status, definition }) =>
    (status.kind === "waiting" || status.kind === "approved") &&
    status.votes.some((vote) => isSamePerson(vote.by, voter))
      ? [
          {
            type: "VoteVoided",
            step: definition.key,
            voter,
            why,
          } as const,
        ]
      : [],
  );

/** A suspect loses the say at once, and every vote that wasn't used; who names them loses the votes. */
export const decideSuspect = (incident: Incident, wish: WishOf<"NameSuspect">): Decision => {
  const person = personOf(wish.actor);
  if (isBarred(incident, person)) return refused(barredRefusal);
  if (!mayLead(incident, person, wish.byManagement)) return onlyLead(incident);
  const { suspect } = wish;
  if (isSamePerson(suspect, person)) {
    return refused(refusal("R-205", "You can't name yourself. Hand over first."));
  }
  if (isBarred(incident, suspect)) {
    return refused(refusal("R-204", `${suspect.name} has no say here already.`));
  }
  const reason = wish.reason.trim();
  const bad = badReason(reason);
  if (bad) return refused(bad);
  return record(
    { type: "SuspectNamed", suspect, reason },
    ...votesOf(incident, suspect, noSay),
    ...votesOf(incident, person, namedSomebody),
  );
};

/** A suspect who is none: two people of lead and management have looked at it, the namer and another one. */
export const decideClear = (incident: Incident, wish: WishOf<"ClearSuspect">): Decision => {
  const person = personOf(wish.actor);
  if (isBarred(incident, person)) return refused(barredRefusal);
  if (!mayLead(incident, person, wish.byManagement)) return onlyLead(incident);
  const suspect = incident.suspects.find((one) => isSamePerson(one, wish.suspect));
  if (!suspect) return refused(refusal("R-204", `${wish.suspect.name} is no suspect here.`));
  const { namedBy, ...cleared } = suspect;
  if (isSamePerson(namedBy, person)) {
    return refused(refusal("R-102", "You named them; another lead or management must clear them."));
  }
  const reason = wish.reason.trim();
  const bad = badReason(reason);
  return bad ? refused(bad) : record({ type: "SuspectCleared", suspect: cleared, reason });
};

/** One person may freeze: it costs minutes, and a wrong approval costs more. */
export const decideFreeze = (incident: Incident, wish: WishOf<"Freeze">): Decision => {
  const barred = bySubject(incident, wish.actor);
  if (barred) return barred;
  if (incident.frozen) {
    return refused(refusal("R-204", `${incident.frozen.by.name} froze it already.`));
  }
  const reason = wish.reason.trim();
  const bad = badReason(reason);
  return bad ? refused(bad) : record({ type: "ApprovalsFrozen", reason });
};

/** Lifting takes two people. Nothing that stood before comes back: every step is proposed anew. */
export const decideLift = (incident: Incident, wish: WishOf<"LiftFreeze">): Decision => {
  const barred = bySubject(incident, wish.actor);
  if (barred) return barred;
  const { frozen } = incident;
  if (!frozen) return refused(refusal("R-204", "Nothing is frozen."));
  const person = personOf(wish.actor);
  if (frozen.lifts.some((one) => isSamePerson(one, person))) {
    return refused(refusal("R-106", "Already recorded. One more person must agree."));
  }
  const enough = frozen.lifts.length + 1 >= peopleToLift;
  return enough
    ? record({ type: "FreezeLiftVoted" }, { type: "FreezeLifted" })
    : record({ type: "FreezeLiftVoted" });
};

/** The lead offers; responsibility moves when the other presses. */
export const decideOffer = (incident: Incident, wish: WishOf<"OfferHandover">): Decision => {
  const person = personOf(wish.actor);
  if (isBarred(incident, person)) return refused(barredRefusal);
  if (!mayLead(incident, person, wish.byManagement)) return onlyLead(incident);
  const { to, handle } = wish;
  if (isBarred(incident, to)) {
    return refused(refusal("R-103", `${to.name} can't lead this incident.`));
  }
  if (isSamePerson(incident.lead, to)) {
    return refused(refusal("R-204", `${to.name} leads it already.`));
  }
  return record({ type: "HandoverOffered", to, handle });
};

export const decideTakeOver = (incident: Incident, press: WishOf<"TakeOver">): Decision => {
  const person = personOf(press.actor);
  const { handover } = incident;
  if (isBarred(incident, person)) return refused(barredRefusal);
  const same = handover?.handle.id === press.id && handover.handle.nonce === press.nonce;
  if (!handover || !same) {
    return refused(refusal("R-109", "There is a newer handover card. Use that one."));
  }
  if (isBarred(incident, handover.from)) {
    return refused(refusal("R-103", `${handover.from.name} has no say here any more.`));
  }
  if (!isSamePerson(handover.to, person)) {
    return refused(refusal("R-210", `This handover is for ${handover.to.name}.`));
  }
  return handover.taken
    ? refused(refusal("R-106", `${handover.to.name} leads already.`))
    : record({ type: "LeadChanged", lead: person });
};
