/** Teams as a list of what stands in it. */
import { type Chat, type Message, PostFault } from "../../../src/application/ports/chat.ts";

export type Standing = {
  readonly activityId: string;
  readonly conversationId: string;
  /** Conversation id of the root post in whose thread it stands. */
  readonly under: string | undefined;
  message: Message;
  edits: number;
};

export type RecordingChat = Chat & {
  /** What can be read now, in the order of posting. */
  readonly standing: () => readonly Standing[];
  /** How often anything was posted, replied or edited. */
  readonly calls: () => number;
  /** The next calls whose message fits fail with these faults, one each. */
  fail(fits: (message: Message) => boolean, ...faults: readonly PostFault[]): void;
  /** From now on a message to this person alone fails with this: the app isn't installed for them. */
  closeTo(person: { readonly id: string }, fault: PostFault): void;
  /** Somebody deletes a post. */
  remove(fits: (message: Message) => boolean): void;
};

type Trouble = { readonly fits: (message: Message) => boolean; readonly faults: PostFault[] };

/** What a message says on a lock screen. */
export const said = (message: Message): string =>
  message.kind === "card" ? message.summary : message.text;

/** An empty conversation. */
export const recordingChat = (): RecordingChat => {
  const posts: Standing[] = [];
  const troubles: Trouble[] = [];
  const closed = new Map<string, PostFault>();
  let calls = 0;
  let last = 0;
  const arrive = async (message: Message): Promise<void> => {
    calls += 1;
    await Promise.resolve();
    const fault = troubles.find(({ fits, faults }) => faults.length > 0 && fits(message));
    const thrown = fault?.faults.shift();
    if (thrown) throw thrown;
  };
  const add = (conversationId: string, under: string | undefined, message: Message): Standing => {
    last += 1;
    const activityId = `activity${String(last)}`;
    const own = under ?? `${conversationId};messageid=${activityId}`;
    const post = { activityId, conversationId: own, under, message, edits: 0 };
    posts.push(post);
    return post;
  };
  return {
    standing: () => posts,
    calls: () => calls,
    fail: (fits, ...faults) => {
      troubles.push({ fits, faults: [...faults] });
    },
    closeTo: ({ id }, fault) => {
      closed.set(id, fault);
    },
    remove: (fits) => {
      const index = posts.findIndex(({ message }) => fits(message));
      if (index < 0) throw new Error("there is no such post to delete");
      posts.splice(index, 1);
    },
    post: async (conversationId, message) => {
      await arrive(message);
      return add(conversationId, undefined, message);
    },
    reply: async (root, message) => {
      await arrive(message);
      return add(root, root, message);
    },
    personal: async (person, _near, message) => {
      await arrive(message);
      const fault = closed.get(person.id);
      if (fault) throw fault;
      const conversationId = `personal:${person.id}`;
      return add(conversationId, conversationId, message);
    },
    update: async ({ activityId }, message) => {
      await arrive(message);
      const post = posts.find((entry) => entry.activityId === activityId);
      if (!post) return "gone";
      post.message = message;
      post.edits += 1;
      return "updated";
    },
  };
};

/** Teams asks for a pause. */
export const later = (retryAfterMs?: number): PostFault =>
  new PostFault("429", { kind: "later", retryAfterMs });

/** Teams will never take it. */
export const refusedPost = (): PostFault => new PostFault("413", { kind: "refused" });
