import { describe, expect, test } from "@jest/globals";
import { roleTemplates } from "../../src/sandbox/seed/role-templates.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { tenantWideIds } from "../../src/sandbox/seed/seed-tenant-wide.ts";
import { codeOf, ledgerOf, textOf, withdraw } from "./client.ts";
import { rigForFile } from "./rig.ts";

const rig = rigForFile();

const said = async (method: string, path: string, body?: unknown) => {
  const answer = await rig.graph(method, path, body);
  return answer.status < 400 ? answer.status : `${String(answer.status)} ${codeOf(answer)}`;
};
const policies = "/identity/conditionalAccess/policies";
const locations = "/identity/conditionalAccess/namedLocations";
const eligible = "/roleManagement/directory/roleEligibilityScheduleRequests";
const stranger = "11111111-2222-4333-8444-555555555555";
const policy = {
  displayName: "Test",
  state: "enabled",
  conditions: {
    clientAppTypes: ["all"],
    applications: { includeApplications: ["All"] },
    users: { includeUsers: [seedIds.marta] },
  },
  grantControls: { operator: "OR", builtInControls: ["block"] },
};

describe("Conditional Access", () => {
  test.each([
    ["without state", { ...policy, state: undefined }],
    ["with an unknown member", { ...policy, colour: "red" }],
    [
      "for nobody known",
      { ...policy, conditions: { ...policy.conditions, users: { includeUsers: [stranger] } } },
    ],
    [
      "that blocks and asks",
      { ...policy, grantControls: { operator: "OR", builtInControls: ["block", "mfa"] } },
    ],
    [
      "with a strength that isn't there",
      { ...policy, grantControls: { operator: "OR", authenticationStrength: { id: stranger } } },
    ],
  ])("refuses a policy %s", async (_what, body) => {
    expect(await said("POST", policies, body)).toBe("400 BadRequest");
    expect(await ledgerOf(rig)).toEqual([]);
  });

  test("makes the same policy twice, and deletes one once", async () => {
    const { body } = await rig.graph("POST", policies, policy);
    expect(await said("POST", policies, policy)).toBe(201);
    const path = `${policies}/${textOf(body, "id")}`;
    expect([await said("DELETE", path), await said("DELETE", path)]).toEqual([
      204,
      "404 ResourceNotFound",
    ]);
  });

  test("replaces users whole", async () => {
    const path = `${policies}/${tenantWideIds.multifactorPolicy}`;
    await rig.graph("PATCH", path, { conditions: { users: { includeUsers: ["None"] } } });
    expect((await rig.graph("GET", path)).body).toMatchObject({
      conditions: { clientAppTypes: ["all"], users: { includeUsers: ["None"], excludeUsers: [] } },
    });
  });

  test("keeps a trusted location until it is untrusted", async () => {
    const path = `${locations}/${tenantWideIds.remoteOffice}`;
    expect(await said("DELETE", path)).toBe("400 BadRequest");
    expect(await said("PATCH", path, { isTrusted: false })).toBe("400 BadRequest");
    const untrust = { "@odata.type": "#microsoft.graph.ipNamedLocation", isTrusted: false };
    expect(await said("PATCH", path, untrust)).toBe(204);
    expect([await said("DELETE", path), await said("DELETE", path)]).toEqual([
      204,
      "404 ResourceNotFound",
    ]);
  });
});

describe("roles with a schedule", () => {
  const ask = {
    action: "adminAssign",
    principalId: seedIds.marta,
    roleDefinitionId: roleTemplates.reportsReader,
    directoryScopeId: "/",
    scheduleInfo: { expiration: { type: "afterDuration", duration: "PT8H" } },
  };
  test("are given once and taken once", async () => {
    expect(await said("POST", eligible, ask)).toBe(201);
    expect(await said("POST", eligible, ask)).toBe("400 RoleAssignmentExists");
    const remove = { ...ask, action: "adminRemove", scheduleInfo: undefined };
    expect(await said("POST", eligible, remove)).toBe(201);
    expect(await said("POST", eligible, remove)).toBe("400 RoleAssignmentDoesNotExist");
  });

  test.each([
    ["a stranger", { ...ask, principalId: stranger }, "400 SubjectNotFound"],
    [
      "no time",
      { ...ask, scheduleInfo: undefined },
      "400 RoleAssignmentRequestPolicyValidationFailed",
    ],
    ["another verb", { ...ask, action: "selfActivate" }, "400 Request_BadRequest"],
  ])("refuse %s", async (_what, body, refusal) => {
    expect(await said("POST", eligible, body)).toBe(refusal);
    expect(await ledgerOf(rig)).toEqual([]);
  });
});

describe("deleting", () => {
  test("an account without /$ref in its group deletes the account, as in Graph", async () => {
    const path = `/groups/${seedIds.onCallGroup}/members/00000000-0000-4000-8000-0000000000a5`;
    expect(await said("DELETE", `${path}/$ref`)).toBe(204);
    expect(await said("DELETE", path)).toBe("404 Request_ResourceNotFound");
    await rig.control("POST", "/reset");
    expect(await said("DELETE", path)).toBe(204);
    expect(await said("GET", "/users/00000000-0000-4000-8000-0000000000a5")).toBe(
      "404 Request_ResourceNotFound",
    );
  });

  test("an administrator needs the role for it, and restoring one too", async () => {
    const path = `/users/${seedIds.globalAdmin}`;
    const restore = `/directory/deletedItems/${seedIds.globalAdmin}/restore`;
    expect([await said("DELETE", path), await said("POST", restore, {})]).toEqual([204, 200]);
    await withdraw(rig, seedIds.privilegedAuthenticationGrant);
    expect(await said("DELETE", path)).toBe("403 Authorization_RequestDenied");
    expect(await said("POST", restore, {})).toBe("404 Request_ResourceNotFound");
  });
});

describe("policies and role groups", () => {
  test("refuse what isn't theirs", async () => {
    const path = "/policies/authorizationPolicy";
    expect(await said("PATCH", path, {})).toBe("400 Request_BadRequest");
    const wrong = { defaultUserRolePermissions: { permissionGrantPoliciesAssigned: ["all"] } };
    expect(await said("PATCH", path, wrong)).toBe("400 Request_BadRequest");
  });

  test("a member leaves a role group once, and joins it once", async () => {
    const given = { Identity: "Recipient Management", Member: seedIds.exchangeAdmin };
    const remove = async () => (await rig.exchange("Remove-RoleGroupMember", given)).status;
    const add = async () => (await rig.exchange("Add-RoleGroupMember", given)).status;
    expect([await remove(), await remove(), await add(), await add()]).toEqual([
      200, 400, 200, 400,
    ]);
    const other = { Identity: "Nobody" };
    expect((await rig.exchange("Get-RoleGroupMember", other)).status).toBe(404);
  });
});
