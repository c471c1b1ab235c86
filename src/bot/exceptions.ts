/** The common path of commands and buttons about one exception: find it, wish, answer in a line. */
import { z } from "zod/v4";
import { type RefusalCode } from "../core/approval/refusals.ts";
import { type Authority, type ExceptionWish } from "../core/exceptions/commands.ts";
import { exceptionVerbs } from "../core/exceptions/events.ts";
import { underLimitsOf } from "../core/exceptions/rules.ts";
import { type Exception } from "../core/exceptions/types.ts";
import { type Person } from "../core/incident/people.ts";
import { type Incident, type Severity } from "../core/incident/types.ts";
import { exceptionId, exceptionIdOf } from "../core/shared/ids.ts";
import { ok, refuse, type Result } from "../core/shared/result.ts";
import { authorityOf, reviewersFor, teamsIn } from "../application/exception-authority.ts";
import { type Reply } from "../application/ports/chat.ts";
import { type BotDeps, type Call, cardReply, line, type Press } from "./bot.ts";
import { sameNonce, unknownCard } from "./press.ts";

/** An input that was left empty comes as "" or not at all; the rules say what is missing or too long. */
const typed = z.string().max(20_000).default("");

/** What a button of an exception's card carries. Each sends the inputs of all panels, hidden ones too. */
const exceptionData = z.strictObject({
  exception: z.string().max(16),
  nonce: z.string().max(64),
  controls: typed,
  risk: typed,
  reviewIn: typed,
  endsIn: typed,
  finding: typed,
  closeReason: typed,
  renewReason: typed,
  renewFor: typed,
});

export type ExceptionData = z.infer<typeof exceptionData>;

/** The exception behind a card, if number and one-time value are both right. */
const pressed = async (
  deps: BotDeps,
  press: Press,
): Promise<{ readonly data: ExceptionData; readonly exception: Exception } | undefined> => {
  const parsed = exceptionData.safeParse(press.data);
  if (!parsed.success) return undefined;
  const id = exceptionId.safeParse(parsed.data.exception);
  const exception = id.success ? await deps.register.load(id.data) : undefined;
  return exception && sameNonce(exception.nonce, parsed.data.nonce)
    ? { data: parsed.data, exception }
    : undefined;
};

/** What somebody wants of an exception, and what is said when it was recorded. */
export type ExceptionIntent = {
  readonly wish: ExceptionWish;
  readonly done: (after: Exception) => string;
};

/** Which exception somebody acts on, and what say they have in it. */
export type Acting = {
  readonly exception: Exception;
  /** The worse of the exception's and its incident's now. */
  readonly severity: Severity;
  readonly authority: Authority;
  /** Who would review it for security if they accepted it. */
  readonly reviewer: Person | undefined;
};

/** The incident that it comes from. Without it nobody knows who is barred, so nobody decides. */
const sourceOf = async (
  { store }: BotDeps,
  { id, source }: Exception,
): Promise<Incident | undefined> => {
  const incident = source && (await store.load(source.incident));
  if (source && !incident) throw new Error(`${id}: ${source.incident} isn't there`);
  return incident;
};

/** The exception's card as it is now, under the limits that its incident sets by now. */
export const shownException = async (deps: BotDeps, exception: Exception): Promise<Reply> =>
  cardReply(deps.cards.exception(underLimitsOf(exception, await sourceOf(deps, exception))));

type Read = (acting: Acting) => Result<ExceptionIntent, string>;

/** Runs one wish on an exception; a repeated message is recorded once. */
const change = async (
  deps: BotDeps,
  at: { exception: Exception; person: Person; once?: string },
  read: Read,
): Promise<Reply> => {
  const { exception, person, once } = at;
  const { id } = exception;
  const incident = await sourceOf(deps, exception);
  const { severity } = underLimitsOf(exception, incident);
  const about = { exception, incident };
  const teams = teamsIn(deps.duty.directory(), deps.duty.knownGroups());
  const authority = authorityOf(person, about, teams);
  const intent = read({
    exception,
    severity,
    authority,
    reviewer: reviewersFor(person, about, teams)[0],
  });
  if (!intent.ok) return line(intent.refusal);
  const handled = await deps.handleException({
    exception: id,
    actor: { kind: "person", ...person },
    wishes: [intent.value.wish],
    ...(once !== undefined && { once }),
  });
  if (handled.kind !== "handled") return { kind: "nothing" };
  return line(handled.refusal?.sentence ?? `${id}: ${intent.value.done(handled.exception)}`);
};

/** Runs a button of an exception's card. */
export const pressException = async (
  deps: BotDeps,
  press: Press,
  person: Person,
  read: (acting: Acting, data: ExceptionData) => Result<ExceptionIntent, string>,
): Promise<Reply> => {
  const found = await pressed(deps, press);
  if (!found) return unknownCard;
  const { exception, data } = found;
  return change(deps, { exception, person }, (acting) => read(acting, data));
};

/**
 * Notes in the record that somebody pressed who has no say at all. The card must be known; nothing of it is
 * answered, and nothing else happens.
 */
export const noteRefusedException = async (
  deps: BotDeps,
  press: Press,
  by: { readonly person: Person; readonly code: RefusalCode },
): Promise<void> => {
  const verb = exceptionVerbs.find((name) => press.verb === `exception.${name}`);
  const found = verb && (await pressed(deps, press));
  if (!found) return;
  await deps.handleException({
    exception: found.exception.id,
    actor: { kind: "person", ...by.person },
    wishes: [{ type: "RefusePress", verb, code: by.code }],
  });
};

const numbered = /^(?:ex[-\s]?)?0*([1-9]\d{0,8})(?=\s|$)\s*/iu;

/** The exception that a text begins with, as 3, EX-3 or ex3, and what follows it. */
export const whichException = async (
  deps: BotDeps,
  { args }: Call,
  usage: string,
): Promise<Result<{ readonly exception: Exception; readonly rest: string }, string>> => {
  const number = numbered.exec(args);
  if (!number) {
    return refuse(`Which exception? “${usage}”; “exception list” shows them. Nothing was done.`);
  }
  const id = exceptionIdOf(Number(number[1]));
  const exception = await deps.register.load(id);
  return exception
    ? ok({ exception, rest: args.slice(number[0].length).trim() })
    : refuse(`There is no ${id}. “exception list” shows them. Nothing was done. (R-207)`);
};

/** Runs a command that changes one exception. */
export const changeException = async (
  deps: BotDeps,
  call: Call,
  usage: string,
  read: (acting: Acting, rest: string) => Result<ExceptionIntent, string>,
): Promise<Reply> => {
  const found = await whichException(deps, call, usage);
  if (!found.ok) return line(found.refusal);
  const { exception, rest } = found.value;
  const { person, message } = call;
  return change(deps, { exception, person, once: message.key }, (acting) => read(acting, rest));
};
