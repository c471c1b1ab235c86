/** The people at the other end: they write and press, and keep when each post of the bot arrived. */
import { type Dispatcher, request } from "undici";
import { z } from "zod/v4";
import {
  type PlaygroundPerson as Person,
  playgroundPeople,
  seedIds,
} from "../../src/sandbox/seed/seed-ids.ts";
import { type Answer, type Call, startConnector } from "../adapters/teams/fake-bot-framework.ts";
import { bench } from "./place.ts";

export type Arrival = { readonly call: Call; readonly at: number };

/** A step's card that waits for somebody: what its button carries, and where it stands. */
export type Card = {
  readonly incident: string;
  readonly step: number;
  readonly channel: string;
  readonly data: { readonly id: string; readonly nonce: string };
};

const person = (index: number): Person => {
  const found = playgroundPeople[index];
  if (found === undefined) throw new Error("no such person");
  return found;
};
/** Owner of the identity steps and deputy for collaboration. */
export const ana = person(0);
/** Owner of the SOC's step only. */
export const sam = person(4);

const created = z.looseObject({
  channelData: z.looseObject({ channel: z.looseObject({ id: z.string() }) }),
  activity: z.unknown(),
});
const cardPost = z.looseObject({
  summary: z.string(),
  attachments: z.tuple([z.looseObject({ content: z.unknown() })]),
});
const approve = z.looseObject({
  verb: z.literal("step.approve"),
  data: z.object({ id: z.string(), nonce: z.string() }),
});

/** The button that approves, wherever the card has it. */
const buttonIn = (part: unknown): Card["data"] | undefined => {
  const button = approve.safeParse(part);
  if (button.success) return button.data.data;
  if (typeof part !== "object" || part === null) return undefined;
  for (const inner of Object.values(part)) {
    const found = buttonIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The channel and the activity of a new root post. */
export const rootPost = (call: Call): { channel: string; activity: unknown } | undefined => {
  if (call.path !== "/v3/conversations") return undefined;
  const { channelData, activity } = created.parse(call.body);
  return { channel: channelData.channel.id, activity };
};

const cardIn = (call: Call): Card | undefined => {
  const root = rootPost(call);
  const post = cardPost.safeParse(root?.activity);
  const named = /^(INC-\d+), step (\d+):/.exec(post.data?.summary ?? "");
  const data = buttonIn(post.data?.attachments[0].content);
  if (root === undefined || named?.[1] === undefined || data === undefined) return undefined;
  return { incident: named[1], step: Number(named[2]), channel: root.channel, data };
};

const common = (serviceUrl: string, from: Person, conversation: string, number: number) => ({
  id: String(1_700_000_000_000 + number),
  channelId: "msteams",
  serviceUrl,
  from: { id: `29:${from.id}`, name: from.name, aadObjectId: from.id },
  recipient: { id: bench.botId, name: "Cordon" },
  conversation: { id: conversation, conversationType: "channel", tenantId: seedIds.tenant },
  channelData: {
    channel: { id: bench.general },
    team: { id: bench.general },
    tenant: { id: seedIds.tenant },
  },
});

/** What a press got: milliseconds until the whole answer was there, and when that was (epoch, ms). */
export type Pressed = { readonly ms: number; readonly answeredAt: number; readonly text: string };

export type Responders = {
  readonly cards: readonly Card[];
  readonly arrivals: readonly Arrival[];
  readonly connector: string;
  /** Writes to the bot in the channel General; resolves when the bot has answered. */
  say(text: string): Promise<void>;
  press(who: Person, card: Card): Promise<Pressed>;
  /** Waits for the next post that fits. */
  next<T>(find: (arrival: Arrival) => T | undefined): Promise<T>;
  /** Waits until the bot posted nothing for so many milliseconds. */
  quiet(ms: number): Promise<void>;
  close(): Promise<void>;
};

/** The connector of Teams, with nothing but ids in its answers. */
const startPosts = async (onArrival: (arrival: Arrival) => void) => {
  let number = 0;
  const answer = (call: Call): Answer => {
    onArrival({ call, at: performance.now() });
    number += 1;
    const id = String(1_800_000_000_000 + number);
    if (call.method === "GET") return { status: 404 };
    const root = rootPost(call);
    return root
      ? { status: 201, body: { id: `${root.channel};messageid=${id}`, activityId: id } }
      : { status: 200, body: { id } };
  };
  return startConnector(answer);
};

const post = async (bot: string, dispatcher: Dispatcher, activity: object): Promise<string> => {
  const { statusCode, body } = await request(bot, {
    method: "POST",
    dispatcher,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(activity),
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`the bot answered ${statusCode}: ${text}`);
  return text;
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts to listen for the posts of the bot at this address. */
export const startResponders = async (bot: string, dispatcher: Dispatcher): Promise<Responders> => {
  const arrivals: Arrival[] = [];
  const cards: Card[] = [];
  const watchers = new Set<(arrival: Arrival) => void>();
  const posts = await startPosts((arrival) => {
    arrivals.push(arrival);
    const card = cardIn(arrival.call);
    if (card) cards.push(card);
    for (const watch of watchers) watch(arrival);
  });
  let number = 0;
  const activityOf = (from: Person, channel: string, rest: object): object => {
    number += 1;
    const conversation = `${channel};messageid=${number}`;
    return { ...common(`${posts.url}/`, from, conversation, number), ...rest };
  };
  return {
    cards,
    arrivals,
    connector: posts.url,
    say: async (text) => {
      const mentioned = { id: bench.botId, name: "Cordon" };
      const mention = { type: "mention", text: "<at>Cordon</at>", mentioned };
      const rest = { type: "message", text: `<at>Cordon</at> ${text}`, entities: [mention] };
      await post(bot, dispatcher, activityOf(ana, bench.general, rest));
    },
    press: async (who, card) => {
      const action = { type: "Action.Execute", verb: "step.approve", data: card.data };
      const rest = { type: "invoke", name: "adaptiveCard/action", value: { action } };
      const activity = activityOf(who, card.channel, rest);
      const start = performance.now();
      const text = await post(bot, dispatcher, activity);
      return { ms: performance.now() - start, answeredAt: Date.now(), text };
    },
    next: (find) =>
      new Promise((resolve) => {
        const watch = (arrival: Arrival): void => {
          const found = find(arrival);
          if (found === undefined) return;
          watchers.delete(watch);
          resolve(found);
        };
        watchers.add(watch);
      }),
    quiet: async (ms) => {
      for (;;) {
        const rest = (arrivals.at(-1)?.at ?? -Infinity) + ms - performance.now();
        if (rest <= 0) return;
        await sleep(rest);
      }
    },
    close: () => posts.close(),
  };
};
