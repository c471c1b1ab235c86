/**
 * Gives the one person the link to their secret, and comes back when its time is over. The link is worked out anew at
 * each try and stands nowhere but in that message.
 */
import { z } from "zod/v4";
import { type HandleOrder } from "../application/handle.ts";
import { type Chat, PostFault } from "../application/ports/chat.ts";
import { type Log, type Runtime } from "../application/ports/runtime.ts";
import { type SealedSecret, type Secrets } from "../application/ports/secrets.ts";
import { type ClaimedJob, type Store } from "../application/ports/store.ts";
import { isReaderBarred, refusedReaderWishes } from "../application/seal.ts";
import { type Wish } from "../core/incident/commands.ts";
import { findStep } from "../core/incident/decision.ts";
import { type Incident, type StepStatus } from "../core/incident/types.ts";
import { finished, incidentOf, inMs, type JobHandler, type JobResult } from "./job.ts";

export type TellSecretDeps = {
  readonly secrets: Pick<Secrets, "find" | "tokenOf" | "expire" | "discard">;
  readonly store: Pick<Store, "load" | "posts" | "savePost">;
  readonly chat: Pick<Chat, "personal">;
  readonly handle: HandleOrder;
  readonly runtime: Runtime;
  readonly log: Log;
  /** The public address of the one-time page, without a slash at the end; undefined where there is none. */
  readonly consoleUrl: string | undefined;
};

/** While the request runs, the answer is looked for so often, in ms. */
const runningLookMs = 2_000;

/** A message that Teams refuses for now is sent again after this, at the longest, in ms. */
const longestPauseMs = 60_000;

type Case = {
  readonly job: ClaimedJob;
  readonly incident: Incident;
  readonly secret: SealedSecret;
};

const commit = async (
  { handle }: TellSecretDeps,
  job: ClaimedJob,
  wishes: readonly Wish[],
): Promise<void> => {
  const order = {
    incident: incidentOf(job),
    actor: { kind: "cordon" },
    wishes,
    claim: job,
  } as const;
  await handle(order);
};

/** Is the secret of what runs now, or of what was requested and refused outright? */
const standingOf = (status: StepStatus | undefined, approvalId: string | undefined) => {
  const isIts = status && "proposal" in status && status.proposal.approvalId === approvalId;
  if (!isIts) return "over";
  if (status.kind === "running") return "running";
  return status.kind === "settled" && status.effect.outcome === "failed" ? "failed" : "over";
};

/** Read, or nobody may read it any more: that is recorded, where it isn't yet. */
const closing = async (
  deps: TellSecretDeps,
  job: ClaimedJob,
  secret: SealedSecret,
): Promise<JobResult> => {
  const how = secret.state === "revealed" ? "revealed" : "expired";
  const wish = { type: "NoteSecretEnded", step: secret.step, secret: secret.id, how } as const;
  await commit(deps, job, [wish]);
  return finished;
};

const erase = (deps: TellSecretDeps, { incident, step, id }: SealedSecret): Promise<number> =>
  deps.secrets.discard({ incident, step, id }, deps.runtime.now());

/** Nobody can be told, so nobody can read it: it is erased, and the incident says so, without the link. */
const untold = async (
  deps: TellSecretDeps,
  { job, secret }: Case,
  why: string,
): Promise<JobResult> => {
  await erase(deps, secret);
  const { step, id, label, to } = secret;
  const text = `${label}: ${to.name} can’t be told alone (${why}), so it was erased. ${to.name} must ask for a new one.`;
  await commit(deps, job, [
    { type: "AddNote", text },
    { type: "NoteSecretEnded", step, secret: id, how: "expired" },
  ]);
  return finished;
};

/** Who became a suspect or a subject meanwhile reads nothing: it is erased, told or not, and the incident says so. */
const barred = async (deps: TellSecretDeps, { job, secret }: Case): Promise<JobResult> => {
  await erase(deps, secret);
  await commit(deps, job, refusedReaderWishes(secret));
  return finished;
};

