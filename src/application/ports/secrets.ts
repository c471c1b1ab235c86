/** Passwords and passes that one person may read once. Nothing but the opener ever gets the text. */
import { type Person } from "../../core/incident/people.ts";
import { type IncidentId, type Instant, type StepKey } from "../../core/shared/ids.ts";

/** What is locked away, for whom and until when. */
export type Sealing = {
  readonly incident: IncidentId;
  readonly step: StepKey;
  /** The approval under which it came about. */
  readonly approvalId?: string;
  /** What it is, without saying it: "New password of 1 account". */
  readonly label: string;
  /** The secret itself. */
  readonly text: string;
  readonly to: Person;
  /** From then on nobody reads it. */
  readonly expiresAt: Instant;
};

/** sealed: to be read once · revealed: was read · expired: nobody came in time · discarded: it came to nothing. */
export type SecretState = "sealed" | "revealed" | "expired" | "discarded";

/** Everything about a secret but the secret. */
export type SealedSecret = Omit<Sealing, "text" | "to"> & {
  readonly id: string;
  readonly to: Pick<Person, "id" | "name">;
  readonly sealedAt: Instant;
  readonly state: SecretState;
  /** When it was read, ended or thrown away; undefined while it is sealed. */
  readonly endedAt: Instant | undefined;
};

/** unknown: no such secret, or not its token; the two can't be told apart. closed: it was read before, or ended. */
export type Opening =
  | { readonly kind: "opened"; readonly secret: SealedSecret; readonly text: string }
  | { readonly kind: "closed"; readonly secret: SealedSecret }
  | { readonly kind: "unknown" };

/** All methods throw on a store that is down; `seal` and `open` also where the key isn't the one that sealed. */
export type Secrets = {
  /** Stores it encrypted. */
  seal(sealing: Sealing): Promise<{ readonly id: string }>;
  /** What is known about a secret; undefined where there is none. */
  find(id: string): Promise<SealedSecret | undefined>;
  /** The one-time token of a link: the same for the same id and key, whoever asks; it is stored nowhere. */
  tokenOf(id: string): string;
  /** Gives the text once: whoever is second, by a microsecond or a day, is told when the first one read it. */
  open(id: string, token: string, now: Instant): Promise<Opening>;
  /** Erases what is sealed for this step, or only for one of its approvals, or only one. Answers how many it erased. */
  discard(
    which: {
      readonly incident: IncidentId;
      readonly step: StepKey;
      readonly approvalId?: string;
      readonly id?: string;
    },
    now: Instant,
  ): Promise<number>;
  /** Erases every secret whose time is over. Answers with those. */
  expire(now: Instant): Promise<readonly SealedSecret[]>;
};
