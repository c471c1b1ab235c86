import { createHash } from "node:crypto";
import { ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openEvidenceBlob, reportProtection } from "../../../src/adapters/blob/evidence-blob.ts";
import { instant } from "../../../src/core/shared/ids.ts";
import { type Azurite, startAzurite } from "./azurite.ts";

const content = { b: [1, 2], a: { text: "Zürich", none: null } };
const bytes = '{"a":{"none":null,"text":"Zürich"},"b":[1,2]}';
const sha256 = createHash("sha256").update(bytes).digest("hex");
const now = () => instant.parse("2026-11-21T03:10:00Z");

describe("evidence in a container of Azurite", () => {
  let azurite: Azurite;
  beforeAll(async () => {
    azurite = await startAzurite();
  }, 30_000);
  afterAll(() => azurite.close());

  const open = (name: string) =>
    openEvidenceBlob({
      url: azurite.containerUrl(name),
      access: { kind: "emulator", connectionString: azurite.connectionString },
      retentionDays: 30,
      now,
    });

  /** The container as somebody with the account's key sees it. */
  const container = (name: string): ContainerClient => {
    const part = (key: string): string =>
      new RegExp(`${key}=([^;]+)`).exec(azurite.connectionString)?.[1] ?? "";
    const credential = new StorageSharedKeyCredential(part("AccountName"), part("AccountKey"));
    return new ContainerClient(azurite.containerUrl(name), credential);
  };

  const namesIn = async (name: string): Promise<readonly string[]> => {
    const names: string[] = [];
    for await (const blob of container(name).listBlobsFlat()) names.push(blob.name);
    return names;
  };

  test("keeps canonical JSON under its SHA-256 and reads it back", async () => {
    const evidence = await open("kept");
    expect(await evidence.keep(content)).toEqual({ sha256, bytes: Buffer.byteLength(bytes) });
    expect(await namesIn("kept")).toEqual([`${sha256}.json`]);
    const blob = container("kept").getBlockBlobClient(`${sha256}.json`);
    expect((await blob.downloadToBuffer()).toString("utf8")).toBe(bytes);
    expect((await blob.getProperties()).contentType).toBe("application/json");
    expect(await evidence.read(sha256)).toEqual(content);
  });

  test("keeps the same content once, and doesn't write it again", async () => {
    const evidence = await open("once");
    const first = await evidence.keep(content);
    const blob = container("once").getBlockBlobClient(`${sha256}.json`);
    const { etag } = await blob.getProperties();
    expect(await Promise.all([evidence.keep(content), evidence.keep(content)])).toEqual([
      first,
      first,
    ]);
    expect((await blob.getProperties()).etag).toBe(etag);
  });

  test("never writes over a file that was altered, and doesn't read it", async () => {
    const evidence = await open("altered");
    const blob = container("altered").getBlockBlobClient(`${sha256}.json`);
    await blob.upload("altered", 7);
    await expect(evidence.keep(content)).rejects.toThrow("was altered");
    await expect(evidence.read(sha256)).rejects.toThrow("was altered");
    expect((await blob.downloadToBuffer()).toString("utf8")).toBe("altered");
  });

  test("says which file is missing, and takes no name that isn't a SHA-256", async () => {
    const evidence = await open("missing");
    await expect(evidence.read(sha256)).rejects.toThrow(`no evidence file ${sha256}.json`);
    await expect(evidence.read("../x")).rejects.toThrow("not a SHA-256");
  });

  test("warns that nothing protects the files where the container has no policy", async () => {
    const evidence = await open("bare");
    expect(evidence.protection).toBe("none");
    const said: string[] = [];
    const say = (level: string) => (_fields: object, text: string) => {
      said.push(`${level}: ${text}`);
    };
    reportProtection({ info: say("info"), warn: say("warn"), error: say("error") }, evidence);
    expect(said).toEqual([
      "warn: the evidence container has no immutability policy: whoever may delete blobs can delete evidence",
    ]);
  });
});
