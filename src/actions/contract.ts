/**
 * What an action of the containment catalogue must say and do.
 *
 * preview reads the tenant and writes the plan · apply requests what the plan says, item by item ·
 * observe reads back whether it holds · undo is the same three with the stored state before.
 * An action never decides anything: approval, order and expiry are the core's.
 */
import { type Instant, type ObjectId } from "../core/shared/ids.ts";
import { type Json } from "../core/shared/canonical-json.ts";
import {
  type ArtefactKind,
  type ItemState,
  type Plan,
  type PlanItem,
  type Subject,
  type SubjectKind,
  type Tier,
} from "../core/incident/plan.ts";
import { type Phase } from "../core/incident/types.ts";

/** An answer of Microsoft Graph or of Exchange: the status, the parsed body and its request id. */
export type Answer = {
  readonly status: number;
  readonly body: unknown;
  readonly requestId: string;
};

/**
 * Why a call gave no answer that can be used.
 *
 * refused: 400, 403, 409 … and nothing changed · not found: 404 · identity: the token or the app
 * was refused · throttled: 429, try after `retryAfterMs` · unavailable: 503 and other 5xx, the change may or may
 * not have been made · no answer: timeout or broken connection, likewise unknown.
 */
export type FaultKind =
  "refused" | "not found" | "identity" | "throttled" | "unavailable" | "no answer";

