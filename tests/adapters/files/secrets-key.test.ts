import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openSecretsKey, parseSecretsKey } from "../../../src/adapters/files/secrets-key.ts";

describe("the key of sealed secrets", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "cordon-key-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test("is made once, for its owner alone, and is the same at the next start", async () => {
    const data = join(folder, "data");
    const key = await openSecretsKey(data);
    expect(key).toHaveLength(32);
    expect((await stat(join(data, "secrets.key"))).mode & 0o777).toBe(0o600);
    expect(await openSecretsKey(data)).toEqual(key);
    expect(parseSecretsKey(await readFile(join(data, "secrets.key"), "utf8"))).toEqual(key);
  });

  test("is one for all who start in the same instant, and nothing else is left behind", async () => {
    const keys = await Promise.all(Array.from({ length: 12 }, () => openSecretsKey(folder)));
    expect(new Set(keys.map((key) => key.toString("hex"))).size).toBe(1);
    expect(await readdir(folder)).toEqual(["secrets.key"]);
  });

  test("is refused where others may read it, and where it isn't one; no new one takes its place", async () => {
    const path = join(folder, "secrets.key");
    await openSecretsKey(folder);
    await chmod(path, 0o640);
    await expect(openSecretsKey(folder)).rejects.toThrow("Set its mode to 0600");
    await chmod(path, 0o600);
    await writeFile(path, "short");
    await expect(openSecretsKey(folder)).rejects.toThrow("isn't a key");
    expect(await readFile(path, "utf8")).toBe("short");
  });

  test.each(["", "c2hvcnQ=", "x".repeat(44), `${"A".repeat(43)}=\n=`])("isn't %j", (text) => {
    expect(parseSecretsKey(text)).toBeUndefined();
  });
});
