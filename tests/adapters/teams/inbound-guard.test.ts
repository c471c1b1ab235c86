import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  jest,
  test,
} from "@jest/globals";
import { activity, ana, appId, startWorld, tenantId, type World } from "./teams-world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => {
  world.received.length = 0;
  // The SDK writes its own lines about bad tokens to the console.
  jest.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(async () => {
  await world.close();
});

describe("who is let in", () => {
  test("a genuine token with a genuine body reaches the bot", async () => {
    const answer = await world.teamsSends(activity(world.serviceUrl));
    expect(answer).toEqual({ status: 200, body: undefined });
    expect(world.received).toHaveLength(1);
    expect(world.saved).toEqual([world.serviceUrl]);
  });

  test.each([
    ["another issuer", { iss: "https://sts.windows.net/evil/" }],
    [
      "the emulator path: our own app's Entra token",
      {
        iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
        azp: appId,
        ver: "2.0",
        tid: tenantId,
      },
    ],
    ["our own outbound token", { aud: "https://api.botframework.com" }],
    ["another bot's audience", { aud: "0b0b0b0b-0000-4000-8000-00000000000b" }],
    ["another service URL", { serviceurl: "https://smba.trafficmanager.net/emea/" }],
    ["no service URL claim", { serviceurl: undefined }],
    ["an expired token", { exp: 1_600_000_000, nbf: 1_500_000_000 }],
  ])("refuses %s", async (_, claims) => {
    const answer = await world.send(activity(world.serviceUrl), `Bearer ${world.token(claims)}`);
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toEqual({
      message: "Refused.",
      reference: expect.stringMatching(/^[\w-]{36}$/),
    });
    expect(world.received).toHaveLength(0);
  });

  test("refuses a token whose signature was cut", async () => {
    const token = world.token().replace(/.{8}$/, "AAAAAAAA");
    const answer = await world.send(activity(world.serviceUrl), `Bearer ${token}`);
    expect(answer.status).toBe(401);
    expect(answer.text).not.toMatch(/signature|jwt|unauthorized/i);
    expect(world.received).toHaveLength(0);
  });

  test.each([
    ["none", undefined],
    ["junk", "Bearer junk"],
    ["junk with two dots", "Bearer a.b.c"],
    ["another scheme", "Basic YTpi"],
    ["an endless one", `Bearer a.${"b".repeat(15_000)}.c`],
  ])("refuses a request with this token: %s", async (_, header) => {
    const answer = await world.send(activity(world.serviceUrl), header);
    expect(answer.status).toBe(401);
    expect(world.received).toHaveLength(0);
  });

  test.each([
    ["another tenant", { conversation: { id: "19:x", tenantId: "other" } }, 403],
    ["another tenant in channelData", { channelData: { tenant: { id: "other" } } }, 403],
    ["no tenant", { channelData: {} }, 400],
    ["another channel", { channelId: "AseChannel" }, 403],
    ["an empty channel", { channelId: "" }, 403],
    ["no channel", { channelId: undefined }, 400],
    ["another recipient", { recipient: { id: "28:other" } }, 403],
    ["no object id", { from: { id: "29:ana", name: "Ana" } }, 400],
    ["an object id that is no GUID", { from: { id: "29:ana", aadObjectId: "ana" } }, 400],
  ])("refuses a genuine token with %s in the body", async (_, changes, status) => {
    const answer = await world.teamsSends(activity(world.serviceUrl, changes));
    expect(answer.status).toBe(status);
    expect(world.received).toHaveLength(0);
  });

  test.each(["", "https://evil.example/", "https://smba.trafficmanager.net.evil.example/"])(
    "refuses the service URL %j, though the token names it",
    async (serviceUrl) => {
      const token = `Bearer ${world.token({ serviceurl: serviceUrl })}`;
      const answer = await world.send(activity(serviceUrl), token);
      expect(answer.status).toBeGreaterThanOrEqual(401);
      expect(world.received).toHaveLength(0);
      expect(world.saved).toEqual([world.serviceUrl]);
    },
  );

  test("logs why, with the reference of the answer and without the token", async () => {
    const token = world.token({ iss: "https://evil.example" });
    const answer = await world.send(activity(world.serviceUrl), `Bearer ${token}`);
    const reference = /"reference":"([\w-]+)"/.exec(answer.text)?.[1];
    expect(world.lines.at(-1)).toMatchObject({
      level: "warn",
      fields: { reference, status: 401, reason: "wrong issuer" },
    });
    expect(JSON.stringify(world.lines)).not.toContain(token);
  });

  test.each(["messageUpdate", "messageReaction", "conversationUpdate"])(
    "answers 200 to %s and drops it",
    async (type) => {
      const answer = await world.teamsSends(activity(world.serviceUrl, { type, from: undefined }));
      expect(answer.status).toBe(200);
      expect(world.received).toHaveLength(0);
    },
  );

  test.each([{ type: "somethingNew" }, { type: "invoke", name: "task/fetch" }, { type: "invoke" }])(
    "refuses an activity of a kind that isn't on the list: %j",
    async (kind) => {
      const answer = await world.teamsSends(activity(world.serviceUrl, kind));
      expect(answer.status).toBe(403);
      expect(world.received).toHaveLength(0);
    },
  );

  test("names the person by the object id, in lower case", async () => {
    const from = { id: "29:ana", name: "Ana", aadObjectId: ana.toUpperCase() };
    await world.teamsSends(activity(world.serviceUrl, { from }));
    expect(world.received[0]?.from).toEqual({ id: ana, name: "Ana" });
  });
});
