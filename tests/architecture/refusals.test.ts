import { expect, test } from "@jest/globals";
import { refusalCodes } from "../../src/core/approval/refusals.ts";
import { filesBelow, readSource } from "./tree.ts";

/** Codes of the rows of a table: the first cell. */
const documented = [...readSource("docs/refusals.md").text.matchAll(/^\| ([RS]-\d{3}) \|/gm)].map(
  ([, code = ""]) => code,
);

test("docs/refusals.md has each code of a refusal once, and no other", () => {
  const refusals = documented.filter((code) => code.startsWith("R-"));
  expect(refusals).toEqual(Object.keys(refusalCodes).toSorted());
});

test("docs/refusals.md has each code of a fault that people are told", () => {
  const told = filesBelow("src", [".ts"]).flatMap(({ text }) =>
    [...text.matchAll(/\bS-\d{3}\b/g)].map(([code]) => code),
  );
  const faults = documented.filter((code) => code.startsWith("S-"));
  expect(faults).toEqual([...new Set(told)].toSorted());
});
