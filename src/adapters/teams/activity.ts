/** The parts of a Teams activity that Cordon reads (teams.md section 6). Everything else is dropped at the door. */
import { z } from "zod/v4";

const id = z.string().min(1).max(500);
/** Names are decoration; a long one is cut, a missing one is empty. */
const name = z
  .string()
  .transform((text) => text.slice(0, 120))
  .catch("");

/** Activities that Teams sends a bot and Cordon has no use for: they are verified, answered 200 and dropped. */
export const silentTypes: readonly string[] = [
  "conversationUpdate",
  "event",
  "installationUpdate",
  "messageDelete",
  "messageReaction",
  "messageUpdate",
  "typing",
];

/** Invokes that Cordon's manifest asks for. Which verbs a card may press is the bot's list (`bot/verbs/catalogue.ts`). */
export const invokeNames: readonly string[] = [
  "adaptiveCard/action",
  "composeExtension/fetchTask",
  "composeExtension/submitAction",
];

/** What every activity needs before the SDK may look at it. */
export const envelope = z.object({
  type: z.string().min(1).max(100),
  channelId: z.string(),
  serviceUrl: z.string().max(2_000),
  name: z.string().max(200).optional().catch(undefined),
});

const teamsData = z.object({
  tenant: z.object({ id: z.string() }),
  team: z.object({ id }).optional().catch(undefined),
  channel: z.object({ id }).optional().catch(undefined),
});

/** An activity of a place and a person in it. */
export const placed = envelope.extend({
  from: z.object({ id, name, aadObjectId: z.string().optional() }),
  recipient: z.object({ id, name, isTargeted: z.boolean().optional() }),
  conversation: z.object({
    id,
    conversationType: z.string().optional(),
    tenantId: z.string(),
  }),
  channelData: teamsData,
});

/** A message or an invoke: somebody spoke or pressed. */
export const spoken = placed.extend({
  type: z.enum(["message", "invoke"]),
  id,
  from: z.object({ id, name, aadObjectId: z.guid() }),
  name: z.string().max(200).optional(),
  text: z.string().optional().catch(undefined),
  entities: z.array(z.unknown()).catch([]),
  attachments: z.array(z.unknown()).catch([]),
  value: z.unknown(),
});

export type Envelope = z.infer<typeof envelope>;
export type Placed = z.infer<typeof placed>;
export type Spoken = z.infer<typeof spoken>;

/** `value` of an `adaptiveCard/action` invoke. */
export const pressValue = z.object({
  action: z.object({ verb: z.string().min(1).max(200), data: z.unknown() }),
});

/** `value` of a `composeExtension/…` invoke; `messagePayload` only when run on a message. */
export const extensionValue = z.object({
  commandId: z.string().min(1).max(200),
  data: z.unknown(),
  messagePayload: z
    .object({ body: z.object({ contentType: z.string(), content: z.string() }) })
    .optional()
    .catch(undefined),
});

/** One file among `attachments`, as Teams names those that were uploaded to the sender's OneDrive for the bot. */
export const sentFile = z.object({
  contentType: z.literal("application/vnd.microsoft.teams.file.download.info"),
  name,
  content: z.object({ downloadUrl: z.string().min(1).max(4_000) }),
});

/** One mention among `entities`. */
export const mention = z.object({
  type: z.literal("mention"),
  text: z.string().optional(),
  mentioned: z.object({ id, name }),
});
export type Mention = z.infer<typeof mention>;
