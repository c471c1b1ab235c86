import { afterEach, describe, expect, test } from "@jest/globals";
import { type Inbound, type Reply } from "../../../src/application/ports/chat.ts";
import { extension, press, startWorld, type World } from "./teams-world.ts";

let world: World | undefined;
const open = async (reply?: (inbound: Inbound) => Reply): Promise<World> => {
  world = await startWorld(reply === undefined ? {} : { reply });
  return world;
};
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const cardMessage = { card: { type: "AdaptiveCard", body: [] }, summary: "Block Ann?" };

describe("how a press is answered", () => {
  const line = "application/vnd.microsoft.activity.message";
  test.each<[Reply, object]>([
    [{ kind: "nothing" }, { statusCode: 200, type: line, value: "" }],
    [
      { kind: "line", text: "Recorded." },
      { statusCode: 200, type: line, value: "Recorded." },
    ],
    [
      { kind: "fault", code: "S-503", text: "Not recorded." },
      {
        statusCode: 500,
        type: "application/vnd.microsoft.error",
        value: { code: "S-503", message: "Not recorded." },
      },
    ],
    [
      { kind: "card", message: cardMessage },
      {
        statusCode: 200,
        type: "application/vnd.microsoft.card.adaptive",
        value: cardMessage.card,
      },
    ],
  ])("%j", async (reply, body) => {
    const { teamsSends, serviceUrl, received, calls } = await open(() => reply);
    expect(await teamsSends(press(serviceUrl))).toEqual({ status: 200, body });
    expect(received[0]).toMatchObject({ kind: "press", verb: "approve", data: { nonce: "n1" } });
    expect(calls).toEqual([]);
  });

  test("a throwing bot is our fault, without its words", async () => {
    const { teamsSends, serviceUrl, lines } = await open(() => {
      throw new Error("connection string postgres://cordon:hunter2@db");
    });
    const answer = await teamsSends(press(serviceUrl));
    expect(answer).toMatchObject({
      status: 200,
      body: { statusCode: 500, value: { code: "S-500" } },
    });
    expect(JSON.stringify(answer)).not.toContain("hunter2");
    const reference = /Reference ([\w-]+)\./.exec(JSON.stringify(answer))?.[1];
    expect(lines).toContainEqual(
      expect.objectContaining({ level: "error", fields: expect.objectContaining({ reference }) }),
    );
  });

  test.each([[{}], [{ action: { verb: 7 } }], ["text"], [null]])(
    "the value %j is not a press",
    async (value) => {
      const { teamsSends, serviceUrl, received } = await open();
      const answer = await teamsSends(press(serviceUrl, { value }));
      expect(answer).toMatchObject({
        status: 200,
        body: { statusCode: 500, value: { code: "S-400" } },
      });
      expect(received).toEqual([]);
    },
  );
});

describe("the message extension", () => {
  test("quotes a message as plain words, 2,000 characters at most", async () => {
    const { teamsSends, serviceUrl, received } = await open();
    const content = `<div><at id="0">CEO</at> said <b>&lt;pay&#62;</b>&nbsp;<a href="x">now&#7;&#9999999;&#60;at&#62;</a></div>${"y".repeat(5_000)}`;
    const messagePayload = { id: "1", body: { contentType: "html", content } };
    await teamsSends(extension(serviceUrl, "fetchTask", { messagePayload }));
    const [inbound] = received;
    expect(inbound).toMatchObject({ kind: "extension", stage: "fetch", command: "openIncident" });
    const quoted = inbound?.kind === "extension" ? inbound.quoted : "";
    expect(quoted.startsWith("CEO said <pay> now y")).toBe(true);
    expect(quoted).toHaveLength(2_000);
  });

  test.each<[Reply, object]>([
    [{ kind: "nothing" }, {}],
    [{ kind: "line", text: "Opened." }, { task: { type: "message", value: "Opened." } }],
    [
      { kind: "fault", code: "S-1", text: "No." },
      { task: { type: "message", value: "No. (S-1)" } },
    ],
    [
      { kind: "dialog", title: "Open", message: cardMessage },
      {
        task: {
          type: "continue",
          value: {
            title: "Open",
            width: "medium",
            height: "medium",
            card: {
              contentType: "application/vnd.microsoft.card.adaptive",
              content: cardMessage.card,
            },
          },
        },
      },
    ],
  ])("answers %j", async (reply, body) => {
    const { teamsSends, serviceUrl, received } = await open(() => reply);
    const sent = extension(serviceUrl, "submitAction", { data: { title: "x" } });
    expect(await teamsSends(sent)).toEqual({ status: 200, body });
    expect(received[0]).toMatchObject({ stage: "submit", data: { title: "x" }, quoted: "" });
  });
});
