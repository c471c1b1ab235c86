/** Sealing while a step is requested: locked away, recorded, and only then used. */
import { type ActionContext } from "../actions/context.ts";
import { findStep, isBarred, noSay } from "../core/incident/decision.ts";
import { type Person } from "../core/incident/people.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { after } from "../core/shared/ids.ts";
import { type HandleOrder } from "./handle.ts";
import { type Runtime } from "./ports/runtime.ts";
import { type SealedSecret, type Secrets } from "./ports/secrets.ts";
import { type Store } from "./ports/store.ts";
import { type StandingBook } from "./standing.ts";

/** How long a secret may be read, in Cordon's own time: one hour. */
export const secretLifetimeMs = 60 * 60_000;

export type SealDeps = {
  readonly secrets: Pick<Secrets, "seal" | "discard">;
  readonly handle: HandleOrder;
  readonly runtime: Pick<Runtime, "now">;
  /** Where the one-time page is; undefined where there is none, and then nothing is sealed. */
  readonly consoleUrl: string | undefined;
};

/** The part of a step's work that sealing needs. */
export type SealedStep = { readonly incident: Pick<Incident, "id">; readonly step: Step };

const approvalOf = ({ status }: Step): string | undefined =>
  "proposal" in status ? status.proposal.approvalId : undefined;

/** Why a step that needs a secret can't be requested here; undefined where it can. */
export const sealingProblem = (consoleUrl: string | undefined): string | undefined =>
  consoleUrl === undefined
    ? "There is no page on which one person could read the secret: CONSOLE_URL isn't set."
    : undefined;

type Noted = Parameters<HandleOrder>[0];

/** Records it and answers with the incident after that, or throws. */
const note = async (handle: HandleOrder, order: Noted): Promise<Incident> => {
  const noted = await handle(order);
  if (noted.kind === "handled" && noted.refusal === undefined) return noted.incident;
  throw new Error(`${order.incident}: a secret couldn't be recorded, so nothing was requested`);
};

type Sealed = Pick<SealedSecret, "incident" | "step" | "approvalId"> & Pick<Noted, "claim">;

/**
 * Of one approval only what the last try sealed can be read: a request that was refused for now (429) is made again
 * with a new password, and the earlier one opens nothing. `own` are the ids of this try.
 */
const endEarlier = async (
  { secrets, handle, runtime }: SealDeps,
  state: Incident,
  sealed: Sealed & { readonly own: ReadonlySet<string> },
): Promise<void> => {
  const { incident, step, approvalId, claim, own } = sealed;
  if (approvalId === undefined) return;
  const open = findStep(state, step)?.secrets.filter(({ id, ended }) => !ended && !own.has(id));
  for (const { id } of open ?? []) {
    const which = { incident, step, approvalId, id };
    if ((await secrets.discard(which, runtime.now())) === 0) continue;
    const wish = { type: "NoteSecretEnded", step, secret: id, how: "expired" } as const;
    const order = { incident, actor: { kind: "cordon" }, wishes: [wish] } as const;
    await note(handle, { ...order, ...(claim && { claim }) });
  }
};

type Try = {
  readonly found: SealedStep;
  readonly to: Person;
  readonly claim: Noted["claim"];
  readonly own: Set<string>;
};

const sealOne = async (
  deps: SealDeps,
  { found, to, claim, own }: Try,
  { label, text }: Parameters<ActionContext["seal"]>[0],
): Promise<void> => {
  const { secrets, handle, runtime, consoleUrl } = deps;
  const problem = sealingProblem(consoleUrl);
  if (problem !== undefined) throw new Error(problem);
  const incident = found.incident.id;
  const { key: step } = found.step.definition;
  const approvalId = approvalOf(found.step);
  const about = { incident, step, ...(approvalId !== undefined && { approvalId }) };
  const expiresAt = after(runtime.now(), secretLifetimeMs);
  const { id } = await secrets.seal({ ...about, label, text, to, expiresAt });
  own.add(id);
  try {
    const noted = await note(handle, {
      incident,
      actor: { kind: "cordon" },
      wishes: [{ type: "NoteSecretSealed", step, secret: id, label, to }],
      ...(claim && { claim }),
    });
    await endEarlier(deps, noted, { ...about, ...(claim && { claim }), own });
  } catch (fault) {
    await secrets.discard({ incident, step, id }, runtime.now());
    throw fault;
  }
};

/**
 * Makes `seal` for one step and the one person who reads what it seals. The secret is stored first and recorded second:
 * where it can't be recorded it is erased again and `seal` throws, so that nothing is requested with it. With `claim`,
 * a worker that lost its job seals nothing any more.
 */
export const makeSealFor =
  (deps: SealDeps) =>
  (found: SealedStep, to: Person, claim?: Noted["claim"]): ActionContext["seal"] => {
    // An action may seal several secrets in one try: `seal` is made anew for each.
    const own = new Set<string>();
    return (given) => sealOne(deps, { found, to, claim, own }, given);
  };

/** Makes what the page calls when a secret was shown: the incident's record says so, once. Throws where it can't. */
export const makeNoteRevealed =
  (handle: HandleOrder) =>
  async ({ incident, step, id }: SealedSecret): Promise<void> => {
    const wish = { type: "NoteSecretEnded", step, secret: id, how: "revealed" } as const;
    await handle({ incident, actor: { kind: "cordon" }, wishes: [wish] });
  };

/** Became the reader a subject or a suspect since it was sealed? Told by all accounts that the record has of them. */
export const isReaderBarred = (incident: Incident, { id, step, to }: SealedSecret): boolean => {
  const known = findStep(incident, step)?.secrets.find((one) => one.id === id)?.to;
  return isBarred(incident, to) || (known !== undefined && isBarred(incident, known));
};

export type ReaderDeps = {
  readonly store: Pick<Store, "load">;
  readonly standings: Pick<StandingBook, "of">;
};

/**
 * Makes what the page asks before it shows a secret: false where the reader is barred from the incident by now, or
 * their account is no enabled member's any more. Throws where that can't be told; then nothing is shown.
 */
export const makeMayRead =
  ({ store, standings }: ReaderDeps) =>
  async (secret: SealedSecret): Promise<boolean> => {
    const incident = await store.load(secret.incident);
    if (!incident || isReaderBarred(incident, secret)) return false;
    return (await standings.of(secret.to.id, 0)) === "member";
  };

/** What the record says of a secret that was erased because its reader may not read it any more. */
export const refusedReaderWishes = ({ step, id, label, to }: SealedSecret) =>
  [
    {
      type: "AddNote",
      text: `${label}: ${to.name} ${noSay}, so it was erased unread. Propose the step again for a new one.`,
    },
    { type: "NoteSecretEnded", step, secret: id, how: "expired" },
  ] as const;

/** Makes what the page calls when it refused the reader and erased the secret: the record says so, or it throws. */
export const makeNoteRefused =
  (handle: HandleOrder) =>
  async (secret: SealedSecret): Promise<void> => {
    const wishes = refusedReaderWishes(secret);
    await note(handle, { incident: secret.incident, actor: { kind: "cordon" }, wishes });
  };
