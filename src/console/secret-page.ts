/** What the one-time page answers: opening it changes nothing, only a press with the right code does. */
import { createHash, timingSafeEqual } from "node:crypto";
import { type Log, type Runtime } from "../application/ports/runtime.ts";
import { type SealedSecret, type Secrets } from "../application/ports/secrets.ts";
import { type Attempts } from "./attempts.ts";
import { askPage, closedPage, refusedPage, shownPage, unknownPage } from "./page.ts";

export type PageAnswer = {
  readonly status: number;
  readonly html: string;
  readonly retryAfter?: number;
};

export type SecretPageDeps = {
  readonly secrets: Pick<Secrets, "open" | "find" | "tokenOf" | "discard">;
  readonly attempts: Attempts;
  readonly runtime: Pick<Runtime, "now">;
  readonly log: Log;
  /** Records that it was read. A throw is logged: the reader has the secret all the same, or nobody would. */
  readonly onRevealed: (secret: SealedSecret) => Promise<void>;
  /** Asked before it is shown: may its reader still read it? A throw shows nothing and erases nothing. */
  readonly mayRead?: (secret: SealedSecret) => Promise<boolean>;
  /** Records that its reader was refused and that it is erased. A throw is logged. */
  readonly onRefused?: (secret: SealedSecret) => Promise<void>;
};

/** One press, as it came. */
export type Press = {
  readonly id: string;
  /** What was typed or pasted: the code, or the whole link. */
  readonly given: string;
  readonly address: string;
  /** Sec-Fetch-Site of browsers. */
  readonly site: string | undefined;
};

const idPattern = /^[0-9a-f]{32}$/u;

/** Who pastes pastes the whole link as well. */
const codeOf = (given: string): string => given.slice(given.lastIndexOf("#") + 1).trim();

/** The page for any id, whether there is such a secret or not: link previews learn and use up nothing. */
export const secretPage = (id: string): PageAnswer =>
  idPattern.test(id)
    ? { status: 200, html: askPage(`/secret/${id}`) }
    : { status: 404, html: unknownPage() };

const isForeign = (site: string | undefined): boolean =>
  site !== undefined && site !== "same-origin" && site !== "none";

const tooMany = (seconds: number): PageAnswer => ({
  status: 429,
  retryAfter: seconds,
  html: refusedPage("Too many wrong codes", `Try again in ${String(seconds)} seconds.`),
});

const wrong = async (deps: SecretPageDeps, { id, address }: Press): Promise<PageAnswer> => {
  const isLast = await deps.attempts.spend(address);
  if (isLast)
    deps.log.warn({ from: address, secret: id.slice(0, 40) }, "too many wrong codes for secrets");
  return { status: 404, html: unknownPage() };
};

const digestOf = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();

const reasonOf = (fault: unknown): string =>
  fault instanceof Error ? fault.message : "unknown fault";

const cantTell = (deps: SecretPageDeps, { id, incident }: SealedSecret, fault: unknown) => {
  const reason = reasonOf(fault);
  deps.log.warn({ secret: id, incident, reason }, "whether a secret may be shown couldn't be told");
  const sentence =
    "Cordon can’t check your account now. Nothing is used up: press again in a minute.";
  return { status: 503, html: refusedPage("Not now", sentence) };
};

const erased = async (deps: SecretPageDeps, secret: SealedSecret): Promise<PageAnswer> => {
  const { id, incident, step, to } = secret;
  deps.log.warn({ secret: id, incident, person: to.id }, "secret refused to its reader");
  const ended = await deps.secrets.discard({ incident, step, id }, deps.runtime.now());
  try {
    if (ended > 0) await deps.onRefused?.(secret);
  } catch (fault) {
    const reason = reasonOf(fault);
    deps.log.error({ secret: id, incident, reason }, "a refused secret isn't in the record yet");
  }
  const sentence = "It was erased. The lead of the incident knows more.";
  return { status: 403, html: refusedPage("Not for you any more", sentence) };
};

/** Why the right code shows nothing: its reader is barred by now. Who hasn't got the code learns nothing of it. */
const refusalOf = async (
  deps: SecretPageDeps,
  { id, given }: Press,
): Promise<PageAnswer | undefined> => {
  if (!deps.mayRead) return undefined;
  const secret = await deps.secrets.find(id);
  const isCode = timingSafeEqual(digestOf(codeOf(given)), digestOf(deps.secrets.tokenOf(id)));
  if (!isCode || secret?.state !== "sealed") return undefined;
  try {
    if (await deps.mayRead(secret)) return undefined;
  } catch (fault) {
    return cantTell(deps, secret, fault);
  }
  return erased(deps, secret);
};

const opened = async (
  deps: SecretPageDeps,
  secret: SealedSecret,
  text: string,
): Promise<PageAnswer> => {
  const { id, incident, to } = secret;
  deps.log.info({ secret: id, incident, person: to.id }, "secret shown");
  try {
    await deps.onRevealed(secret);
  } catch (fault) {
    const reason = reasonOf(fault);
    deps.log.error({ secret: id, incident, reason }, "a shown secret isn't in the record yet");
  }
  return { status: 200, html: shownPage(secret, text) };
};

/**
 * Reveals once. 200 with the secret, 403 where its reader may not read it any more, 404 for a wrong code or id, 410
 * when it was read or ended before, 429, 503 where it can't be told whether the reader may.
 */
export const pressSecret = async (deps: SecretPageDeps, press: Press): Promise<PageAnswer> => {
  if (isForeign(press.site)) {
    return { status: 403, html: refusedPage("Not from here", "Another site may not press here.") };
  }
  const seconds = await deps.attempts.spent(press.address);
  if (seconds !== undefined) return tooMany(seconds);
  if (!idPattern.test(press.id)) return wrong(deps, press);
  const refusal = await refusalOf(deps, press);
  if (refusal) return refusal;
  const found = await deps.secrets.open(press.id, codeOf(press.given), deps.runtime.now());
  switch (found.kind) {
    case "opened":
      return opened(deps, found.secret, found.text);
    case "closed":
      return { status: 410, html: closedPage(found.secret) };
    case "unknown":
      return wrong(deps, press);
  }
};
