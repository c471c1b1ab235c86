/** Presses and speaks as anybody, through the Playground's HTTP API and the bot's own endpoint. */
import { randomUUID } from "node:crypto";
import { z } from "zod/v4";

export type Press = {
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Entra object id of whoever presses. */
  readonly by: string;
  readonly conversationId: string;
  readonly activityId: string;
};

type Person = { readonly id: string; readonly name: string };

export type Speech = {
  /** A person's whole name after an at sign is a mention of that person. */
  readonly text: string;
  readonly by: Person;
  /** Conversation id of a channel. */
  readonly channel: string;
};

export type PlaygroundApi = {
  /** Presses and returns the bot's answer as words. Throws where the Playground or the bot doesn't answer. */
  press(press: Press): Promise<string>;
  /** Says something to the bot in a channel; the answer comes there. */
  say(speech: Speech): Promise<void>;
};

export type PlaygroundAddresses = {
  readonly playgroundUrl: string;
  /** The bot's endpoint, for example `http://127.0.0.1:3978/api/messages`. */
  readonly endpoint: string;
  readonly tenantId: string;
  readonly bot: { readonly id: string; readonly name: string };
  /** The team; the first is the Playground's acting person, the only one in whose name it writes. */
  readonly people: readonly Person[];
};

/** Teams gives an invoke 10 to 15 s. */
const patienceMs = 15_000;

const post = async (url: string, body: object): Promise<string> => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(patienceMs),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${String(response.status)}`);
  return text;
};

const wordsOf = (node: unknown): readonly string[] => {
  if (Array.isArray(node)) return node.flatMap(wordsOf);
  if (typeof node !== "object" || node === null) return [];
  const own = "text" in node && typeof node.text === "string" ? [node.text] : [];
  return [...own, ...Object.values(node).flatMap(wordsOf)];
};

const answerShape = z.object({ value: z.unknown() });

/** A line of text, or every word of a card. */
const answerOf = (body: string): string => {
  const { value } = answerShape.parse(JSON.parse(body));
  return typeof value === "string" ? value : wordsOf(value).join(" ").replaceAll(/\s+/gu, " ");
};

/** The message as Teams writes it: the bot is mentioned first, then whoever is named after an at sign. */
const mentioning = ({ bot, people }: PlaygroundAddresses, said: string) => {
  const named = people.filter(({ name }) => said.includes(`@${name}`));
  const all = [bot, ...named.map(({ id, name }) => ({ id: `29:${id}`, name }))];
  const mentions = all.map(({ id, name }) => ({
    mentioned: { id, name },
    text: `<at>${name}</at>`,
  }));
  const words = named.reduce(
    (text, { name }) => text.replaceAll(`@${name}`, `<at>${name}</at>`),
    said,
  );
  return { text: `<at>${bot.name}</at> ${words}`, mentions };
};

const speak = (to: PlaygroundAddresses, { text: said, by, channel }: Speech): Promise<string> => {
  const { bot, playgroundUrl, tenantId, people } = to;
  const { text, mentions } = mentioning(to, said);
  const from = { id: `29:${by.id}`, name: by.name, aadObjectId: by.id };
  if (by.id === people[0]?.id) {
    const url = `${playgroundUrl}/_conversation/v1/conversations/${encodeURIComponent(channel)}/messages`;
    return post(url, { from, text, textFormat: "plain", mentions });
  }
  return post(to.endpoint, {
    type: "message",
    id: randomUUID(),
    channelId: "msteams",
    serviceUrl: `${playgroundUrl}/_connector`,
    from,
    recipient: bot,
    conversation: { id: channel, conversationType: "channel", tenantId },
    channelData: { tenant: { id: tenantId } },
    text,
    entities: mentions.map((mention) => ({ type: "mention", ...mention })),
  });
};

/** The API of a running Playground (teams.md 10.1: undocumented, and the version is pinned). */
export const makePlaygroundApi = (to: PlaygroundAddresses): PlaygroundApi => ({
  press: async ({ verb, data, by, conversationId, activityId }) =>
    answerOf(
      await post(`${to.playgroundUrl}/_conversation/v1/invoke`, {
        name: "adaptiveCard/action",
        value: { action: { type: "Action.Execute", verb, data }, trigger: "manual" },
        from: { id: `29:${by}` },
        conversation: { id: conversationId },
        replyToId: activityId,
      }),
    ),
  say: async (speech) => {
    await speak(to, speech);
  },
});
