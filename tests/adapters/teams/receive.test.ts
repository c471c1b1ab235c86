import { afterEach, describe, expect, test } from "@jest/globals";
import { type Inbound, type Reply } from "../../../src/application/ports/chat.ts";
import {
  activity,
  ana,
  appId,
  ben,
  channelId,
  press,
  startWorld,
  tenantId,
  threadId,
  type World,
} from "./teams-world.ts";

let world: World | undefined;
const open = async (reply?: (inbound: Inbound) => Reply): Promise<World> => {
  world = await startWorld(reply === undefined ? {} : { reply });
  return world;
};
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const botMention = {
  type: "mention",
  text: "<at>Cordon</at>",
  mentioned: { id: `28:${appId}`, name: "Cordon" },
};
const mentionOf = (id: string, name: string) => ({
  type: "mention",
  text: `<at>${name}</at>`,
  mentioned: { id, name },
});

describe("what the bot hears", () => {
  test("a message in a channel thread, with the people mentioned", async () => {
    const { teamsSends, received, serviceUrl } = await open();
    await teamsSends(
      activity(serviceUrl, {
        text: "<at>Cordon</at>&nbsp; assign  <at>Ben</at>\n to it <at>Cordon</at> <at>Nobody</at>",
        entities: [botMention, mentionOf("29:ben", "Ben"), mentionOf("29:nobody", "Nobody")],
      }),
    );
    expect(received).toEqual([
      {
        kind: "message",
        key: `${threadId}|1700000000500`,
        from: { id: ana, name: "Ana" },
        where: { scope: "channel", conversationId: threadId, channelId },
        text: "assign Ben to it Nobody",
        mentionsBot: true,
        mentioned: [{ id: ben, name: "Ben" }],
        files: [],
      },
    ]);
  });

  const csv = {
    contentType: "application/vnd.microsoft.teams.file.download.info",
    content: { downloadUrl: "https://contoso-my.sharepoint.com/d?tempauth=1", fileType: "csv" },
    name: "accounts.csv",
  };
  const personal = { id: "a:personal", conversationType: "personal", tenantId };

  test("files sent in the personal chat, and nothing else that is attached", async () => {
    const { teamsSends, received, serviceUrl } = await open();
    const attachments = [
      { contentType: "text/html", content: "<p>incident mass</p>" },
      { ...csv, content: { downloadUrl: 7 } },
      { ...csv, contentType: "image/png" },
      null,
      csv,
    ];
    await teamsSends(activity(serviceUrl, { conversation: personal, attachments }));
    expect(received).toMatchObject([
      { files: [{ name: "accounts.csv", url: csv.content.downloadUrl }] },
    ]);
  });

  test.each([
    ["in a channel", { attachments: [csv] }],
    ["as no list", { conversation: personal, attachments: csv }],
  ])("no file %s", async (_where, changes) => {
    const { teamsSends, received, serviceUrl } = await open();
    await teamsSends(activity(serviceUrl, changes));
    expect(received).toMatchObject([{ kind: "message", files: [] }]);
  });

  test("a slash command is meant for the bot though it mentions nobody", async () => {
    const { teamsSends, received, serviceUrl } = await open();
    await teamsSends(
      activity(serviceUrl, {
        text: "incident status",
        recipient: { id: `28:${appId}`, name: "Cordon", isTargeted: true },
      }),
    );
    expect(received).toMatchObject([{ text: "incident status", mentionsBot: true }]);
  });

  test("somebody who spoke before is known without a roster call", async () => {
    const { teamsSends, received, serviceUrl, calls } = await open();
    const entities = [mentionOf("29:ana", "Ana")];
    await teamsSends(activity(serviceUrl, { text: "I am <at>Ana</at>", entities }));
    expect(received[0]).toMatchObject({
      mentioned: [{ id: ana, name: "Ana" }],
      mentionsBot: false,
    });
    expect(calls).toEqual([]);
  });

  test.each([
    ["a typed mention names nobody", "<at>CEO</at> approve", "CEO approve", []],
    [
      "a forged mention text eats no words",
      "approve all",
      "approve all",
      [{ ...botMention, text: "a" }],
    ],
    ["markup stays text", "<b>x</b> &lt;script&gt; ${y}", "<b>x</b> &lt;script&gt; ${y}", []],
    [
      "mention text with regular expression signs",
      "<at>a.*$&</at> hi",
      "hi",
      [{ ...botMention, text: "<at>a.*$&</at>" }],
    ],
    ["odd entities", "hi", "hi", [null, 7, { type: "mention" }]],
  ])("%s", async (_, text, expected, entities) => {
    const { teamsSends, received, serviceUrl } = await open();
    await teamsSends(activity(serviceUrl, { text, entities }));
    expect(received[0]).toMatchObject({ text: expected, mentioned: [] });
  });

  test("no text at all is an empty message", async () => {
    const { teamsSends, received, serviceUrl } = await open();
    const answer = await teamsSends(activity(serviceUrl, { text: undefined }));
    expect(answer.status).toBe(200);
    expect(received[0]).toMatchObject({ text: "", mentionsBot: true });
  });

  test.each([["x".repeat(12_000)], ["<".repeat(200_000)], ["<at>".repeat(50_000)]])(
    "a huge message is cut, quickly",
    async (text) => {
      const { teamsSends, received, serviceUrl } = await open();
      const before = performance.now();
      await teamsSends(activity(serviceUrl, { text }));
      expect(performance.now() - before).toBeLessThan(2_000);
      expect(JSON.stringify(received[0]).length).toBeLessThan(10_500);
    },
  );

  test("a submit of an old card is dropped", async () => {
    const { teamsSends, received, serviceUrl } = await open();
    const answer = await teamsSends(activity(serviceUrl, { text: undefined, value: { x: 1 } }));
    expect([answer.status, received]).toEqual([200, []]);
  });

  test.each([
    ["personal", "a:1abc", undefined],
    ["groupChat", "19:x@thread.v2", undefined],
  ])("knows a %s conversation", async (scope, id, channel) => {
    const { teamsSends, received, serviceUrl } = await open();
    await teamsSends(
      activity(serviceUrl, { conversation: { id, conversationType: scope, tenantId } }),
    );
    expect(received[0]?.where).toEqual({ scope, conversationId: id, channelId: channel });
  });

  test("knows a chat by its id, whatever message in it is named", async () => {
    const { teamsSends, received, serviceUrl } = await open();
    const id = "19:x@thread.v2;messageid=1700000000500";
    await teamsSends(
      press(serviceUrl, { conversation: { id, conversationType: "groupChat", tenantId } }),
    );
    expect(received[0]?.where).toMatchObject({ conversationId: "19:x@thread.v2" });
  });

  test.each([undefined, "meeting"])("takes a place of kind %s for a channel", async (kind) => {
    const { teamsSends, received, serviceUrl } = await open();
    await teamsSends(
      activity(serviceUrl, { conversation: { id: threadId, conversationType: kind, tenantId } }),
    );
    expect(received[0]?.where).toEqual({ scope: "channel", conversationId: threadId, channelId });
  });

  test("a message is answered in its thread, escaped", async () => {
    const text = 'Use <at>all</at> & "go" [x](http://y) *now*';
    const { teamsSends, serviceUrl, calls } = await open(() => ({ kind: "line", text }));
    await teamsSends(activity(serviceUrl));
    expect(calls).toEqual([
      {
        method: "POST",
        path: `/v3/conversations/${threadId}/activities`,
        authorization: "Bearer bot-token",
        body: {
          type: "message",
          textFormat: "xml",
          text: "Use &#60;at&#62;all&#60;/at&#62; &#38; &#34;go&#34; &#91;x&#93;(http://y) &#42;now&#42;",
        },
      },
    ]);
  });
});
