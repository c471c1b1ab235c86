/** The table of security.md 3.1, row for row: what the SDK would let in, and what it must go on refusing. */
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { message } from "./inbound-activity.ts";
import {
  type Answer,
  botAppId,
  botToken,
  type InboundWorld,
  startInbound,
} from "./inbound-world.ts";

jest.setTimeout(30_000);

const tenantId = "c0dec0de-0000-4000-8000-000000000001";
const foreign = "f0f0f0f0-0000-4000-8000-0000000000f0";
/** Client id of the Teams desktop and mobile apps (Microsoft Learn, "Configure your app in Entra ID"). */
const teamsClient = "1fec8e78-bce4-4aaf-ab1b-5451cc387264";
const opening = "incident open mailbox-compromise marta.oliveira@contoso.example sev1";

let world: InboundWorld;
beforeAll(async () => {
  world = await startInbound();
}, 30_000);
afterAll(() => world.stop(), 30_000);
beforeEach(() => {
  world.posts.length = 0;
});

/** Refused with nothing said, and nothing done: not in the tenant, not in the record, not in Teams, not elsewhere. */
const expectNothing = async ({ status, text }: Answer, expected: number): Promise<void> => {
  expect(status).toBe(expected);
  expect(text).toMatch(/^\{"message":"(Refused|Not understood)\.","reference":"[\w-]{32,36}"\}$/);
  const reference = text.split('"').at(-2) ?? "";
  expect(world.said.some((line) => line.includes(reference))).toBe(true);
  expect(world.posts).toEqual([]);
  expect(world.hostile.heard).toEqual([]);
  expect(world.recorded()).toBe(0);
  expect(await world.ledger()).toEqual([]);
};

const v1 = (tenant: string, more: object = {}): object => ({
  iss: `https://sts.windows.net/${tenant}/`,
  ver: "1.0",
  tid: tenant,
  appid: botAppId,
  ...more,
});
const v2 = (tenant: string, more: object = {}): object => ({
  iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
  ver: "2.0",
  tid: tenant,
  azp: botAppId,
  ...more,
});

describe("tokens that the SDK accepts by default", () => {
  test.each([
    ["our own app's token, v2", v2(tenantId)],
    ["our own app's token, v1", v1(tenantId)],
    ["a foreign tenant's token, v2", v2(foreign)],
    ["a foreign tenant's token, v1", v1(foreign)],
    ["the bot's outbound token", v1(tenantId, { aud: "https://api.botframework.com" })],
    ["the bot's outbound token, issued for Teams", { aud: "https://api.botframework.com" }],
  ])(
    "%s is refused, with a service URL of the sender's choice and with ours",
    async (_, claims) => {
      for (const serviceUrl of [`${world.hostile.url}/`, world.serviceUrl]) {
        const token = world.token({ ...claims, serviceurl: serviceUrl });
        const answer = await world.send(
          message({ ...world, serviceUrl }, { text: opening }),
          `Bearer ${token}`,
        );
        await expectNothing(answer, 401);
      }
    },
  );

  test("our own app's token for AseChannel is refused, and so is a genuine one", async () => {
    const ase = message(world, { channelId: "AseChannel", text: opening });
    await expectNothing(await world.send(ase, `Bearer ${world.token(v2(tenantId))}`), 401);
    await expectNothing(await world.teamsSends(ase), 403);
  });

  test.each([
    ["an empty service URL", { serviceUrl: "" }, 401],
    ["no service URL", { serviceUrl: undefined }, 400],
    ["an empty channel", { channelId: "" }, 403],
    ["no channel", { channelId: undefined }, 400],
    ["another tenant in channelData", { channelData: { tenant: { id: foreign } } }, 403],
  ])("a genuine token is refused with %s in the body", async (_, changes, status) => {
    await expectNothing(
      await world.teamsSends(message(world, { ...changes, text: opening })),
      status,
    );
  });

  test("a genuine token without a service URL is refused, with a body that has none either", async () => {
    for (const serviceurl of ["", undefined]) {
      const token = `Bearer ${world.token({ serviceurl })}`;
      await expectNothing(await world.send(message(world, { serviceUrl: "" }), token), 401);
    }
  });
});

