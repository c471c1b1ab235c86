import { describe, expect, test } from "@jest/globals";
import {
  actionCatalogue,
  collectorCatalogue,
  slowCollectorCatalogue,
} from "../../src/actions/catalogue.ts";
import { graphRoleIds } from "../../src/actions/permission-ids.ts";
import { defenderRoutes } from "../../src/sandbox/defender/defender-routes.ts";
import { exchangeRoutes } from "../../src/sandbox/exchange/invoke-command.ts";
import { rules } from "../../src/sandbox/permission-rules.ts";
import { ruleFor } from "../../src/sandbox/permissions.ts";
import { graphRoutes } from "../../src/sandbox/routes/graph-routes.ts";
import { graphAppRoles } from "../../src/sandbox/seed/app-roles.ts";
import {
  grantId,
  holdsAny,
  resources,
  seedContainmentGrants,
} from "../../src/sandbox/seed/seed-permissions.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { codeOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

const grants = seedContainmentGrants(new Date("2026-03-02T09:00:00Z"));
const catalogue = [...actionCatalogue, ...collectorCatalogue, ...slowCollectorCatalogue];

describe("the containment identity's permissions", () => {
  const rig = rigForFile();

  const withdraw = (name: string, resource: keyof typeof resources = "graph") =>
    rig.control("POST", "/world", {
      table: "appRoleAssignments",
      key: grantId(name, resources[resource]),
      set: null,
    });

  test("are one assignment each of what the resources offer", async () => {
    const path = `/servicePrincipals/${seedIds.containmentPrincipal}/appRoleAssignments`;
    const held = await rig.graph("GET", path);
    expect(held.status).toBe(200);
    expect(JSON.stringify(held.body)).toContain("3011c876-62b7-4ada-afa2-506cbbecc68c");
  });

  test("are asked for: a missing one is refused with Graph's own words, a given one isn't", async () => {
    const path = `/users/${seedIds.marta}/revokeSignInSessions`;
    expect((await rig.graph("POST", path)).status).toBe(200);
    await withdraw("User.RevokeSessions.All");
    const refused = await rig.graph("POST", path);
    expect(refused.status).toBe(403);
    expect(codeOf(refused)).toBe("Authorization_RequestDenied");
  });

  test("are asked for by what a body changes", async () => {
    await withdraw("User-PasswordProfile.ReadWrite.All");
    const path = `/users/${seedIds.marta}`;
    const profile = {
      passwordProfile: { password: "Long-enough-9-!x", forceChangePasswordNextSignIn: true },
    };
    expect((await rig.graph("PATCH", path, profile)).status).toBe(403);
    expect((await rig.graph("PATCH", path, { accountEnabled: false })).status).toBe(204);
  });

  test("are asked for inside a batch, item by item", async () => {
    await withdraw("MailboxSettings.Read");
    await withdraw("MailboxSettings.ReadWrite");
    const urls = [`/users/${seedIds.marta}`, `/users/${seedIds.marta}/mailboxSettings`];
    const requests = urls.map((url, id) => ({ id: String(id), method: "GET", url }));
    const { body } = await rig.graph("POST", "/$batch", { requests });
    const statuses = JSON.stringify(body["responses"]);
    expect(statuses).toContain('"id":"0","status":200');
    expect(statuses).toContain('"id":"1","status":403');
  });

  test("are asked for by Exchange and Defender in their own words", async () => {
    await withdraw("Exchange.ManageAsApp", "exchange");
    const mailbox = await rig.exchange("Get-Mailbox", { Identity: seedIds.marta });
    expect(mailbox.status).toBe(403);
    expect(JSON.stringify(mailbox.body)).toContain("isn't supported in this scenario");
  });
});

describe("the rules", () => {
  test("can each be met by what was granted", () => {
    const unmet = rules.filter(({ api, anyOf }) => !holdsAny(grants, api, anyOf));
    expect(unmet.map(({ methods, path }) => `${methods} ${path}`)).toEqual([]);
  });

  test("cover every route of the tenant", () => {
    const of = (api: keyof typeof resources, list: typeof graphRoutes) =>
      list.map(({ method, path }) => ({ api, method, path }));
    const all = [
      ...of("graph", graphRoutes),
      ...of("defender", defenderRoutes),
      ...of("exchange", exchangeRoutes),
    ];
    const bodies = [{}, { accountEnabled: false }];
    const open = all.filter((asked) => !bodies.some((body) => ruleFor({ ...asked, body })));
    expect(open.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  test("are met with what the catalogue asks for: nothing of it is missing in the sandbox", () => {
    const needed = catalogue.flatMap(({ permissions: { least, optional = [] } }) => [
      ...least,
      ...optional.map(({ name }) => name),
    ]);
    const missing = [...new Set(needed)].filter(
      (name) =>
        !(["graph", "exchange", "defender"] as const).some((api) => holdsAny(grants, api, [name])),
    );
    expect(missing).toEqual([]);
  });

  test("the resources offer permissions under Microsoft's ids, where those are known", () => {
    const other = graphAppRoles.filter(([name, id]) => (graphRoleIds[name] ?? id) !== id);
    expect(other).toEqual([]);
  });
});
