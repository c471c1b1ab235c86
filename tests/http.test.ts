import { once } from "node:events";
import { Agent, get, request } from "node:http";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "@jest/globals";
import { type HttpDeps, type HttpServer, startHttp } from "../src/http.ts";

const host = "127.0.0.1";
let server: HttpServer | undefined;
let stopped = true;

const start = async (deps: Partial<HttpDeps> = {}): Promise<string> => {
  server = await startHttp({
    port: 0,
    host,
    process: (_request, response) => {
      response.writeHead(200);
      response.end("{}");
      return Promise.resolve();
    },
    isReady: () => Promise.resolve(true),
    ...deps,
  });
  stopped = false;
  return `http://${host}:${String(server.port)}`;
};

const stop = async (): Promise<void> => {
  stopped = true;
  await server?.close();
};

afterEach(async () => {
  if (!stopped) await stop();
});

const ask = async (url: string, body?: string): Promise<{ status: number; text: string }> => {
  const headers = { connection: "close", "content-type": "application/json" };
  const answer = await fetch(url, { headers, ...(body !== undefined && { method: "POST", body }) });
  return { status: answer.status, text: await answer.text() };
};

/** A press that Cordon is still working on, on a connection that the client would like to keep. */
const slowPress = (url: string, agent: Agent): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const sent = request(`${url}/api/messages`, { method: "POST", agent, headers }, (answer) => {
      let text = "";
      answer.on("data", (part: Buffer) => (text += part.toString()));
      answer.on("end", () => {
        resolve(text);
      });
      answer.on("error", reject);
    });
    sent.on("error", reject);
    sent.end("{}");
  });

describe("the server", () => {
  test("lives, is ready, and says when it isn't", async () => {
    let ready = true;
    const url = await start({ isReady: () => Promise.resolve(ready) });
    expect(await ask(`${url}/healthz`)).toEqual({ status: 200, text: '{"alive":true}' });
    expect(await ask(`${url}/readyz`)).toEqual({ status: 200, text: '{"ready":true}' });
    ready = false;
    expect(await ask(`${url}/readyz`)).toEqual({ status: 503, text: '{"ready":false}' });
    expect((await ask(`${url}/healthz`)).status).toBe(200);
  });

  test("hands on whatever is no page, unread, and tells nobody which software answers", async () => {
    const seen: unknown[] = [];
    const url = await start({
      process: async (received, response) => {
        const sizes: number[] = [];
        for await (const part of received) sizes.push(Buffer.from(part as Uint8Array).length);
        seen.push([received.method, received.url, sizes.reduce((sum, size) => sum + size, 0)]);
        response.writeHead(200);
        response.end();
      },
    });
    const body = JSON.stringify({ text: "x".repeat(300_000) });
    const answer = await fetch(`${url}/api/messages`, { method: "POST", body });
    await ask(`${url}/nowhere?x`);
    await ask(`${url}/healthz`, "{}");
    expect(seen).toEqual([
      ["POST", "/api/messages", body.length],
      ["GET", "/nowhere?x", 0],
      ["POST", "/healthz", 2],
    ]);
    expect([...answer.headers.keys()]).not.toContain("server");
  });

  test("says nothing about a fault of its own", async () => {
    const url = await start({ process: () => Promise.reject(new Error("inner workings")) });
    expect(await ask(`${url}/api/messages`, "{}")).toEqual({
      status: 500,
      text: '{"message":"Failed."}',
    });
  });

  test("says in a sentence that its port is in use", async () => {
    const other = createServer().listen(0, host);
    await once(other, "listening");
    const address = other.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const said = await start({ port }).catch((fault: unknown) => String(fault));
    other.close();
    await once(other, "close");
    expect(said).toContain(
      `Port ${String(port)} is in use. Stop what uses it, or set PORT to another one.`,
    );
  });
});

describe("stopping", () => {
  test("lets a press in flight be answered, and then waits for nobody", async () => {
    const begun = { now: (): void => undefined };
    const working = new Promise<void>((resolve) => (begun.now = resolve));
    const url = await start({
      process: async (_request, response) => {
        begun.now();
        await sleep(300);
        response.writeHead(200);
        response.end("recorded");
      },
    });
    const agent = new Agent({ keepAlive: true });
    const answer = slowPress(url, agent);
    await working;
    const before = performance.now();
    await Promise.all([stop(), expect(answer).resolves.toBe("recorded")]);
    expect(performance.now() - before).toBeLessThan(2_000);
    agent.destroy();
  });

  test("cuts idle connections at once", async () => {
    const url = await start();
    const agent = new Agent({ keepAlive: true });
    const idle = get(`${url}/healthz`, { agent }, (answer) => answer.resume());
    await once(idle, "close");
    const before = performance.now();
    await stop();
    expect(performance.now() - before).toBeLessThan(1_000);
    agent.destroy();
  });

  test("cuts what takes longer than three seconds", async () => {
    const begun = { now: (): void => undefined };
    const working = new Promise<void>((resolve) => (begun.now = resolve));
    const url = await start({
      process: async () => {
        begun.now();
        await new Promise<never>(() => undefined);
      },
    });
    const agent = new Agent({ keepAlive: true });
    const answer = slowPress(url, agent);
    await working;
    const before = performance.now();
    await Promise.all([stop(), expect(answer).rejects.toThrow("socket hang up")]);
    expect(performance.now() - before).toBeGreaterThan(2_500);
    expect(performance.now() - before).toBeLessThan(4_500);
    agent.destroy();
  });
});