describe("tokens that the SDK refuses by default", () => {
  test("another service URL than in the body", async () => {
    const other = message(world, { serviceUrl: "https://smba.trafficmanager.net/emea/" });
    await expectNothing(await world.teamsSends(other), 401);
  });

  test("another bot's audience", async () => {
    const token = world.token({ aud: "0b0b0b0b-0000-4000-8000-00000000000b" });
    await expectNothing(await world.send(message(world), `Bearer ${token}`), 401);
  });

  test.each(["webchat", "emulator", "MSTEAMS"])("the channel %s", async (channelId) => {
    await expectNothing(await world.teamsSends(message(world, { channelId })), 403);
  });

  test("a Teams single sign-on token: client Teams, audience the bot", async () => {
    const claims = v2(tenantId, {
      azp: teamsClient,
      scp: "access_as_user",
      serviceurl: world.serviceUrl,
    });
    await expectNothing(await world.send(message(world), `Bearer ${world.token(claims)}`), 401);
  });

  test.each([
    ["an expired token", { exp: 1_600_000_000, nbf: 1_500_000_000 }],
    ["a token of tomorrow", { nbf: 4_000_000_000, exp: 4_100_000_000 }],
  ])("%s", async (_, claims) => {
    await expectNothing(await world.send(message(world), `Bearer ${world.token(claims)}`), 401);
  });

  test("a signature of somebody else, none at all, and the algorithm none", async () => {
    const [head = "", body = "", signature = ""] = world.token().split(".");
    const none = Buffer.from('{"alg":"none","typ":"JWT","kid":"k1"}').toString("base64url");
    const symmetric = Buffer.from('{"alg":"HS256","typ":"JWT","kid":"k1"}').toString("base64url");
    const unknown = Buffer.from('{"alg":"RS256","typ":"JWT","kid":"k2"}').toString("base64url");
    const forged = [
      `${head}.${body}.${signature.split("").reverse().join("")}`,
      `${head}.${body}.`,
      `${none}.${body}.`,
      `${symmetric}.${body}.${signature}`,
      `${unknown}.${body}.${signature}`,
    ];
    for (const token of forged) {
      await expectNothing(await world.send(message(world), `Bearer ${token}`), 401);
    }
  });
});

describe("A1 a forged activity", () => {
  test.each([
    ["without a token", undefined],
    ["with an empty one", ""],
    ["with another scheme", "Basic Ym90OmJvdA=="],
    ["with junk", "Bearer junk"],
    ["with two tokens", "Bearer a.b.c a.b.c"],
  ])("is refused %s", async (_, authorization) => {
    await expectNothing(await world.send(message(world, { text: opening }), authorization), 401);
  });

  test("is told from a genuine one, which is answered in the conversation with the bot's token", async () => {
    expect((await world.teamsSends(message(world))).status).toBe(200);
    expect(world.posts.map(({ path, authorization }) => [path, authorization])).toEqual([
      ["/v3/conversations/a:ana/activities", `Bearer ${botToken}`],
    ]);
  });
});

describe("A3 the tenant", () => {
  const conversation = { id: "a:ana", conversationType: "personal" };
  test.each([
    ["another one in both places", { tenantId: foreign }, { tenant: { id: foreign } }, 403],
    ["another one in the conversation", { tenantId: foreign }, { tenant: { id: tenantId } }, 403],
    ["none in the conversation", {}, { tenant: { id: tenantId } }, 400],
    ["none in channelData", { tenantId }, {}, 400],
    ["an empty one", { tenantId: "" }, { tenant: { id: "" } }, 403],
    ["two in a list", { tenantId: [tenantId, foreign] }, { tenant: { id: tenantId } }, 400],
  ])("%s is refused, signed or not", async (_, named, channelData, status) => {
    const changes = { conversation: { ...conversation, ...named }, channelData, text: opening };
    await expectNothing(await world.teamsSends(message(world, changes)), status);
    await expectNothing(await world.send(message(world, changes), "Bearer a.b.c"), 401);
  });

  test("another recipient is refused", async () => {
    const recipient = { id: "28:0b0b0b0b-0000-4000-8000-00000000000b", name: "Cordon" };
    await expectNothing(await world.teamsSends(message(world, { recipient, text: opening })), 403);
  });
});

describe("A4 the object id", () => {
  test.each([
    ["none", undefined],
    ["an empty one", ""],
    ["no GUID", "ana.costa@contoso.example"],
    ["a list", ["00000000-0000-4000-8000-0000000000a1"]],
  ])("a person with %s is refused", async (_, aadObjectId) => {
    const from = { id: "29:ana", name: "Ana Costa", aadObjectId };
    await expectNothing(await world.teamsSends(message(world, { from, text: opening })), 400);
  });

  test("the name of a responder with another id opens nothing", async () => {
    const from = { id: "29:ana", name: "Ana Costa", aadObjectId: foreign };
    await world.teamsSends(message(world, { from, text: opening }));
    expect(world.recorded()).toBe(0);
    expect(await world.ledger()).toEqual([]);
  });
});
