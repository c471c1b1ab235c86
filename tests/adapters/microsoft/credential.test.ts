import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { type Credential, makeCredential } from "../../../src/adapters/microsoft/credential.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/start-sandbox.ts";
import { startScriptedServer } from "../graph/scripted-server.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    latencyMs: { min: 0, max: 0 },
    spareChannelId: "19:spare@thread.tacv2",
    groupChatId: "19:group@thread.v2",
    teamId: "00000000-0000-4000-8000-00000000f00d",
    now: () => new Date(),
    random: Math.random,
  });
});
afterAll(() => sandbox.close());

const withSecret = (secret: string): Credential =>
  makeCredential({
    identity: { kind: "secret", clientId: sandbox.clientId, secret },
    tenantId: sandbox.tenantId,
    authorityHost: sandbox.url,
    extraCaPem: sandbox.caPem,
  });

test("gets a token for each API from a private authority, and keeps it", async () => {
  const credential = withSecret(sandbox.clientSecret);
  const graph = await credential.token(`${sandbox.url}/.default`);
  expect(await credential.token(`${sandbox.url}/.default`)).toBe(graph);
  expect(await credential.token(`${sandbox.url}/exchange/.default`)).not.toBe(graph);
});

test("names Entra's number when the app is refused, and not its words or the secret", async () => {
  const refused = withSecret("a-wrong-secret").token(`${sandbox.url}/.default`);
  await expect(refused).rejects.toMatchObject({
    kind: "identity",
    code: expect.stringMatching(/^AADSTS\d+$/),
    message: expect.not.stringContaining("a-wrong-secret"),
  });
});

test("is no answer where nobody listens", async () => {
  const server = await startScriptedServer();
  await server.close();
  const credential = makeCredential({
    identity: { kind: "secret", clientId: sandbox.clientId, secret: "x" },
    tenantId: sandbox.tenantId,
    authorityHost: server.url,
    extraCaPem: server.caPem,
    timeoutMs: 2_000,
  });
  await expect(credential.token("https://graph.microsoft.com/.default")).rejects.toMatchObject({
    kind: "no answer",
    code: "NoToken",
  });
});

/** Runs a module in a process of its own and returns the names of packages that it loaded. */
const packagesLoadedBy = (source: string): string => {
  const hooks = `
    import { writeSync } from "node:fs";
    export const resolve = (name, context, next) => {
      writeSync(2, name + "\\n");
      return next(name, context);
    };
  `;
  const register = `
    import { register } from "node:module";
    register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hooks)}));
  `;
  const { stderr, status } = spawnSync(
    process.execPath,
    [
      ...["--import", "tsx"],
      ...["--import", `data:text/javascript,${encodeURIComponent(register)}`],
      ...["--input-type=module", "--eval", source],
    ],
    { encoding: "utf8" },
  );
  expect(status).toBe(0);
  return stderr;
};

test("loads the library only when a token is asked for", () => {
  const make = `
    const { makeCredential } = await import("./src/adapters/microsoft/credential.ts");
    const identity = { kind: "secret", clientId: "c", secret: "s" };
    const authorityHost = "https://127.0.0.1:9";
    const credential = makeCredential({ identity, tenantId: "t", authorityHost, timeoutMs: 50 });
  `;
  const ask = `await credential.token("https://127.0.0.1:9/.default").catch(() => undefined);`;
  expect(packagesLoadedBy(make)).not.toContain("@azure/identity");
  expect(packagesLoadedBy(make + ask)).toContain("@azure/identity");
});
