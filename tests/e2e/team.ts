/**
 * Six people without a browser: they speak and press through the Playground's HTTP API, and read what its web client
 * reads. The API has no way to list a conversation, but the client gets every post and every edit over a WebSocket
 * (`/_ws_conversation/v1/conversations/stream`); buttons are taken from the cards that came that way and no other.
 */
import { WebSocket } from "undici";
import { z } from "zod/v4";
import { type Addresses, mentioning, messageBy } from "./activity.ts";
import { eventually } from "./cordon.ts";

const person = (tail: string) => `00000000-0000-4000-8000-0000000000${tail}`;
export const people = {
  ana: person("a1"),
  jon: person("a2"),
  bo: person("a3"),
  priya: person("a4"),
  sam: person("a5"),
  ines: person("a6"),
} as const;

export const places = {
  general: "19:contoso-ir@thread.tacv2",
  incident: "19:incident@thread.tacv2",
  group: "19:response@thread.v2",
  personal: "a:personal",
} as const;

const frame = z.object({
  action: z.string(),
  actionConversationId: z.string(),
  message: z.object({
    messageId: z.string(),
    text: z.string().optional(),
    attachments: z.array(z.object({ content: z.unknown() })).default([]),
    mentions: z.array(z.unknown()).default([]),
    postConversationId: z.string().optional(),
  }),
});

/** A message of Cordon as it stands now. */
export type Post = {
  readonly id: string;
  /** The thread for posts in a channel, else the conversation. */
  readonly conversation: string;
  /** Every word that can be read, in order. */
  readonly text: string;
  readonly card: unknown;
  readonly mentions: readonly unknown[];
};

export type Button = { readonly verb: string; readonly data: Record<string, unknown> };
/** What a press or a dialog is answered with: its words, and the card where there is one. */
export type Answer = { readonly text: string; readonly card: unknown };

const isObject = (node: unknown): node is Record<string, unknown> =>
  typeof node === "object" && node !== null && !Array.isArray(node);

/** Every object of a card, parents before children. */
const objectsOf = (node: unknown): Record<string, unknown>[] => {
  if (Array.isArray(node)) return node.flatMap(objectsOf);
  return isObject(node) ? [node, ...Object.values(node).flatMap(objectsOf)] : [];
};

export const wordsOf = (card: unknown): string =>
  objectsOf(card)
    .flatMap(({ text }) => (typeof text === "string" ? [text] : []))
    .join(" ")
    .replaceAll(/\s+/gu, " ");

const button = z.object({ verb: z.string(), data: z.record(z.string(), z.unknown()).default({}) });
const submit = z.object({
  type: z.literal("Action.Submit"),
  data: z.looseObject({ verb: z.string() }),
});

/** The buttons of a card; those of a dialog carry their verb in the data. */
export const buttonsOf = (card: unknown): Button[] =>
  objectsOf(card).flatMap((node): Button[] => {
    const sent = submit.safeParse(node);
    if (sent.success) return [{ verb: sent.data.data.verb, data: sent.data.data }];
    const pressed = button.safeParse(node);
    return pressed.success ? [pressed.data] : [];
  });

export const buttonOf = (card: unknown, verb: string): Button => {
  const found = buttonsOf(card).find((entry) => entry.verb === verb);
  if (!found) throw new Error(`no button ${verb} on: ${wordsOf(card)}`);
  return found;
};

