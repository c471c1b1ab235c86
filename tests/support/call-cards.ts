/** The cards of calls, handovers and a frozen incident, in every state. */
import { type Drawn } from "../../src/cards/drawn.ts";
import { handoverView, renderHandover } from "../../src/cards/handover.ts";
import { headlineView, renderHeadline } from "../../src/cards/headline.ts";
import { overdueView, renderOverdue } from "../../src/cards/overdue.ts";
import { type Templates } from "../../src/cards/templates.ts";
import { type Handover, type Incident } from "../../src/core/incident/types.ts";
import { anAction } from "./an-action.ts";
import { aLongNight, anOffer, everyCall, frozenNight, jonLifts, withStep } from "./calls.ts";
import { anIncident, at, people } from "./incidents.ts";
import { type Names } from "./names.ts";

type NamedCard = { readonly name: string; readonly drawn: Drawn };

const overdues = (templates: Templates, names: Names): readonly NamedCard[] =>
  Object.entries(everyCall(names)).map(([name, call]) => {
    const { incident, step } = withStep(call, names);
    const facts = { since: at("03:12"), now: at("03:27") };
    const view = overdueView(incident, step, anAction(), facts);
    return { name: `overdue-${name}`, drawn: renderOverdue(templates, view) };
  });

const handovers = (templates: Templates, names: Names): readonly NamedCard[] => {
  const night = aLongNight(names);
  const draw = (name: string, incident: Incident, offer: Handover = anOffer): NamedCard => {
    const facts = { now: at("03:45"), entry: 72, actionById: () => anAction() };
    return {
      name: `handover-${name}`,
      drawn: renderHandover(templates, handoverView(incident, offer, facts)),
    };
  };
  const closed = { at: at("04:40"), by: people.priya, reason: names.text };
  return [
    draw("waiting", night),
    draw("taken", { ...night, lead: people.bo, handover: { ...anOffer, taken: at("03:50") } }),
    draw("replaced", night, { ...anOffer, handle: { id: "handover-0", nonce: "nonce-0" } }),
    draw("closed", { ...night, closed }),
    draw("new", anIncident([], { handover: anOffer })),
  ];
};

const headlines = (templates: Templates, names: Names): readonly NamedCard[] => {
  const facts = { now: at("03:45"), entry: 72, root: "9c4e1f02ab".padEnd(64, "7") };
  const draw = (name: string, incident: Incident): NamedCard => ({
    name: `headline-${name}`,
    drawn: renderHeadline(templates, headlineView(incident, facts)),
  });
  return [
    draw("frozen", frozenNight(names)),
    draw("frozen-one-lifts", frozenNight(names, jonLifts)),
    draw("night", aLongNight(names)),
  ];
};

/** All of them; `names` is the data that somebody else chose. */
export const callCards = (templates: Templates, names: Names): readonly NamedCard[] => [
  ...overdues(templates, names),
  ...handovers(templates, names),
  ...headlines(templates, names),
];
