import { describe, expect, test } from "@jest/globals";
import { ConfigFault, readConfig } from "../src/config.ts";

const refusalOf = (environment: Readonly<Record<string, string>>): string => {
  try {
    readConfig(environment);
  } catch (caught) {
    if (caught instanceof ConfigFault) return caught.message;
    throw caught;
  }
  throw new Error("it was taken");
};

const emulator = {
  EVIDENCE_BLOB_URL: "http://127.0.0.1:10000/devstoreaccount1/evidence",
  EVIDENCE_BLOB_CONNECTION_STRING: "AccountName=devstoreaccount1;AccountKey=a2V5",
};

describe("a container for evidence", () => {
  test("isn't used unless it is named", () => {
    expect(readConfig({}).evidenceBlob).toBeUndefined();
  });

  test("of an emulator is taken on this machine, with retention days", () => {
    expect(readConfig({ ...emulator, EVIDENCE_RETENTION_DAYS: "365" }).evidenceBlob).toEqual({
      url: emulator.EVIDENCE_BLOB_URL,
      connectionString: emulator.EVIDENCE_BLOB_CONNECTION_STRING,
      retentionDays: 365,
    });
  });

  test.each([
    [
      "a shared key for another machine",
      { ...emulator, EVIDENCE_BLOB_URL: "https://account.blob.core.windows.net/evidence" },
      "EVIDENCE_BLOB_CONNECTION_STRING: only for an emulator",
    ],
    [
      "a token without TLS",
      { EVIDENCE_BLOB_URL: "http://account.blob.core.windows.net/evidence" },
      "EVIDENCE_BLOB_URL: https is needed",
    ],
    ["days without a container", { EVIDENCE_RETENTION_DAYS: "30" }, "EVIDENCE_BLOB_URL is missing"],
    ["no days", { ...emulator, EVIDENCE_RETENTION_DAYS: "0" }, "EVIDENCE_RETENTION_DAYS"],
    ["no address", { EVIDENCE_BLOB_URL: "evidence" }, "EVIDENCE_BLOB_URL"],
  ])("%s is refused, and no key is said", (_name, environment, sentence) => {
    const refusal = refusalOf(environment);
    expect(refusal).toContain(sentence);
    expect(refusal).not.toContain("a2V5");
  });
});
