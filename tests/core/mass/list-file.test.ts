/** The files of a list: what is written can be read, and nothing else is taken for it. */
import { describe, expect, test } from "@jest/globals";
import {
  approvedFile,
  type ListResult,
  type ListRow,
  readApproved,
  readLeft,
  readReport,
  reportFile,
} from "../../../src/core/mass/list-file.ts";
import { idEnding } from "../../support/incidents.ts";

const row: ListRow = {
  id: idEnding("0001"),
  name: "Ann",
  address: "ann@contoso.example",
  traits: ["guest"],
  before: { accountEnabled: true },
};
const left = [{ target: "ben@contoso.example", address: "", why: "not found in the tenant" }];

describe("an approved list", () => {
  test("has whom it takes and whom it leaves out, and why", () => {
    const file = approvedFile("block-sign-in", [row], left);
    expect(readApproved(file)).toEqual([row]);
    expect(readLeft(file)).toEqual(left);
  });

  test("of an earlier version names nobody who is left out", () => {
    const { id, name, address, before } = row;
    const targets = [{ id, name, address, traits: ["guest"], before }];
    const file = { kind: "approved list", action: "block-sign-in", targets };
    expect(readApproved(file)).toEqual([row]);
    expect(readLeft(file)).toEqual([]);
  });
});

describe("a report", () => {
  const result: ListResult = { id: row.id, state: "failed", why: "gone", requestId: "r", at: "t" };
  const about = { incident: "INC-0001", step: "block", planHash: "a".repeat(64) };

  test("has what came of each account", () => {
    expect(readReport(reportFile(about, [result]))).toEqual([result]);
  });

  test("is no other file", () => {
    expect(() => readReport(approvedFile("block-sign-in", [row]))).toThrow("kind");
  });
});
