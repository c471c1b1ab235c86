import { beforeAll, describe, expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { catalogueEntry } from "../../src/actions/catalogue.ts";
import { type Playbook } from "../../src/playbooks/contract.ts";
import { loadPlaybooks, openDirectory, type PlaybookFile } from "../../src/read-files.ts";

let files: readonly PlaybookFile[];
let problems: readonly string[];
beforeAll(async () => {
  const directory = await openDirectory("env/directory.sandbox.yaml");
  ({ files, problems } = await loadPlaybooks(undefined, directory));
});

const book = (id: string): Playbook => {
  const found = files.find(({ playbook }) => playbook.id === id);
  if (!found) throw new Error(`no playbook ${id}`);
  return found.playbook;
};

/** "C1 block-sign-in" of each step, in order. */
const codes = (id: string): readonly string[] =>
  book(id).steps.map(({ action }) => catalogueEntry(action)?.code ?? `no ${action}`);

const waits = (id: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    book(id).steps.flatMap(({ key, after }) => (after.length > 0 ? [[key, after]] : [])),
  );

test("all of them pass with the catalogue and the sandbox's directory", () => {
  expect(problems).toEqual([]);
  expect(files.map(({ playbook, own }) => `${playbook.id} ${String(own)}`)).toEqual([
    "data-exposure false",
    "endpoint-compromise false",
    "general false",
    "mailbox-compromise false",
    "oauth-consent false",
    "privileged-account false",
    "token-theft false",
  ]);
});

test("each tells editors its schema, and is called like its file", async () => {
  for (const { file, playbook } of files) {
    const [first] = (await readFile(file, "utf8")).split("\n");
    expect(first).toBe("# yaml-language-server: $schema=../../docs/playbook.schema.json");
    expect(file.endsWith(`/${playbook.id}.yaml`)).toBe(true);
  }
});

/** Rows of the step library's playbooks, in their order; a group in brackets may come in any order. */
const rows: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "mailbox-compromise": [
    ["C1", "C3", "C6", "C7", "C14", "E5", "C2", "C8", "C5", "C12", "C7"],
    ["X1", "X2"],
    ["X3"],
    ["X5", "X10", "X6", "X6"],
    ["X9"],
    ["R1", "R1", "R2", "R5"],
    ["P1", "P1", "P2", "P3", "P4"],
  ],
  "privileged-account": [
    ["C1", "C1", "C2"],
    ["C3", "C14"],
    ["X7"],
    ["C5", "C9", "C11", "C11"],
    ["C4"],
    ["X1", "X2", "X1"],
    ["X4", "X11"],
    ["X11", "R4"],
    ["R1", "R1", "R2", "R3", "R4"],
    ["P2", "P3", "P4"],
  ],
  "data-exposure": [
    ["P2"],
    ["C13"],
    ["X8", "X8", "X8"],
    ["C1", "C1"],
    ["X5", "C7"],
    ["X8"],
    ["P2", "P1", "P4"],
  ],
  "endpoint-compromise": [
    ["E7", "E4"],
    ["C4"],
    ["C3", "C1", "C9"],
    ["C12"],
    ["R4"],
    ["X1", "X1", "X2"],
    ["R4", "R4"],
    ["R1", "R2"],
    ["P2", "P3", "P4"],
  ],
  "oauth-consent": [
    ["C5"],
    ["C5", "C1"],
    ["C3", "C6", "C7"],
    ["X3", "X4"],
    ["X11"],
    ["X3"],
    ["P2", "P3", "P4"],
  ],
  "token-theft": [
    ["E4"],
    ["C1", "C2", "C3", "C14"],
    ["C9", "C4"],
    ["C10"],
    ["C12", "C3"],
    ["C6"],
    ["X1", "X2"],
    ["X3", "X6", "X5"],
    ["R1", "R1", "R2"],
    ["P3", "P1", "P2", "P4", "P4"],
  ],
};

describe.each(Object.entries(rows))("%s", (id, groups) => {
  test("has the rows of the step library, in their order", () => {
    const found = [...codes(id)];
    const inGroups = groups.map((group) => found.splice(0, group.length).sort());
    expect(inGroups).toEqual(groups.map((group) => [...group].sort()));
    expect(found).toEqual([]);
  });

  test("gives access back to nobody whose identity wasn't proven", () => {
    const back = book(id).steps.filter(({ action }) => action === "enable-sign-in");
    for (const { after } of back) expect(after).toContain("prove-identity");
  });
});

describe("what waits for what", () => {
  test("block before sessions, password before methods, disable before delete", () => {
    expect(waits("mailbox-compromise")).toEqual({
      "end-sessions": ["block-sign-in"],
      "reset-password": ["block-sign-in"],
      "remove-sign-in-methods": ["reset-password"],
      "remove-app-consents": ["disable-app"],
      "delete-inbox-rules": ["disable-inbox-rules"],
      "issue-access-pass": ["prove-identity"],
      "enable-sign-in": ["prove-identity", "issue-access-pass"],
    });
  });

  test("an administrator is blocked only when a second one can sign in", () => {
    const before = waits("privileged-account");
    expect(before["block-sign-in"]).toEqual(["verify-second-admin"]);
    expect(before["disable-ad-account"]).toEqual(["verify-second-admin"]);
  });

  test.each(["mailbox-compromise", "token-theft", "privileged-account"])(
    "%s disables the account in Active Directory right after the block, before sync enables it again",
    (id) => {
      const keys: readonly string[] = book(id).steps.map(({ key }) => key);
      const at = keys.indexOf("block-sign-in");
      expect(keys.slice(at, at + 3)).toEqual([
        "block-sign-in",
        "disable-ad-account",
        "end-sessions",
      ]);
    },
  );

  test("links go from the widest to the narrowest", () => {
    expect(waits("data-exposure")).toMatchObject({
      "remove-organization-links": ["remove-anonymous-links"],
      "remove-external-links": ["remove-organization-links"],
    });
  });

  test("a device is reimaged only when its package is kept, and released only when it is clean", () => {
    expect(waits("endpoint-compromise")).toMatchObject({
      "scan-and-reimage": ["collect-package"],
      "release-device": ["scan-and-reimage"],
    });
  });

  test("an app's consents are removed only when it is disabled", () => {
    expect(waits("oauth-consent")["remove-app-consents"]).toEqual(["disable-app"]);
  });
});

describe("the general playbook", () => {
  test("has twenty numbered steps, from declaring to playing it through", async () => {
    const text = await readFile("src/playbooks/general.yaml", "utf8");
    const numbers = [...text.matchAll(/^ {2}# (\d+)\. /gmu)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    const [first, last] = [book("general").steps[0], book("general").steps.at(-1)];
    expect([first?.action, last?.action]).toEqual(["declare-and-classify", "hold-tabletop"]);
  });

  test.each(["user", "service principal", "device", "site"] as const)(
    "contains a %s by something that Cordon does, without waiting for the steps before",
    (kind) => {
      const contains = book("general").steps.filter(
        ({ phase, on, once, after }) =>
          phase === "containment" && !once && on?.includes(kind) && after.length === 0,
      );
      expect(contains.length).toBeGreaterThan(0);
    },
  );
});
