import { type Instant, type IncidentId, type PlanHash, type StepKey } from "../shared/ids.ts";
import {
  type Actor,
  type Artefact,
  type ArtefactKind,
  type Audience,
  type CardHandle,
  type Direction,
  type IncidentPlace,
  type ItemOutcome,
  type Ownership,
  type Person,
  type Phase,
  type Plan,
  type Severity,
  type StepDefinition,
  type Subject,
} from "./types.ts";

/** What somebody, or Cordon itself, wants to happen. Time and ids come in with it. */
export type Wish =
  | {
      readonly type: "OpenIncident";
      readonly incident: IncidentId;
      readonly playbook: string;
      readonly title: string;
      readonly severity: Severity;
      readonly lead: Person;
      readonly seen: string;
      readonly subjects: readonly Subject[];
      readonly evidence: readonly ArtefactKind[];
      readonly steps: readonly {
        readonly definition: StepDefinition;
        readonly ownership?: Ownership;
      }[];
    }
  | { readonly type: "RefusePlace"; readonly rung: IncidentPlace["rung"]; readonly reason: string }
  | { readonly type: "FindPlace"; readonly place: Omit<IncidentPlace, "audience"> }
  | { readonly type: "ReadAudience"; readonly audience: Audience }
  | { readonly type: "KeepEvidence"; readonly artefact: Artefact }
  | { readonly type: "MissEvidence"; readonly kind: ArtefactKind; readonly reason: string }
  | ({ readonly type: "ProposeStep"; readonly step: StepKey } & CardHandle & {
        readonly plan: Plan;
        readonly planHash: PlanHash;
      })
  | { readonly type: "SkipStep"; readonly step: StepKey; readonly seen: string }
  | {
      readonly type: "LeaveToPeople";
      readonly step: StepKey;
      readonly handle: CardHandle;
      readonly reason: string;
      readonly byHand: string;
    }
  | ({ readonly type: "Approve"; readonly step: StepKey } & CardHandle)
  | ({ readonly type: "Decline"; readonly step: StepKey; readonly reason: string } & CardHandle)
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
    }
  | { readonly type: "SetSeverity"; readonly severity: Severity }
  | { readonly type: "SetPhase"; readonly phase: Phase }
  | { readonly type: "Close"; readonly reason: string };

/** A wish with its time and who has it. */
export type Command = Wish & { readonly at: Instant; readonly actor: Actor };

/** The wish of one kind. */
export type WishOf<T extends Wish["type"]> = Extract<Wish, { type: T }> & {
  readonly at: Instant;
  readonly actor: Actor;
};
