/**
 * Brings what people see in line with the record: headline, one root post per step, the log.
 *
 * Every post is drawn from the events and compared with what was posted last; losing a post loses
 * nothing. A crash between posting and noting it may leave a second card: its buttons carry the
 * same one-time value, so a press on either counts once.
 */
import { isOverdue } from "../core/incident/ladder.ts";
import { type Person } from "../core/incident/people.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { instant, type IncidentId } from "../core/shared/ids.ts";
import { entriesPerLogCard } from "../cards/log.ts";
import { entriesOf, type Entry } from "../core/timeline/entry.ts";
import { type Chat, type Message, type Posted, PostFault } from "../application/ports/chat.ts";
import { type Log, type Runtime } from "../application/ports/runtime.ts";
import { type Post, type RecordedEvent, type Store } from "../application/ports/store.ts";
import { type Targets } from "../application/ports/targets.ts";
import { asksOf } from "./asks.ts";
import {
  card,
  type Draw,
  type Facts,
  type Wanted,
  wantedAlarms,
  wantedHandover,
} from "./wanted.ts";
import { listProgress } from "./list-progress.ts";
import { finished, inMs, type JobHandler, incidentOf } from "./job.ts";

/** A fresh channel refuses posts for a while; patience is about five minutes. */
const tries = 10;

const wantedLog = (draw: Draw, incident: Incident, all: readonly Entry[]): Wanted[] => {
  const pages = Math.ceil(all.length / entriesPerLogCard);
  return Array.from({ length: pages }, (_, page) => {
    const entries = all.slice(page * entriesPerLogCard, (page + 1) * entriesPerLogCard);
    return {
      key: `log:${String(page + 1)}`,
      under: "headline",
      draw: (facts) => card(draw.log(incident, entries, facts)),
    };
  });
};

const wantedAsks = (incident: Incident, step: Step): Wanted[] =>
  asksOf(incident, step).map(({ key, person, text, alone }) => ({
    key,
    once: true,
    ...(alone ? { to: person } : { under: `step:${step.definition.key}` }),
    draw: () => ({ kind: "text", mention: person, text }),
  }));

/** Once its time is up a step has a card that says so; later the same card says who answered. */
const wantedOverdue = (draw: Draw, incident: Incident, step: Step, posts: Posts): Wanted[] => {
  const { key } = step.definition;
  const since = step.clock?.startedAt;
  const prefix = `overdue:${key}:`;
  const known = [...posts.keys()].filter((post) => post.startsWith(prefix));
  const now = since !== undefined && isOverdue(step) ? [`${prefix}${since}`] : [];
  return [...new Set([...known, ...now])].map((post) => ({
    key: post,
    under: `step:${key}`,
    draw: (facts) =>
      card(draw.overdue(incident, step, instant.parse(post.slice(prefix.length)), facts)),
  }));
};

/** Which entries of the log tell of which step. */
const stepEntriesOf = (events: readonly RecordedEvent[]): Map<string, number[]> => {
  const found = new Map<string, number[]>();
  for (const { seq, event } of events) {
    if ("step" in event) found.set(event.step, [...(found.get(event.step) ?? []), seq]);
  }
  return found;
};

type Posts = ReadonlyMap<string, Post>;

/** Between "propose again" and the new plan the old card stands for a moment; a freeze is shown on it. */
const isShown = (incident: Incident, step: Step, posts: Posts): boolean =>
  step.status.kind !== "not started" ||
  (incident.frozen !== undefined && posts.has(`step:${step.definition.key}`));

const wantedSteps = (draw: Draw, incident: Incident, posts: Posts): Wanted[] =>
  incident.steps
    .filter((step) => isShown(incident, step, posts))
    .flatMap((step) => [
      {
        key: `step:${step.definition.key}`,
        draw: (facts: Facts) => card(draw.step(incident, step, facts)),
      },
      ...wantedAsks(incident, step),
      ...wantedOverdue(draw, incident, step, posts),
    ]);

export type ShowDeps = {
  readonly store: Pick<Store, "load" | "events" | "posts" | "savePost">;
  readonly targets: Pick<Targets, "counts">;
  readonly chat: Chat;
  readonly draw: Draw;
  readonly runtime: Runtime;
  readonly log: Log;
};

type Place = {
  readonly incident: IncidentId;
  readonly conversationId: string;
  readonly facts: Facts;
  readonly digest: string;
};

/** Where somebody can't be written to alone, the mention in the thread has to do; it isn't tried again. */
const tellAlone = async (
  { chat, store, log }: ShowDeps,
  { incident, conversationId, facts, digest }: Place,
  { key, draw }: Wanted,
  person: Person,
): Promise<void> => {
  const near = conversationId;
  const posted = await chat.personal(person, near, draw(facts)).catch((fault: unknown) => {
    if (!(fault instanceof PostFault) || fault.kind === "later") throw fault;
    log.warn({ incident, person: person.id, reason: fault.message }, "no personal message");
    return { conversationId: `none:${person.id}`, activityId: "none" };
  });
  await store.savePost({ incident, key, ...posted, digest });
};

