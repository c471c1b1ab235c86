import { type RefusalCode } from "../approval/refusals.ts";
import { type Actor, type Person } from "../incident/people.ts";
import { type Severity } from "../incident/types.ts";
import { type ExceptionId, type Instant } from "../shared/ids.ts";
import { type ExceptionVerb } from "./events.ts";
import {
  type ExceptionCall,
  type ExceptionKind,
  type ExceptionSource,
  type RiskLevel,
} from "./types.ts";

/** What the directory says about the person who acts; absent means no. */
export type Authority = {
  /** May they accept a risk here: the owning team's lead, or management? */
  readonly mayAccept: boolean;
  /** May they review for security: somebody who decides in the SOC? */
  readonly mayReview: boolean;
  /** Are they a subject or a suspect of the incident that it comes from? */
  readonly isBarred: boolean;
};

/** What somebody wants of an exception. Days count from the moment of the command. */
export type ExceptionWish =
  | {
      readonly type: "AskFor";
      readonly exception: ExceptionId;
      readonly kind: ExceptionKind;
      readonly title: string;
      readonly target: string;
      readonly source?: ExceptionSource;
      readonly severity: Severity;
      readonly justification: string;
      readonly nonce: string;
    }
  /** The person who sends it becomes the accountable owner. */
  | {
      readonly type: "Accept";
      readonly nonce: string;
      readonly reviewer: Person | undefined;
      readonly controls: string;
      readonly risk: RiskLevel;
      readonly reviewInDays: number;
      readonly expiresInDays: number;
      /** The worse of the exception's and its incident's now: the stricter limits count. */
      readonly severity: Severity;
      readonly authority: Authority;
    }
  | {
      readonly type: "Review";
      readonly finding: string;
      readonly authority: Authority;
    }
  | {
      readonly type: "Renew";
      readonly reason: string;
      readonly expiresInDays: number;
      /** As at acceptance. */
      readonly severity: Severity;
      readonly authority: Authority;
    }
  | { readonly type: "CloseException"; readonly reason: string; readonly authority: Authority }
  /** Somebody pressed who has no say here at all; nothing is noted of what is closed. */
  | { readonly type: "RefusePress"; readonly verb: ExceptionVerb; readonly code: RefusalCode }
  /** Cordon's own: the end has come. */
  | { readonly type: "Expire" }
  /** Cordon's own: the step was observed after all, so its decline leaves nothing open. */
  | { readonly type: "Settle"; readonly reason: string }
  | {
      readonly type: "Call";
      readonly call: ExceptionCall;
      readonly due: Instant;
      readonly people: readonly Person[];
    };

export type ExceptionCommand = ExceptionWish & { readonly at: Instant; readonly actor: Actor };
