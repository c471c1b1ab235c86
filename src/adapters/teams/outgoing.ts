/** Messages as activities. Text goes out as `xml` with everything escaped, so that no name or note becomes a link. */
import { type Message } from "../../application/ports/chat.ts";
import { cardAttachment } from "./answers.ts";
import { escapeXml } from "./plain-text.ts";

/** An activity ready to be sent; without an id for whom it mentions, the name is plain words. */
export const activityOf = (message: Message, mentionId: string | undefined): object => {
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
  const name = escapeXml(mention.name.replaceAll(/\s+/g, " "));
  if (mentionId === undefined)
    return { type: "message", textFormat: "xml", text: `${name} ${text}` };
  const at = `<at>${name}</at>`;
  return {
    type: "message",
    textFormat: "xml",
    text: `${at} ${text}`,
    entities: [{ type: "mention", text: at, mentioned: { id: mentionId, name: mention.name } }],
  };
};
