/** Everything that waits for a press in the open incidents, drawn from the store as the channel's cards are. */
import { type CardMessage } from "../../application/ports/chat.ts";
import { type Register } from "../../application/ports/register.ts";
import { type Post, type Store } from "../../application/ports/store.ts";
import { type Exception } from "../../core/exceptions/types.ts";
import { type Incident } from "../../core/incident/types.ts";
import { instant, type Instant } from "../../core/shared/ids.ts";
import { type Draw, type Facts } from "../../jobs/wanted.ts";
import { type Group, groupsOf } from "./deeds.ts";

/** A root post of an incident that stands in a channel. */
export type RootPost = {
  readonly title: string;
  /** What its card says in one sentence. */
  readonly says: string;
  /** Whose card it is, and as what. */
  readonly owner:
    | { readonly id: string; readonly name: string; readonly role: "owner" | "lead" | "new lead" }
    | undefined;
  readonly conversationId: string;
  readonly activityId: string;
  readonly card: object;
};

export type Pressable = Omit<RootPost, "card"> & { readonly groups: readonly Group[] };

/** An open incident, or the exceptions with a card. */
export type OpenIncident = {
  readonly id: string;
  readonly title: string;
  /** Where its people talk; undefined while it has no place. */
  readonly conversationId: string | undefined;
  readonly posts: readonly Pressable[];
};

/** A card before it is known where it was posted. `key` is the store's (`Post.key`). */
type Drawn = Pick<RootPost, "title" | "owner"> & {
  readonly key: string;
  readonly message: CardMessage;
};
type Posted = ReadonlyMap<string, Post>;
type At = { readonly draw: Draw; readonly facts: Facts; readonly posted: Posted };
type DrawSome = (incident: Incident, at: At) => readonly Drawn[];

const headline: DrawSome = (incident, { draw, facts }) => [
  {
    key: "headline",
    title: "Headline",
    owner: { ...incident.lead, role: "lead" },
    message: draw.headline(incident, facts),
  },
];

const steps: DrawSome = (incident, { draw, facts }) =>
  incident.steps
    .filter(({ status }) => status.kind !== "not started")
    .map((step) => ({
      key: `step:${step.definition.key}`,
      title: `Step ${String(step.number)}: ${step.definition.title}`,
      owner: step.ownership && { ...step.ownership.owner, role: "owner" },
      message: draw.step(incident, step, facts),
    }));

/** A card for each time that ran out; when it began stands at the end of its key. */
const overdue: DrawSome = (incident, { draw, facts, posted }) =>
  incident.steps.flatMap((step) => {
    const prefix = `overdue:${step.definition.key}:`;
    return [...posted.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => ({
        key,
        title: `Step ${String(step.number)} is overdue: ${step.definition.title}`,
        owner: step.ownership && { ...step.ownership.owner, role: "owner" as const },
        message: draw.overdue(incident, step, instant.parse(key.slice(prefix.length)), facts),
      }));
  });

const handover: DrawSome = (incident, { draw, facts }) => {
  const offer = incident.handover;
  if (!offer) return [];
  const message = draw.handover(incident, offer, facts);
  const key = `handover:${offer.handle.id}`;
  return [{ key, title: "Handover", owner: { ...offer.to, role: "new lead" }, message }];
};

/** The kinds of posts. A new one is a new line here. */
const kinds: readonly DrawSome[] = [handover, overdue, steps, headline];

/** A post with what can be pressed on it; undefined where that is nothing. */
export const pressable = ({ card, ...post }: RootPost): Pressable | undefined => {
  const groups = groupsOf(card);
  return groups.length === 0 ? undefined : { ...post, groups };
};

export type PressesDeps = {
  readonly store: Pick<Store, "list" | "load" | "posts">;
  readonly register: Pick<Register, "list">;
  readonly draw: Draw;
  readonly drawException: (exception: Exception, now: Instant) => CardMessage;
  readonly now: () => Instant;
};

/** What was drawn, where it stands; what wasn't posted yet can't be pressed. */
const standing = (drawn: readonly Drawn[], posted: Posted): readonly Pressable[] =>
  drawn.flatMap(({ key, message, title, owner }) => {
    const post = posted.get(key);
    if (!post) return [];
    const { conversationId, activityId } = post;
    const { summary: says, card } = message;
    const found = pressable({ title, owner, conversationId, activityId, says, card });
    return found ? [found] : [];
  });

const byKey = (posts: readonly Post[]): Posted => new Map(posts.map((post) => [post.key, post]));

const postsOf = async (
  { store, draw, now }: PressesDeps,
  incident: Incident,
): Promise<readonly Pressable[]> => {
  const posted = byKey(await store.posts(incident.id));
  const facts: Facts = {
    now: now(),
    entry: 0,
    root: "",
    stepEntries: new Map(),
    progress: new Map(),
  };
  return standing(
    kinds.flatMap((kind) => kind(incident, { draw, facts, posted })),
    posted,
  );
};

const exceptionsOf = async (deps: PressesDeps): Promise<readonly Pressable[]> => {
  const found = await deps.register.list({});
  const drawn = await Promise.all(
    found.map(async (exception) => {
      const { id, title, terms } = exception;
      const owner = terms && { ...terms.owner, role: "owner" as const };
      const message = deps.drawException(exception, deps.now());
      const card = { key: "card", title: `${id}: ${title}`, owner, message };
      return standing([card], byKey(await deps.store.posts(id)));
    }),
  );
  return drawn.flat();
};

/** The open incidents, newest first, each with its posts on which something can be pressed; then the exceptions. */
export const readPresses = async (deps: PressesDeps): Promise<readonly OpenIncident[]> => {
  const open = await deps.store.list({ open: true });
  const found = await Promise.all(
    open.map(async ({ id, title, conversationId }) => {
      const incident = await deps.store.load(id);
      const posts = incident ? await postsOf(deps, incident) : [];
      return { id, title, conversationId, posts };
    }),
  );
  found.sort((a, b) => (a.id < b.id ? 1 : -1));
  const posts = await exceptionsOf(deps);
  const exceptions = { id: "Exceptions", title: "", conversationId: undefined, posts };
  return posts.length === 0 ? found : [...found, exceptions];
};
