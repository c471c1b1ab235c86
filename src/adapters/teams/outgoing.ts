/** Messages as activities. Text goes out as `xml` with everything escaped, so that no name or note becomes a link. */
import { type Message, type Speaker } from "../../application/ports/chat.ts";
import { cardAttachment } from "./answers.ts";
import { escapeXml } from "./plain-text.ts";

/** The id that a mention needs: the person's `29:…` id, or the object id while that isn't known. */
export type MentionId = (person: Speaker) => string;

/** An activity ready to be sent. */
export const activityOf = (message: Message, mentionId: MentionId): object => {
  if (message.kind === "card") {
    return {
      type: "message",
      summary: message.summary,
      attachments: [cardAttachment(message)],
    };
  }
  const { mention } = message;
  const text = escapeXml(message.text);
  if (mention === undefined) return { type: "message", textFormat: "xml", text };
  const at = `<at>${escapeXml(mention.name.replaceAll(/\s+/g, " "))}</at>`;
  return {
    type: "message",
    textFormat: "xml",
    text: `${at} ${text}`,
    entities: [
      { type: "mention", text: at, mentioned: { id: mentionId(mention), name: mention.name } },
    ],
  };
};
