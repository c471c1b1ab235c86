/** Made-up exceptions in every state; ids and times never change between runs. */
import { type Exception, type StandingTerms } from "../../src/core/exceptions/types.ts";
import { exceptionId, incidentId, instant, stepKey } from "../../src/core/shared/ids.ts";
import { at, people } from "./incidents.ts";
import { type Names, ordinaryNames } from "./names.ts";

/** Two days and then some, from the night of the incident. */
const terms = ({ text }: Names): StandingTerms => ({
  owner: people.priya,
  reviewer: people.jon,
  controls: text,
  risk: "medium",
  reviewAt: instant.parse("2026-11-22T03:36:00.000Z"),
  expiresAt: instant.parse("2026-11-24T03:36:00.000Z"),
  reviewEveryDays: 1,
  acceptedAt: at("03:36"),
  reviewFrom: at("03:36"),
});

/** EX-3, asked for by Bo Eriksen at 3:31 when he declined step 6. */
export const anException = (
  changes: Partial<Exception> = {},
  names: Names = ordinaryNames,
): Exception => ({
  id: exceptionId.parse("EX-3"),
  kind: "declined step",
  title: "The account’s old sessions still work",
  target: `${names.subject} id 7c1e`,
  source: {
    incident: incidentId.parse("INC-0007"),
    step: stepKey.parse("end-sessions"),
    number: 6,
    title: "End sign-in sessions",
    approvalId: "approval-1",
  },
  severity: "sev2",
  askedBy: people.bo,
  askedAt: at("03:31"),
  justification: names.text,
  state: "asked for",
  terms: undefined,
  reviews: [],
  renewals: [],
  calls: [],
  closed: undefined,
  refused: [],
  nonce: "nonce-3",
  version: 1,
  ...changes,
});

/** The same, accepted by Priya Nair; changes on top. */
export const inForce = (
  changes: Partial<Exception> = {},
  names: Names = ordinaryNames,
): Exception =>
  anException({ state: "in force", terms: terms(names), version: 2, ...changes }, names);

const byHand = (names: Names): Partial<Exception> => ({
  kind: "legacy protocol",
  title: names.text,
  target: names.text,
  source: undefined,
  severity: "sev3",
});

/** Every state that an exception's card can have, with a name for it. */
export const everyException = (
  names: Names = ordinaryNames,
): Readonly<Record<string, Exception>> => {
  const accepted = terms(names);
  const closed = { by: people.priya, at: at("05:10"), reason: names.text };
  const reviews = [{ by: people.jon, at: at("05:00"), finding: names.text }];
  const { expiresAt } = accepted;
  const renewals = [{ by: people.priya, at: at("05:05"), reason: names.text, expiresAt }];
  const calls = [{ call: "review due", due: accepted.reviewAt }] as const;
  return {
    "asked-for": anException({}, names),
    "asked-for-worst": anException({ severity: "sev1" }, names),
    "asked-for-by-hand": anException(byHand(names), names),
    "in-force": inForce({}, names),
    "in-force-reviewed": inForce({ reviews, version: 3 }, names),
    "in-force-overdue": inForce({ calls, version: 3 }, names),
    "in-force-renewed": inForce({ reviews, renewals, version: 4 }, names),
    "in-force-by-hand": inForce(byHand(names), names),
    expired: inForce({ state: "expired", reviews, version: 4 }, names),
    closed: inForce({ state: "closed", reviews, closed, version: 5 }, names),
    "closed-unaccepted": anException({ state: "closed", closed, version: 2 }, names),
  };
};
