/** From a verified activity to what the bot understands. */
import {
  type Inbound,
  type SentFile,
  type Speaker,
  type Where,
} from "../../application/ports/chat.ts";
import { objectId } from "../../core/shared/ids.ts";
import {
  extensionValue,
  mention,
  type Mention,
  pressValue,
  sentFile,
  type Spoken,
} from "./activity.ts";
import { messageText, quotedText } from "./plain-text.ts";

/** Resolves a mentioned person; undefined when nobody can be named with certainty. */
export type FindPerson = (conversationId: string, teamsId: string) => Promise<Speaker | undefined>;

/** More people than one message needs; each unknown one costs a roster call. */
const mostMentions = 20;

/** The channel's own id, or any other conversation's id, without `;messageid=`. */
export const withoutThread = (conversationId: string): string =>
  conversationId.split(";", 1)[0] ?? conversationId;

/**
 * Where it was said. A place of unknown kind is taken for a channel: there Cordon listens only when it is mentioned
 * and many may read the answer, so that guess can't make it act or talk where it shouldn't.
 */
const whereOf = ({ conversation: { id, conversationType } }: Spoken): Where => {
  switch (conversationType) {
    case "personal":
      return { scope: "personal", conversationId: id, channelId: undefined };
    // Teams may name a message in a chat like a thread; chats have none, and a place is compared by its id.
    case "groupChat":
      return { scope: "groupChat", conversationId: withoutThread(id), channelId: undefined };
    default:
      return { scope: "channel", conversationId: id, channelId: withoutThread(id) };
  }
};

/** Who acted: the object id out of the signed body. Throws on an id that isn't a GUID, which `spoken` rules out. */
export const speakerOf = ({ from }: Spoken): Speaker => ({
  id: objectId.parse(from.aadObjectId),
  name: from.name,
});

const common = (
  activity: Spoken,
): { readonly key: string; readonly from: Speaker; readonly where: Where } => ({
  key: `${activity.conversation.id}|${activity.id}`,
  from: speakerOf(activity),
  where: whereOf(activity),
});

const mentionsIn = (activity: Spoken): readonly Mention[] =>
  activity.entities.flatMap((entity) => {
    const found = mention.safeParse(entity);
    return found.success ? [found.data] : [];
  });

const peopleAmong = async (
  activity: Spoken,
  mentions: readonly Mention[],
  find: FindPerson,
): Promise<readonly Speaker[]> => {
  const place = activity.channelData.team?.id ?? withoutThread(activity.conversation.id);
  const ids = [...new Set(mentions.map(({ mentioned }) => mentioned.id))].slice(0, mostMentions);
  const found = await Promise.all(ids.map((id) => find(place, id)));
  return found.filter((speaker) => speaker !== undefined);
};

/** More files than one message needs. */
const mostFiles = 5;

/** Files reach a bot in the personal chat only (Teams: "Send and receive files using bot"). */
const filesOf = ({ attachments, conversation }: Spoken): readonly SentFile[] =>
  conversation.conversationType !== "personal"
    ? []
    : attachments
        .flatMap((attachment) => sentFile.safeParse(attachment).data ?? [])
        .slice(0, mostFiles)
        .map((file) => ({ name: file.name, url: file.content.downloadUrl }));

/** A message, or undefined for a submit of an old card: those carry a value and no words. */
export const messageOf = async (
  activity: Spoken,
  find: FindPerson,
): Promise<Inbound | undefined> => {
  if (activity.text === undefined && activity.value !== undefined) return undefined;
  const mentions = mentionsIn(activity);
  const isBot = ({ mentioned }: Mention): boolean => mentioned.id === activity.recipient.id;
  const own = mentions.filter(isBot);
  const others = mentions.filter((one) => !isBot(one));
  return {
    kind: "message",
    ...common(activity),
    text: messageText(
      activity.text ?? "",
      own.map(({ text }) => text ?? ""),
    ),
    // A slash command (manifest 1.29) is a message to the bot alone, without a mention.
    mentionsBot: own.length > 0 || activity.recipient.isTargeted === true,
    mentioned: await peopleAmong(activity, others, find),
    files: filesOf(activity),
  };
};

/** A press on a card, or undefined when the body isn't one. */
export const pressOf = (activity: Spoken): Inbound | undefined => {
  const value = pressValue.safeParse(activity.value);
  if (!value.success) return undefined;
  const { verb, data } = value.data.action;
  return { kind: "press", ...common(activity), verb, data };
};

/** A step of the message extension, or undefined when the body isn't one. */
export const extensionOf = (activity: Spoken, stage: "fetch" | "submit"): Inbound | undefined => {
  const value = extensionValue.safeParse(activity.value);
  if (!value.success) return undefined;
  const { commandId, data, messagePayload } = value.data;
  const quoted = messagePayload === undefined ? "" : quotedText(messagePayload.body.content);
  return { kind: "extension", ...common(activity), command: commandId, stage, data, quoted };
};
