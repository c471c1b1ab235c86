/** What recovery gives back: seeing that gone isn't a regression. */
import { subjectOf } from "../core/incident/evidence.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { type Instant, type ObjectId } from "../core/shared/ids.ts";

/** Actions and checks of recovery, by the action whose effect they take back. */
export const givenBackBy: Readonly<Record<string, readonly string[]>> = {
  "block-sign-in": ["enable-sign-in"],
  "revoke-sign-in-sessions": ["enable-sign-in"],
  "disable-ad-account": ["enable-sign-in"],
  "remove-directory-roles": ["restore-roles-eligible"],
  "block-mailbox-protocols": ["unblock-sender-and-protocols"],
  "isolate-device": ["release-device"],
  "disable-devices": ["return-device"],
  "disable-app": ["restore-app-access"],
  "remove-app-consents": ["restore-app-access"],
  "restrict-tenant-sharing": ["restore-sharing"],
  "remove-sharing-links": ["restore-sharing"],
};

/**
 * Since when is something given back by this step; undefined where nobody saw that it is. A request that failed, or that
 * nobody answered, gives nothing back: it must not hide that somebody else did.
 */
const givenAt = ({ status }: Step): Instant | undefined => {
  switch (status.kind) {
    case "running":
      return status.proposal.plan.direction === "apply" && status.effect.acceptedAt
        ? status.effect.requestedAt
        : undefined;
    case "settled": {
      const { outcome, looked, requestedAt } = status.effect;
      const isSeen = outcome === "observed" || looked?.outcome === "observed";
      return status.proposal.plan.direction === "apply" && isSeen ? requestedAt : undefined;
    }
    case "by hand":
      return status.looked?.outcome === "observed" ? status.looked.at : undefined;
    case "not needed":
      return status.at;
    default:
      return undefined;
  }
};

/** A step that gives back, and to whom. */
export type Giver = {
  readonly step: Step;
  readonly subject: ObjectId;
  readonly isList: boolean;
};

/** Steps that gave back, since then, what `taken` took; of any subject. */
export const givers = (incident: Incident, taken: Step, since: Instant): readonly Giver[] =>
  incident.steps.flatMap((step) => {
    const isWay = givenBackBy[taken.definition.action]?.includes(step.definition.action) ?? false;
    const at = isWay ? givenAt(step) : undefined;
    if (at === undefined || at < since) return [];
    const isList = "proposal" in step.status && step.status.proposal.plan.targets !== undefined;
    return [{ step, subject: subjectOf(incident, step).id, isList }];
  });
