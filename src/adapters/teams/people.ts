/** Who is behind a `29:…` id. Teams names mentioned people only by that id, which is another one for every bot. */
import { z } from "zod/v4";
import { PostFault, type Speaker } from "../../application/ports/chat.ts";
import { objectId, type ObjectId } from "../../core/shared/ids.ts";

/** A member of a conversation as the roster call returns it. */
const member = z.object({
  id: z.string(),
  name: z.string().catch(""),
  aadObjectId: z.unknown(),
  objectId: z.unknown(),
});

/** Asks the connector for one member; undefined where it has none. Throws PostFault. */
export type AskRoster = (conversationId: string, memberId: string) => Promise<unknown>;

export type People = {
  /** Remembers whom a verified activity came from. */
  learn(teamsId: string, speaker: Speaker): void;
  /** The person behind a Teams id, or undefined when the roster doesn't know. */
  find(conversationId: string, teamsId: string): Promise<Speaker | undefined>;
  /** The Teams id of a person; undefined where the roster doesn't know them or can't be asked now. */
  teamsIdOf(conversationId: string, id: ObjectId): Promise<string | undefined>;
};

/** More than the largest response group; the oldest is forgotten first. */
const most = 5_000;

const remember = <V>(map: Map<string, V>, key: string, value: V): void => {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > most && oldest.done !== true) map.delete(oldest.value);
};

/** A post mustn't fail because nobody could be asked for an id: the name then stands there as plain words. */
const noAnswer = (caught: unknown): undefined => {
  if (caught instanceof PostFault) return undefined;
  throw caught;
};

type Found = { readonly teamsId: string; readonly speaker: Speaker };

/** Who a roster entry is; undefined for a bot and whatever else has no object id. */
const readMember = (body: unknown): Found | undefined => {
  const found = member.safeParse(body);
  const id = objectId.safeParse(found.data?.aadObjectId ?? found.data?.objectId);
  if (!found.success || !id.success) return undefined;
  const { id: teamsId, name } = found.data;
  return { teamsId, speaker: { id: id.data, name: name.slice(0, 120) } };
};

export const makePeople = (askRoster: AskRoster): People => {
  const byTeamsId = new Map<string, Speaker>();
  const byObjectId = new Map<string, string>();
  const learn = (teamsId: string, speaker: Speaker): void => {
    remember(byTeamsId, teamsId, speaker);
    remember(byObjectId, speaker.id, teamsId);
  };
  return {
    learn,
    teamsIdOf: async (conversationId, id) => {
      const known = byObjectId.get(id);
      if (known !== undefined) return known;
      // The roster takes an object id as well as a Teams id (Bot Connector, get conversation member).
      const found = readMember(await askRoster(conversationId, id).catch(noAnswer));
      if (found?.speaker.id !== id) return undefined;
      learn(found.teamsId, found.speaker);
      return found.teamsId;
    },
    find: async (conversationId, teamsId) => {
      const known = byTeamsId.get(teamsId);
      if (known !== undefined) return known;
      const found = readMember(await askRoster(conversationId, teamsId));
      if (found === undefined) return undefined;
      learn(teamsId, found.speaker);
      return found.speaker;
    },
  };
};
