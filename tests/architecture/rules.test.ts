import { describe, expect, test } from "@jest/globals";
import {
  anyTypes,
  boastfulWords,
  codeOf,
  environmentReads,
  importsOf,
  looseReminders,
} from "./rules.ts";

describe("a rule finds what it is for", () => {
  test.each(["let a: any;", "f(x as any)", "Map<string, any>", "Promise<any>", "a | any"])(
    "the type any in %j",
    (source) => {
      expect(anyTypes(source)).toHaveLength(1);
    },
  );

  test.each([
    "// note: any person may ask",
    'const text = "as any of them";',
    "fc.oneof(x, any.y)",
    "Promise.any(all)",
    "const anyone: string = x;",
  ])("no type any in %j", (source) => {
    expect(anyTypes(source)).toEqual([]);
  });

  test("a reminder without an issue, and only that", () => {
    const word = ["TO", "DO"].join("");
    expect(looseReminders(`a();\n// ${word}: later`)).toEqual([`line 2: ${word}`]);
    expect(looseReminders(`// ${word}(#12): later`)).toEqual([]);
  });

  test.each(["The account is secured.", "EVICTED", "tamper-proof log", "runs exactly once"])(
    "a boast in %j",
    (text) => {
      expect(boastfulWords(text)).toHaveLength(1);
    },
  );

  test("reading the environment, both ways", () => {
    expect(environmentReads('const a = process.env["A"];')).toHaveLength(1);
    expect(environmentReads("const { env } = process;")).toHaveLength(1);
    expect(environmentReads("// process.env is read in config.ts")).toEqual([]);
  });

  test("imports of every form", () => {
    const source = [
      'import { a } from "one";',
      'import type { B } from "two/deep";',
      'import "three";',
      'const c = await import("four");',
      'export { d } from "./five.ts";',
    ].join("\n");
    expect(importsOf(source)).toEqual(["one", "two/deep", "three", "four", "./five.ts"]);
  });

  test("comments and strings go, line numbers stay", () => {
    expect(codeOf('a; /* "\n" */ b("// no");')).toBe("a; \n b();");
  });
});
