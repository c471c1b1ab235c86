import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { makeImports } from "../../../src/adapters/files/imports.ts";

const run = promisify(execFile);

describe("the import folder", () => {
  let base = "";
  let folder = "";
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), "cordon-imports-"));
    folder = join(base, "imports");
    await mkdir(folder);
    await writeFile(join(base, "secret.csv"), "id\nsecret");
  });
  afterEach(() => rm(base, { recursive: true }));

  const read = (name: string) => makeImports(folder).read(name);
  const put = (name: string, content: string | Buffer) => writeFile(join(folder, name), content);

  test.each(["accounts.csv", "Konten März (2).csv", "a_b-c+d.txt", "_x"])(
    "gives the text of %s",
    async (name) => {
      await put(name, "id\nann@contoso.example\n");
      expect(await read(name)).toEqual({ ok: true, value: "id\nann@contoso.example\n" });
    },
  );

  test.each([
    "",
    ".",
    "..",
    "../secret.csv",
    "..\\secret.csv",
    "/etc/hostname",
    "sub/list.csv",
    ".hidden.csv",
    "C:list.csv",
    "list.csv\0.txt",
    "list\n.csv",
    "%2e%2e/secret.csv",
    "a".repeat(200),
  ])("never looks for %j", async (name) => {
    expect(await read(name)).toMatchObject({
      ok: false,
      refusal: expect.stringContaining("isn't the plain name of a file"),
    });
  });

  test("says what isn't there, also without a folder", async () => {
    const missing = { ok: false, refusal: expect.stringContaining("There is no “list.csv”") };
    expect(await read("list.csv")).toMatchObject(missing);
    expect(await makeImports(join(base, "none")).read("list.csv")).toMatchObject(missing);
  });

  test("follows no link out of it, and reads one that stays inside", async () => {
    await put("real.csv", "id");
    await symlink(join(base, "secret.csv"), join(folder, "out.csv"));
    await symlink(join(folder, "real.csv"), join(folder, "in.csv"));
    expect(await read("out.csv")).toMatchObject({
      ok: false,
      refusal: "“out.csv” lies outside of the import folder.",
    });
    expect(await read("in.csv")).toEqual({ ok: true, value: "id" });
  });

  test("reads no folder, and waits for no pipe", async () => {
    await mkdir(join(folder, "sub"));
    await run("mkfifo", [join(folder, "pipe")]);
    const noFile = { ok: false, refusal: expect.stringContaining("it is no file") };
    expect(await read("sub")).toMatchObject(noFile);
    expect(await read("pipe")).toMatchObject(noFile);
  });

  test("takes 2 MB and not a byte more", async () => {
    const most = 2 * 1024 * 1024;
    await put("most.csv", Buffer.alloc(most, "a"));
    await put("more.csv", Buffer.alloc(most + 1, "a"));
    expect(await read("most.csv")).toMatchObject({ ok: true });
    expect(await read("more.csv")).toMatchObject({
      ok: false,
      refusal: expect.stringContaining("more than 2 MB"),
    });
  });

  test("reads what Excel saves: a byte order mark, and Unicode text", async () => {
    await put("unicode.txt", Buffer.from("\uFEFFid\tname\r\n", "utf16le"));
    await put("utf8.csv", Buffer.from("\uFEFFid;name\r\n", "utf8"));
    expect(await read("unicode.txt")).toEqual({ ok: true, value: "id\tname\r\n" });
    expect(await read("utf8.csv")).toEqual({ ok: true, value: "id;name\r\n" });
  });

  test.each([
    ["a workbook", Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0xff, 0xd8]), "no text"],
    ["zeros", Buffer.alloc(9), "no text"],
    ["a web page", Buffer.from("\n<!DOCTYPE html><html>sign in"), "a web page"],
  ])("takes %s for no list", async (_what, bytes, why) => {
    await put("list.csv", bytes);
    expect(await read("list.csv")).toMatchObject({
      ok: false,
      refusal: expect.stringContaining(why),
    });
  });

  test("says so where Cordon has no right to a file", async () => {
    await put("shut.csv", "id");
    await chmod(join(folder, "shut.csv"), 0o000);
    const found = await read("shut.csv");
    // Root may read everything, whatever the file says.
    expect(found.ok).toBe(process.getuid?.() === 0);
  });
});
