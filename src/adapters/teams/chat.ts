/** The Chat port over the Bot Connector's v3 routes. */
import { z } from "zod/v4";
import { type Chat, type Posted, PostFault } from "../../application/ports/chat.ts";
import { expectOk, type Connector, type ConnectorAnswer } from "./connector.ts";
import { withoutThread } from "./inbound.ts";
import { activityOf, type MentionId } from "./outgoing.ts";
import { type Pace } from "./pace.ts";

export type ChatDeps = {
  readonly connector: Connector;
  readonly pace: Pace;
  readonly mentionId: MentionId;
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

export const makeChat = ({ connector, pace, mentionId, tenantId, botId }: ChatDeps): Chat => {
  const send = async (conversationId: string, activity: object): Promise<Posted> => {
    await pace.turn(conversationId);
    const path = activitiesPath(conversationId);
    return sentTo(
      conversationId,
      expectOk(await connector({ method: "POST", path, body: activity })),
    );
  };
  const startThread = async (channelId: string, activity: object): Promise<Posted> => {
    await pace.turn(channelId);
    const body = {
      isGroup: true,
      bot: { id: botId },
      tenantId,
      channelData: { channel: { id: channelId }, tenant: { id: tenantId } },
      activity,
    };
    return rootOf(expectOk(await connector({ method: "POST", path: "/v3/conversations", body })));
  };
  return {
    post: (conversationId, message) => {
      const activity = activityOf(message, mentionId);
      return isChannel(conversationId)
        ? startThread(withoutThread(conversationId), activity)
        : send(conversationId, activity);
    },
    reply: (rootConversationId, message) =>
      send(rootConversationId, activityOf(message, mentionId)),
    update: async ({ conversationId, activityId }, message) => {
      await pace.turn(conversationId);
      const path = `${activitiesPath(conversationId)}/${encodeURIComponent(activityId)}`;
      const body = { ...activityOf(message, mentionId), id: activityId };
      const answer = await connector({ method: "PUT", path, body });
      if (answer.status === 404) return "gone";
      expectOk(answer);
      return "updated";
    },
  };
};
