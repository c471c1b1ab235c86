import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type ExchangePort, makeExchange } from "../../../src/adapters/exchange/exchange.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { now, startTenant, type Tenant } from "../../actions/tenant.ts";
import { type ScriptedServer, startScriptedServer } from "../graph/scripted-server.ts";

describe("against the sandbox", () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await startTenant(400);
  });
  beforeEach(() => tenant.reset());
  afterAll(() => tenant.close());

  const invoke: ExchangePort["invoke"] = (cmdlet, parameters) =>
    tenant.context.exchange.invoke(cmdlet, parameters);

  test("reads with its own token and changes what it is asked to", async () => {
    const [mailbox] = await invoke("Get-Mailbox", { Identity: seedIds.marta });
    expect(mailbox).toMatchObject({ ForwardingSmtpAddress: "smtp:ap-backup@fastmail.example" });
    expect(
      await invoke("Set-Mailbox", { Identity: seedIds.marta, ForwardingSmtpAddress: null }),
    ).toEqual([]);
    const [entry] = await tenant.ledger();
    expect(entry?.target).toEqual({ kind: "mailbox", id: seedIds.marta });
  });

  test("names the cmdlet's exception: not found, refused", async () => {
    await expect(invoke("Get-Mailbox", { Identity: "nobody" })).rejects.toMatchObject({
      kind: "not found",
      code: "ManagementObjectNotFoundException",
    });
    await expect(invoke("Get-Nothing", {})).rejects.toMatchObject({
      kind: "refused",
      code: "CommandNotFoundException",
    });
  });

  test.each([
    [
      { kind: "429", retryAfter: 4 },
      { kind: "throttled", retryAfterMs: 4_000 },
    ],
    [{ kind: "503" }, { kind: "unavailable" }],
    [
      { kind: "timeout", holdMs: 2_000 },
      { kind: "no answer", code: "Timeout" },
    ],
  ])("%j is %j, asked once", async (fault, facts) => {
    await tenant.fault({ match: { pathPattern: "/adminapi/**" }, ...fault });
    await expect(invoke("Get-Mailbox", { Identity: seedIds.marta })).rejects.toMatchObject(facts);
    expect(await tenant.requests()).toHaveLength(1);
  });
});

describe("against a server that does what it likes", () => {
  let server: ScriptedServer;
  let exchange: ExchangePort;
  const scopes: string[] = [];
  beforeAll(async () => {
    server = await startScriptedServer();
    exchange = makeExchange({
      enabled: true,
      baseUrl: server.url,
      scope: "https://outlook.office365.com/.default",
      tenantId: "tenant-1",
      extraCaPem: server.caPem,
      now,
      credential: {
        token: (scope) => {
          scopes.push(scope);
          return Promise.resolve("t0ken");
        },
      },
    });
  });
  afterEach(() => {
    scopes.length = 0;
  });
  afterAll(async () => {
    await exchange.close();
    await server.close();
  });

  test("sends the module's request", async () => {
    server.script({ status: 200, body: '{"value":[]}' });
    await exchange.invoke("Get-Mailbox", { Identity: "x" });
    const [asked] = server.asked;
    expect(asked).toMatchObject({ method: "POST", url: "/adminapi/beta/tenant-1/InvokeCommand" });
    expect(JSON.parse(asked?.body ?? "")).toEqual({
      CmdletInput: { CmdletName: "Get-Mailbox", Parameters: { Identity: "x" } },
    });
    expect(asked?.headers["x-anchormailbox"]).toMatch(/^UPN:SystemMailbox\{.*\}@tenant-1$/);
    expect(asked?.headers["authorization"]).toBe("Bearer t0ken");
    expect(scopes).toEqual(["https://outlook.office365.com/.default"]);
  });

  test("follows its pages, on its own host only", async () => {
    const page = (value: number, next: string) => ({
      status: 200,
      body: JSON.stringify({ value: [value], "@odata.nextLink": next }),
    });
    server.script(page(1, `${server.url}/adminapi/next`), { status: 200, body: '{"value":[2]}' });
    expect(await exchange.invoke("Get-Mailbox", {})).toEqual([1, 2]);
    server.script(page(1, "https://evil.example/"));
    await expect(exchange.invoke("Get-Mailbox", {})).rejects.toMatchObject({
      code: "ForeignNextLink",
    });
    expect(server.asked).toHaveLength(1);
  });

  test.each([
    [
      { status: 200, body: "{}" },
      { kind: "unavailable", code: "UnreadableAnswer" },
    ],
    [
      { status: 200, body: "<html>" },
      { kind: "unavailable", code: "UnreadableAnswer" },
    ],
    [
      { status: 403, body: "<html>" },
      { kind: "refused", code: "UnknownError" },
    ],
    [{ status: 401, body: "" }, { kind: "identity" }],
    [{ status: 0, cut: true }, { kind: "no answer" }],
  ])("%j is %j", async (answer, facts) => {
    server.script(answer);
    await expect(exchange.invoke("Get-Mailbox", {})).rejects.toMatchObject(facts);
  });

  test("switched off it says so and sends nothing", async () => {
    const off = makeExchange({
      enabled: false,
      baseUrl: server.url,
      scope: "s",
      tenantId: "t",
      now,
      credential: { token: () => Promise.reject(new Error("asked for a token")) },
    });
    server.script({ status: 200, body: '{"value":[]}' });
    expect(off.available).toBe(false);
    await expect(off.invoke("Get-Mailbox", {})).rejects.toMatchObject({
      kind: "refused",
      code: "ExchangeOff",
    });
    await off.close();
    expect(server.asked).toEqual([]);
  });
});
