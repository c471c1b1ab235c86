/** The Chat port over the Bot Connector's v3 routes. */
import { z } from "zod/v4";
import {
  type Chat,
  type Message,
  type Posted,
  PostFault,
  type Speaker,
} from "../../application/ports/chat.ts";
import { type Log } from "../../application/ports/runtime.ts";
import { expectOk, type Connector, type ConnectorAnswer } from "./connector.ts";
import { withoutThread } from "./inbound.ts";
import { activityOf } from "./outgoing.ts";
import { type Pace } from "./pace.ts";

export type ChatDeps = {
  readonly connector: Connector;
  readonly pace: Pace;
  /** The id that a mention of this person needs in a conversation (without thread). */
  readonly mentionId: (conversationId: string, person: Speaker) => Promise<string>;
  readonly log: Pick<Log, "warn">;
  readonly tenantId: string;
  readonly botId: string;
};

const createdConversation = z.object({ id: z.string(), activityId: z.string().optional() });
const createdActivity = z.object({ id: z.string() });

/** `19:…@thread.tacv2`, older `@thread.skype`; chats end in `@thread.v2`, personal ones start with `a:`. */
const isChannel = (conversationId: string): boolean =>
  /@thread\.(tacv2|skype)$/.test(withoutThread(conversationId));

const activitiesPath = (conversationId: string): string =>
  `/v3/conversations/${encodeURIComponent(conversationId)}/activities`;

/** Both ids of a new root post. Teams gives `{id: "<channel>;messageid=<n>", activityId: "<n>"}`. */
const rootOf = (answer: ConnectorAnswer): Posted => {
  const created = createdConversation.safeParse(answer.body);
  const activityId =
    created.data?.activityId ?? /;messageid=(\d+)$/.exec(created.data?.id ?? "")?.[1];
  if (!created.success || activityId === undefined) {
    throw new PostFault("Posted, but the answer names no message", { kind: "refused" });
  }
  return { conversationId: created.data.id, activityId };
};

const sentTo = (conversationId: string, answer: ConnectorAnswer): Posted => {
  const created = createdActivity.safeParse(answer.body);
  if (!created.success) {
    throw new PostFault("Posted, but the answer names no message", { kind: "refused" });
  }
  return { conversationId, activityId: created.data.id };
};

const mentionIn = async (
  deps: ChatDeps,
  conversationId: string,
  message: Message,
): Promise<string | undefined> =>
  message.kind === "text" && message.mention !== undefined
    ? deps.mentionId(withoutThread(conversationId), message.mention)
    : undefined;

/** Sends an activity and reads what it became. Throws PostFault. */
type Send = (activity: object) => Promise<ConnectorAnswer>;

/**
 * Sends a message. One with a mention that Teams refuses (400: that person isn't here any more) is sent once more
 * with the name as plain words: better nobody called than nothing said.
 */
const sendMessage = async (
  deps: ChatDeps,
  to: { readonly conversationId: string; readonly message: Message },
  send: Send,
): Promise<ConnectorAnswer> => {
  const { conversationId, message } = to;
  const mentioned = await mentionIn(deps, conversationId, message);
  await deps.pace.turn(conversationId);
  const answer = await send(activityOf(message, mentioned));
  if (answer.status !== 400 || mentioned === undefined) return answer;
  deps.log.warn({ conversationId }, "Teams refused a mention; the words are posted without it");
  await deps.pace.turn(conversationId);
  return send(activityOf(message, undefined));
};

/** Asking for the same person's conversation again gives the same one (Bot Connector, create conversation). */
const openPersonal = async (deps: ChatDeps, person: Speaker, near: string): Promise<string> => {
  const { connector, tenantId, botId } = deps;
  const id = await deps.mentionId(withoutThread(near), person);
  const answer = await connector({
    method: "POST",
    path: "/v3/conversations",
    body: {
      isGroup: false,
      bot: { id: botId },
      members: [{ id, name: person.name, aadObjectId: person.id }],
      tenantId,
      channelData: { tenant: { id: tenantId } },
    },
  });
  const created = createdConversation.safeParse(expectOk(answer).body);
  if (created.success) return created.data.id;
  throw new PostFault("The answer names no conversation", { kind: "refused" });
};

export const makeChat = (deps: ChatDeps): Chat => {
  const { connector, tenantId, botId } = deps;
  const send = async (conversationId: string, message: Message): Promise<Posted> => {
    const path = activitiesPath(conversationId);
    const answer = await sendMessage(deps, { conversationId, message }, (activity) =>
      connector({ method: "POST", path, body: activity }),
    );
    return sentTo(conversationId, expectOk(answer));
  };
  const startThread = async (channelId: string, message: Message): Promise<Posted> => {
    const where = {
      isGroup: true,
      bot: { id: botId },
      tenantId,
      channelData: { channel: { id: channelId }, tenant: { id: tenantId } },
    };
    const path = "/v3/conversations";
    const answer = await sendMessage(deps, { conversationId: channelId, message }, (activity) =>
      connector({ method: "POST", path, body: { ...where, activity } }),
    );
    return rootOf(expectOk(answer));
  };
  return {
    personal: async (person, near, message) =>
      send(await openPersonal(deps, person, near), message),
    post: (conversationId, message) =>
      isChannel(conversationId)
        ? startThread(withoutThread(conversationId), message)
        : send(conversationId, message),
    reply: send,
    update: async ({ conversationId, activityId }, message) => {
      const path = `${activitiesPath(conversationId)}/${encodeURIComponent(activityId)}`;
      const answer = await sendMessage(deps, { conversationId, message }, (activity) =>
        connector({ method: "PUT", path, body: { ...activity, id: activityId } }),
      );
      if (answer.status === 404) return "gone";
      expectOk(answer);
      return "updated";
    },
  };
};
