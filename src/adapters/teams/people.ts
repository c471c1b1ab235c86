/** Who is behind a `29:…` id. Teams names mentioned people only by that id, which is another one for every bot. */
import { z } from "zod/v4";
import { type Speaker } from "../../application/ports/chat.ts";
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
  /** The Teams id of a person, when it is known by now. */
  teamsIdOf(id: ObjectId): string | undefined;
};

/** More than the largest response group; the oldest is forgotten first. */
const most = 5_000;

const remember = <V>(map: Map<string, V>, key: string, value: V): void => {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > most && oldest.done !== true) map.delete(oldest.value);
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
    teamsIdOf: (id) => byObjectId.get(id),
    find: async (conversationId, teamsId) => {
      const known = byTeamsId.get(teamsId);
      if (known !== undefined) return known;
      const found = member.safeParse(await askRoster(conversationId, teamsId));
      if (!found.success) return undefined;
      const id = objectId.safeParse(found.data.aadObjectId ?? found.data.objectId);
      if (!id.success) return undefined;
      const speaker = { id: id.data, name: found.data.name.slice(0, 120) };
      learn(teamsId, speaker);
      return speaker;
    },
  };
};
