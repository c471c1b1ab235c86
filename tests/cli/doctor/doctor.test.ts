import { readFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import { Agent, fetch } from "undici";
import { permissionNeeds } from "../../../src/actions/permissions.ts";
import { allNeeds } from "../../../src/application/doctor/examine.ts";
import { permissionsFile } from "../../../src/cli/doctor/permissions-file.ts";
import { examineSandbox } from "../../../src/cli/doctor/places.ts";
import { doctorText } from "../../../src/cli/doctor/text.ts";
import { readConfig, type SandboxConfig } from "../../../src/config.ts";
import { type TableName } from "../../../src/sandbox/state.ts";
import { grantId, resources } from "../../../src/sandbox/seed/seed-permissions.ts";

const sandboxConfig = (): SandboxConfig => {
  const config = readConfig({});
  if (config.mode !== "sandbox") throw new Error("a tenant is configured");
  return config;
};

/** Examines a sandbox from which these rows were taken away. */
const without = (...rows: readonly (readonly [TableName, string])[]) =>
  examineSandbox(sandboxConfig(), async ({ url, caPem }) => {
    const dispatcher = new Agent({ connect: { ca: caPem } });
    for (const [table, key] of rows) {
      const body = JSON.stringify({ table, key, set: null });
      await fetch(`${url}/_sandbox/world`, { method: "POST", body, dispatcher });
    }
    await dispatcher.destroy();
  });

describe("the doctor in the sandbox", () => {
  test("finds that everything works, with nothing more than needed", async () => {
    const { findings, excess, unread, checks } = await without();
    expect(findings.filter(({ verdict }) => verdict !== "works")).toEqual([]);
    expect(excess).toEqual([]);
    expect(unread).toEqual([]);
    expect(checks.filter(({ state }) => state !== "works")).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["team", "bot", "exchange", "defender", "evidence", "files", "clock"]),
    );
  }, 60_000);

  test("finds each thing that was taken away, and says what to post", async () => {
    const diagnosis = await without(
      ["appRoleAssignments", grantId("User.RevokeSessions.All", resources.graph)],
      ["appRoleAssignments", grantId("Exchange.ManageAsApp", resources.exchange)],
      ["appRoleAssignments", grantId("Machine.Read.All", resources.defender)],
      ["installedApps", "team-cordon"],
    );
    const verdictOf = (id: string) => diagnosis.findings.find((one) => one.id === id)?.verdict;
    expect(verdictOf("revoke-sign-in-sessions")).toBe("not");
    expect(verdictOf("block-sign-in")).toBe("works");
    const stateOf = (id: string) => diagnosis.checks.find((one) => one.id === id)?.state;
    expect([stateOf("bot"), stateOf("exchange"), stateOf("defender")]).toEqual([
      "not",
      "not",
      "not",
    ]);
    expect(diagnosis.outcome).toBe("lacking");
    const text = doctorText(diagnosis);
    expect(text).toContain("Grant User.RevokeSessions.All of Microsoft Graph");
    expect(text).toContain("77f3a031-c388-4f99-b373-dc68676a979e");
    expect(text).toContain("needs a new token");
  }, 60_000);

  test("can't examine what it may not read, and says so", async () => {
    const graph = (name: string) => ["appRoleAssignments", grantId(name, resources.graph)] as const;
    const names = ["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"];
    const { outcome, unread, findings } = await without(...names.map(graph));
    expect(outcome).toBe("unexamined");
    expect(unread.join("\n")).toContain("Authorization_RequestDenied");
    expect(new Set(findings.map(({ verdict }) => verdict))).toEqual(new Set(["unknown"]));
  }, 60_000);
});

test("infra/graph-permissions.json is what the library asks for: npm run permissions writes it", async () => {
  const file = new URL("../../../infra/graph-permissions.json", import.meta.url);
  const needs = allNeeds();
  expect(await readFile(file, "utf8")).toBe(permissionsFile(permissionNeeds(needs), needs));
});
