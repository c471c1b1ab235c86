import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { makeExports } from "../../../src/adapters/files/exports.ts";
import { makeEvidence } from "../../../src/adapters/files/evidence.ts";
import { anException, inForce } from "../../support/exceptions.ts";

describe("the export folder", () => {
  let base = "";
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), "cordon-exports-"));
  });
  afterEach(() => rm(base, { recursive: true }));

  test("keeps the register as a file of its day, readable by its owner only", async () => {
    const folder = join(base, "exports");
    const kept = await makeExports(folder, makeEvidence(folder)).exceptions("2026-11-21", [
      anException(),
    ]);
    const bytes = await readFile(join(folder, "exceptions-2026-11-21.csv"));
    expect(kept).toEqual({
      name: "exceptions-2026-11-21.csv",
      sha256: createHash("sha256").update(bytes).digest("hex"),
      bytes: bytes.byteLength,
    });
    expect(bytes.toString("utf8")).toContain("EX-3,asked for");
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, kept.name))).mode & 0o777).toBe(0o600);
  });

  test("replaces the file of the same day and leaves nothing beside it", async () => {
    const exports = makeExports(base, makeEvidence(base));
    await exports.exceptions("2026-11-21", [anException()]);
    const kept = await exports.exceptions("2026-11-21", [inForce()]);
    expect(await readdir(base)).toEqual([kept.name]);
    expect(await readFile(join(base, kept.name), "utf8")).toContain("EX-3,in force");
  });

  test.each(["", "../2026-11-21", "2026-11-21/x", "today"])("%j is no day", async (day) => {
    await expect(makeExports(base, makeEvidence(base)).exceptions(day, [])).rejects.toThrow(
      "isn't a date",
    );
    expect(await readdir(base)).toEqual([]);
  });

  test("that can't be made is a fault", async () => {
    const inFile = join(base, "file");
    await makeExports(base, makeEvidence(base)).exceptions("2026-11-21", []);
    await expect(
      makeExports(join(base, "exceptions-2026-11-21.csv", inFile), makeEvidence(base)).exceptions(
        "2026-11-21",
        [],
      ),
    ).rejects.toThrow();
  });
});
