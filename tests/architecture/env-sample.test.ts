import { readFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import { ConfigFault, readConfig } from "../../src/config.ts";
import { filesBelow } from "./tree.ts";

const sample = await readFile(new URL("../../env/.env.local.sample", import.meta.url), "utf8");
const given = Object.fromEntries(
  [...sample.matchAll(/^([A-Z][A-Z_]+)=(.*)$/gm)].map(([, name = "", text = ""]) => [name, text]),
);

const src = filesBelow("src", [".ts"]);
/** Members in capitals of the schemas: what the configuration reads, and what the app package does. */
const settingsIn = (path: RegExp): readonly string[] => {
  const texts = src.filter((file) => path.test(file.path)).map(({ text }) => text);
  return texts.flatMap((text) =>
    [...text.matchAll(/^ +([A-Z][A-Z_]+):/gm)].map(([, name = ""]) => name),
  );
};
const known = new Set(settingsIn(/^src\/(?:config[\w-]*|clouds)\.ts$/));
const ofPackage = ["TEAMS_APP_ID", "PUBLIC_HOST"];

const problemsOf = (environment: Readonly<Record<string, string>>): readonly string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (caught) {
    if (!(caught instanceof ConfigFault)) throw caught;
    return caught.message.split("\n").slice(1);
  }
};

describe("the sample of settings", () => {
  test("has every setting that is read, and no other", () => {
    expect(known).toContain("EVIDENCE_BLOB_URL");
    expect(Object.keys(given).toSorted()).toEqual([...known, ...ofPackage].toSorted());
  });

  test("puts each under a line that says what it is for", () => {
    const bare = sample.split("\n").filter((line, at, all) => {
      const head = all.slice(0, at).findLast((above) => above === "" || above.startsWith("#"));
      return /^[A-Z]/.test(line) && !head?.startsWith("#");
    });
    expect(bare).toEqual([]);
  });

  test("copied as it is starts nothing: what is missing is named, and what is filled in is right", () => {
    const problems = problemsOf(given);
    expect(problems).toContain("  TENANT_ID is missing");
    expect(problems.filter((line) => !/is missing$|no credential is set/.test(line))).toEqual([]);
  });
});