/** Thrown by every port to the tenant. `message` is fit for Details; it holds no token and no body. */
export class TenantFault extends Error {
  override readonly name = "TenantFault";
  readonly kind: FaultKind;
  readonly status: number | undefined;
  readonly code: string;
  readonly requestId: string;
  readonly retryAfterMs: number | undefined;
  constructor(
    message: string,
    facts: {
      kind: FaultKind;
      status?: number | undefined;
      code: string;
      requestId: string;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(message, { cause: facts.cause });
    this.kind = facts.kind;
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** Microsoft Graph. Paths start with the version, for example `/v1.0/users/{id}`. Throws TenantFault. */
export type Graph = {
  get(path: string): Promise<Answer>;
  /** Follows `@odata.nextLink` verbatim to the end and returns all values, at most `limit` (default 1,000). */
  list(
    path: string,
    limit?: number,
  ): Promise<{ readonly values: readonly unknown[]; readonly complete: boolean }>;
  post(path: string, body: Json): Promise<Answer>;
  patch(path: string, body: Json): Promise<Answer>;
  delete(path: string): Promise<Answer>;
};

/** Exchange Online's admin cmdlets, for what Graph lacks. Throws TenantFault; `unsupported` where the operator left it off. */
export type Exchange = {
  readonly available: boolean;
  invoke(cmdlet: string, parameters: Readonly<Record<string, Json>>): Promise<readonly unknown[]>;
};

/** Whom no approval reaches (security rules, approvals 13). */
export type NeverList = {
  /** Emergency accounts of the tenant, by configuration. */
  readonly breakGlass: readonly ObjectId[];
  /** Cordon's own applications and service principals: app ids and object ids. */
  readonly own: readonly string[];
  /**
   * The responder behind an account, with what is left when they are locked out: false where some team would
   * keep fewer than two people who decide. Undefined for accounts of nobody in the directory of responders.
   */
  readonly responder: (id: ObjectId) => { readonly quorumHolds: boolean } | undefined;
};

/** What an action gets to work with. `secret` gives a new random password; it never leaves `apply`. */
export type ActionContext = {
  readonly graph: Graph;
  readonly exchange: Exchange;
  readonly now: () => Instant;
  readonly secret: () => string;
  /** On whom Cordon never acts. */
  readonly never: NeverList;
};

/** What a plan says beyond the common fields, made by `preview`. */
export type Draft = Pick<Plan, "items" | "parameters" | "before" | "traits">;

/** Why a person does it, or with `never` why nobody may do it alone, by hand or with Cordon. */
export type ByHand = {
  readonly kind: "by hand";
  readonly reason: string;
  readonly never?: true;
};

/** What a preview found. */
export type Preview =
  | { readonly kind: "plan"; readonly draft: Draft }
  /** The desired state already holds; nothing will be requested. */
  | { readonly kind: "nothing to do"; readonly seen: string }
  /** Cordon must not or can't do it here. */
  | ByHand;

/** One item's answer to a request: `accepted` says only that the service took it. */
export type ItemAnswer = {
  readonly id: string;
  readonly state: "accepted" | "failed" | "unknown";
  readonly why: string;
  readonly requestId: string;
};

/** One item as read back. `since` of observe is the moment the effect was requested. */
export type ItemReading = { readonly id: string; readonly state: ItemState; readonly why: string };

export type Action = {
  /** Verb-noun, for example `revoke-sign-in-sessions`. */
  readonly id: string;
  /** Code in the step library, for example C3. */
  readonly code: string;
  /** Imperative, at most 40 characters: "End sign-in sessions". */
  readonly title: string;
  /** The deed on the confirm button, at most 17 characters: "end sessions" ("Approve: " is put before it). */
  readonly verb: string;
  readonly subjectKinds: readonly SubjectKind[];
  /** Id of the team with authority over what it changes; a playbook or a routing rule may name another. */
  readonly team: string;
  /** The least it needs; what the target is may raise it. */
  readonly tier: Tier;
  /** May one person run it alone in an emergency, on an account without privileges? */
  readonly emergency?: true;
  readonly phase: Phase;
  readonly permissions: {
    /** Least application permissions, Graph names. */
    readonly least: readonly string[];
    /** Entra role that the containment identity must hold as well. */
    readonly role?: string;
  };
  /** Evidence that must be kept before this action may be proposed. */
  readonly needsEvidence: readonly ArtefactKind[];
  /** Sentences of the step card, at most 90 characters each. */
  readonly text: {
    readonly does: string;
    readonly affects: (draft: Draft) => string;
    readonly limits: string;
    /** "None. …" where it can't be undone. */
    readonly undo: string;
    /** Question of the confirm panel: "End all sign-in sessions of 1 account?" */
    readonly question: (draft: Draft) => string;
    /** The world when it failed, for the strip: "The account is still enabled". */
    readonly notHolding: string;
    /** The world when it was undone: "The account is enabled again". */
    readonly undone: string;
    /** What a person does where Cordon can't. */
    readonly byHand: string;
  };
  /** How long access may remain after it was observed, and why; undefined where nothing remains. */
  readonly residual: { readonly minutes: number; readonly why: string } | undefined;
  /** False where repeating the request changes more (a password): doubt is then for a person, never retried. */
  readonly repeatable: boolean;
  /**
   * Set where the read-back only tells that something happened since a moment (a password change):
   * somebody else's counts as well, so a request that was refused stays failed whatever is read.
   */
  readonly momentary?: true;
  preview(context: ActionContext, subject: Subject): Promise<Preview>;
  apply(context: ActionContext, subject: Subject, plan: Plan): Promise<readonly ItemAnswer[]>;
  observe(
    context: ActionContext,
    subject: Subject,
    run: { plan: Plan; since: Instant },
  ): Promise<readonly ItemReading[]>;
  /** Undefined where the platform offers no way back; `text.undo` then starts with "None." */
  readonly undo:
    | {
        apply(context: ActionContext, subject: Subject, plan: Plan): Promise<readonly ItemAnswer[]>;
        observe(
          context: ActionContext,
          subject: Subject,
          run: { plan: Plan; since: Instant },
        ): Promise<readonly ItemReading[]>;
      }
    | undefined;
};

/** An automatic collector of the snapshot: reads, never writes. */
export type Collector = {
  readonly kind: ArtefactKind;
  readonly title: string;
  readonly team: string;
  readonly permissions: { readonly least: readonly string[] };
  /** `content` is stored whole as evidence; `summary` is one sentence with counts, fit for the channel. */
  collect(
    context: ActionContext,
    subject: Subject,
  ): Promise<{
    readonly content: Json;
    readonly summary: string;
    readonly complete: boolean;
  }>;
};

/** A subject as found in the tenant; several mean that people must choose. */
export type SubjectFinder = (
  context: Pick<ActionContext, "graph">,
  query: string,
) => Promise<readonly Subject[]>;

/** Names the item of an action that has only one: the subject itself. */
export const itemOf = (subject: Subject): PlanItem => ({
  id: subject.id,
  name: subject.name,
  about: subject.address,
});
