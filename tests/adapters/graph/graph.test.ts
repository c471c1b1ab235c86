import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { TenantFault } from "../../../src/actions/tenant.ts";
import { type GraphPort, makeGraph } from "../../../src/adapters/graph/graph.ts";
import { instant } from "../../../src/core/shared/ids.ts";
import { type Scripted, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

const now = instant.parse("2026-03-02T09:00:00.000Z");
const credential = { token: () => Promise.resolve("t0ken") };

let server: ScriptedServer;
let graph: GraphPort;
let waits: number[] = [];
beforeAll(async () => {
  server = await startScriptedServer();
  graph = makeGraph({
    baseUrl: server.url,
    extraCaPem: server.caPem,
    credential,
    now: () => now,
    timeoutMs: 300,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
});
afterEach(() => {
  waits = [];
});
afterAll(async () => {
  await graph.close();
  await server.close();
});

const faultOf = async (call: Promise<unknown>): Promise<TenantFault> => {
  try {
    await call;
  } catch (fault) {
    if (fault instanceof TenantFault) return fault;
    throw fault;
  }
  throw new Error("it was answered");
};

const error = (code: string, inner?: unknown): string =>
  JSON.stringify({ error: { code, message: "somebody's words", innerError: inner } });

describe("an answer", () => {
  test("comes with status, parsed body and the service's request id", async () => {
    server.script({ status: 200, body: '{"id":"1"}' });
    expect(await graph.get("/v1.0/users/1?$select=id")).toEqual({
      status: 200,
      body: { id: "1" },
      requestId: "req-1",
    });
    const [asked] = server.asked;
    expect(asked).toMatchObject({ method: "GET", url: "/v1.0/users/1?$select=id" });
    expect(asked?.headers).toMatchObject({
      authorization: "Bearer t0ken",
      "client-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test("without content is null", async () => {
    server.script({ status: 204 });
    expect((await graph.patch("/v1.0/users/1", { accountEnabled: false })).body).toBeNull();
    expect(server.asked[0]?.body).toBe('{"accountEnabled":false}');
    expect(server.asked[0]?.headers["content-type"]).toBe("application/json");
  });

  test("has a new client-request-id for each call", async () => {
    server.script({ status: 204 });
    await graph.delete("/v1.0/a/1");
    await graph.post("/v1.0/a", {});
    const [first, second] = server.asked.map(({ headers }) => headers["client-request-id"]);
    expect(first).not.toBe(second);
  });
});

describe("a fault", () => {
  test.each<[Scripted, Partial<TenantFault>]>([
    [
      { status: 400, body: error("BadRequest") },
      { kind: "refused", code: "BadRequest" },
    ],
    [
      { status: 403, body: error("Authorization_RequestDenied") },
      { kind: "refused", status: 403 },
    ],
    [{ status: 409, body: error("Conflict") }, { kind: "refused" }],
    [{ status: 412, body: error("PreconditionFailed") }, { kind: "refused" }],
    [
      { status: 302, headers: { location: "https://evil.example/" } },
      { kind: "refused", code: "Redirected" },
    ],
    [
      { status: 401, body: error("InvalidAuthenticationToken") },
      { kind: "identity", status: 401 },
    ],
    [{ status: 404, body: error("Request_ResourceNotFound") }, { kind: "not found" }],
    [
      { status: 500, body: "<html>" },
      { kind: "unavailable", code: "UnknownError" },
    ],
    [
      { status: 503, body: error("serviceNotAvailable") },
      { kind: "unavailable", status: 503 },
    ],
    [{ status: 504, body: "" }, { kind: "unavailable" }],
    [
      { status: 200, body: "not json" },
      { kind: "unavailable", code: "UnreadableAnswer" },
    ],
    [
      { status: 429, body: error("TooManyRequests") },
      { kind: "throttled", retryAfterMs: undefined },
    ],
    [
      { status: 429, headers: { "retry-after": "7" } },
      { kind: "throttled", retryAfterMs: 7_000 },
    ],
    [
      { status: 429, headers: { "retry-after": "Mon, 02 Mar 2026 09:00:30 GMT" } },
      { kind: "throttled", retryAfterMs: 30_000 },
    ],
    [
      { status: 429, headers: { "retry-after": "Mon, 02 Mar 2026 08:00:00 GMT" } },
      { kind: "throttled", retryAfterMs: 0 },
    ],
    [
      { status: 0, cut: true },
      { kind: "no answer", status: undefined },
    ],
    [
      { status: 0, silent: true },
      { kind: "no answer", code: "Timeout" },
    ],
  ])("of %j is %j", async (answer, facts) => {
    server.script(answer);
    const fault = await faultOf(graph.patch("/v1.0/users/1", {}));
    expect(fault).toMatchObject(facts);
    expect(server.asked).toHaveLength(1);
  });

  test("has the innermost code", async () => {
    const inner = { code: "second", innerError: { code: "third", date: "x" } };
    server.script({ status: 400, body: error("first", inner) });
    expect((await faultOf(graph.post("/v1.0/a", {}))).code).toBe("third");
  });

  test("shows no text of the service, no query and no code that isn't one", async () => {
    server.script({ status: 400, body: error("<at>CEO</at> approved") });
    const fault = await faultOf(graph.get("/v1.0/users?$filter=displayName eq 'Marta'"));
    expect(fault.message).toBe("Microsoft Graph answered 400 UnknownError to GET /v1.0/users");
  });

  test("has our own id where no answer came, so that the tenant's logs can be asked", async () => {
    server.script({ status: 0, cut: true });
    const fault = await faultOf(graph.post("/v1.0/a", {}));
    expect(fault.requestId).toBe(server.asked[0]?.headers["client-request-id"]);
  });

  test("of a certificate that nobody trusts is no answer, and nothing was sent", async () => {
    const strict = makeGraph({ baseUrl: server.url, credential, now: () => now });
    server.script({ status: 200, body: "{}" });
    const fault = await faultOf(strict.get("/v1.0/users"));
    await strict.close();
    expect(fault.kind).toBe("no answer");
    expect(fault.code).toMatch(/SELF_SIGNED|UNABLE_TO/);
    expect(server.asked).toEqual([]);
  });

  test("of the token is passed on as it is, and nothing was sent", async () => {
    const refused = new TenantFault("no", {
      kind: "identity",
      code: "AADSTS7000215",
      requestId: "",
    });
    const without = makeGraph({
      baseUrl: server.url,
      extraCaPem: server.caPem,
      credential: { token: () => Promise.reject(refused) },
      now: () => now,
    });
    server.script({ status: 200 });
    expect(await faultOf(without.post("/v1.0/a", {}))).toBe(refused);
    await without.close();
    expect(server.asked).toEqual([]);
  });
});

describe("repetition", () => {
  const busy = { status: 503, headers: { "retry-after": "2" } };

  test("of reads honours Retry-After, three times at most", async () => {
    server.script(busy, { status: 429 }, busy, { status: 200, body: "{}" });
    await graph.get("/v1.0/users/1");
    expect(waits).toEqual([2_000, 1_000, 2_000]);

    server.script(busy);
    expect((await faultOf(graph.get("/v1.0/users/1"))).kind).toBe("unavailable");
    expect(server.asked).toHaveLength(4);
  });

  test("doesn't wait longer than ten seconds: the queue does that", async () => {
    server.script({ status: 429, headers: { "retry-after": "11" } });
    expect((await faultOf(graph.get("/v1.0/users/1"))).retryAfterMs).toBe(11_000);
    expect(waits).toEqual([]);
  });

  test.each([
    ["of a refusal", { status: 403 }],
    ["of a broken connection", { status: 0, cut: true }],
  ])("isn't done for reads %s", async (_what, answer) => {
    server.script(answer);
    await faultOf(graph.get("/v1.0/users/1"));
    expect(server.asked).toHaveLength(1);
  });

  test.each(["post", "patch"] as const)("is never done for %s", async (method) => {
    server.script(busy);
    await faultOf(graph[method]("/v1.0/users/1", {}));
    await faultOf(graph.delete("/v1.0/users/1"));
    expect(server.asked).toHaveLength(2);
    expect(waits).toEqual([]);
  });
});

describe("a list", () => {
  const page = (value: readonly number[], next?: string): Scripted => ({
    status: 200,
    body: JSON.stringify({ value, ...(next === undefined ? {} : { "@odata.nextLink": next }) }),
  });

  test("follows the next page as it was given, empty pages too", async () => {
    const next = "/v1.0/users?$skiptoken=b&$filter=a%20eq%20'x'&%24top=2";
    server.script(
      page([1, 2], `${server.url}${next}`),
      page([], `${server.url}/v1.0/c`),
      page([3]),
    );
    expect(await graph.list("/v1.0/users")).toEqual({ values: [1, 2, 3], complete: true });
    expect(server.asked[1]?.url).toBe("/v1.0/users?$skiptoken=b&$filter=a%20eq%20%27x%27&%24top=2");
  });

  test("ends at its limit and says that there is more", async () => {
    server.script(page([1, 2], `${server.url}/v1.0/b`), page([3, 4]));
    expect(await graph.list("/v1.0/users", 2)).toEqual({ values: [1, 2], complete: false });
    expect(server.asked).toHaveLength(1);
  });

  test.each([
    "https://evil.example/v1.0/users",
    "http://127.0.0.1/v1.0/users",
    "//evil.example/users",
    "nonsense",
  ])("doesn't follow %s", async (next) => {
    server.script(page([1], next));
    expect(await faultOf(graph.list("/v1.0/users"))).toMatchObject({
      kind: "refused",
      code: "ForeignNextLink",
    });
    expect(server.asked).toHaveLength(1);
  });

  test("that never ends is ended", async () => {
    server.script(page([], `${server.url}/v1.0/again`));
    expect((await graph.list("/v1.0/users")).complete).toBe(false);
    expect(server.asked).toHaveLength(200);
  });

  test("that isn't one is a fault", async () => {
    server.script({ status: 200, body: '{"id":"1"}' });
    expect((await faultOf(graph.list("/v1.0/users"))).code).toBe("UnreadableAnswer");
  });
});

test.each([
  "/users/1",
  "https://evil.example/v1.0/x",
  "//evil.example/v1.0/",
  "/v1.0/users/../me",
  "/v1.0/users/..",
])("doesn't call %s", async (path) => {
  server.script({ status: 200 });
  await expect(async () => graph.get(path)).rejects.toThrow("not a path of Graph");
  expect(server.asked).toEqual([]);
});
