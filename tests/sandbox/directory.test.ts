import { describe, expect, test } from "@jest/globals";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { allPages, ledgerOf, start, textOf, valueOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

describe("apps, devices, risk and logs", () => {
  const rig = rigForFile();
  const marta = `/users/${seedIds.marta}`;

  test("a consent is found, deleted once and given again", async () => {
    const grants = valueOf(await rig.graph("GET", `${marta}/oauth2PermissionGrants`));
    const bad = grants.find(({ clientId }) => clientId === seedIds.mailSyncPro);
    expect(bad).toMatchObject({
      consentType: "Principal",
      scope: "Mail.ReadWrite offline_access",
    });
    const app = await rig.graph("GET", `/servicePrincipals/${seedIds.mailSyncPro}`);
    expect(app.body).toMatchObject({ displayName: "Mail Sync Pro", accountEnabled: true });
    const path = `/oauth2PermissionGrants/${seedIds.maliciousGrant}`;
    const statuses = [];
    for (const method of ["GET", "DELETE", "DELETE", "GET"]) {
      statuses.push((await rig.graph(method, path)).status);
    }
    expect(statuses).toEqual([200, 204, 404, 404]);
    const again = {
      clientId: seedIds.mailSyncPro,
      consentType: "Principal",
      principalId: seedIds.marta,
      resourceId: seedIds.graphServicePrincipal,
      scope: "Mail.ReadWrite offline_access",
    };
    expect((await rig.graph("POST", "/oauth2PermissionGrants", again)).status).toBe(201);
    expect((await rig.graph("POST", "/oauth2PermissionGrants", { scope: "x" })).status).toBe(400);
    expect((await ledgerOf(rig)).map(({ method }) => method)).toEqual(["DELETE", "POST"]);
    expect(valueOf(await rig.graph("GET", `${marta}/ownedObjects`))).toHaveLength(1);
  });

  test("an app role is taken away once, and only from its holder", async () => {
    const roles = valueOf(await rig.graph("GET", `${marta}/appRoleAssignments`));
    const id = textOf(roles[0], "id");
    const other = `/users/${seedIds.jonasSales}/appRoleAssignments/${id}`;
    expect((await rig.graph("DELETE", other)).status).toBe(404);
    const path = `${marta}/appRoleAssignments/${id}`;
    expect((await rig.graph("DELETE", path)).status).toBe(204);
    expect((await rig.graph("DELETE", path)).status).toBe(404);
    expect(await ledgerOf(rig)).toHaveLength(1);
  });

  test("an app can be disabled; of the devices, only Windows ones", async () => {
    const off = { accountEnabled: false };
    const app = `/servicePrincipals/${seedIds.mailSyncPro}`;
    expect((await rig.graph("PATCH", app, off)).status).toBe(204);
    const devices = valueOf(await rig.graph("GET", `${marta}/registeredDevices`));
    expect(devices).toHaveLength(3);
    const statuses = new Map<string, number>();
    for (const device of devices) {
      const answer = await rig.graph("PATCH", `/devices/${textOf(device, "id")}`, off);
      statuses.set(textOf(device, "operatingSystem"), answer.status);
    }
    expect(Object.fromEntries(statuses)).toEqual({ Windows: 204, iOS: 403 });
    expect(await ledgerOf(rig)).toHaveLength(3);
  });

  test("Marta's interactive sign-ins come three to a page, newest first", async () => {
    const filter = encodeURIComponent(`userId eq '${seedIds.marta}'`);
    const pages = await allPages(rig, `/auditLogs/signIns?$filter=${filter}`);
    expect(pages.slice(0, -1).every((page) => page.length === 3)).toBe(true);
    const times = pages.flat().map((row) => textOf(row, "createdDateTime"));
    expect(times).toEqual(times.toSorted().toReversed());
    const foreign = pages.flat().filter((row) => JSON.stringify(row["location"]).includes("NG"));
    expect(foreign.length).toBeGreaterThanOrEqual(7);
    expect(foreign.length).toBeLessThan(times.length);
  });

  test("a time in the filter cuts the list, and beta knows the other event types", async () => {
    const since = new Date(start.getTime() - 5 * 3_600_000).toISOString();
    const filter = `userId eq '${seedIds.marta}' and createdDateTime ge ${since}`;
    const recent = `/auditLogs/signIns?$top=50&$filter=${encodeURIComponent(filter)}`;
    expect(valueOf(await rig.graph("GET", recent))).toHaveLength(3);
    const other = encodeURIComponent("signInEventTypes/any(t:t eq 'nonInteractiveUser')");
    const beta = await rig.graph("GET", `/beta/auditLogs/signIns?$filter=${other}`);
    expect(valueOf(beta)).toHaveLength(1);
    expect((await rig.graph("GET", `/auditLogs/signIns?$filter=${other}`)).status).toBe(400);
    const mine = encodeURIComponent(`initiatedBy/user/id eq '${seedIds.marta}'`);
    const audits = await allPages(rig, `/auditLogs/directoryAudits?$filter=${mine}`);
    expect(audits.flat()).toHaveLength(4);
  });

  test("one person may join a group to which roles are given", async () => {
    const path = "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances";
    expect((await rig.graph("GET", path)).status).toBe(400);
    const of = async (id: string) => {
      const filter = encodeURIComponent(`principalId eq '${id}'`);
      return valueOf(await rig.graph("GET", `${path}?$filter=${filter}&$expand=group`));
    };
    expect(await of(seedIds.marta)).toEqual([]);
    expect(await of(seedIds.globalAdmin)).toMatchObject([
      { accessId: "member", group: { displayName: "Tier 0 Operators", isAssignableToRole: true } },
    ]);
  });

  test("a risky user is confirmed and dismissed", async () => {
    const risky = "/identityProtection/riskyUsers";
    const userIds = [seedIds.marta];
    expect((await rig.graph("POST", `${risky}/confirmCompromised`, { userIds })).status).toBe(204);
    const confirmed = { riskState: "confirmedCompromised", riskLevel: "high" };
    expect((await rig.graph("GET", `${risky}/${seedIds.marta}`)).body).toMatchObject(confirmed);
    expect((await rig.graph("POST", `${risky}/dismiss`, { userIds })).status).toBe(204);
    expect((await rig.graph("GET", `${risky}/${seedIds.marta}`)).body).toMatchObject({
      riskState: "dismissed",
    });
    expect((await rig.graph("POST", `${risky}/dismiss`, {})).status).toBe(400);
    expect((await rig.graph("GET", `${risky}/${seedIds.guest}`)).status).toBe(404);
    expect(await ledgerOf(rig)).toHaveLength(2);
  });

  test("the tenant has Entra ID P2", async () => {
    const skus = JSON.stringify(valueOf(await rig.graph("GET", "/subscribedSkus")));
    expect(skus).toContain("AAD_PREMIUM_P2");
    expect(valueOf(await rig.graph("GET", "/organization"))).toMatchObject([
      { id: rig.sandbox.tenantId, displayName: "Contoso" },
    ]);
  });
});
