import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Message, type Inbound, type Reply } from "../../../src/application/ports/chat.ts";
import { makeTeams, type Teams } from "../../../src/adapters/teams/make-teams.ts";
import { type Playground, startPlayground } from "../../../src/cli/playground.ts";
import { type HttpServer, startHttp } from "../../../src/http.ts";
import { recordLog } from "./teams-world.ts";
import { instant } from "../../../src/core/shared/ids.ts";

const tenantId = "11111111-1111-4111-8111-111111111111";
const spare = "19:spare@thread.tacv2";
const group = "19:response@thread.v2";
const botId = "28:cordon";
const person = (at: number) => `aaaaaaaa-0000-4000-8000-00000000000${at}`;

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("No port");
  return address.port;
};

const { lines, log } = recordLog();
const received: Inbound[] = [];
const saved: string[] = [];
let reply: Reply = { kind: "nothing" };
let folder: string;
let teams: Teams;
let server: HttpServer;
let playground: Playground;
let port: number;

const config = {
  tenantId,
  teamId: "19:general@thread.tacv2",
  teamGroupId: "bbbbbbbb-0000-4000-8000-000000000001",
  teamName: "Incident response",
  spareChannel: { id: spare, name: "INC-0001" },
  groupChatId: group,
  bot: { id: botId, name: "Cordon" },
  people: [1, 2, 3, 4, 5, 6].map((at) => ({
    objectId: person(at),
    name: `Person ${at}`,
    userPrincipalName: `person${at}@contoso.example`,
  })),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-playground-"));
  teams = await makeTeams({
    mode: { kind: "sandbox", botId, tenantId },
    receive: (inbound) => {
      received.push(inbound);
      return Promise.resolve(reply);
    },
    serviceUrls: {
      load: () => Promise.resolve(undefined),
      save: (url) => {
        saved.push(url);
        return Promise.resolve();
      },
    },
    log,
    runtime: { id: randomUUID, now: () => instant.parse(new Date().toISOString()) },
  });
  server = await startHttp({
    port: 0,
    host: "127.0.0.1",
    process: (request, response) => teams.process(request, response),
    isReady: () => Promise.resolve(true),
  });
  port = await freePort();
  const appEndpoint = `http://127.0.0.1:${String(server.port)}/api/messages`;
  playground = await startPlayground({ port, appEndpoint, folder, config });
}, 40_000);

afterAll(async () => {
  await playground.close();
  teams.close();
  await server.close();
  await rm(folder, { recursive: true });
});

const ask = async (path: string, body: object): Promise<unknown> => {
  const response = await fetch(playground.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
};
const say = (conversationId: string, message: object): Promise<unknown> =>
  ask(`/_conversation/v1/conversations/${conversationId}/messages`, {
    from: { id: `29:${person(1)}` },
    textFormat: "plain",
    ...message,
  });
/** The Playground delivers after it answered; two seconds are a hundred times what it takes. */
const eventually = async (expected: () => void): Promise<void> => {
  const until = performance.now() + 2_000;
  for (;;) {
    try {
      expected();
      return;
    } catch (caught) {
      if (performance.now() > until) throw caught;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

test("a message in a channel arrives with the people it names", async () => {
  await say(spare, {
    text: "<at>Cordon</at>&nbsp;assign <at>Person 2</at>",
    mentions: [
      { mentioned: { id: botId, name: "Cordon" }, text: "<at>Cordon</at>" },
      { mentioned: { id: `29:${person(2)}`, name: "Person 2" }, text: "<at>Person 2</at>" },
    ],
  });
  await eventually(() => {
    expect(received).toHaveLength(1);
  });
  expect(received[0]).toMatchObject({
    kind: "message",
    from: { id: person(1), name: "Person 1" },
    where: {
      scope: "channel",
      conversationId: expect.stringMatching(/^19:spare@thread\.tacv2;messageid=\d+$/),
      channelId: spare,
    },
    text: "assign Person 2",
    mentionsBot: true,
    mentioned: [{ id: person(2), name: "Person 2" }],
  });
  expect(saved).toEqual([`http://127.0.0.1:${port}/_connector`]);
});

test("posts, replies and edits arrive; a missing message is gone", async () => {
  const card = { type: "AdaptiveCard", version: "1.5", body: [{ type: "TextBlock", text: "one" }] };
  const message: Message = { kind: "card", card, summary: "INC-0001" };
  const root = await teams.chat.post(spare, message);
  expect(root.conversationId).toBe(`${spare};messageid=${root.activityId}`);
  const answer = await teams.chat.reply(root.conversationId, { kind: "text", text: "a <b> c" });
  expect(answer.conversationId).toBe(root.conversationId);
  expect(await teams.chat.update(root, { ...message, summary: "INC-0001, closed" })).toBe(
    "updated",
  );
  expect(await teams.chat.update({ ...root, activityId: "1" }, message)).toBe("gone");
  expect(await teams.chat.post(group, { kind: "text", text: "hi" })).toMatchObject({
    conversationId: group,
  });
});

test("a press is answered for the presser, and a fault as a fault", async () => {
  const root = await teams.chat.post(spare, { kind: "text", text: "root" });
  const press = () =>
    ask("/_conversation/v1/invoke", {
      name: "adaptiveCard/action",
      value: {
        action: { type: "Action.Execute", verb: "approve", data: { n: 1 } },
        trigger: "manual",
      },
      from: { id: `29:${person(2)}` },
      conversation: { id: root.conversationId },
      replyToId: root.activityId,
    });
  reply = { kind: "line", text: "Recorded." };
  expect(await press()).toEqual({
    type: "application/vnd.microsoft.activity.message",
    value: "Recorded.",
  });
  expect(received.at(-1)).toMatchObject({
    kind: "press",
    from: { id: person(2) },
    where: { channelId: spare, conversationId: root.conversationId },
    verb: "approve",
    data: { n: 1 },
  });
  reply = { kind: "fault", code: "S-503", text: "Not recorded." };
  expect(JSON.stringify(await press())).toContain("Not recorded.");
  expect(lines.filter(({ level }) => level === "error")).toEqual([]);
});

test("it listens on loopback only, tells nobody and needs a free port", async () => {
  await expect(
    startPlayground({ port, appEndpoint: "http://127.0.0.1:1/api/messages", folder, config }),
  ).rejects.toThrow(`Port ${port} is taken`);
  const sockets = await readFile("/proc/net/tcp6", "utf8").catch(() => "");
  const listensEverywhere = `00000000000000000000000000000000:${port.toString(16).toUpperCase().padStart(4, "0")} `;
  expect(sockets).not.toContain(listensEverywhere);
});
