/** What happens in a verified turn: understand, ask the bot, answer. Nothing thrown here reaches the SDK. */
import {
  type Chat,
  type Inbound,
  type Message,
  PostFault,
  type Receive,
  type Reply,
  type Speaker,
} from "../../application/ports/chat.ts";
import { type Log, type Runtime } from "../../application/ports/runtime.ts";
import { type Spoken, spoken } from "./activity.ts";
import { extensionBody, pressBody } from "./answers.ts";
import { type Routes } from "./bot-sdk.ts";
import { extensionOf, messageOf, pressOf, speakerOf } from "./inbound.ts";
import { type People } from "./people.ts";

export type TurnDeps = {
  readonly receive: Receive;
  readonly chat: Chat;
  readonly people: People;
  readonly log: Log;
  readonly runtime: Pick<Runtime, "id">;
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : "unknown");

/** A reply as a message in the conversation; undefined where there is nothing to say. */
const messageFor = (reply: Reply): Message | undefined => {
  switch (reply.kind) {
    case "nothing":
      return undefined;
    case "line":
      return { kind: "text", text: reply.text };
    case "fault":
      return { kind: "text", text: `${reply.text} (${reply.code})` };
    case "card":
    case "dialog":
      return { kind: "card", ...reply.message };
  }
};

const notUnderstood: Reply = {
  kind: "fault",
  code: "S-400",
  text: "Not recorded. Cordon could not read this.",
};

/** Asks the bot. What it throws is our fault and becomes one, with a reference into the log. */
const makeAsk =
  ({ receive, log, runtime }: Pick<TurnDeps, "receive" | "log" | "runtime">) =>
  async (inbound: Inbound): Promise<Reply> => {
    try {
      return await receive(inbound);
    } catch (caught) {
      const reference = runtime.id();
      log.error({ reference, kind: inbound.kind, reason: reasonOf(caught) }, "A turn failed");
      const text = `Something failed on our side. See the card for what was recorded. Reference ${reference}.`;
      return { kind: "fault", code: "S-500", text };
    }
  };

export const makeTurns = ({ receive, chat, people, log, runtime }: TurnDeps): Routes => {
  const ask = makeAsk({ receive, log, runtime });
  const find = async (place: string, teamsId: string): Promise<Speaker | undefined> => {
    try {
      return await people.find(place, teamsId);
    } catch (caught) {
      // Better a command without its mention, which asks again, than no answer at all.
      if (!(caught instanceof PostFault)) throw caught;
      log.warn({ reason: caught.message }, "A mentioned person was not found");
      return undefined;
    }
  };
  const read = (activity: unknown): Spoken | undefined => {
    const read = spoken.safeParse(activity).data;
    if (read !== undefined) people.learn(read.from.id, speakerOf(read));
    return read;
  };
  const say = async (conversationId: string, reply: Reply): Promise<void> => {
    const message = messageFor(reply);
    if (message === undefined) return;
    try {
      await chat.reply(conversationId, message);
    } catch (caught) {
      log.warn({ conversationId, reason: reasonOf(caught) }, "An answer was not posted");
    }
  };
  return {
    message: async (activity) => {
      const from = read(activity);
      const inbound = from && (await messageOf(from, find));
      if (inbound !== undefined) await say(inbound.where.conversationId, await ask(inbound));
    },
    press: async (activity) => {
      const from = read(activity);
      const inbound = from && pressOf(from);
      return pressBody(inbound === undefined ? notUnderstood : await ask(inbound));
    },
    extension: async (activity, stage) => {
      const from = read(activity);
      const inbound = from && extensionOf(from, stage);
      return extensionBody(inbound === undefined ? notUnderstood : await ask(inbound));
    },
  };
};
