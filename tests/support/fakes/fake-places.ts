/** The rungs of the ladder and the evidence folder, with faults to script. */
import { createHash } from "node:crypto";
import { z } from "zod/v4";
import { type Evidence, type Places } from "../../../src/application/ports/tenant.ts";
import { canonicalJson } from "../../../src/core/shared/canonical-json.ts";
import { anAudience } from "../audience.ts";

export type FakePlaces = Places & {
  /** Names of the channels and chats that exist. */
  readonly channels: string[];
  readonly chats: string[];
  /** Ids of subjects who are in the team. */
  readonly members: Set<string>;
  /** The next calls of this kind throw these, one each. */
  fail(what: "channel" | "chat" | "home" | "audience", ...faults: readonly Error[]): void;
};

/** A team without channels. A channel of the same name is found again, not made twice. */
export const fakePlaces = (): FakePlaces => {
  const faults: Record<"channel" | "chat" | "home" | "audience", Error[]> = {
    channel: [],
    chat: [],
    home: [],
    audience: [],
  };
  const members = new Set<string>();
  const channels: string[] = [];
  const chats: string[] = [];
  const arrive = async (what: keyof typeof faults): Promise<void> => {
    await Promise.resolve();
    const thrown = faults[what].shift();
    if (thrown) throw thrown;
  };
  return {
    channels,
    chats,
    members,
    fail: (what, ...next) => {
      faults[what].push(...next);
    },
    makeChannel: async (name) => {
      await arrive("channel");
      if (!channels.includes(name)) channels.push(name);
      return { conversationId: `19:${name.slice(0, 8)}@thread.tacv2`, name };
    },
    makeGroupChat: async (topic) => {
      await arrive("chat");
      chats.push(topic);
      return { conversationId: `19:${topic.slice(0, 8)}@thread.v2`, name: topic };
    },
    home: async () => {
      await arrive("home");
      return { conversationId: "19:home@thread.tacv2", name: "General" };
    },
    audience: async (subjects) => {
      await arrive("audience");
      const among = subjects.filter(({ id }) => members.has(id)).map(({ name }) => name);
      return anAudience({ subjectsAmong: among });
    },
  };
};

/** A folder in memory: contents by their SHA-256. */
export const fakeEvidence = (): Evidence & {
  readonly files: Map<string, string>;
  fail(...faults: readonly Error[]): void;
} => {
  const files = new Map<string, string>();
  const faults: Error[] = [];
  return {
    files,
    fail: (...next) => {
      faults.push(...next);
    },
    keep: async (content) => {
      await Promise.resolve();
      const thrown = faults.shift();
      if (thrown) throw thrown;
      const text = canonicalJson(content);
      const sha256 = createHash("sha256").update(text).digest("hex");
      files.set(sha256, text);
      return { sha256, bytes: Buffer.byteLength(text) };
    },
    read: async (sha256) => {
      await Promise.resolve();
      const text = files.get(sha256);
      if (text === undefined) throw new Error(`no evidence file ${sha256}`);
      return z.json().parse(JSON.parse(text));
    },
  };
};
