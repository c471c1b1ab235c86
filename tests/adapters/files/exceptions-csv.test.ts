import { describe, expect, test } from "@jest/globals";
import { exceptionsCsv } from "../../../src/adapters/files/exceptions-csv.ts";
import { type ExceptionWish } from "../../../src/core/exceptions/commands.ts";
import { type Exception } from "../../../src/core/exceptions/types.ts";
import {
  asked,
  asker,
  by,
  cordon,
  day,
  inForce,
  lead,
  play,
  soc,
  wishes,
} from "../../core/exceptions/given.ts";

/** Reads RFC 4180 text: fields in quotes keep everything, two quotes are one. */
const readCsv = (text: string): string[][] => {
  const rows: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  for (const [whole, quoted, bare, end] of text.matchAll(field)) {
    if (whole === "") break;
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? "");
    if (end === "\r\n") rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
};

const columnsOf = (exception: Exception): Record<string, string> => {
  const [head = [], row = [], ...rest] = readCsv(exceptionsCsv([exception]).slice(1));
  expect(rest).toEqual([]);
  expect(row).toHaveLength(head.length);
  return Object.fromEntries(head.map((title, index) => [title, row[index] ?? ""]));
};

const review = (finding: string): ExceptionWish => ({ ...wishes.review, finding });

describe("the register as CSV", () => {
  test("has everything that an auditor asks for, with each review and its date", () => {
    const { exception } = play(
      ...inForce,
      [review("one place only"), by(soc), 5 * day],
      [review("still one place"), by(soc), 14 * day],
      [wishes.renew, by(lead), 15 * day],
      [wishes.close, by(lead), 15 * day],
    );
    expect(columnsOf(exception)).toEqual({
      Number: "EX-3",
      State: "closed",
      Kind: "declined step",
      "What stays open": "The account is still enabled",
      Target: "Marta Oliveira (7c1e)",
      Incident: "INC-0007",
      Step: "2 Block sign-in",
      Severity: "sev2",
      Risk: "high",
      Owner: "Ana Costa",
      "Owner id": lead.id,
      "Security reviewer": "Jon Lind",
      "Security reviewer id": soc.id,
      "Asked by": "Bo Eriksen",
      "Asked by id": asker.id,
      Asked: "2026-11-21 03:10 UTC",
      Justification: "The invoice scanner uses it until Monday.",
      "Compensating controls": "Sign-ins are watched.",
      Accepted: "2026-12-06 03:10 UTC",
      "Next review": "2026-12-15 03:10 UTC",
      Reviews:
        "2026-11-26 03:10 UTC Jon Lind: one place only | 2026-12-05 03:10 UTC Jon Lind: still one place",
      "Times renewed": "1",
      Renewals:
        "2026-12-06 03:10 UTC Ana Costa, to 2027-01-05 03:10 UTC: The scanner's successor comes in May.",
      Ends: "2027-01-05 03:10 UTC",
      Closed: "2026-12-06 03:10 UTC",
      "Closed by": "Ana Costa",
      "Closed because": "The scanner is gone.",
    });
  });

  test("leaves empty what nobody decided yet", () => {
    expect(columnsOf(asked())).toMatchObject({
      State: "asked for",
      Owner: "",
      Ends: "",
      Reviews: "",
      "Times renewed": "0",
      Renewals: "",
      "Closed by": "",
    });
  });

  test("counts the renewals and dates each of them, with its new end", () => {
    const { exception } = play(
      ...inForce,
      [wishes.renew, by(lead), 15 * day],
      [{ ...wishes.renew, reason: "It comes in June." }, by(lead), 20 * day],
    );
    expect(columnsOf(exception)).toMatchObject({
      "Times renewed": "2",
      Renewals: [
        "2026-12-06 03:10 UTC Ana Costa, to 2027-01-05 03:10 UTC: The scanner's successor comes in May.",
        "2026-12-11 03:10 UTC Ana Costa, to 2027-01-10 03:10 UTC: It comes in June.",
      ].join(" | "),
    });
  });

  test("says that Cordon closed what nobody had to close", () => {
    const reason = "Step 2 was observed after all.";
    const { exception } = play(...inForce, [{ type: "Settle", reason }, cordon, day]);
    expect(columnsOf(exception)).toMatchObject({
      State: "closed",
      Closed: "2026-11-22 03:10 UTC",
      "Closed by": "Cordon",
      "Closed because": reason,
    });
  });

  test.each([
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\u200b=1",
    "＝1",
    " =1",
  ])("lets no spreadsheet calculate %j", (text) => {
    const columns = columnsOf(asked({ title: text, target: text, justification: text }));
    for (const title of ["What stays open", "Target", "Justification"]) {
      expect(columns[title]).toMatch(/^'[=+\-@＝]/u);
    }
  });

  test("keeps quotes, commas and semicolons, and turns line breaks into blanks", () => {
    const text = 'He said "wait",\r\nthen; left\u2028and\u0000 came\nback';
    expect(columnsOf(asked({ justification: text }))["Justification"]).toBe(
      'He said "wait", then; left and came back',
    );
  });

  test("has no turned or hidden characters", () => {
    const csv = exceptionsCsv([asked({ title: "inv\u202Egpj.exe\u2066\u200B" })]);
    expect(csv).toContain("invgpj.exe");
    expect(csv.slice(1)).not.toMatch(/[\p{Cf}\u202A-\u202E]/u);
  });

  test("cuts no finding because of the others", () => {
    const long = (letter: string) => letter.repeat(2_000);
    const { exception } = play(
      ...inForce,
      [review(long("a")), by(soc), day],
      [review(long("b")), by(soc), 2 * day],
    );
    const reviews = columnsOf(exception)["Reviews"] ?? "";
    expect(reviews).toContain(long("a"));
    expect(reviews).toContain(long("b"));
  });

  test("is a head alone for an empty register, and starts with a byte order mark", () => {
    const csv = exceptionsCsv([]);
    expect(csv.charCodeAt(0)).toBe(0xfeff);
    expect(readCsv(csv.slice(1))).toHaveLength(1);
  });
});
