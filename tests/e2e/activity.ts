/** Activities as Teams would send them, straight to the bot: the Playground writes as its first person only. */
import { randomUUID } from "node:crypto";
import { expect } from "@jest/globals";

const tenantId = "c0dec0de-0000-4000-8000-000000000001";

export type Addresses = { readonly endpoint: string; readonly playground: string };

/** Sends an activity of this person in this channel and returns the body of the answer. */
export const sendActivity = async (
  { endpoint, playground }: Addresses,
  at: { readonly from: string; readonly channel: string },
  more: object,
): Promise<string> => {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      type: "invoke",
      id: randomUUID(),
      channelId: "msteams",
      serviceUrl: `${playground}/_connector`,
      from: { id: `29:${at.from}`, name: "Somebody", aadObjectId: at.from },
      recipient: { id: "28:cordon", name: "Cordon" },
      conversation: { id: at.channel, conversationType: "channel", tenantId },
      channelData: { tenant: { id: tenantId } },
      ...more,
    }),
  });
  expect(response.status).toBe(200);
  return response.text();
};

const name = "<at>Cordon</at>";

/** A message that mentions Cordon, as the Playground and as Teams write it. */
export const mentioning = (
  text: string,
): { readonly text: string; readonly mentions: readonly object[] } => ({
  text: `${name} ${text}`,
  mentions: [{ mentioned: { id: "28:cordon", name: "Cordon" }, text: name }],
});

export const messageBy = (
  to: Addresses,
  at: { readonly from: string; readonly channel: string },
  said: string,
): Promise<string> => {
  const { text, mentions } = mentioning(said);
  const entities = mentions.map((mention) => ({ type: "mention", ...mention }));
  return sendActivity(to, at, { type: "message", text, entities });
};
