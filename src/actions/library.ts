/** What every row of the step library says, and the rows that change nothing: manual checks and collectors. */
import { type ArtefactKind, type Subject, type SubjectKind } from "../core/incident/plan.ts";
import { type Phase } from "../core/incident/types.ts";
import { type Json } from "../core/shared/canonical-json.ts";
import { type IncidentId, type Instant } from "../core/shared/ids.ts";
import { type ActionContext } from "./context.ts";

/** What a tenant must have bought for it to work, by Microsoft's product names. */
export const licences = [
  "Entra ID P1",
  "Entra ID P2",
  "Exchange Online",
  "SharePoint Online",
  "Defender for Endpoint",
  "Defender for Identity",
  "Defender for Office 365 P2",
  "Purview Audit",
  "Defender XDR",
] as const;
export type Licence = (typeof licences)[number];

/** Who may do it in the tenant: application permissions, and an Entra role where a permission alone isn't enough. */
export type Permissions = {
  /** Least application permissions, by Microsoft's names: Graph's, `Exchange.ManageAsApp`, `Machine.Isolate`. */
  readonly least: readonly string[];
  /** Permissions that make it see or do more; without one it says what it couldn't. */
  readonly optional?: readonly { readonly name: string; readonly for: string }[];
  /** Entra role that the containment identity must hold as well. */
  readonly role?: string;
};

/** What every row of the step library says, whoever does it. */
export type LibraryEntry = {
  /** Verb-noun, for example `revoke-sign-in-sessions`; for a collector a noun, for example `mailbox-state`. */
  readonly id: string;
  /** Code in the step library, for example C3. */
  readonly code: string;
  /** Imperative, at most 40 characters: "End sign-in sessions". */
  readonly title: string;
  readonly subjectKinds: readonly SubjectKind[];
  /** Id of the team with authority over what it changes; a playbook or a routing rule may name another. */
  readonly team: string;
  readonly permissions: Permissions;
  /** Left out where every tenant has it. */
  readonly licences?: readonly Licence[];
};

/** Something that only people can do or judge: Cordon asks, somebody says what they saw. */
export type ManualCheck = LibraryEntry & {
  readonly phase: Phase;
  /** What to find out or do, one sentence of at most 120 characters. */
  readonly asks: string;
  /** How, in order, with the exact commands and places; at most 900 characters. */
  readonly byHand: string;
};

/** What a collector read. */
export type Collected = {
  /** Stored whole as evidence. */
  readonly content: Json;
  /** One sentence with counts, fit for the channel. */
  readonly summary: string;
  readonly complete: boolean;
  /** What was asked, one line for each question. */
  readonly asked?: readonly string[];
  /** Set where somebody must hear of it at once: "2 new inbox rules since the containment". */
  readonly alarm?: string;
};

/** What a slow collector works with besides its subject. */
export type CollectRun = {
  readonly incident: IncidentId;
  /** When the incident was opened: what happened since is the attacker's or the responders'. */
  readonly openedAt: Instant;
  /** When the subject joined the incident, from which its runs are counted: what was before is the attack. */
  readonly since: Instant;
  /** 0 for the first of its runs. */
  readonly run: number;
  /** All subjects of the incident. */
  readonly subjects: readonly Subject[];
  /**
   * What is kept already of this kind and of the same subject, oldest first: what is new can be told from what was there.
   * A file that is missing or was altered is left out. Left out as a whole where nothing is kept at all.
   */
  readonly earlier?: (kind: ArtefactKind) => Promise<readonly Json[]>;
};

/** An automatic collector of the snapshot that containment waits for: reads, never writes. `code` is its kind. */
export type Collector = LibraryEntry & {
  readonly kind: ArtefactKind;
  collect(context: ActionContext, subject: Subject): Promise<Collected>;
};

/** The service still works on it: it is asked again with the same run after so many minutes. */
export type Later = { readonly later: string; readonly minutes: number };

/** An automatic collector for which nothing reversible waits: logs, hunts, the watch. */
export type SlowCollector = LibraryEntry & {
  readonly kind: ArtefactKind;
  /** It runs so many minutes after the subject joined, once for each number. */
  readonly runsAfter: readonly number[];
  collect(context: ActionContext, subject: Subject, run: CollectRun): Promise<Collected | Later>;
};
