import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { huntTargets } from "../../../src/core/mass/hunt-targets.ts";
import { parseTargets } from "../../../src/core/mass/parse-targets.ts";

const a = "5a1c0d3e-8f42-4b67-9c15-2f6e0b9d7c1e";
const b = "6b2d1e4f-9053-4c78-8d26-3a7f1cae8d2f";
const ok = (...targets: string[]) => ({ targets, duplicates: 0, problems: [] });

describe("a list of accounts", () => {
  test.each([
    ["a byte-order mark and CRLF", `\uFEFFid\r\n${a}\r\n${b}\r\n`, ok(a, b)],
    ["semicolons and other columns", `displayName;Object ID\n"Berg; Jonas";${a}\nX;${b}`, ok(a, b)],
    ["tabs", `objectId\tname\n${a}\tx`, ok(a)],
    ["quotes with line breaks inside", `name,id\n"two\nlines ""x""","${a}"`, ok(a)],
    ["a hunting export", `Timestamp,AccountObjectId,AccountUpn\n2026,${a},x@y.example`, ok(a)],
    [
      "names where a row has no id",
      `id,userPrincipalName\n,Jo@Contoso.example`,
      ok("jo@contoso.example"),
    ],
    [
      "pasted text without a header",
      `${a} , ${b};jo@contoso.example\n\n`,
      ok(a, b, "jo@contoso.example"),
    ],
    ["one name", "o'brien@contoso.example", ok("o'brien@contoso.example")],
    ["an id in capitals", a.toUpperCase(), ok(a)],
  ])("with %s", (_, text, expected) => {
    expect(parseTargets(text)).toEqual(expected);
  });

  test("counts what is there twice, whatever the case", () => {
    const text = `id\n${a}\n${a.toUpperCase()}\n${b}\n${a}`;
    expect(parseTargets(text)).toEqual({ targets: [a, b], duplicates: 2, problems: [] });
  });

  test("of 10,000 is taken, of 10,001 refused with the number", () => {
    const ids = Array.from({ length: 10_001 }, (_, at) =>
      a.replace(/.{12}$/, String(at).padStart(12, "0")),
    );
    expect(parseTargets(`id\n${ids.slice(0, 10_000).join("\n")}`).targets).toHaveLength(10_000);
    const { targets, problems } = parseTargets(`id\n${ids.join("\n")}`);
    expect(targets).toEqual([]);
    expect(problems).toEqual(["The list has 10,001 rows; one step takes 10,000 at most."]);
  });

  test.each([
    ["nothing", "", /names no account/],
    ["a header alone", "id\n", /names no account/],
    ["unknown columns", "name,mail\nx,y", /There are: name, mail\. Expected: id, objectId/],
    ["a name that isn't one", `id\n${a}\nJonas Berg`, /Row 3 names no account: “Jonas Berg”/],
    ["a formula", `id\n=HYPERLINK("https://x","y")`, /Row 2 names no account: “=HYPERLINK/],
    ["control characters", `id\n${a}\u0000`, /control characters/],
    ["a cell that turns text round", `id\n\u202E${a}`, /names no account/],
  ])("with %s is refused whole", (_, text, expected) => {
    const { targets, problems } = parseTargets(text);
    expect(targets).toEqual([]);
    expect(problems.join("\n")).toMatch(expected);
  });

  test("names five bad rows, and how many more there are", () => {
    const { problems } = parseTargets(`id\n${Array(1_200).fill("nobody").join("\n")}`);
    expect(problems).toHaveLength(6);
    expect(problems[5]).toBe("And 1,195 more rows like these.");
  });

  test("never throws, and never gives a target beside a problem", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        const { targets, problems } = parseTargets(text);
        expect(targets.length === 0 || problems.length === 0).toBe(true);
        expect(targets.length + problems.length).toBeGreaterThan(0);
      }),
    );
  });

  test("reads 10,000 quoted rows in no time", () => {
    const row = (at: number) => `"Berg, Jonas ${String(at)}","j${String(at)}@contoso.example"`;
    const text = `name,upn\n${Array.from({ length: 10_000 }, (_, at) => row(at)).join("\n")}`;
    const start = performance.now();
    expect(parseTargets(text).targets).toHaveLength(10_000);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe("a hunting result", () => {
  test("gives its accounts, by id where there is one", () => {
    const rows = [{ AccountObjectId: a }, { AccountUpn: "Jo@x.example" }, { AccountObjectId: a }];
    expect(huntTargets(rows)).toEqual({
      targets: [a, "jo@x.example"],
      duplicates: 1,
      problems: [],
    });
  });

  test("without accounts, or with rows about none, is refused", () => {
    expect(huntTargets([{ DeviceId: "x" }]).problems[0]).toMatch(/no account/);
    expect(huntTargets([{ AccountObjectId: a }, { AccountUpn: null }]).problems[0]).toMatch(
      /^1 of 2 rows/,
    );
    expect(huntTargets([]).problems).toHaveLength(1);
  });
});
