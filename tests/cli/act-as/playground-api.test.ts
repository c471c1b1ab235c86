import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, expect, test } from "@jest/globals";
import { makePlaygroundApi, type PlaygroundApi } from "../../../src/cli/act-as/playground-api.ts";
import { people } from "./world.ts";

const [ana, jon, , bo] = people;
if (!ana || !jon || !bo) throw new Error("nobody");
const bot = { id: "28:cordon", name: "Cordon" };
const asBot = { mentioned: bot, text: "<at>Cordon</at>" };
const asBo = { mentioned: { id: `29:${bo.id}`, name: bo.name }, text: `<at>${bo.name}</at>` };

type Received = { readonly path: string | undefined; readonly body: unknown };
const opened: Server[] = [];

afterEach(async () => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A Playground and a bot that answer everything alike and remember it. */
const open = async (
  status: number,
  answer: unknown,
): Promise<{ api: PlaygroundApi; received: readonly Received[] }> => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      received.push({ path: request.url, body: JSON.parse(text) });
      // Not chained: restify, once it was loaded in this process, has a writeHead that returns nothing.
      response.statusCode = status;
      response.end(JSON.stringify(answer));
    });
  }).listen(0, "127.0.0.1");
  opened.push(server);
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  const playgroundUrl = `http://127.0.0.1:${String(address.port)}`;
  const endpoint = `${playgroundUrl}/api/messages`;
  return {
    received,
    api: makePlaygroundApi({ playgroundUrl, endpoint, tenantId: "tenant", bot, people }),
  };
};

const press = {
  verb: "step.approve",
  data: { id: "a" },
  by: jon.id,
  conversationId: "19:x;messageid=1",
  activityId: "1",
};

test.each([
  ["a line", "Recorded.", "Recorded."],
  ["a card's words", { body: [{ text: "All" }, { items: [{ text: "steps" }] }] }, "All steps"],
])("a press is an invoke of that person on that post; it gives back %s", async (_, value, said) => {
  const { api, received } = await open(200, { statusCode: 200, value });
  expect(await api.press(press)).toBe(said);
  expect(received).toMatchObject([
    {
      path: "/_conversation/v1/invoke",
      body: {
        name: "adaptiveCard/action",
        value: { action: { type: "Action.Execute", verb: "step.approve", data: { id: "a" } } },
        from: { id: `29:${jon.id}` },
        conversation: { id: "19:x;messageid=1" },
        replyToId: "1",
      },
    },
  ]);
});

test("a press that isn't answered throws", async () => {
  const { api } = await open(500, "oops");
  await expect(api.press(press)).rejects.toThrow("/_conversation/v1/invoke answered 500");
});

test("whoever is named after an at sign is mentioned, behind the bot", async () => {
  const { api, received } = await open(200, {});
  const channel = "19:incident@thread.tacv2";
  await api.say({ text: `incident assign 2 @${bo.name}`, by: jon, channel });
  await api.say({ text: "incident status", by: ana, channel });
  expect(received).toMatchObject([
    {
      path: "/api/messages",
      body: {
        from: { aadObjectId: jon.id },
        conversation: { id: channel },
        text: `<at>Cordon</at> incident assign 2 <at>${bo.name}</at>`,
        entities: [
          { type: "mention", ...asBot },
          { type: "mention", ...asBo },
        ],
      },
    },
    // The one at the Playground's keyboard speaks through it, and so the client shows the message.
    {
      path: `/_conversation/v1/conversations/${encodeURIComponent(channel)}/messages`,
      body: { from: { id: `29:${ana.id}` }, text: "<at>Cordon</at> incident status" },
    },
  ]);
});
