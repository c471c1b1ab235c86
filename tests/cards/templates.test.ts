import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadTemplates } from "../../src/cards/templates.ts";

const original = fileURLToPath(new URL("../../cards", import.meta.url));

describe("templates are checked at start", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cards-"));
    cpSync(original, folder, { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test("a good folder loads", () => {
    expect(() => loadTemplates(folder)).not.toThrow();
  });

  test.each([
    ["no JSON", "{"],
    [
      "another version",
      '{"type":"AdaptiveCard","version":"1.6","lang":"en","body":[{"type":"Container"}]}',
    ],
    ["no body", '{"type":"AdaptiveCard","version":"1.5","lang":"en","body":[]}'],
    [
      "a broken expression",
      '{"type":"AdaptiveCard","version":"1.5","lang":"en","body":[{"type":"TextBlock","text":"${if(}"}]}',
    ],
  ])("%s: the error names the file", (_what, text) => {
    writeFileSync(join(folder, "log.json"), text);
    expect(() => loadTemplates(folder)).toThrow("log.json");
  });

  test("a missing file is named", () => {
    rmSync(join(folder, "notice.json"));
    expect(() => loadTemplates(folder)).toThrow("notice.json");
  });
});
