import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { ledgerOf, openRig, type Rig } from "./client.ts";

const run = promisify(execFile);
const marta = `/users/${seedIds.marta}`;

/** The status of a control request with these headers. */
const controlStatus = (rig: Rig, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(
      `${rig.sandbox.url}/_sandbox/state`,
      { ca: rig.sandbox.caPem, headers, agent: false, servername: "localhost" },
      (answer) => {
        answer.resume();
        answer.once("end", () => {
          resolve(answer.statusCode ?? 0);
        });
      },
    );
    sent.once("error", reject);
    sent.end();
  });

describe("the sandbox as a server", () => {
  const open: Rig[] = [];
  let folder = "";
  const openOne = async (options: Parameters<typeof openRig>[0] = {}): Promise<Rig> => {
    const rig = await openRig(options);
    open.push(rig);
    return rig;
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "cordon-sandbox-"));
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((rig) => rig.close()));
    await rm(folder, { recursive: true });
  });

  test("keeps quiet while many requests wait at once", async () => {
    const script = fileURLToPath(new URL("many-at-once.ts", import.meta.url));
    // A process of its own: Node's warnings don't reach listeners inside a test's.
    const { stdout, stderr } = await run(process.execPath, ["--import", "tsx", script]);
    expect(stdout).toBe("24 answered 200\n");
    expect(stderr).not.toContain("Warning");
  }, 20_000);

  test("a port in use is named", async () => {
    const first = await openOne();
    const port = Number(new URL(first.sandbox.url).port);
    await expect(openRig({ port })).rejects.toThrow(`port ${String(port)} is already in use`);
  });

  test("the tenant and its ledger survive a restart", async () => {
    const stateFile = join(folder, "tenant.json");
    const before = await openRig({ stateFile });
    await before.graph("PATCH", marta, { accountEnabled: false });
    const ledger = await ledgerOf(before);
    await before.close();
    expect((await stat(stateFile)).mode & 0o777).toBe(0o600);
    expect(await readFile(stateFile, "utf8")).not.toContain(before.sandbox.clientSecret);
    const after = await openOne({ stateFile });
    expect(await ledgerOf(after)).toEqual(ledger);
    const read = await after.graph("GET", `${marta}?$select=accountEnabled`);
    expect(read.body).toMatchObject({ accountEnabled: false });
    await after.graph("PATCH", marta, { accountEnabled: true });
    expect((await ledgerOf(after)).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test("a change is on disk soon after it was made, without a close", async () => {
    const stateFile = join(folder, "tenant.json");
    const rig = await openOne({ stateFile });
    await rig.graph("PATCH", marta, { accountEnabled: false });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await readFile(stateFile, "utf8")).toContain(
      '"accountEnabled":{"from":true,"to":false}',
    );
  });

  test("a file that isn't a tenant is named and left alone", async () => {
    const stateFile = join(folder, "tenant.json");
    await writeFile(stateFile, '{"version":2}');
    await expect(openRig({ stateFile })).rejects.toThrow(stateFile);
    expect(await readFile(stateFile, "utf8")).toBe('{"version":2}');
  });

  test("a request that still waits when the sandbox stops changes nothing", async () => {
    const stateFile = join(folder, "tenant.json");
    const slow = await openRig({ stateFile, latencyMs: { min: 150, max: 150 } });
    const asked = slow.graph("PATCH", marta, { accountEnabled: false });
    const ended = asked.then(
      () => "answered",
      () => "cut",
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    await slow.sandbox.close();
    expect(await ended).toBe("cut");
    await slow.agent.destroy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const after = await openOne({ stateFile });
    expect(await ledgerOf(after)).toEqual([]);
  });

  test("other names and other origins get nothing", async () => {
    const rig = await openOne();
    const { host, port } = new URL(rig.sandbox.url);
    expect(await controlStatus(rig, { host })).toBe(200);
    expect(await controlStatus(rig, { host: `localhost:${port}` })).toBe(200);
    expect(await controlStatus(rig, { host: `rebound.example:${port}` })).toBe(403);
    expect(await controlStatus(rig, { host, origin: "https://evil.example" })).toBe(403);
    expect(await controlStatus(rig, { host, "sec-fetch-site": "cross-site" })).toBe(403);
  });

  test("the request log has every request and no query of sign-in, body or secret", async () => {
    const rig = await openOne({ latencyMs: { min: 20, max: 25 } });
    await rig.control("POST", "/reset");
    const id = { "client-request-id": "11111111-2222-4333-8444-555555555555" };
    await rig.graph("GET", `${marta}?$select=id`, undefined, id);
    await rig.token();
    const log = z
      .array(z.looseObject({ durationMs: z.number() }))
      .parse(await rig.control("GET", "/requests"));
    expect(log).toMatchObject([
      {
        method: "GET",
        path: `/v1.0${marta}`,
        status: 200,
        clientRequestId: id["client-request-id"],
      },
      { method: "POST", path: `/${rig.sandbox.tenantId}/oauth2/v2.0/token`, status: 200 },
    ]);
    expect(log.every(({ durationMs }) => durationMs >= 19)).toBe(true);
    expect(JSON.stringify(log)).not.toContain(rig.sandbox.clientSecret);
  });

  test("unreadable JSON and unknown addresses are refused", async () => {
    const rig = await openOne();
    const answer = await rig.graph("PATCH", marta, undefined);
    expect(answer.status).toBe(400);
    expect((await rig.raw("/nowhere")).status).toBe(404);
    expect((await rig.raw("/_sandbox/nowhere")).status).toBe(404);
    const large = await rig.raw("/_sandbox/faults", {
      method: "POST",
      body: "x".repeat(1_100_000),
    });
    expect(large.status).toBe(413);
  });
});
