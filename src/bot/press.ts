/** The common path of card buttons: what the card says is only a claim, the store knows. */
import { findStep } from "../core/incident/decision.ts";
import { timingSafeEqual } from "node:crypto";
import { z } from "zod/v4";
import { type Wish } from "../core/incident/commands.ts";
import { type RefusalCode } from "../core/approval/refusals.ts";
import { refusal } from "../core/approval/sentences.ts";
import { type Person } from "../core/incident/people.ts";
import { type CardHandle } from "../core/incident/plan.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { stepKey } from "../core/shared/ids.ts";
import { type Reply } from "../application/ports/chat.ts";
import { type Handle } from "../application/ports/store.ts";
import { type BotDeps, line, type Press } from "./bot.ts";

const text = z.string().max(64);

/** What every button carries. Anything else in the data is refused. */
export const handleData = z.strictObject({ id: text, nonce: text });

/** The answer to a stale, foreign or altered card. */
export const unknownCard = line(
  refusal("R-101", "This card isn't known here. Use the newest one.").sentence,
);

/** Compared in constant time: an answer's delay tells nothing of the right value. */
export const sameNonce = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** The stored handle of a card, if id and one-time value are both right. */
export const knownHandle = async (
  deps: BotDeps,
  claimed: CardHandle,
): Promise<Handle | undefined> => {
  const handle = await deps.store.handle(claimed.id);
  return handle && sameNonce(handle.nonce, claimed.nonce) ? handle : undefined;
};

/** Pressed where the incident lives, and not on a copy that was carried somewhere else. */
export const isAtHome = (incident: Incident, press: Press): boolean => {
  const { channelId, conversationId } = press.where;
  return incident.place?.conversationId === (channelId ?? conversationId);
};

export type StepPress<T> = {
  readonly data: T;
  readonly handle: Handle;
  readonly incident: Incident;
  readonly step: Step;
  readonly person: Person;
};

/** Parses a press on a step card and loads what it is about; undefined means: not one of ours. */
export const readStepPress = async <T extends CardHandle>(
  deps: BotDeps,
  schema: z.ZodType<T>,
  press: Press,
  person: Person,
): Promise<StepPress<T> | undefined> => {
  const parsed = schema.safeParse(press.data);
  if (!parsed.success) return undefined;
  const handle = await knownHandle(deps, parsed.data);
  const key = stepKey.safeParse(handle?.payload["step"]);
  if (!handle?.incident || !key.success) return undefined;
  const incident = await deps.store.load(handle.incident);
  const step = incident && findStep(incident, key.data);
  return incident && step && isAtHome(incident, press)
    ? { data: parsed.data, handle, incident, step, person }
    : undefined;
};

/** Does this card show what the step is now? An older card tells of an effect that is past. */
const isNewest = ({ step, handle }: StepPress<unknown>): boolean => {
  const { status } = step;
  if ("proposal" in status) return status.proposal.approvalId === handle.id;
  const own = status.kind === "by hand" || status.kind === "skipped" ? status.handle : handle;
  return own.id === handle.id;
};

/** What a press wants, and what is said when it was recorded: a sentence, or one that the new state tells. */
export type Pressed = {
  readonly wish: Wish;
  readonly done: string | ((step: Step, incident: Incident) => string);
};

const sentenceOf = (done: Pressed["done"], incident: Incident, key: string): string => {
  if (typeof done === "string") return done;
  const step = findStep(incident, key);
  return step ? done(step, incident) : "Recorded.";
};

/** Runs a step verb: read, wish, commit, answer at once. The work itself is never done here. */
export const pressStep = async <T extends CardHandle>(
  deps: BotDeps,
  at: { schema: z.ZodType<T>; press: Press; person: Person; onlyNewest?: true },
  wishOf: (found: StepPress<T>) => Pressed,
): Promise<Reply> => {
  const found = await readStepPress(deps, at.schema, at.press, at.person);
  if (!found || (at.onlyNewest && !isNewest(found))) return unknownCard;
  const { wish, done } = wishOf(found);
  const handled = await deps.handle({
    incident: found.incident.id,
    actor: { kind: "person", ...at.person },
    wishes: [wish],
  });
  if (handled.kind !== "handled") return { kind: "nothing" };
  const { key } = found.step.definition;
  return line(handled.refusal?.sentence ?? sentenceOf(done, handled.incident, key));
};

/**
 * Notes in the incident's log that somebody pressed who has no say at all. The card must be known; nothing of
 * it is answered, and nothing else happens.
 */
export const noteRefusedPress = async (
  deps: BotDeps,
  press: Press,
  by: { readonly person: Person; readonly code: RefusalCode },
): Promise<void> => {
  const claimed = handleData.loose().safeParse(press.data);
  const handle = claimed.success ? await knownHandle(deps, claimed.data) : undefined;
  const step = stepKey.safeParse(handle?.payload["step"]);
  if (!handle?.incident || !step.success) return;
  const { person, code } = by;
  await deps.handle({
    incident: handle.incident,
    actor: { kind: "person", ...person },
    wishes: [{ type: "RefusePress", step: step.data, approvalId: handle.id, code }],
  });
};
