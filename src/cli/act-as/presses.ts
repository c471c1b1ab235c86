/** Everything that waits for a press in the open incidents, drawn from the store as the channel's cards are. */
import { type CardMessage } from "../../application/ports/chat.ts";
import { type Store } from "../../application/ports/store.ts";
import { type Incident } from "../../core/incident/types.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { type Draw, type Facts } from "../../jobs/show.ts";
import { type Group, groupsOf } from "./deeds.ts";

/** A root post of an incident that stands in a channel. */
export type RootPost = {
  readonly title: string;
  /** What its card says in one sentence. */
  readonly says: string;
  /** Whose card it is, and as what. */
  readonly owner:
    { readonly id: string; readonly name: string; readonly role: "owner" | "lead" } | undefined;
  readonly conversationId: string;
  readonly activityId: string;
  readonly card: object;
};

export type Pressable = Omit<RootPost, "card"> & { readonly groups: readonly Group[] };

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
type DrawSome = (draw: Draw, incident: Incident, facts: Facts) => readonly Drawn[];

const headline: DrawSome = (draw, incident, facts) => [
  {
    key: "headline",
    title: "Headline",
    owner: { ...incident.lead, role: "lead" },
    message: draw.headline(incident, facts),
  },
];

const steps: DrawSome = (draw, incident, facts) =>
  incident.steps
    .filter(({ status }) => status.kind !== "not started")
    .map((step) => ({
      key: `step:${step.definition.key}`,
      title: `Step ${String(step.number)}: ${step.definition.title}`,
      owner: step.ownership && { ...step.ownership.owner, role: "owner" },
      message: draw.step(incident, step, facts),
    }));

/** The kinds of root posts. A new one is a new line here. */
const kinds: readonly DrawSome[] = [steps, headline];

/** A post with what can be pressed on it; undefined where that is nothing. */
export const pressable = ({ card, ...post }: RootPost): Pressable | undefined => {
  const groups = groupsOf(card);
  return groups.length === 0 ? undefined : { ...post, groups };
};

export type PressesDeps = {
  readonly store: Pick<Store, "list" | "load" | "posts">;
  readonly draw: Draw;
  readonly now: () => Instant;
};

const postsOf = async (
  { store, draw, now }: PressesDeps,
  incident: Incident,
): Promise<readonly Pressable[]> => {
  const posted = new Map((await store.posts(incident.id)).map((post) => [post.key, post]));
  const facts: Facts = { now: now(), entry: 0, root: "", stepEntries: new Map() };
  return kinds
    .flatMap((kind) => kind(draw, incident, facts))
    .flatMap(({ key, message, ...drawn }) => {
      const post = posted.get(key);
      if (!post) return [];
      const { conversationId, activityId } = post;
      const { summary: says, card } = message;
      const found = pressable({ ...drawn, conversationId, activityId, says, card });
      return found ? [found] : [];
    });
};

/** The open incidents, newest first, each with its posts on which something can be pressed. */
export const readPresses = async (deps: PressesDeps): Promise<readonly OpenIncident[]> => {
  const open = await deps.store.list({ open: true });
  const found = await Promise.all(
    open.map(async ({ id, title, conversationId }) => {
      const incident = await deps.store.load(id);
      const posts = incident ? await postsOf(deps, incident) : [];
      return { id, title, conversationId, posts };
    }),
  );
  return found.sort((a, b) => (a.id < b.id ? 1 : -1));
};
