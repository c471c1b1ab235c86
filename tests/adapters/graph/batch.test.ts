import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { type BatchAnswer, type BatchRequest, TenantFault } from "../../../src/actions/tenant.ts";
import { type GraphPort, makeGraph } from "../../../src/adapters/graph/graph.ts";
import { makeBudget } from "../../../src/adapters/graph/identity-budget.ts";
import { instant } from "../../../src/core/shared/ids.ts";
import { type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

const now = instant.parse("2026-03-02T09:00:00.000Z");

let server: ScriptedServer;
let graph: GraphPort;
/** A clock that only waiting moves. */
let clock = 0;
let waits: number[] = [];
const token = { give: (): Promise<string> => Promise.resolve("t0ken") };
beforeAll(async () => {
  server = await startScriptedServer();
});
afterEach(() => graph.close());
beforeEach(() => {
  [clock, waits] = [0, []];
  token.give = () => Promise.resolve("t0ken");
  const wait = (ms: number): Promise<void> => {
    waits.push(ms);
    clock += ms;
    return Promise.resolve();
  };
  graph = makeGraph({
    baseUrl: server.url,
    extraCaPem: server.caPem,
    credential: { token: () => token.give() },
    now: () => now,
    timeoutMs: 10_000,
    budget: makeBudget({ clock: () => clock, wait }),
  });
});
afterAll(() => server.close());

const sent = z.object({
  requests: z.array(
    z.looseObject({
      id: z.string(),
      method: z.string(),
      url: z.string(),
      headers: z.unknown(),
      body: z.unknown(),
    }),
  ),
});
const batches = () => server.asked.map(({ body }) => sent.parse(JSON.parse(body)).requests);

type Item = { id: string; status: number; headers?: object; body?: unknown };
const batch = (...responses: readonly Item[]) => ({
  status: 200,
  body: JSON.stringify({ responses }),
});
const disable = (id: string): BatchRequest => ({
  id,
  method: "PATCH",
  path: `/v1.0/users/${id}`,
  body: { accountEnabled: false },
});
const get = (id: string): BatchRequest => ({ id, method: "GET", path: `/v1.0/users/${id}` });
const stateOf = (answer: BatchAnswer): string =>
  "answer" in answer ? String(answer.answer.status) : answer.fault.kind;
const statesOf = (answers: readonly BatchAnswer[]) =>
  Object.fromEntries(answers.map((answer) => [answer.id, stateOf(answer)]));
const throttled = (id: string, seconds?: number): Item => ({
  id,
  status: 429,
  ...(seconds !== undefined && { headers: { "Retry-After": String(seconds) } }),
  body: { error: { code: "TooManyRequests" } },
});

describe("the requests of a batch", () => {
  test("go out relative to the version, with a body and its type; a POST without one sends {}", async () => {
    server.script(batch({ id: "b", status: 200 }, { id: "a", status: 204 }));
    const post = { id: "b", method: "POST", path: "/v1.0/users/b/revokeSignInSessions" } as const;
    const answers = await graph.batch([disable("a"), post]);
    expect(server.asked[0]).toMatchObject({ method: "POST", url: "/v1.0/$batch" });
    const headers = { "Content-Type": "application/json" };
    expect(batches()).toEqual([
      [
        { id: "a", method: "PATCH", url: "/users/a", headers, body: { accountEnabled: false } },
        { id: "b", method: "POST", url: "/users/b/revokeSignInSessions", headers, body: {} },
      ],
    ]);
    expect(statesOf(answers)).toEqual({ a: "204", b: "200" });
  });

  test("are 20 at most, and every answer finds its request whatever the order", async () => {
    const ids = Array.from({ length: 45 }, (_, at) => `u${String(at)}`);
    server.script(batch(...ids.toReversed().map((id) => ({ id, status: 200, body: { id } }))));
    const answers = await graph.batch(ids.map(get));
    expect(batches().map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(answers).toHaveLength(45);
    for (const one of answers) {
      expect(one).toMatchObject({ answer: { status: 200, body: { id: one.id } } });
    }
  });

  test("with the same id twice, in whichever case, or of two versions, are refused unsent", async () => {
    server.script(batch());
    await expect(graph.batch([get("a"), get("A")])).rejects.toThrow("twice");
    const beta = { id: "b", method: "GET", path: "/beta/users/b" } as const;
    await expect(graph.batch([get("a"), beta])).rejects.toThrow("one version");
    await expect(
      graph.batch([{ id: "c", method: "GET", path: "/v1.0/users/../groups" }]),
    ).rejects.toThrow("not a path");
    expect(server.asked).toEqual([]);
  });

  test("that are none send nothing", async () => {
    server.script(batch());
    expect(await graph.batch([])).toEqual([]);
    expect(server.asked).toEqual([]);
  });
});

describe("an item that is throttled", () => {
  test("goes again alone, after the largest Retry-After of its batch", async () => {
    server.script(
      batch({ id: "a", status: 204 }, throttled("b", 3), throttled("c", 7)),
      batch({ id: "c", status: 204 }, { id: "b", status: 204 }),
    );
    const answers = await graph.batch([disable("a"), disable("b"), disable("c")]);
    expect(batches().map((items) => items.map(({ id }) => id))).toEqual([
      ["a", "b", "c"],
      ["b", "c"],
    ]);
    expect(waits).toEqual([7_000]);
    expect(statesOf(answers)).toEqual({ a: "204", b: "204", c: "204" });
  });

  test("without Retry-After waits longer each time, and is the caller's after five tries", async () => {
    server.script(batch(throttled("a")));
    const [answer] = await graph.batch([disable("a")]);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(server.asked).toHaveLength(5);
    expect(answer).toMatchObject({ id: "a", fault: { kind: "throttled", status: 429 } });
  });

  test("for longer than anybody should hold a lease is the caller's at once", async () => {
    server.script(batch(throttled("a", 150)));
    const [answer] = await graph.batch([disable("a")]);
    expect(server.asked).toHaveLength(1);
    expect(answer).toMatchObject({ fault: { kind: "throttled", retryAfterMs: 150_000 } });
  });

  test("holds back everything that goes to the same service, unsent where that is too long", async () => {
    server.script(batch(throttled("a", 150)), batch({ id: "b", status: 204 }));
    await graph.batch([disable("a")]);
    clock += 50_000;
    const [answer] = await graph.batch([disable("b")]);
    expect(answer).toMatchObject({ id: "b", fault: { kind: "throttled", retryAfterMs: 100_000 } });
    expect(server.asked).toHaveLength(1);
    clock += 90_000;
    expect(statesOf(await graph.batch([disable("b")]))).toEqual({ b: "204" });
    expect(waits).toEqual([10_000]);
  });
});

describe("doubt", () => {
  test("an item that isn't mentioned may have been done: a write isn't repeated, a read is", async () => {
    server.script(batch({ id: "a", status: 204 }), batch({ id: "c", status: 200, body: {} }));
    const answers = await graph.batch([disable("a"), disable("b"), get("c")]);
    expect(statesOf(answers)).toEqual({ a: "204", b: "no answer", c: "200" });
    expect(batches()[1]?.map(({ id }) => id)).toEqual(["c"]);
  });

  test("503 on a POST isn't repeated, on a PATCH it is", async () => {
    const away = (id: string): Item => ({ id, status: 503, headers: { "retry-after": "1" } });
    server.script(batch(away("a"), away("b")), batch({ id: "a", status: 204 }));
    const post = { id: "b", method: "POST", path: "/v1.0/users/b/revokeSignInSessions" } as const;
    expect(statesOf(await graph.batch([disable("a"), post]))).toEqual({
      a: "204",
      b: "unavailable",
    });
  });

  test.each([
    ["a broken connection", { status: 200, cut: true }, "no answer"],
    ["an answer that can't be read", { status: 200, body: "<html>" }, "unavailable"],
    ["another shape", { status: 200, body: '{"value":1}' }, "unavailable"],
    ["400 for the whole", { status: 400, body: '{"error":{"code":"BadRequest"}}' }, "refused"],
  ] as const)("%s is the fault of every item", async (_, answer, kind) => {
    server.script(answer);
    expect(statesOf(await graph.batch([disable("a"), disable("b")]))).toEqual({ a: kind, b: kind });
    expect(server.asked).toHaveLength(1);
  });

  test("without a token nothing can be sent, and that is thrown", async () => {
    server.script(batch());
    const facts = { kind: "identity", code: "AADSTS7000215", requestId: "" } as const;
    token.give = () => Promise.reject(new TenantFault("no token", facts));
    await expect(graph.batch([get("a")])).rejects.toMatchObject({ kind: "identity" });
    expect(server.asked).toEqual([]);
  });
});

describe("whoever listens", () => {
  test("hears each batch as it comes back, and can stop what isn't sent yet", async () => {
    const ids = Array.from({ length: 400 }, (_, at) => `u${String(at)}`);
    server.script(batch(...ids.map((id) => ({ id, status: 204 }))));
    let heard = 0;
    const answers = await graph.batch(ids.map(disable), (some) => {
      heard += some.length;
      return false;
    });
    expect(heard).toBe(answers.length);
    expect(answers.every((answer) => "answer" in answer)).toBe(true);
    // Six batches are under way when the first comes back.
    expect(answers.length).toBeLessThanOrEqual(120);
    expect(server.asked.length * 20).toBe(answers.length);
  });
});
