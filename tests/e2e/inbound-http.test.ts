/** What reaches the process before it knows a sender: A2, A17, A18 and A20 of security.md 3.2, over real sockets. */
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { message } from "./inbound-activity.ts";
import { type Answer, type InboundWorld, startInbound } from "./inbound-world.ts";

jest.setTimeout(30_000);

/** Names of libraries, languages and checks; and how a stack or a path begins. */
const talkative =
  /issuer|audience|jwt|token|schema|zod|restify|node|json\.parse|position|stack|\bat \/|src\/|resource|does not exist/iu;

let world: InboundWorld;
beforeAll(async () => {
  // One proxy: every test calls from an address of its own, and none spends the refusals of another.
  world = await startInbound({ TRUSTED_PROXIES: "1" });
}, 30_000);
afterAll(() => world.stop(), 30_000);

const expectGeneric = (answer: Answer, status: number): void => {
  expect(answer.status).toBe(status);
  expect(answer.text).toMatch(/^\{"message":"[A-Z][A-Za-z ]+\.","reference":"[\w-]{32,36}"\}$/);
  expect(answer.text).not.toMatch(talkative);
  expect(answer.headers.get("server")).toBeNull();
  expect(answer.headers.get("x-powered-by")).toBeNull();
  const reference = answer.text.split('"').at(-2) ?? "";
  expect(world.said.some((line) => line.includes(reference))).toBe(true);
};

const genuine = (): Record<string, string> => ({ authorization: `Bearer ${world.token()}` });

/** Sends bytes and returns all that comes back until the other side closes, or `ms` have passed. */
const raw = (parts: readonly string[], ms = 5_000): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(world.url()).port), "127.0.0.1");
    let text = "";
    const done = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(ms, () => {
      reject(new Error(`still open after ${String(ms)} ms: ${text}`));
      socket.destroy();
    });
    socket.on("data", (part: Buffer) => (text += part.toString()));
    socket.on("close", done);
    socket.on("error", done);
    for (const part of parts) socket.write(part);
  });

const head = (...lines: readonly string[]): string =>
  ["POST /api/messages HTTP/1.1", "Host: bot", ...lines, "", ""].join("\r\n");

describe("A17 errors say nothing but where the log has more", () => {
  test("a malformed token", async () => {
    for (const authorization of ["Bearer x.y.z", `Bearer ${world.token().slice(0, -9)}AAAAAAAAA`]) {
      expectGeneric(await world.send(message(world), authorization), 401);
    }
  });

  test("another path, another method, another content type, broken JSON and JSON that is no activity", async () => {
    const ask = async (path: string, init: RequestInit): Promise<Answer> => {
      const answer = await fetch(`${world.url()}${path}`, init);
      return { status: answer.status, text: await answer.text(), headers: answer.headers };
    };
    expectGeneric(await ask("/nowhere?<script>", {}), 404);
    expectGeneric(await ask("/api/messages/../../etc/passwd", {}), 404);
    expectGeneric(await ask("/api/messages", { method: "PUT" }), 405);
    expectGeneric(await ask("/api/messages", {}), 405);
    expectGeneric(await ask("/healthz", { method: "DELETE" }), 404);
    const plain = { ...genuine(), "content-type": "text/plain" };
    expectGeneric(await world.sendText("{}", plain), 415);
    for (const text of ['{"type":', "", "null", "[]", '"x"', "{}", '{"type":1}']) {
      expectGeneric(await world.sendText(text, genuine()), 400);
    }
  });

  test("without a token nobody learns what a body would have to look like", async () => {
    for (const [text, type] of [
      ["{", "application/json"],
      ["x", "text/plain"],
    ] as const) {
      expectGeneric(await world.sendText(text, { "content-type": type }), 401);
    }
  });
});

