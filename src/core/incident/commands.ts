import {
  type ExceptionId,
  type Instant,
  type ObjectId,
  type PlanHash,
  type StepKey,
} from "../shared/ids.ts";
import { type RefusalCode } from "../approval/refusals.ts";
import { type NewStep, type Opening } from "./events.ts";
import { type Actor, type NextCall, type Ownership, type Person, type Rung } from "./people.ts";
import {
  type Artefact,
  type ArtefactKind,
  type CardHandle,
  type Direction,
  type ItemOutcome,
  type Miss,
  type Plan,
  type Subject,
  type Totals,
} from "./plan.ts";
import {
  type Audience,
  type ExceptionState,
  type IncidentPlace,
  type Phase,
  type Severity,
} from "./types.ts";

/** What somebody, or Cordon itself, wants to happen. Time and ids come in with it. */
export type Wish =
  | ({ readonly type: "OpenIncident" } & Opening)
  | {
      readonly type: "AddSubject";
      readonly subject: Subject;
      readonly evidence: readonly ArtefactKind[];
      readonly slowEvidence: readonly ArtefactKind[];
      readonly steps: readonly NewStep[];
      readonly why: string;
      readonly byManagement: boolean;
    }
  | ({
      readonly type: "AddStep";
      /** Of Cordon's own step only: the person for whom it is added, and who proposes it. */
      readonly askedBy?: Person;
      readonly why: string;
      readonly byManagement: boolean;
    } & NewStep)
  | { readonly type: "RefusePlace"; readonly rung: IncidentPlace["rung"]; readonly reason: string }
  | { readonly type: "FindPlace"; readonly place: Omit<IncidentPlace, "audience"> }
  | { readonly type: "ReadAudience"; readonly audience: Audience }
  | { readonly type: "KeepEvidence"; readonly artefact: Artefact }
  | {
      readonly type: "MissEvidence";
      readonly kind: ArtefactKind;
      readonly subject: ObjectId;
      readonly reason: string;
    }
  | {
      readonly type: "RaiseAlarm";
      readonly kind: ArtefactKind;
      readonly subject: ObjectId;
      readonly text: string;
    }
  | ({ readonly type: "ProposeStep"; readonly step: StepKey } & CardHandle & {
        readonly plan: Plan;
        readonly planHash: PlanHash;
      })
  | { readonly type: "NotNeeded"; readonly step: StepKey; readonly seen: string }
  | {
      readonly type: "LeaveToPeople";
      readonly step: StepKey;
      readonly handle: CardHandle;
      readonly reason: string;
      readonly byHand: string;
      /** Set where nobody may do it alone: no vote reaches this target. */
      readonly never?: true;
    }
  | ({ readonly type: "Approve"; readonly step: StepKey } & CardHandle)
  | ({ readonly type: "WithdrawVote"; readonly step: StepKey } & CardHandle)
  | ({ readonly type: "WaiveCoolOff"; readonly step: StepKey } & CardHandle)
  /** One person alone, in an emergency; `code` is the plan's as they read it on the card. */
  | {
      readonly type: "ApproveAlone";
      readonly step: StepKey;
      readonly code: string;
      readonly reason: string;
    }
  | { readonly type: "ReviewAlone"; readonly step: StepKey; readonly finding: string }
  | ({ readonly type: "Decline"; readonly step: StepKey; readonly reason: string } & CardHandle)
  | ({
      readonly type: "Defer";
      readonly step: StepKey;
      readonly minutes: number;
      readonly reason: string;
    } & CardHandle)
  | ({
      readonly type: "DoByHand";
      readonly step: StepKey;
      readonly reason: string;
      readonly byHand: string;
    } & CardHandle)
  /** A person leaves a step out that doesn't wait for a vote. */
  | {
      readonly type: "SkipStep";
      readonly step: StepKey;
      readonly handle: CardHandle;
      readonly reason: string;
      readonly byManagement: boolean;
    }
  /** Stop after what is being requested. */
  | ({ readonly type: "AskStop"; readonly step: StepKey } & CardHandle)
  | ({ readonly type: "TakeStep"; readonly step: StepKey } & CardHandle)
  /** A press by somebody who is no responder here: nothing but an entry of the log. */
  | {
      readonly type: "RefusePress";
      readonly step: StepKey;
      readonly approvalId: string;
      readonly code: RefusalCode;
    }
  | {
      readonly type: "VoidVote";
      readonly step: StepKey;
      readonly voter: Person;
      readonly why: string;
    }
  | {
      readonly type: "FindOwner";
      readonly step: StepKey;
      readonly ownership: Ownership | undefined;
      readonly why: string;
    }
  | {
      readonly type: "CallPeople";
      readonly step: StepKey;
      readonly rung: Rung;
      readonly people: readonly Person[];
      readonly next: NextCall | undefined;
      /** Calls made before this one: a repetition changes nothing. */
      readonly before: number;
    }
  | { readonly type: "Lapse"; readonly step: StepKey; readonly approvalId: string }
  | { readonly type: "Reopen"; readonly step: StepKey; readonly direction: Direction }
  | { readonly type: "VoidPlan"; readonly step: StepKey; readonly what: string }
  | {
      readonly type: "RequestEffect";
      readonly step: StepKey;
      readonly planHash: PlanHash;
      readonly fence: number;
    }
  | { readonly type: "AcceptEffect"; readonly step: StepKey; readonly answer: string }
  | {
      readonly type: "SettleEffect";
      readonly step: StepKey;
      /** The proposal whose effect was read; another one's is left alone. */
      readonly approvalId?: string;
      readonly items: readonly ItemOutcome[];
      readonly seen: string;
      readonly residualMinutes: number | undefined;
      readonly totals?: Totals;
      readonly report?: string;
      readonly misses?: readonly Miss[];
    }
  /** What held doesn't any more. */
  | {
      readonly type: "Regress";
      readonly step: StepKey;
      readonly approvalId: string;
      readonly seen: string;
      /** As in the event. */
      readonly items?: readonly string[];
      readonly changedBy?: string;
    }
  | {
      readonly type: "NoteSecretSealed";
      readonly step: StepKey;
      readonly secret: string;
      readonly label: string;
      readonly to: Person;
    }
  | {
      readonly type: "NoteSecretEnded";
      readonly step: StepKey;
      readonly secret: string;
      readonly how: "revealed" | "expired";
    }
  | {
      readonly type: "RecordLook";
      readonly step: StepKey;
      readonly outcome: "observed" | "not observed" | "unknown";
      readonly seen: string;
    }
  | { readonly type: "AddNote"; readonly text: string }
  | {
      readonly type: "AssignStep";
      readonly step: StepKey;
      readonly ownership: Ownership;
      readonly allowed: boolean;
      /** Does the person who assigns belong to management, whom the ladder calls last? */
      readonly byManagement: boolean;
    }
  | {
      readonly type: "NameSuspect";
      readonly suspect: Person;
      readonly reason: string;
      readonly byManagement: boolean;
    }
  | {
      readonly type: "ClearSuspect";
      readonly suspect: Person;
      readonly reason: string;
      readonly byManagement: boolean;
    }
  | { readonly type: "Freeze"; readonly reason: string }
  | { readonly type: "LiftFreeze" }
  | {
      readonly type: "OfferHandover";
      readonly to: Person;
      readonly handle: CardHandle;
      readonly byManagement: boolean;
    }
  | ({ readonly type: "TakeOver" } & CardHandle)
  | {
      readonly type: "ApplyDirectory";
      readonly sha256: string;
      readonly changes: readonly string[];
    }
  | { readonly type: "RefuseDirectory"; readonly sha256: string; readonly problem: string }
  | {
      readonly type: "NoteException";
      readonly exception: ExceptionId;
      readonly step: StepKey;
      readonly state: ExceptionState;
      readonly seq: number;
      readonly what: string;
      readonly text: string;
    }
  | {
      readonly type: "SetSeverity";
      readonly severity: Severity;
      readonly byManagement: boolean;
    }
  | { readonly type: "SetPhase"; readonly phase: Phase }
  | {
      readonly type: "Close";
      readonly reason: string;
      /** Nothing happened: closed without containment, which nothing was requested for. */
      readonly falseAlarm: boolean;
    };

/** A wish with its time and who has it. */
export type Command = Wish & { readonly at: Instant; readonly actor: Actor };

/** The wish of one kind. */
export type WishOf<T extends Wish["type"]> = Extract<Wish, { type: T }> & {
  readonly at: Instant;
  readonly actor: Actor;
};
