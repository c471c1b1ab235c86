import { describe, expect, test } from "@jest/globals";
import { anyTypes, boastfulWords, environmentReads, importsOf, looseReminders } from "./rules.ts";
import { filesBelow, offences, readSource } from "./tree.ts";

const src = filesBelow("src", [".ts"]);
const code = [...src, ...filesBelow("tests", [".ts"])];
const words = [...filesBelow("src", [".ts", ".yaml"]), ...filesBelow("cards", [".json"])];

/** Each package family and the only places that may import it. */
const homes = [
  { sdk: /^(?:botbuilder|botframework-|@microsoft\/teams-ai)/, home: /^src\/adapters\/teams\// },
  { sdk: /^@azure\/identity/, home: /^src\/adapters\/microsoft\// },
  { sdk: /^@microsoft\/microsoft-graph-client/, home: /^src\/adapters\/graph\// },
  { sdk: /^(?:kysely|libsql|pg)(?:\/|$)/, home: /^src\/adapters\/sql\// },
  { sdk: /^restify(?:\/|$)/, home: /^src\/(?:main|http|console\/server)\.ts$/ },
];

describe("every source file", () => {
  test("is there to be read", () => {
    expect(src.map((file) => file.path)).toContain("src/cli/package.ts");
  });

  test("has fewer than 300 lines", () => {
    const long = code.filter((file) => file.text.split("\n").length > 300);
    expect(long.map((file) => file.path)).toEqual([]);
  });

  test("does without the type any", () => {
    expect(offences(code, anyTypes)).toEqual([]);
  });

  test("has no reminder without an issue", () => {
    expect(offences(code, looseReminders)).toEqual([]);
  });

  test("claims no more than was observed, and so do playbooks, cards and the README", () => {
    expect(offences([...words, readSource("README.md")], boastfulWords)).toEqual([]);
  });

  test("takes its settings as arguments; only src/config.ts and src/cli read the environment", () => {
    const others = src.filter(
      (file) => file.path !== "src/config.ts" && !file.path.startsWith("src/cli/"),
    );
    expect(offences(others, environmentReads)).toEqual([]);
  });

  test.each(homes)("imports $sdk in $home only", ({ sdk, home }) => {
    const others = src.filter((file) => !home.test(file.path));
    const strays = offences(others, (text) => importsOf(text).filter((name) => sdk.test(name)));
    expect(strays).toEqual([]);
  });
});