describe("A20 bodies made to break something", () => {
  test("a packed body isn't unpacked, whole or damaged, and the process lives", async () => {
    const headers = { ...genuine(), "content-encoding": "gzip" };
    const bomb = gzipSync(Buffer.alloc(50_000_000)).toString("latin1");
    for (const text of ["junk", bomb]) expectGeneric(await world.sendText(text, headers), 415);
    expect((await fetch(`${world.url()}/healthz`)).status).toBe(200);
  });

  test("an upload isn't taken", async () => {
    const form = new FormData();
    form.set("file", new Blob(["x".repeat(1_000)]), "a.txt");
    const answer = await fetch(`${world.url()}/api/messages`, {
      method: "POST",
      headers: genuine(),
      body: form,
    });
    expect(answer.status).toBe(415);
  });

  test("a body over 256 kB is refused by its length before it came", async () => {
    const authorization = `Authorization: Bearer ${world.token()}`;
    const said = await raw([
      head(authorization, "Content-Type: application/json", "Content-Length: 9000000"),
    ]);
    expect(said).toContain("413 Payload Too Large");
    expect(said).toContain("connection: close");
  });

  test("a body of unknown length is read up to 256 kB and no further", async () => {
    const authorization = `Authorization: Bearer ${world.token()}`;
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const said = await raw([
      head(authorization, "Content-Type: application/json", "Transfer-Encoding: chunked"),
      ...Array<string>(5).fill(chunk),
    ]);
    expect(said).toContain("413 Payload Too Large");
  });

  test("nesting, __proto__ and endless texts are refused or dropped, and pollute nothing", async () => {
    const text = JSON.stringify(message(world));
    const deep = `${"[".repeat(60_000)}${"]".repeat(60_000)}`;
    const proto =
      '"__proto__":{"type":"message","isAdmin":true},"constructor":{"prototype":{"x":1}},';
    const before = world.posts.length;
    const nested = await world.sendText(text.replace("{", `{"value":${deep},`), genuine());
    expect([200, 400]).toContain(nested.status);
    expect((await world.sendText(text.replace("{", `{${proto}`), genuine())).status).toBe(200);
    const long = message(world, { text: "a ".repeat(50_000) });
    expect((await world.teamsSends(long)).status).toBe(200);
    const plain = await world.teamsSends(message(world));
    expect(plain.status).toBe(200);
    expect(world.posts.length).toBeGreaterThan(before + 2);
    expect((await fetch(`${world.url()}/readyz`)).status).toBe(200);
  });

  test("an upgrade to another protocol is refused and its socket closed", async () => {
    const upgrade = (path: string): string =>
      [
        `GET ${path} HTTP/1.1`,
        "Host: bot",
        "Connection: Upgrade, close",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "",
        "",
      ].join("\r\n");
    expect(await raw([upgrade("/api/messages")])).toContain("405 Method Not Allowed");
    expect(await raw([upgrade("/api/streaming")])).toContain("404 Not Found");
  });

  test("what isn't HTTP ends the connection and nothing else", async () => {
    expect(await raw(["\u0016\u0003\u0001 hello\r\n\r\n"])).not.toMatch(talkative);
    expect(await raw([head(`X: ${"y".repeat(40_000)}`)])).toContain("431");
    expect((await fetch(`${world.url()}/healthz`)).status).toBe(200);
  });
});

/** As many requests as there are, ten at a time; their statuses, counted. */
const statuses = async (
  count: number,
  ask: (at: number) => Promise<Answer>,
): Promise<Record<number, number>> => {
  const seen: Record<number, number> = {};
  for (let at = 0; at < count; at += 10) {
    const some = Array.from({ length: Math.min(10, count - at) }, (_, more) => ask(at + more));
    for (const { status } of await Promise.all(some)) seen[status] = (seen[status] ?? 0) + 1;
  }
  return seen;
};

const fromAddress = (forwarded: string, activity: object, token = world.token()): Promise<Answer> =>
  world.sendText(JSON.stringify(activity), {
    authorization: `Bearer ${token}`,
    "x-forwarded-for": forwarded,
  });

describe("A18 refusals are counted by address", () => {
  test("the 121st in a minute is told to wait, before its body is read, and the log has one line for it", async () => {
    const address = "198.51.100.9";
    const junk = (): Promise<Answer> => fromAddress(address, message(world), "x.y.z");
    expect(await statuses(120, junk)).toEqual({ 401: 120 });
    const lines = world.said.length;
    const answer = await fromAddress(address, message(world));
    expectGeneric(answer, 429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(answer.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    expect(await statuses(50, junk)).toEqual({ 429: 50 });
    expect(world.said).toHaveLength(lines);
    const unread = await raw([
      head(`X-Forwarded-For: ${address}`, "Content-Length: 9000000", "Connection: close"),
    ]);
    expect(unread).toContain("429 Too Many Requests");
    expect((await fromAddress("198.51.100.10", message(world))).status).toBe(200);
  });

  test("claims to the left of the proxy's own entry don't help, and neither do ports and IPv6 neighbours", async () => {
    const claimed = (at: number): Promise<Answer> =>
      fromAddress(`203.0.113.${String(at)}, 198.51.100.20:${String(1_000 + at)}`, {}, "x.y.z");
    expect(await statuses(150, claimed)).toEqual({ 401: 120, 429: 30 });
    const neighbour = (at: number): Promise<Answer> =>
      fromAddress(`2001:db8:7:7::${(at + 1).toString(16)}`, {}, "x.y.z");
    expect(await statuses(150, neighbour)).toEqual({ 401: 120, 429: 30 });
  });

  test("a burst of Teams is never slowed down, and what it sends for another tenant counts for nobody", async () => {
    const address = "52.112.0.1";
    const typing = message(world, { type: "typing" });
    expect(await statuses(300, () => fromAddress(address, typing))).toEqual({ 200: 300 });
    const foreign = message(world, { channelData: { tenant: { id: "other" } } });
    expect(await statuses(150, () => fromAddress(address, foreign))).toEqual({ 403: 150 });
    const unknown = message(world, { type: "somethingNew" });
    expect(await statuses(10, () => fromAddress(address, unknown))).toEqual({ 403: 10 });
    expect((await fromAddress(address, message(world))).status).toBe(200);
  });

  test("who runs Cordon still sees that it lives", async () => {
    const headers = { "x-forwarded-for": "198.51.100.9" };
    expect((await fetch(`${world.url()}/healthz`, { headers })).status).toBe(200);
  });
});
