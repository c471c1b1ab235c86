import { type CardMessage, type Reply } from "../application/ports/chat.ts";

/** Dialogs of a message extension submit with Action.Submit: the verb travels in the data. */
const submitting = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(submitting);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, submitting(member)] as const);
  const node: Record<string, unknown> = Object.fromEntries(entries);
  if (node["type"] !== "Action.Execute") return node;
  const { verb, data, ...rest } = node;
  const fields = typeof data === "object" && data !== null ? data : {};
  return { ...rest, type: "Action.Submit", data: { ...fields, verb } };
};

const asDialogCard = ({ card, summary }: CardMessage): CardMessage => {
  const changed = submitting(card);
  if (typeof changed !== "object" || changed === null) throw new Error("a card is an object");
  return { card: changed, summary };
};

/** An answer as a dialog shows it: cards become dialogs, lines stay lines. */
export const asDialog = (reply: Reply): Reply =>
  reply.kind === "card"
    ? { kind: "dialog", title: "Open an incident", message: asDialogCard(reply.message) }
    : reply;
