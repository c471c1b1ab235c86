import { type RefusalCode } from "../approval/refusals.ts";
import { type Actor, type Person } from "../incident/people.ts";
import { type Severity } from "../incident/types.ts";
import { type ExceptionId, type Instant } from "../shared/ids.ts";
import {
  type ExceptionCall,
  type ExceptionKind,
  type ExceptionSource,
  type Terms,
} from "./types.ts";

/** What people do to an exception; each needs an authority of its own. */
export const exceptionVerbs = ["accept", "review", "renew", "close"] as const;
export type ExceptionVerb = (typeof exceptionVerbs)[number];

/** What happened to an exception. One event is one entry of its record. */
export type ExceptionFact =
  | {
      readonly type: "ExceptionAskedFor";
      readonly exception: ExceptionId;
      readonly kind: ExceptionKind;
      readonly title: string;
      readonly target: string;
      readonly source?: ExceptionSource;
      readonly severity: Severity;
      readonly askedBy: Person;
      readonly justification: string;
      readonly nonce: string;
    }
  | { readonly type: "ExceptionAccepted"; readonly terms: Terms }
  | { readonly type: "ExceptionReviewed"; readonly finding: string; readonly reviewAt: Instant }
  | { readonly type: "ExceptionRenewed"; readonly terms: Terms; readonly reason: string }
  | { readonly type: "ExceptionExpired" }
  /** Also before anybody accepted it: what it left open was decided otherwise. By Cordon where its step was observed. */
  | { readonly type: "ExceptionClosed"; readonly reason: string }
  | {
      readonly type: "ExceptionCalled";
      readonly call: ExceptionCall;
      readonly due: Instant;
      readonly people: readonly Person[];
    }
  | {
      readonly type: "ExceptionPressRefused";
      readonly code: RefusalCode;
      readonly verb: ExceptionVerb;
    };

export type ExceptionEvent = ExceptionFact & { readonly at: Instant; readonly actor: Actor };