const postJson = async (url: string, body: object): Promise<unknown> => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${String(response.status)}: ${text}`);
  return JSON.parse(text);
};

const invokeAnswer = z.object({ value: z.unknown() });
const answerOf = (body: unknown): Answer => {
  const { value } = invokeAnswer.parse(body);
  if (typeof value === "string") return { text: value, card: undefined };
  return { text: wordsOf(value) || JSON.stringify(value), card: value };
};

const sent = z.object({ messageId: z.string(), postConversationId: z.string().optional() });

/** Whoever isn't the Playground's first person speaks in channels, outside of threads. */
type Speech = { readonly as?: string; readonly where?: string; readonly mention?: boolean };

const speechOf = (text: string, { mention = true }: Speech, to: string): object => ({
  from: { id: `29:${people.ana}` },
  textFormat: "plain",
  ...(mention && to !== places.personal ? mentioning(text) : { text, mentions: [] }),
});

const readFrames = async (url: string, posts: Map<string, Post>): Promise<WebSocket> => {
  const address = `${url.replace("http", "ws")}/_ws_conversation/v1/conversations/stream`;
  const socket = new WebSocket(address);
  socket.addEventListener("message", ({ data }) => {
    const read = frame.safeParse(JSON.parse(String(data)));
    if (!read.success) return;
    const { actionConversationId, message } = read.data;
    const card = message.attachments[0]?.content;
    const id = message.messageId;
    posts.set(id, {
      id,
      conversation:
        message.postConversationId ?? posts.get(id)?.conversation ?? actionConversationId,
      text: [message.text ?? "", wordsOf(card)].join(" ").trim(),
      card,
      mentions: message.mentions,
    });
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => {
      reject(new Error("the client's stream can't be read"));
    });
  });
  return socket;
};

export type Team = {
  /** Posts and returns the conversation in which an answer would come. */
  say(text: string, speech?: Speech): Promise<string>;
  /** Posts and waits for the first answer. */
  ask(text: string, speech?: Speech): Promise<Post>;
  posts(): readonly Post[];
  /** Waits for the newest message with all these words. */
  post(...words: readonly string[]): Promise<Post>;
  /** Presses a button of a post as somebody; `data` is what was typed beside it. */
  press(post: Post, pressed: Button, as: string, data?: object): Promise<Answer>;
  /** Runs the message extension, or sends its dialog. */
  extend(stage: "fetchTask" | "submitAction", value: object): Promise<unknown>;
  close(): void;
};

/** Opens the client's stream first: what was posted before can't be read any more. */
export const openTeam = async (addresses: Addresses): Promise<Team> => {
  const url = addresses.playground;
  const posts = new Map<string, Post>();
  const socket = await readFrames(url, posts);
  const all = (): readonly Post[] => [...posts.values()];
  const invoke = (body: object): Promise<unknown> =>
    postJson(`${url}/_conversation/v1/invoke`, body);
  const say: Team["say"] = async (text, speech = {}) => {
    const to = speech.where ?? places.general;
    const { as = people.ana } = speech;
    if (as !== people.ana) {
      await messageBy(addresses, { from: as, channel: to }, text);
      return to;
    }
    const path = `${url}/_conversation/v1/conversations/${to}/messages`;
    const { postConversationId } = sent.parse(await postJson(path, speechOf(text, speech, to)));
    return postConversationId ?? to;
  };
  return {
    say,
    ask: async (text, speech = {}) => {
      const before = new Set(posts.keys());
      const conversation = await say(text, speech);
      let found: Post | undefined;
      await eventually(() => {
        found = all().find(
          (post) => !before.has(post.id) && post.conversation.startsWith(conversation),
        );
        return found
          ? Promise.resolve()
          : Promise.reject(new Error(`no answer to ${text.slice(0, 80)}`));
      });
      if (!found) throw new Error("no answer");
      return found;
    },
    posts: all,
    post: async (...words) => {
      let found: Post | undefined;
      await eventually(() => {
        found = all().findLast((post) => words.every((word) => post.text.includes(word)));
        return found
          ? Promise.resolve()
          : Promise.reject(new Error(`nothing says ${words.join(", ")}`));
      }, 45_000);
      if (!found) throw new Error("no post");
      return found;
    },
    press: async (post, { verb, data: own }, as, data = {}) =>
      answerOf(
        await invoke({
          name: "adaptiveCard/action",
          value: {
            action: { type: "Action.Execute", verb, data: { ...own, ...data } },
            trigger: "manual",
          },
          from: { id: `29:${as}` },
          conversation: { id: post.conversation },
          replyToId: post.id,
        }),
      ),
    extend: (stage, value) =>
      invoke({
        name: `composeExtension/${stage}`,
        value: { commandContext: "message", ...value },
        from: { id: `29:${people.ana}` },
        conversation: { id: places.general },
      }),
    close: () => {
      socket.close();
    },
  };
};
