/** Replies as invoke bodies: Universal Actions for a press, task modules for the message extension (teams.md 3.2, 6.6). */
import { type CardMessage, type Reply } from "../../application/ports/chat.ts";

const cardType = "application/vnd.microsoft.card.adaptive";

/** A card as attachment of a message or a dialog. */
export const cardAttachment = ({
  card,
}: CardMessage): { readonly contentType: string; readonly content: object } => ({
  contentType: cardType,
  content: card,
});

/** The body of an answer to a press. The HTTP status is 200 always; `statusCode` carries the real one. */
export const pressBody = (reply: Reply): object => {
  switch (reply.kind) {
    case "nothing":
      return { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: "" };
    case "line":
      return {
        statusCode: 200,
        type: "application/vnd.microsoft.activity.message",
        value: reply.text,
      };
    case "fault":
      return {
        statusCode: 500,
        type: "application/vnd.microsoft.error",
        value: { code: reply.code, message: reply.text },
      };
    // A press opens no dialog; its card takes the pressed card's place, for the presser only.
    case "dialog":
    case "card":
      return { statusCode: 200, type: cardType, value: reply.message.card };
  }
};

const dialogBody = (title: string, message: CardMessage): object => ({
  task: {
    type: "continue",
    value: { title, width: "medium", height: "medium", card: cardAttachment(message) },
  },
});

/** The body of an answer to the message extension; `{}` closes its dialog. */
export const extensionBody = (reply: Reply): object => {
  switch (reply.kind) {
    case "nothing":
      return {};
    case "line":
      return { task: { type: "message", value: reply.text } };
    case "fault":
      return { task: { type: "message", value: `${reply.text} (${reply.code})` } };
    case "card":
      return dialogBody(reply.message.summary, reply.message);
    case "dialog":
      return dialogBody(reply.title, reply.message);
  }
};
