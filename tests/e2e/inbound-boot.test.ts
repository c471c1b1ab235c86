/** A2 of security.md 3.2: nothing that is missing turns a check off. And the sandbox, which has none, stays at home. */
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { messageBy } from "./activity.ts";
import { startCordon } from "./cordon.ts";
import { message } from "./inbound-activity.ts";
import { startInbound } from "./inbound-world.ts";
import { runToEnd } from "./run-to-end.ts";
import { people, places } from "./team.ts";

jest.setTimeout(60_000);

const whole: Readonly<Record<string, string>> = {
  TENANT_ID: "11111111-1111-4111-8111-111111111111",
  BOT_APP_ID: "22222222-2222-4222-8222-222222222222",
  BOT_APP_SECRET: "of-the-bot",
  GRAPH_CLIENT_ID: "33333333-3333-4333-8333-333333333333",
  GRAPH_CLIENT_SECRET: "of-the-hand",
  INCIDENT_TEAM_ID: "44444444-4444-4444-8444-444444444444",
  DIRECTORY_FILE: "env/directory.sandbox.yaml",
  PORT: "0",
  CONSOLE_PORT: "0",
};

const without = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(whole).filter(([other]) => other !== name));

/** What is set, and the words that say what is wrong with it. */
const refused: readonly (readonly [Record<string, string>, string])[] = [
  [without("BOT_APP_ID"), "BOT_APP_ID is missing"],
  [{ ...whole, BOT_APP_ID: "  " }, "BOT_APP_ID is missing"],
  [{ ...whole, BOT_APP_ID: "cordon" }, "BOT_APP_ID: a GUID"],
  [without("TENANT_ID"), "TENANT_ID is missing"],
  [without("BOT_APP_SECRET"), "BOT_APP_ID: no credential is set"],
  [without("GRAPH_CLIENT_ID"), "GRAPH_CLIENT_ID is missing"],
  [without("GRAPH_CLIENT_SECRET"), "GRAPH_CLIENT_ID: no credential is set"],
  [without("INCIDENT_TEAM_ID"), "INCIDENT_TEAM_ID is missing"],
  [without("DIRECTORY_FILE"), "DIRECTORY_FILE is missing"],
  [{ ...whole, CLOUD: "mars" }, "CLOUD: "],
  [{ ...whole, BOT_OPENID_METADATA_URL: "http://x" }, "BOT_OPENID_METADATA_URL: an https address"],
  [{ ...whole, BOT_TOKEN_ISSUER: "*" }, "BOT_TOKEN_ISSUER: an https address"],
  [{ ...whole, BOT_SERVICE_HOSTS: "http://evil.example" }, "http://evil.example must use https"],
  [{ ...whole, TRUSTED_PROXIES: "all" }, "TRUSTED_PROXIES: "],
  [{ ...whole, TRUSTED_PROXIES: "-1" }, "TRUSTED_PROXIES: "],
];

describe("A2 a run without the checks isn't started", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cordon-boot-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each(refused.map(([environment, words]) => ({ environment, words })))(
    "$words",
    async ({ environment, words }) => {
      const { code, said } = await runToEnd({ ...environment, DATA_DIR: folder });
      expect(code).toBe(1);
      expect(said).toContain(words);
      expect(said).not.toMatch(/listens on port|simulated|of-the-bot|of-the-hand/u);
    },
  );
});

const takesCalls = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", end(true));
    socket.once("error", end(false));
    socket.once("timeout", end(false));
  });

test("A2 the sandbox listens on loopback only, and isn't reached through a proxy or a web page", async () => {
  const cordon = await startCordon({ PLAYGROUND: "off" });
  try {
    const port = Number(new URL(cordon.endpoint).port);
    expect(await takesCalls("127.0.0.1", port)).toBe(true);
    const others = Object.values(networkInterfaces())
      .flatMap((found) => found ?? [])
      .filter(({ internal, scopeid }) => !internal && !scopeid);
    for (const { address } of others)
      expect([address, await takesCalls(address, port)]).toEqual([address, false]);
    const said = message({ tenantId: "", serviceUrl: `${cordon.playground}/_connector` });
    for (const [name, value] of [
      ["x-forwarded-for", "203.0.113.7"],
      ["origin", "https://evil.example"],
    ] as const) {
      const headers = { "content-type": "application/json", [name]: value };
      const answer = await fetch(cordon.endpoint, {
        method: "POST",
        headers,
        body: JSON.stringify(said),
      });
      expect([name, answer.status]).toEqual([name, 403]);
    }
    await messageBy(cordon, { from: people.ana, channel: places.general }, "incident help");
    expect(await cordon.ledger()).toEqual([]);
  } finally {
    await cordon.stop();
  }
});

test("A18 without a trusted proxy a made-up X-Forwarded-For makes nobody somebody else", async () => {
  const world = await startInbound();
  try {
    const seen: number[] = [];
    for (let at = 0; at < 125; at += 1) {
      const headers = { "x-forwarded-for": `203.0.113.${String(at)}` };
      seen.push((await world.sendText("{}", headers)).status);
    }
    expect(seen).toEqual([...Array<number>(120).fill(401), ...Array<number>(5).fill(429)]);
    expect(world.said.filter((line) => line.includes("TRUSTED_PROXIES"))).toHaveLength(1);
  } finally {
    await world.stop();
  }
});
