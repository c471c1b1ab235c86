/** What Azurite can't do: version-level immutability, answered by a small server that keeps what it was asked. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openEvidenceBlob } from "../../../src/adapters/blob/evidence-blob.ts";
import { instant } from "../../../src/core/shared/ids.ts";

const now = () => instant.parse("2026-11-21T03:10:00Z");
const connectionString = `AccountName=emulator;AccountKey=${Buffer.from("key").toString("base64")};`;

type Asked = {
  readonly what: string;
  readonly until: string | undefined;
  readonly mode: string | undefined;
};

let server: Server;
let asked: Asked[];
let headers: Record<string, string>;
let policyStatus: number;

beforeEach(async () => {
  asked = [];
  headers = {};
  policyStatus = 200;
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const comp = url.searchParams.get("comp") ?? url.searchParams.get("restype") ?? "blob";
    const header = (name: string): string | undefined => {
      const value = request.headers[name];
      return typeof value === "string" ? value : undefined;
    };
    asked.push({
      what: `${request.method ?? ""} ${comp}`,
      until: header("x-ms-immutability-policy-until-date"),
      mode: header("x-ms-immutability-policy-mode"),
    });
    request.resume();
    request.on("end", () => {
      const isPolicy = comp === "immutabilityPolicies";
      response.writeHead(
        isPolicy ? policyStatus : request.method === "PUT" ? 201 : 200,
        isPolicy && policyStatus >= 400 ? { "x-ms-error-code": "InvalidHeaderValue" } : headers,
      );
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

const open = (retentionDays: number | undefined) => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return openEvidenceBlob({
    url: `http://127.0.0.1:${String(address.port)}/emulator/evidence`,
    access: { kind: "emulator", connectionString },
    retentionDays,
    now,
  });
};

const versioned = { "x-ms-immutable-storage-with-versioning-enabled": "true" };

test("locks each file for the retention days where the container can", async () => {
  headers = versioned;
  const evidence = await open(30);
  expect(evidence.protection).toBe("each file");
  await evidence.keep({ a: 1 });
  expect(asked.at(-1)).toEqual({
    what: "PUT immutabilityPolicies",
    until: "Mon, 21 Dec 2026 03:10:00 GMT",
    mode: "Locked",
  });
});

test("leaves files to the container's own policy without retention days", async () => {
  headers = { ...versioned, "x-ms-has-immutability-policy": "true" };
  const evidence = await open(undefined);
  expect(evidence.protection).toBe("container");
  await evidence.keep({ a: 1 });
  expect(asked.map(({ what }) => what)).not.toContain("PUT immutabilityPolicies");
});

test("a file that couldn't be locked is not said to be kept", async () => {
  headers = versioned;
  policyStatus = 400;
  const evidence = await open(30);
  await expect(evidence.keep({ a: 1 })).rejects.toMatchObject({ statusCode: 400 });
});

test("a shared key is never sent to another machine", async () => {
  await expect(
    openEvidenceBlob({
      url: "https://account.blob.core.windows.net/evidence",
      access: { kind: "emulator", connectionString },
      retentionDays: undefined,
      now,
    }),
  ).rejects.toThrow("loopback only");
});
