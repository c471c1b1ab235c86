/** The adapter against the sandbox: its own token, its budget, its faults. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { TenantFault } from "../../../src/actions/tenant.ts";
import { type DefenderPort, makeDefender } from "../../../src/adapters/defender/defender.ts";
import { makeCredential } from "../../../src/adapters/microsoft/credential.ts";
import { machineIds } from "../../../src/sandbox/seed/seed-defender.ts";
import { now, startTenant, type Tenant } from "../../actions/tenant.ts";

let tenant: Tenant;
let defender: DefenderPort;
let waits: number[] = [];
let clock = 0;
const scopes: string[] = [];

const open = (
  facts: { readonly enabled?: boolean; readonly scope?: string } = {},
): DefenderPort => {
  const { url, tenantId, clientId, clientSecret, caPem: extraCaPem } = tenant.sandbox;
  const credential = makeCredential({
    identity: { kind: "secret", clientId, secret: clientSecret },
    tenantId,
    authorityHost: url,
    extraCaPem,
  });
  return makeDefender({
    enabled: true,
    baseUrl: url,
    scope: `${url}/defender/.default`,
    extraCaPem,
    credential: {
      token: (scope) => {
        scopes.push(scope);
        return credential.token(scope);
      },
    },
    now,
    timeoutMs: 1_000,
    clock: () => clock,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    ...facts,
  });
};

beforeAll(async () => {
  tenant = await startTenant();
  defender = open();
});
beforeEach(async () => {
  await tenant.reset();
  waits = [];
  // Each test has the minute's budget to itself.
  clock += 60_000;
});
afterAll(async () => {
  await defender.close();
  await tenant.close();
});

const faultOf = async (call: Promise<unknown>): Promise<TenantFault> => {
  const caught = await call.then(
    () => undefined,
    (fault: unknown) => fault,
  );
  if (caught instanceof TenantFault) return caught;
  throw new Error("it was answered, or threw something else", { cause: caught });
};

const laptop = `/api/machines/${machineIds.laptop}`;

describe("the token", () => {
  test("is asked for Defender's own scope", async () => {
    scopes.length = 0;
    await defender.get(laptop);
    expect(scopes).toEqual([`${tenant.sandbox.url}/defender/.default`]);
  });

  test("for Graph isn't taken by Defender", async () => {
    const wrong = open({ scope: `${tenant.sandbox.url}/.default` });
    expect(await faultOf(wrong.get(laptop))).toMatchObject({ kind: "identity", status: 401 });
    await wrong.close();
  });
});

describe("reads", () => {
  test("follow pages to the end", async () => {
    const { values, complete } = await defender.list("/api/machines");
    expect([values.length, complete]).toEqual([3, true]);
    expect(await defender.list("/api/machines", 1)).toMatchObject({ complete: false });
  });

  test("are repeated on 429 after Retry-After, and on 503", async () => {
    const match = { pathPattern: "/api/machines/*" };
    await tenant.fault({ match, kind: "429", retryAfter: 2 });
    await tenant.fault({ match, kind: "503" });
    expect((await defender.get(laptop)).status).toBe(200);
    expect(waits).toEqual([2_000, 1_000]);
  });

  test("give up on a wait that is for the queue", async () => {
    await tenant.fault({ match: { pathPattern: "/api/machines/*" }, kind: "429", retryAfter: 60 });
    const fault = await faultOf(defender.get(laptop));
    expect(fault).toMatchObject({ kind: "throttled", retryAfterMs: 60_000 });
    expect(waits).toEqual([]);
  });

  test("of what isn't there, or of a bad filter, say Defender's own code", async () => {
    expect(await faultOf(defender.get("/api/machines/none"))).toMatchObject({
      kind: "not found",
      code: "ResourceNotFound",
    });
    expect(await faultOf(defender.list("/api/machines?$filter=color%20eq%201"))).toMatchObject({
      kind: "refused",
      code: "ODataError",
    });
  });
});

describe("writes", () => {
  test("are never repeated", async () => {
    await tenant.fault({ match: { method: "POST", pathPattern: "/api/**" }, kind: "503" });
    const body = { Comment: "INC-0001", IsolationType: "Full" };
    expect(await faultOf(defender.post(`${laptop}/isolate`, body))).toMatchObject({
      kind: "unavailable",
    });
    expect(waits).toEqual([]);
    const posts = (await tenant.requests()).filter(({ method, path }) => {
      return method === "POST" && path.startsWith("/api/");
    });
    expect(posts).toHaveLength(1);
  });

  test("without an answer are in doubt", async () => {
    const match = { method: "POST", pathPattern: "/api/**" };
    await tenant.fault({ match, kind: "timeout", made: true, holdMs: 3_000 });
    const body = { Comment: "INC-0001", IsolationType: "Full" };
    expect(await faultOf(defender.post(`${laptop}/isolate`, body))).toMatchObject({
      kind: "no answer",
    });
    expect(await tenant.ledger()).toHaveLength(1);
  });

  test("carry a client-request-id and are answered by Defender's codes", async () => {
    const wrong = defender.post(`${laptop}/isolate`, { comment: "x", IsolationType: "Full" });
    const fault = await faultOf(wrong);
    expect(fault).toMatchObject({ kind: "refused", status: 400, code: "MissingRequiredParameter" });
    expect(fault.message).toContain("Defender for Endpoint answered 400");
    expect(fault.requestId).not.toBe("");
    expect(await tenant.ledger()).toEqual([]);
  });

  test("delete, and say when there was nothing", async () => {
    expect((await defender.delete("/api/indicators/871")).status).toBe(204);
    expect(await faultOf(defender.delete("/api/indicators/871"))).toMatchObject({
      kind: "not found",
    });
  });
});

describe("the budget", () => {
  test("makes the 101st call of a minute wait, repeated reads and pages counted", async () => {
    const own = open();
    for (let call = 0; call < 98; call += 1) await own.get(laptop);
    await own.list("/api/machines");
    expect(waits).toEqual([]);
    await own.get(laptop);
    expect(waits).toEqual([60_000]);
    await own.close();
  });
});

describe("what is never sent", () => {
  test("is anything, where the operator left Defender off", async () => {
    const off = open({ enabled: false });
    const before = (await tenant.requests()).length;
    expect(await faultOf(off.get(laptop))).toMatchObject({ kind: "refused", code: "DefenderOff" });
    expect((await tenant.requests()).length).toBe(before);
    await off.close();
  });

  test.each(["/v1.0/users", "/api/../adminapi", "https://evil.example/api/"])("is %s", (path) => {
    expect(() => defender.get(path)).toThrow("not a path of Defender");
  });
});
