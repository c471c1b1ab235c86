/** What was read about an installation before it is judged. A list that couldn't be read is undefined, never empty. */
import { type ResourceName } from "../../actions/permissions.ts";

/** One app role that a service offers. */
export type Offered = { readonly name: string; readonly id: string };

/** A service's own service principal in the tenant. */
export type ResourceFacts = {
  readonly name: ResourceName;
  /** Object id; undefined where the tenant has no such service principal. */
  readonly id: string | undefined;
  readonly roles: readonly Offered[];
};

export type Granted = {
  readonly assignmentId: string;
  readonly resourceId: string;
  readonly roleId: string;
};

/** works · off: somebody left it out · not: it was tried and doesn't · unknown: it couldn't be told. */
export type CheckState = "works" | "off" | "not" | "unknown";

/** One thing besides permissions: the bot in the team, a service that answers, the evidence store. */
export type Check = {
  readonly id: string;
  readonly title: string;
  readonly state: CheckState;
  /** One sentence: what was seen. */
  readonly says: string;
  /** What to do about it, one line each. */
  readonly fix: readonly string[];
};

export type Facts = {
  /** The containment identity. */
  readonly identity: { readonly appId: string; readonly principalId: string | undefined };
  readonly resources: readonly ResourceFacts[] | undefined;
  readonly granted: readonly Granted[] | undefined;
  /** Entra roles that it holds, and all that there are. */
  readonly roles: readonly string[] | undefined;
  readonly roleIds: readonly Offered[] | undefined;
  /** Names of service plans that are enabled. */
  readonly plans: readonly string[] | undefined;
  readonly checks: readonly Check[];
  /** Why something couldn't be read, one sentence each. */
  readonly unread: readonly string[];
};
