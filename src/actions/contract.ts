/**
 * What an action of the containment catalogue must say and do.
 *
 * preview reads the tenant and writes the plan · apply requests what the plan says, item by item ·
 * observe reads back whether it holds · undo is the same three with the stored state before.
 * An action never decides anything: approval, order and expiry are the core's.
 */
import { type Instant, type ObjectId } from "../core/shared/ids.ts";
import {
  type ArtefactKind,
  type Direction,
  type ItemState,
  type Plan,
  type PlanItem,
  type Subject,
  type SubjectKind,
  type Tier,
} from "../core/incident/plan.ts";
import { type Phase } from "../core/incident/types.ts";
import { type ActionContext } from "./context.ts";
import { type LibraryEntry } from "./library.ts";
import { type BatchRequest } from "./tenant.ts";

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

/**
 * One item as read back. `since` of observe is the moment the effect was requested. `pending`: the service took it and
 * hasn't done it yet, an isolation of a device that is offline for example; it is read again, never requested again.
 */
export type ItemReading = {
  readonly id: string;
  readonly state: ItemState | "pending";
  readonly why: string;
};

/** A value that an action needs besides its subject: a sender, an address range, a scope of sharing links. */
export type ActionInput = {
  /** What it is, for the help: "sender, domain or URL". */
  readonly label: string;
  readonly example: string;
  /** The value in its canonical spelling, or why it can't be used. */
  readonly parse: (
    text: string,
  ) => { readonly ok: true; readonly value: string } | { readonly ok: false; readonly why: string };
};

/** What makes an action fit for one step over thousands of accounts. */
export type MassAction = {
  /** Properties of the user resource that say whether it is done and what undo restores. */
  readonly select: readonly string[];
  /** Is it done already for an account with these properties? `since` is undefined before the request. */
  readonly holds: (properties: unknown, since: Instant | undefined) => boolean;
  /** Why it doesn't reach guests: they are left out of the list. Absent where it reaches them. */
  readonly guests?: string;
  /** Does it keep people out? Then a list leaves out responders, and never takes the last two Global Administrators. */
  readonly locksOut?: true;
  /** The request for one account; undefined direction means no way back. */
  readonly request: (id: ObjectId, direction: Direction) => BatchRequest | undefined;
};

export type Action = LibraryEntry & {
  /** The deed on the confirm button, at most 17 characters: "end sessions" ("Approve: " is put before it). */
  readonly verb: string;
  /** The least it needs; what the target is may raise it. */
  readonly tier: Tier;
  /** May one person run it alone in an emergency, on an account without privileges? */
  readonly emergency?: true;
  readonly phase: Phase;
  /** Evidence that must be kept before this action may be proposed: what it destroys is shown there (gate G2). */
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
  /** Set where it needs more than its subject. */
  readonly input?: ActionInput;
  /** Set where it makes a secret for one person: without a page on which they read it, it goes by hand. */
  readonly seals?: true;
  /** Set where one step may do it to up to 10,000 accounts. */
  readonly mass?: MassAction;
  /**
   * Minutes after the request at which it is read again, because tokens, sync or an attacker can undo it; [15, 65,
   * 1440] where all three can. Left out: only at the end of the residual time.
   */
  readonly looksAgain?: readonly number[];
  /** Names of directory audit activities that take the effect away, for saying who did: "Enable account". */
  readonly undoneBy?: readonly string[];
  /** How long a request may stay pending before a person must look, in minutes; left out: nothing stays pending. */
  readonly pendingMinutes?: number;
  /** How long access may remain after it was observed, and why; undefined where nothing remains. */
  readonly residual: { readonly minutes: number; readonly why: string } | undefined;
  /** False where repeating the request changes more (a password): doubt is then for a person, never retried. */
  readonly repeatable: boolean;
  /**
   * Set where the read-back only tells that something happened since a moment (a password change):
   * somebody else's counts as well, so a request that was refused stays failed whatever is read.
   */
  readonly momentary?: true;
  /** `input` is canonical, as `input.parse` made it; undefined where the step has none. */
  preview(context: ActionContext, subject: Subject, input?: string): Promise<Preview>;
  apply(context: ActionContext, subject: Subject, plan: Plan): Promise<readonly ItemAnswer[]>;
  observe(
    context: ActionContext,
    subject: Subject,
    run: { plan: Plan; since: Instant },
  ): Promise<readonly ItemReading[]>;
  /** Undefined where the platform offers no way back; `text.undo` then starts with "None." */
  readonly undo:
    | {
        /**
         * Set where all items are taken back by one request, to a state that needs nothing of the state before: what
         * holds no more is taken back with the rest. Left out: only the plan's items are, each to what it was.
         */
        readonly together?: true;
        apply(context: ActionContext, subject: Subject, plan: Plan): Promise<readonly ItemAnswer[]>;
        observe(
          context: ActionContext,
          subject: Subject,
          run: { plan: Plan; since: Instant },
        ): Promise<readonly ItemReading[]>;
      }
    | undefined;
};

/** A subject as found in the tenant; several mean that people must choose. Left out, `kinds` are people only. */
export type SubjectFinder = (
  context: Pick<ActionContext, "graph">,
  query: string,
  kinds?: readonly SubjectKind[],
) => Promise<readonly Subject[]>;

/** Names the item of an action that has only one: the subject itself. */
export const itemOf = (subject: Subject): PlanItem => ({
  id: subject.id,
  name: subject.name,
  about: subject.address,
});
