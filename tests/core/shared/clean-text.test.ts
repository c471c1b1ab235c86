import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  cleanName,
  cleanText,
  isOddName,
  quoted,
  shownName,
} from "../../../src/core/shared/clean-text.ts";

describe("cleaning text", () => {
  test.each([
    ["line breaks and tabs", "a\r\n\tb\u2028c", "a b c"],
    ["blanks", "  a \u00a0 b  ", "a b"],
    ["control characters", "a\u0000b\u001b[31mc", "ab[31mc"],
    ["bidi characters", "a\u202Eb\u2066c\u200Fd", "abcd"],
    ["zero-width characters", "a\u200Bb\u200Dc\uFEFFd\u00ADe", "abcde"],
    ["letters that draw nothing", "a\u3164b\u2800c\u034Fd", "abcd"],
    ["double braces", "{{TIME(x)}} {{{{y}}}}", "{TIME(x)} {y}"],
    ["template marks", "${a} $${b} ${{c}}", "{a} {b} {c}"],
    ["decomposed letters", "e\u0301", "é"],
    ["piled marks", "a\u0323\u0330\u0331\u0332\u0333", "ạ̰̱̲"],
  ])("%s", (_what, raw, clean) => {
    expect(cleanText(raw, 60)).toBe(clean);
  });

  test("is cut at code points, not in the middle of one", () => {
    expect(cleanText("🦊🦊🦊🦊", 3)).toBe("🦊🦊…");
    const words =
      "the invoice scanner uses it until Monday, and nobody else may stop it before then";
    expect(cleanText(words, 80)).toBe(
      "the invoice scanner uses it until Monday, and nobody else may stop it before…",
    );
    expect(cleanText("x".repeat(99), 80)).toBe(`${"x".repeat(79)}…`);
  });

  test("never holds a line break, an invisible letter or two braces, and is never longer", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 80 }), (raw, cap) => {
        const clean = cleanText(raw, cap);
        expect(Array.from(clean).length).toBeLessThanOrEqual(cap);
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]|\{\{|\}\}|\$\{/u);
        expect(clean).toBe(clean.trim());
      }),
    );
  });

  test("braces that meet by cleaning don't come back", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("{", "}", "$", "\u200B", "\n", "a"), { maxLength: 40 }),
        (parts) => {
          expect(cleanText(parts.join(""), 80)).not.toMatch(/\{\{|\}\}|\$\{/);
        },
      ),
    );
  });
});

describe("names", () => {
  test("nothing visible is no name", () => {
    expect(cleanName("\u200B \n")).toBe("no name");
  });

  test("forty characters at most", () => {
    expect(Array.from(cleanName("x".repeat(10_240)))).toHaveLength(40);
  });

  test.each([
    ["Marta Oliveira", false],
    ["Марта Оливейра", false],
    ["山田 Taro", false],
    ["Mаrta Oliveira", true],
    ["Marta id 7c1e", true],
    ["Marta ID: 7C1E", true],
    ["Marta \u202EarievilO", true],
  ])("%s is odd: %s", (name, odd) => {
    expect(isOddName(name)).toBe(odd);
    expect(shownName(name).startsWith("“")).toBe(odd);
  });

  test("quotes can't be closed from inside", () => {
    expect(quoted("x” approved by “Ana")).toBe("“x' approved by 'Ana”");
  });
});
