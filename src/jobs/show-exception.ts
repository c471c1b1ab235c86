/**
 * Brings the card of one exception in line with its record: a root post, edited in place, with each call as a
 * reply in its thread. It stands in the incident's channel, and for others in the team's General channel.
 */
import { type Chat, type Message, type Posted, PostFault } from "../application/ports/chat.ts";
import { type Register } from "../application/ports/register.ts";
import { type Log, type Runtime } from "../application/ports/runtime.ts";
import { type Post, type Store } from "../application/ports/store.ts";
import { type Places } from "../application/ports/tenant.ts";
import { exceptionView } from "../cards/exception-view.ts";
import { renderException } from "../cards/exception.ts";
import { type Templates } from "../cards/templates.ts";
import { underLimitsOf } from "../core/exceptions/rules.ts";
import { type Exception } from "../core/exceptions/types.ts";
import { type Incident } from "../core/incident/types.ts";
import { type Person } from "../core/incident/people.ts";
import { exceptionId, type Instant } from "../core/shared/ids.ts";
import { callTexts } from "./exception-calls.ts";
import { finished, inMs, type JobHandler } from "./job.ts";

export type ShowExceptionDeps = {
  readonly register: Pick<Register, "load" | "events">;
  readonly store: Pick<Store, "load" | "posts" | "savePost">;
  readonly chat: Chat;
  readonly places: Pick<Places, "home">;
  readonly templates: Templates;
  readonly runtime: Runtime;
  readonly log: Log;
};

/** A channel that is gone for so long won't come back by itself: about five minutes. */
const tries = 10;
/** Key of the root post. */
const cardKey = "card";

const card = (deps: ShowExceptionDeps, exception: Exception, now: Instant): Message => ({
  kind: "card",
  ...renderException(deps.templates, exceptionView(exception, now)),
});

type Spot = { readonly conversationId: string; readonly isHome: boolean };

const homeSpot = async ({ places }: ShowExceptionDeps): Promise<Spot> => ({
  conversationId: (await places.home()).conversationId,
  isHome: true,
});

type Standing = {
  readonly incident: Incident | undefined;
  readonly spot: Spot;
  /** Is the incident's own channel one that may have been deleted? */
  readonly mayBeGone: boolean;
};

const standingOf = async (deps: ShowExceptionDeps, { source }: Exception): Promise<Standing> => {
  const incident = source && (await deps.store.load(source.incident));
  const place = incident?.place;
  return place
    ? {
        incident,
        spot: { conversationId: place.conversationId, isHome: false },
        mayBeGone: incident.closed !== undefined,
      }
    : { incident, spot: await homeSpot(deps), mayBeGone: false };
};

/** A new root post; where the channel of a closed incident was deleted, in the General channel. */
const post = async (
  deps: ShowExceptionDeps,
  { spot, mayBeGone }: Standing,
  message: Message,
): Promise<Posted> => {
  try {
    return await deps.chat.post(spot.conversationId, message);
  } catch (fault) {
    const isGone = fault instanceof PostFault && fault.kind === "gone";
    if (!isGone || !mayBeGone) throw fault;
    const home = await homeSpot(deps);
    return deps.chat.post(home.conversationId, message);
  }
};

/** An edit; a post that was deleted, alone or with its channel, is none. */
const edited = async (deps: ShowExceptionDeps, old: Post, message: Message): Promise<boolean> => {
  try {
    return (await deps.chat.update(old, message)) === "updated";
  } catch (fault) {
    if (fault instanceof PostFault && fault.kind === "gone") return false;
    throw fault;
  }
};

/** Brings the card up to date and answers with its post. */
const bringCard = async (
  deps: ShowExceptionDeps,
  exception: Exception,
  standing: Standing,
  old: Post | undefined,
): Promise<Post> => {
  const { runtime, store } = deps;
  // Neither the hour nor another entry is a reason to redraw: that would throw away what somebody is typing.
  const lasting = card(deps, { ...exception, version: 0 }, exception.askedAt);
  const digest = runtime.sha256(JSON.stringify(lasting));
  if (old?.digest === digest) return old;
  const message = card(deps, exception, runtime.now());
  const isEdited = old !== undefined && (await edited(deps, old, message));
  const { conversationId, activityId } = isEdited ? old : await post(deps, standing, message);
  const saved = { incident: exception.id, key: cardKey, conversationId, activityId, digest };
  await store.savePost(saved);
  return saved;
};

/** Where somebody can't be written to alone, the mention in the thread has to do; it isn't tried again. */
const tellAlone = async (
  { chat, log }: ShowExceptionDeps,
  person: Person,
  near: string,
  message: Message,
): Promise<Posted> => {
  try {
    return await chat.personal(person, near, message);
  } catch (fault) {
    if (!(fault instanceof PostFault) || fault.kind === "later") throw fault;
    log.warn({ person: person.id, reason: fault.message }, "no personal message");
    return { conversationId: `none:${person.id}`, activityId: "none" };
  }
};

const show = async (deps: ShowExceptionDeps, exception: Exception): Promise<void> => {
  const { store, chat, register, runtime } = deps;
  const [saved, recorded, standing] = await Promise.all([
    store.posts(exception.id),
    register.events(exception.id),
    standingOf(deps, exception),
  ]);
  const posts = new Map(saved.map((one) => [one.key, one]));
  // As it is drawn, its limits are its incident's where that is worse by now.
  const drawn = underLimitsOf(exception, standing.incident);
  const root = await bringCard(deps, drawn, standing, posts.get(cardKey));
  const near = root.conversationId.split(";messageid=")[0] ?? root.conversationId;
  const once = async (name: string, text: string, tell: () => Promise<Posted>): Promise<void> => {
    // What was said to people stays as it was, and is said once.
    if (posts.has(name)) return;
    const digest = runtime.sha256(text);
    await store.savePost({ incident: exception.id, key: name, ...(await tell()), digest });
  };
  const calls = callTexts(exception, recorded).map(({ key, text, person }) => {
    const message: Message = { kind: "text", text, ...(person && { mention: person }) };
    return { key, text, person, message };
  });
  for (const { key, text, message } of calls) {
    await once(key, text, () => chat.reply(root.conversationId, message));
  }
  // Last: whoever can't be written to alone for now keeps nobody from what stands in the thread.
  for (const { key, text, person, message } of calls) {
    if (person) await once(`${key}:alone`, text, () => tellAlone(deps, person, near, message));
  }
};

/** Makes the handler of `show-exception`. One runs at a time for an exception; the queue sees to that. */
export const makeShowException = (deps: ShowExceptionDeps): JobHandler => {
  return async (job) => {
    const id = exceptionId.parse(job.incident);
    const exception = await deps.register.load(id);
    if (!exception) throw new Error(`${id} isn't on the register`);
    try {
      await show(deps, exception);
      return finished;
    } catch (fault) {
      if (!(fault instanceof PostFault)) throw fault;
      if (fault.kind !== "later" && job.attempts >= tries) throw fault;
      const pause = fault.retryAfterMs ?? Math.min(60_000, 1_000 * 2 ** job.attempts);
      return { kind: "again", runAt: inMs(deps.runtime, pause), reason: fault.message };
    }
  };
};
