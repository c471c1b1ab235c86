import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { z } from "zod/v4";

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
});

test("the lock file names the binaries of every platform, or npm ci refuses it", async () => {
  const text = await readFile(new URL("../../package-lock.json", import.meta.url), "utf8");
  const { packages } = lockfile.parse(JSON.parse(text));
  const known = Object.keys(packages);
  const missing = Object.entries(packages).flatMap(([, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !known.some((path) => path.endsWith(`node_modules/${name}`)),
    ),
  );
  expect(missing).toEqual([]);
});

test("the lock file names no registry", async () => {
  const text = await readFile(new URL("../../package-lock.json", import.meta.url), "utf8");
  expect(text).not.toContain('"resolved": "http');
});