/** Where a message goes: into its thread, or as a new root post. */
const say = (chat: Chat, at: Place, root: Post | undefined, message: Message): Promise<Posted> =>
  root ? chat.reply(root.conversationId, message) : chat.post(at.conversationId, message);

const bring = async (
  deps: ShowDeps,
  at: Place,
  wanted: Wanted,
  posts: Map<string, Post>,
): Promise<void> => {
  const { chat, store } = deps;
  const old = posts.get(wanted.key);
  if (old && (wanted.once || old.digest === at.digest)) return;
  if (wanted.to) return tellAlone(deps, at, wanted, wanted.to);
  const message = wanted.draw(at.facts);
  const stands = old && (await chat.update(old, message)) === "updated" ? old : undefined;
  const root = wanted.under === undefined ? undefined : posts.get(wanted.under);
  const { conversationId, activityId } = stands ?? (await say(chat, at, root, message));
  const { incident, digest } = at;
  const post: Post = { incident, key: wanted.key, conversationId, activityId, digest };
  await store.savePost(post);
  posts.set(wanted.key, post);
};

/** What a post says, apart from when it was drawn: "as of" lines alone are no reason to redraw. */
const digestOf = (
  deps: ShowDeps,
  incident: Incident,
  { progress }: Pick<Facts, "progress">,
  wanted: Wanted,
): string => {
  const facts = { now: incident.openedAt, entry: 0, root: "", stepEntries: new Map(), progress };
  const message = wanted.draw(facts);
  return deps.runtime.sha256(JSON.stringify(message));
};

/** One card that Teams won't take must not keep the others from people; nor whoever can't be written to alone now. */
const passes = (fault: unknown, { to }: Wanted): fault is PostFault =>
  fault instanceof PostFault &&
  (fault.kind === "refused" || (to !== undefined && fault.kind === "later"));

const bringAll = async (
  deps: ShowDeps,
  wanted: readonly Wanted[],
  posts: Map<string, Post>,
  placeOf: (post: Wanted) => Place,
): Promise<void> => {
  let missed: PostFault | undefined;
  for (const post of wanted) {
    const at = placeOf(post);
    try {
      await bring(deps, at, post, posts).catch(async (fault: unknown) => {
        const root = wanted.find(({ key }) => key === post.under);
        if (!root || !(fault instanceof PostFault) || fault.kind !== "gone") throw fault;
        // Somebody deleted the thread: it begins anew with its card. A place that is gone refuses that too.
        posts.delete(root.key);
        await bring(deps, placeOf(root), root, posts);
        await bring(deps, at, post, posts);
      });
    } catch (fault) {
      if (!passes(fault, post)) throw fault;
      if (fault.kind === "later") missed ??= fault;
      const fields = { incident: at.incident, post: post.key, reason: fault.message };
      if (fault.kind === "refused") deps.log.error(fields, "a post was refused");
    }
  }
  if (missed) throw missed;
};

const showAll = async (deps: ShowDeps, incident: Incident): Promise<void> => {
  if (!incident.place) return;
  const [events, saved, progress] = await Promise.all([
    deps.store.events(incident.id),
    deps.store.posts(incident.id),
    listProgress(deps.targets, incident),
  ]);
  const posts = new Map(saved.map((post) => [post.key, post]));
  const last = events.at(-1);
  const facts = {
    now: deps.runtime.now(),
    entry: last?.seq ?? 0,
    root: last?.hash ?? "",
    stepEntries: stepEntriesOf(events),
    progress,
  };
  const entries = entriesOf(
    events.map(({ event }) => event),
    incident,
  );
  const wanted: Wanted[] = [
    { key: "headline", draw: (at) => card(deps.draw.headline(incident, at)) },
    ...wantedSteps(deps.draw, incident, posts),
    ...wantedHandover(deps.draw, incident),
    ...wantedAlarms(incident, events),
    ...wantedLog(deps.draw, incident, entries),
  ];
  const { conversationId } = incident.place;
  await bringAll(deps, wanted, posts, (post) => {
    const digest = digestOf(deps, incident, facts, post);
    return { incident: incident.id, conversationId, facts, digest };
  });
};

/** Makes the handler of `show`. One runs at a time for an incident; the queue sees to that. */
export const makeShow = (deps: ShowDeps): JobHandler => {
  return async (job) => {
    const incident = await deps.store.load(incidentOf(job));
    if (!incident) throw new Error(`${job.incident} isn't open`);
    try {
      await showAll(deps, incident);
      return finished;
    } catch (fault) {
      if (!(fault instanceof PostFault)) throw fault;
      // Teams being away is weather; a place that is gone for so long won't come back by itself.
      if (fault.kind === "gone" && job.attempts >= tries) throw fault;
      const pause = fault.retryAfterMs ?? Math.min(60_000, 1_000 * 2 ** job.attempts);
      return { kind: "again", runAt: inMs(deps.runtime, pause), reason: fault.message };
    }
  };
};
