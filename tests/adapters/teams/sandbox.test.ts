import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sandboxFault } from "../../../src/adapters/teams/body-checks.ts";
import { makeTeams } from "../../../src/adapters/teams/make-teams.ts";
import { onlyListed, onlyLoopback } from "../../../src/adapters/teams/service-url.ts";
import { listen, type Listening } from "./fake-bot-framework.ts";
import { activity, recordLog, tenantId } from "./teams-world.ts";
import { instant } from "../../../src/core/shared/ids.ts";

const botId = "28:cordon";
const heard: string[] = [];
let server: Listening;
let close: () => void;
beforeAll(async () => {
  const teams = await makeTeams({
    mode: { kind: "sandbox", botId, tenantId },
    receive: (inbound) => {
      heard.push(inbound.kind);
      return Promise.resolve({ kind: "nothing" });
    },
    serviceUrls: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
    log: recordLog().log,
    runtime: { id: randomUUID, now: () => instant.parse(new Date().toISOString()) },
  });
  close = () => {
    teams.close();
  };
  server = await listen(
    createServer((request, response) => {
      void teams.process(request, response);
    }),
  );
});
beforeEach(() => {
  heard.length = 0;
});
afterAll(async () => {
  close();
  await server.close();
});

const local = "http://127.0.0.1:56150/_connector";
const send = async (changes: object = {}, added: Record<string, string> = {}) => {
  const headers = { "content-type": "application/json", ...added };
  const body = JSON.stringify(activity(local, { recipient: { id: botId }, ...changes }));
  return (await fetch(`${server.url}/api/messages`, { method: "POST", headers, body })).status;
};

describe("the unauthenticated sandbox", () => {
  test("hears the Playground", async () => {
    expect(await send()).toBe(200);
    expect(heard).toEqual(["message"]);
  });

  test.each([
    "https://smba.trafficmanager.net/emea/",
    "http://10.0.0.1/",
    "http://localhost.evil.example/",
  ])("refuses the service URL %s", async (serviceUrl) => {
    expect(await send({ serviceUrl })).toBe(403);
    expect(heard).toEqual([]);
  });

  test.each([
    { "x-forwarded-for": "203.0.113.7" },
    { forwarded: "for=203.0.113.7" },
    { origin: "https://evil.example" },
  ])("refuses a request with %j", async (headers) => {
    expect(await send({}, headers)).toBe(403);
    expect(heard).toEqual([]);
  });

  test("refuses another tenant and another bot", async () => {
    expect(await send({ recipient: { id: "28:other" } })).toBe(403);
    expect(await send({ channelData: { tenant: { id: "other" } } })).toBe(403);
    expect(heard).toEqual([]);
  });

  test("answers only to POST", async () => {
    expect((await fetch(`${server.url}/api/messages`)).status).toBe(405);
  });
});

test.each([
  ["203.0.113.7", "127.0.0.1:3978", "not from loopback"],
  [undefined, "127.0.0.1:3978", "not from loopback"],
  ["::ffff:203.0.113.7", "127.0.0.1:3978", "not from loopback"],
  ["127.0.0.1", "rebound.evil.example:3978", "wrong host"],
  ["127.0.0.1", undefined, "no host"],
  ["::ffff:127.0.0.1", "localhost:3978", undefined],
  ["::1", "[::1]:3978", undefined],
])("a request from %s for host %s: %s", (remoteAddress, host, fault) => {
  expect(sandboxFault({ remoteAddress, headers: { host } })).toBe(fault);
});

describe("service URLs", () => {
  const isAllowed = onlyListed(["smba.trafficmanager.net", "*.teams.microsoft.com"]);
  test.each([
    ["https://smba.trafficmanager.net/emea/", true],
    ["https://SMBA.trafficmanager.net/teams/", true],
    ["https://smba.infra.gcc.teams.microsoft.com/teams", true],
    ["http://smba.trafficmanager.net/", false],
    ["https://smba.trafficmanager.net:8443/", false],
    ["https://smba.trafficmanager.net@evil.example/", false],
    ["https://user@smba.trafficmanager.net/", false],
    ["https://smba.trafficmanager.net/?x=1", false],
    ["https://evilteams.microsoft.com/", false],
    ["https://teams.microsoft.com.evil.example/", false],
    ["https://127.0.0.1/", false],
    ["", false],
  ])("%s: %s", (url, expected) => {
    expect(isAllowed(url)).toBe(expected);
  });

  test("an entry that would send the token in the clear is refused at the start", () => {
    expect(() => onlyListed(["http://smba.trafficmanager.net"])).toThrow("must use https");
  });

  test.each(["http://127.0.0.1.evil.example/", "http://127.1@evil.example/", "http://0.0.0.0/"])(
    "%s isn't loopback",
    (url) => {
      expect(onlyLoopback(url)).toBe(false);
    },
  );
});
