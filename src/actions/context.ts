/** What actions and collectors get to work with. */
import { type Instant, type ObjectId } from "../core/shared/ids.ts";
import { type Defender, type Exchange, type Graph } from "./tenant.ts";

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

/** What an action gets to work with. `secret` gives a new random password; it goes to the service and to `seal` only. */
export type ActionContext = {
  readonly graph: Graph;
  readonly exchange: Exchange;
  readonly defender: Defender;
  readonly now: () => Instant;
  readonly secret: () => string;
  /**
   * Locks a secret away for the one person who approved; it is shown to them once, outside Teams. Seal a password
   * before it is sent, a pass as soon as the service gave it. Throws outside `apply`.
   */
  readonly seal: (secret: { readonly label: string; readonly text: string }) => Promise<void>;
  /** On whom Cordon never acts. */
  readonly never: NeverList;
};
