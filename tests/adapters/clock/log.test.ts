import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { makeLog } from "../../../src/adapters/clock/log.ts";
import { systemRuntime } from "../../../src/adapters/clock/system-runtime.ts";

const logged = async (fields: Record<string, string | number | boolean>, text: string) => {
  const folder = await mkdtemp(join(tmpdir(), "cordon-log-"));
  try {
    const file = join(folder, "deep", "cordon.log");
    const log = makeLog({ file });
    log.warn(fields, text);
    log.error({}, "second");
    await log.close();
    return await readFile(file, "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
};

describe("the log", () => {
  test("writes one JSON object for each line", async () => {
    const text = await logged({ incident: "INC-0007", ms: 12, ok: true }, "A step ran");
    const [first, second] = text.trim().split("\n");
    expect(JSON.parse(first ?? "")).toMatchObject({
      level: "warn",
      service: "cordon",
      incident: "INC-0007",
      ms: 12,
      ok: true,
      msg: "A step ran",
    });
    expect(JSON.parse(second ?? "")).toMatchObject({ level: "error", msg: "second" });
  });

  test.each([
    ["by name", { clientSecret: "hunter2" }, "x"],
    ["by name, whatever its case", { Authorization: "hunter2" }, "x"],
    ["a bearer header", { reason: "Bearer hunter2hunter2" }, "x"],
    ["a JWT", { reason: "token eyJhbGciOi.hunter2a.hunter2b" }, "x"],
    ["a database password", { reason: "postgres://cordon:hunter2@db/cordon" }, "x"],
    ["a posted form", { reason: "client_secret=hunter2&x=1" }, "x"],
    ["in the sentence", {}, "failed: password=hunter2"],
    ["a key", { reason: "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----" }, "x"],
  ])("hides a secret: %s", async (_, fields, text) => {
    const line = await logged(fields, text);
    expect(line).not.toContain("hunter2");
    expect(line).toContain("[redacted]");
  });

  test("cuts what could be a whole body", async () => {
    expect((await logged({ reason: "x".repeat(100_000) }, "y")).length).toBeLessThan(3_000);
  });
});

describe("the system's runtime", () => {
  const runtime = systemRuntime();
  test("hashes as SHA-256 does", () => {
    expect(runtime.sha256("abc")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  test("makes other ids and nonces each time, 128 bits", () => {
    const made = Array.from({ length: 500 }, () => [runtime.id(), runtime.nonce()]).flat();
    expect(new Set(made).size).toBe(1_000);
    expect(made.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  });

  test("makes passwords of 24 characters and four classes", () => {
    const made = Array.from({ length: 500 }, () => runtime.secret());
    expect(new Set(made).size).toBe(500);
    for (const password of made) {
      expect(password).toMatch(
        /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[!#%*+\-=?@_])[\x21-\x7e]{24}$/,
      );
    }
  });

  test("tells the time in UTC", () => {
    expect(Math.abs(Date.parse(runtime.now()) - Date.now())).toBeLessThan(1_000);
    expect(runtime.now()).toMatch(/Z$/);
  });
});
