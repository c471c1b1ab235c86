/** What the doctor takes for held and for installed. */
import { describe, expect, test } from "@jest/globals";
import { readChecks } from "../../../src/actions/doctor/read-checks.ts";
import { makeReader, readIdentity } from "../../../src/actions/doctor/read-identity.ts";
import { type Json } from "../../../src/core/shared/canonical-json.ts";

const unused = () => Promise.reject(new Error("not asked here"));

/** Answers each path that begins so with these rows; everything else is an empty list. */
const graphWith = (rows: Readonly<Record<string, readonly Json[]>>) => ({
  get: () => Promise.resolve({ status: 200, requestId: "r", body: { displayName: "IR" } }),
  list: (path: string) => {
    const [, values = []] = Object.entries(rows).find(([start]) => path.startsWith(start)) ?? [];
    return Promise.resolve({ values, complete: true });
  },
  ...{ post: unused, patch: unused, delete: unused },
});

describe("an Entra role", () => {
  test.each([
    ["the whole tenant", "/", ["User Administrator"]],
    ["an administrative unit", "/administrativeUnits/au-1", []],
  ])("in %s", async (_where, directoryScopeId, roles) => {
    const root = "/v1.0/roleManagement/directory";
    const graph = graphWith({
      "/v1.0/servicePrincipals?": [{ id: "sp", appId: "app" }],
      [`${root}/roleAssignments`]: [{ roleDefinitionId: "role-1", directoryScopeId }],
      [`${root}/roleDefinitions`]: [{ id: "role-1", displayName: "User Administrator" }],
    });
    const unread: string[] = [];
    const read = await readIdentity(graph, "app", makeReader(unread));
    expect(unread).toEqual([]);
    expect(read.roles).toEqual(roles);
  });
});

describe("the bot in the team", () => {
  const stateWith = async (catalogAppId: string | undefined, displayName: string) => {
    const teamsApp = { id: "catalogue-1", displayName };
    const graph = graphWith({ "/v1.0/teams/t/installedApps": [{ teamsApp }] });
    const exchange = { available: true, invoke: () => Promise.resolve([]) };
    const defender = {
      get: () => Promise.resolve({ status: 200, requestId: "r", body: {} }),
    };
    const ports = { graph, exchange, defender };
    const checks = await readChecks(ports, { teamId: "t", catalogAppId });
    return checks.find(({ id }) => id === "bot")?.state;
  };

  test("works by its catalogue id; by its name alone it isn't known", async () => {
    expect(await stateWith("catalogue-1", "Anything")).toBe("works");
    expect(await stateWith("catalogue-2", "Cordon")).toBe("not");
    expect(await stateWith(undefined, "Cordon")).toBe("unknown");
    expect(await stateWith(undefined, "Planner")).toBe("not");
  });
});