const messageOf = (
  { secrets }: TellSecretDeps,
  { incident, secret: { id, step, label, expiresAt } }: Case,
  consoleUrl: string,
): string => {
  const number = findStep(incident, step)?.number;
  const until = `${expiresAt.slice(11, 16)} UTC`;
  return [
    `${label}, ${incident.id} step ${String(number ?? step)}: for you alone, shown once, until ${until}.`,
    `${consoleUrl}/secret/${id}#${secrets.tokenOf(id)}`,
    "Open it yourself and forward it to nobody.",
  ].join("\n");
};

/** Sent before? A job that died after its message sends no second one. */
const isTold = async (deps: TellSecretDeps, { incident, secret }: Case): Promise<boolean> =>
  (await deps.store.posts(incident.id)).some(({ key }) => key === `secret:${secret.id}`);

const send = async (
  deps: TellSecretDeps,
  found: Case,
  { consoleUrl, near }: { readonly consoleUrl: string; readonly near: string },
): Promise<void> => {
  const { incident, secret } = found;
  const text = messageOf(deps, found, consoleUrl);
  const posted = await deps.chat.personal(secret.to, near, { kind: "text", text });
  // The digest is of the id: nothing of the link is kept.
  const digest = deps.runtime.sha256(secret.id);
  await deps.store.savePost({
    incident: incident.id,
    key: `secret:${secret.id}`,
    ...posted,
    digest,
  });
};

const tell = async (deps: TellSecretDeps, found: Case): Promise<JobResult> => {
  const { job, incident, secret } = found;
  const later: JobResult = { kind: "again", runAt: secret.expiresAt, reason: "waits to be read" };
  if (await isTold(deps, found)) return later;
  const { consoleUrl } = deps;
  if (consoleUrl === undefined) return untold(deps, found, "CONSOLE_URL isn’t set");
  const near = incident.place?.conversationId;
  if (near === undefined) {
    return { kind: "again", runAt: inMs(deps.runtime, runningLookMs), reason: "no place yet" };
  }
  try {
    await send(deps, found, { consoleUrl, near });
    return later;
  } catch (fault) {
    if (!(fault instanceof PostFault)) throw fault;
    if (fault.kind !== "later") {
      deps.log.warn(
        { incident: incident.id, person: secret.to.id, reason: fault.message },
        "no link",
      );
      return untold(deps, found, "Teams refuses it");
    }
    const pause = fault.retryAfterMs ?? Math.min(longestPauseMs, 1_000 * 2 ** job.attempts);
    return { kind: "again", runAt: inMs(deps.runtime, pause), reason: fault.message };
  }
};

/**
 * Makes the handler of `tell-secret`. The link goes out when the request is through: of one that was refused outright
 * nothing is told, and its secret is erased. Throws for a step that isn't there.
 */
export const makeTellSecret = (deps: TellSecretDeps): JobHandler => {
  return async (job) => {
    const id = z.string().parse(job.payload["secret"]);
    // Whatever else is over is erased as well: also what a crash left behind before it was recorded.
    await deps.secrets.expire(deps.runtime.now());
    const [secret, incident] = await Promise.all([
      deps.secrets.find(id),
      deps.store.load(incidentOf(job)),
    ]);
    if (!secret || !incident)
      throw new Error(`${job.incident}: the secret of ${job.key} isn't there`);
    if (secret.state !== "sealed") return closing(deps, job, secret);
    if (isReaderBarred(incident, secret)) return barred(deps, { job, incident, secret });
    const standing = standingOf(findStep(incident, secret.step)?.status, secret.approvalId);
    if (standing === "running") {
      return {
        kind: "again",
        runAt: inMs(deps.runtime, runningLookMs),
        reason: "the request runs",
      };
    }
    if (standing === "over") return tell(deps, { job, incident, secret });
    await erase(deps, secret);
    return closing(deps, job, { ...secret, state: "discarded" });
  };
};
