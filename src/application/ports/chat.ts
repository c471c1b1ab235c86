/** Teams as the rest of Cordon sees it: no SDK type gets past these. */
import { type ObjectId } from "../../core/shared/ids.ts";

/** Who spoke or pressed, as the verified activity says. The name is decoration. */
export type Speaker = { readonly id: ObjectId; readonly name: string };

/** A file that somebody sent. The address opens it without a token: it is treated like a secret. */
export type SentFile = { readonly name: string; readonly url: string };

export type Where = {
  readonly scope: "channel" | "personal" | "groupChat";
  /** Full conversation id, in channels with `;messageid=`. */
  readonly conversationId: string;
  /** The channel's own id, without the thread. */
  readonly channelId: string | undefined;
};

export type Inbound =
  | {
      readonly kind: "message";
      /** Unique for this message: conversation and activity id. */
      readonly key: string;
      readonly from: Speaker;
      readonly where: Where;
      /** Text without the bot's mention, `&nbsp;` made blank, blanks collapsed, trimmed. */
      readonly text: string;
      readonly mentionsBot: boolean;
      /** People mentioned by id, in order. */
      readonly mentioned: readonly Speaker[];
      /** Files attached in the personal chat; Teams gives a bot none anywhere else. Not fetched yet. */
      readonly files: readonly SentFile[];
    }
  | {
      readonly kind: "press";
      readonly key: string;
      readonly from: Speaker;
      readonly where: Where;
      readonly verb: string;
      /** Data and inputs of the card as they came: hostile until parsed. */
      readonly data: unknown;
    }
  | {
      readonly kind: "extension";
      readonly key: string;
      readonly from: Speaker;
      readonly where: Where;
      readonly command: string;
      readonly stage: "fetch" | "submit";
      readonly data: unknown;
      /** Plain text of the message it was started from, empty where there is none. */
      readonly quoted: string;
    };

/** A card as posted: Adaptive Card JSON with the plain sentence that lock screens show. */
export type CardMessage = { readonly card: object; readonly summary: string };

/** How a press or a message is answered, at once. */
export type Reply =
  | { readonly kind: "nothing" }
  /** One neutral line for the presser only, or a message in the thread. */
  | { readonly kind: "line"; readonly text: string }
  /** Our own fault: red line, code S-…. */
  | { readonly kind: "fault"; readonly code: string; readonly text: string }
  /** A card in answer; for a press it replaces the card for the presser only. */
  | { readonly kind: "card"; readonly message: CardMessage }
  /** A dialog of the message extension. */
  | { readonly kind: "dialog"; readonly title: string; readonly message: CardMessage };

/** The bot: turns what came in into an answer. Never throws for bad input. */
export type Receive = (inbound: Inbound) => Promise<Reply>;

export type Posted = { readonly conversationId: string; readonly activityId: string };

/** What is posted: a card or a plain text, never both. */
export type Message =
  | ({ readonly kind: "card" } & CardMessage)
  | { readonly kind: "text"; readonly text: string; readonly mention?: Speaker };

/** Why a post didn't arrive. `gone`: bot or conversation removed · `later`: try again after `retryAfterMs` · `refused`: will never work. */
export class PostFault extends Error {
  override readonly name = "PostFault";
  readonly kind: "gone" | "later" | "refused";
  readonly retryAfterMs: number | undefined;
  constructor(
    message: string,
    facts: {
      kind: "gone" | "later" | "refused";
      retryAfterMs?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(message, { cause: facts.cause });
    this.kind = facts.kind;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** Posts of the bot. Throws PostFault. */
export type Chat = {
  /** A new root post in a channel (or a message in a chat); its conversation id opens its thread. */
  post(conversationId: string, message: Message): Promise<Posted>;
  /** A reply in the thread of a root post. */
  reply(rootConversationId: string, message: Message): Promise<Posted>;
  /**
   * A message to one person alone. `near` is a conversation in which both are: there the person is looked up.
   * PostFault `refused` or `gone` where the app isn't installed for them.
   */
  personal(person: Speaker, near: string, message: Message): Promise<Posted>;
  /** Edits an own post in place; `gone` where somebody deleted it. */
  update(post: Posted, message: Message): Promise<"updated" | "gone">;
};
