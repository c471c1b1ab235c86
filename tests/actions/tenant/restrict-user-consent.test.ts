import { expect, test } from "@jest/globals";
import { restrictUserConsent } from "../../../src/actions/tenant/restrict-user-consent.ts";
import { type Plan } from "../../../src/core/incident/plan.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { planIn } from "../runs.ts";
import { now, subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);
const policy = async () => (await tenant.graph.get("/v1.0/policies/authorizationPolicy")).body;
const planned = async (): Promise<Plan> =>
  planIn(await restrictUserConsent.preview(tenant.context, marta), restrictUserConsent, marta);
const { undo } = restrictUserConsent;
if (!undo) throw new Error("no way back");

test("users consent no more, owners still do, everything else stays, and it comes back whole", async () => {
  const before = await policy();
  const plan = await planned();
  expect(plan.tier).toBe(3);
  expect(await restrictUserConsent.apply(tenant.context, marta, plan)).toMatchObject([
    { state: "accepted" },
  ]);
  const after = await policy();
  expect(JSON.stringify(after)).not.toContain("managePermissionGrantsForSelf.");
  expect(after).toMatchObject({
    defaultUserRolePermissions: {
      allowedToCreateApps: true,
      permissionGrantPoliciesAssigned: [
        "managePermissionGrantsForOwnedResource.microsoft-dynamically-managed-permissions-for-chat",
        "managePermissionGrantsForOwnedResource.microsoft-dynamically-managed-permissions-for-team",
      ],
    },
  });
  const run = { plan, since: now() };
  expect(await restrictUserConsent.observe(tenant.context, marta, run)).toMatchObject([
    { state: "observed" },
  ]);
  expect(await restrictUserConsent.preview(tenant.context, marta)).toMatchObject({
    kind: "nothing to do",
  });
  await undo.apply(tenant.context, marta, plan);
  expect(await policy()).toEqual(before);
  expect(await undo.observe(tenant.context, marta, run)).toMatchObject([{ state: "observed" }]);
  expect(await restrictUserConsent.observe(tenant.context, marta, run)).toMatchObject([
    { state: "not observed" },
  ]);
});

test("a refusal changes nothing, and no answer is unknown", async () => {
  const plan = await planned();
  const match = { method: "PATCH", pathPattern: "/policies/**" };
  await tenant.fault({ match, kind: "403" });
  expect(await restrictUserConsent.apply(tenant.context, marta, plan)).toMatchObject([
    { state: "failed" },
  ]);
  await tenant.fault({ match, kind: "503" });
  expect(await restrictUserConsent.apply(tenant.context, marta, plan)).toMatchObject([
    { state: "unknown" },
  ]);
  expect(await tenant.ledger()).toEqual([]);
});
