import { afterEach, describe, expect, test } from "@jest/globals";
import { type Chat, PostFault } from "../../../src/application/ports/chat.ts";
import { objectId } from "../../../src/core/shared/ids.ts";
import { type Answer, type Call } from "./fake-bot-framework.ts";
import {
  ana,
  channelId,
  startWorld,
  tenantId,
  threadId,
  wellAnswers,
  type World,
} from "./teams-world.ts";

let world: World | undefined;
const open = async (connector: (call: Call) => Answer = wellAnswers): Promise<World> => {
  world = await startWorld({ connector });
  return world;
};
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const text = { kind: "text", text: "hello" } as const;
const faultOf = async (posting: Promise<unknown>): Promise<PostFault> => {
  const caught = await posting.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(caught instanceof PostFault)) throw new Error("There was no PostFault");
  return caught;
};

describe("posting", () => {
  test("a root post in a channel returns the thread and the message", async () => {
    const { teams, calls } = await open();
    const card = { type: "AdaptiveCard" };
    const posted = await teams.chat.post(channelId, { kind: "card", card, summary: "INC-0007" });
    expect(posted).toEqual({
      conversationId: `${channelId};messageid=1700000000900`,
      activityId: "1700000000900",
    });
    expect(calls).toMatchObject([
      {
        method: "POST",
        path: "/v3/conversations",
        authorization: "Bearer bot-token",
        body: {
          isGroup: true,
          tenantId,
          channelData: { channel: { id: channelId } },
          activity: {
            summary: "INC-0007",
            attachments: [
              { contentType: "application/vnd.microsoft.card.adaptive", content: card },
            ],
          },
        },
      },
    ]);
  });

  test("the message id is read out of the thread when Teams leaves it out", async () => {
    const { teams } = await open(() => ({
      status: 201,
      body: { id: `${channelId};messageid=42` },
    }));
    expect(await teams.chat.post(channelId, text)).toMatchObject({ activityId: "42" });
  });

  test.each(["19:response@thread.v2", "a:1abc"])("a post in %s goes into that chat", async (id) => {
    const { teams, calls } = await open();
    const posted = await teams.chat.post(id, text);
    expect(posted).toEqual({ conversationId: id, activityId: "1700000000901" });
    expect(calls[0]?.path).toBe(`/v3/conversations/${id}/activities`);
  });

  test("a reply stays in the thread of its root", async () => {
    const { teams, calls } = await open();
    const posted = await teams.chat.reply(threadId, text);
    expect(posted).toEqual({ conversationId: threadId, activityId: "1700000000901" });
    expect(calls[0]?.path).toBe(`/v3/conversations/${threadId}/activities`);
  });

  const mention = { id: objectId.parse(ana), name: "<b>A&B</b>" };
  const calling = { kind: "text", text: "look\n<at>x</at>\n- a\n1. b", mention } as const;
  const at = "<at>&#60;b&#62;A&#38;B&#60;/b&#62;</at>";
  const words = "look<br/>&#60;at&#62;x&#60;/at&#62;<br/>&#45; a<br/>&#49;. b";

  test("a mention carries the person's Teams id, asked for once, and an escaped name", async () => {
    const { teams, calls } = await open((call) =>
      call.method === "GET"
        ? { status: 200, body: { id: "29:ana", name: "Ana", aadObjectId: ana } }
        : wellAnswers(call),
    );
    await teams.chat.reply(threadId, calling);
    await teams.chat.post(channelId, calling);
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /v3/conversations/${channelId}/members/${ana}`,
      `POST /v3/conversations/${threadId}/activities`,
      "POST /v3/conversations",
    ]);
    const activity = {
      text: `${at} ${words}`,
      entities: [{ type: "mention", text: at, mentioned: { id: "29:ana" } }],
    };
    expect(calls[1]?.body).toMatchObject(activity);
    expect(calls[2]?.body).toMatchObject({ activity });
  });

  test("a mention of somebody whom the roster doesn't know tries the object id", async () => {
    const { teams, calls } = await open();
    await teams.chat.reply(threadId, calling);
    expect(calls.at(-1)?.body).toMatchObject({ entities: [{ mentioned: { id: ana } }] });
  });

  test("a refused mention is posted once more as plain words", async () => {
    const { teams, calls, lines } = await open((call) =>
      JSON.stringify(call.body ?? "").includes('"mention"') ? { status: 400 } : wellAnswers(call),
    );
    const posted = await teams.chat.post(channelId, calling);
    expect(posted.activityId).toBe("1700000000900");
    const posts = calls.filter(({ method }) => method === "POST");
    expect(posts).toHaveLength(2);
    const plain = `${at.slice(4, -5)} ${words}`;
    expect(posts[1]?.body).toMatchObject({ activity: { text: plain } });
    expect(JSON.stringify(posts[1]?.body)).not.toContain("entities");
    expect(lines.map(({ level }) => level)).toEqual(["warn"]);
  });

  test("what is refused without a mention isn't posted again", async () => {
    const { teams, calls } = await open(() => ({ status: 400 }));
    expect((await faultOf(teams.chat.post(channelId, text))).kind).toBe("refused");
    expect(calls).toHaveLength(1);
    expect((await faultOf(teams.chat.post(channelId, calling))).kind).toBe("refused");
    expect(calls.filter(({ method }) => method === "POST")).toHaveLength(3);
  });

  test("an edit is a PUT; a deleted message is gone", async () => {
    const { teams, calls } = await open((call) => ({
      status: call.path.endsWith("/1") ? 200 : 404,
      body: { id: "1" },
    }));
    const post = { conversationId: threadId, activityId: "1" };
    expect(await teams.chat.update(post, text)).toBe("updated");
    expect(await teams.chat.update({ ...post, activityId: "2" }, text)).toBe("gone");
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `PUT /v3/conversations/${threadId}/activities/1`,
      `PUT /v3/conversations/${threadId}/activities/2`,
    ]);
  });
});

describe("posts that don't arrive", () => {
  test.each([
    [403, "gone"],
    [404, "gone"],
    [400, "refused"],
    [413, "refused"],
    [302, "refused"],
    [401, "later"],
    [412, "later"],
    [500, "later"],
    [502, "later"],
    [504, "later"],
  ])("%d is %s, after one call", async (status, kind) => {
    const headers = { location: "http://127.0.0.1:1/" };
    const { teams, calls } = await open(() => ({ status, headers }));
    const fault = await faultOf(teams.chat.reply(threadId, text));
    expect(fault.kind).toBe(kind);
    expect(calls).toHaveLength(1);
  });

  test("429 says when to come back", async () => {
    const headers = { "retry-after": "17" };
    const { teams } = await open(() => ({ status: 429, headers }));
    const fault = await faultOf(teams.chat.post(channelId, text));
    expect(fault).toMatchObject({ kind: "later", retryAfterMs: 17_000 });
  });

  test("a lost answer is not repeated", async () => {
    const { teams, calls } = await open(() => ({ status: 201, drop: true }));
    expect((await faultOf(teams.chat.post(channelId, text))).kind).toBe("later");
    expect(calls).toHaveLength(1);
  });

  test("the token never goes to a kept URL that isn't on the list any more", async () => {
    world = await startWorld({ kept: "https://evil.example/" });
    await world.teams.chat.reply(threadId, text);
    expect(world.calls).toHaveLength(1);
  });
});

test("a burst waits instead of running into the limit", async () => {
  const { teams, calls } = await open();
  const started = performance.now();
  const burst = (chat: Chat, thread: string) =>
    Array.from({ length: 8 }, (_, at) => chat.reply(thread, { kind: "text", text: String(at) }));
  const first = burst(teams.chat, threadId);
  await Promise.all(first.slice(0, 7));
  expect(performance.now() - started).toBeLessThan(900);
  await Promise.all(first);
  expect(performance.now() - started).toBeGreaterThanOrEqual(900);
  expect(calls.map(({ body }) => (body as { text: string }).text)).toHaveLength(8);
});

test("closing ends a waiting post", async () => {
  const { teams } = await open();
  const posts = Array.from({ length: 9 }, () => teams.chat.reply(threadId, text));
  const last = faultOf(posts[8] ?? Promise.resolve());
  const eighth = faultOf(posts[7] ?? Promise.resolve());
  await Promise.all(posts.slice(0, 7));
  teams.close();
  expect([(await eighth).kind, (await last).kind]).toEqual(["later", "later"]);
});
