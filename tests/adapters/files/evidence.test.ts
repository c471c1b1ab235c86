import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeEvidence } from "../../../src/adapters/files/evidence.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cordon-evidence-"));
});
afterEach(() => rm(root, { recursive: true }));

const content = { b: [1, 2], a: { text: "Zürich", none: null } };
const bytes = '{"a":{"none":null,"text":"Zürich"},"b":[1,2]}';
const sha256 = createHash("sha256").update(bytes).digest("hex");

test("keeps canonical JSON under its SHA-256, for its owner only, and nothing beside it", async () => {
  const folder = join(root, "data", "evidence");
  const kept = await makeEvidence(folder).keep(content);
  expect(kept).toEqual({ sha256, bytes: Buffer.byteLength(bytes) });
  expect(await readdir(folder)).toEqual([`${sha256}.json`]);
  const file = join(folder, `${sha256}.json`);
  expect(await readFile(file, "utf8")).toBe(bytes);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test("keeps the same content once, in whatever order it came", async () => {
  const evidence = makeEvidence(root);
  const first = await evidence.keep(content);
  const { mtimeMs } = await stat(join(root, `${sha256}.json`));
  const [again, other] = await Promise.all([
    evidence.keep({ a: { none: null, text: "Zürich" }, b: [1, 2] }),
    evidence.keep(content),
  ]);
  expect([again, other]).toEqual([first, first]);
  expect(await readdir(root)).toEqual([`${sha256}.json`]);
  expect((await stat(join(root, `${sha256}.json`))).mtimeMs).toBe(mtimeMs);
});

test("never writes over a file that was altered, and says so", async () => {
  const file = join(root, `${sha256}.json`);
  await writeFile(file, "altered");
  await expect(makeEvidence(root).keep(content)).rejects.toThrow("was altered");
  expect(await readFile(file, "utf8")).toBe("altered");
});

test("throws and leaves nothing half written where it can't write", async () => {
  const folder = join(root, "full");
  const evidence = makeEvidence(folder);
  await evidence.keep(1);
  // A file in the place of the folder: root may write into read-only folders, but not into this.
  await rm(folder, { recursive: true });
  await writeFile(folder, "");
  await chmod(folder, 0o600);
  await expect(evidence.keep(content)).rejects.toThrow();
  expect(await readdir(root)).toEqual(["full"]);
});

test("reads back what it kept", async () => {
  const evidence = makeEvidence(root);
  await evidence.keep(content);
  expect(await evidence.read(sha256)).toEqual(content);
});

test("reads nothing that is missing, was altered or lies elsewhere", async () => {
  const evidence = makeEvidence(root);
  await expect(evidence.read(sha256)).rejects.toThrow("there is no evidence file");
  await evidence.keep(content);
  await writeFile(join(root, `${sha256}.json`), '{"a":"altered"}');
  await expect(evidence.read(sha256)).rejects.toThrow("was altered");
  await expect(evidence.read(`../${sha256}`)).rejects.toThrow("not a SHA-256");
});
