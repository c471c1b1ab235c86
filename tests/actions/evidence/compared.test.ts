/** What a watch compares: with what, by what, and what it says where there is nothing to compare with. */
import { describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { type Json } from "../../../src/core/shared/canonical-json.ts";
import { appSeedIds } from "../../../src/sandbox/seed/seed-applications.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { app } from "../apps/app-tenant.ts";
import { site } from "../sharing/sharing-tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { slowRun, snapshot } from "./slow-run.ts";

const tenant = tenantForFile();

const mailSync = app(seedIds.mailSyncPro);
const invoices = app(appSeedIds.servicePrincipal, "Invoice Import");

const files = z.looseObject({ parts: z.record(z.string(), z.unknown()) });
const json: z.ZodType<Json> = z.json();

/** The file as if this part couldn't have been read. */
const unread = (content: Json, ...names: readonly string[]): Json => {
  const file = files.parse(content);
  const gap = { state: "not evaluable", why: "Forbidden" };
  const gaps = new Map(names.map((name) => [name, gap] as const));
  return json.parse({ ...file, parts: { ...file.parts, ...Object.fromEntries(gaps) } });
};

describe("what Cordon gave back", () => {
  const consent = (id: string, scope = "Mail.Read"): Promise<void> =>
    tenant.world("oauth2PermissionGrants", id, {
      id,
      clientId: appSeedIds.servicePrincipal,
      consentType: "Principal",
      principalId: seedIds.jonasSales,
      resourceId: seedIds.graphServicePrincipal,
      scope,
    });
  const role = (id: string, appRoleId: string = appSeedIds.mailSendRole): Promise<void> =>
    tenant.world("appRoleAssignments", id, {
      id,
      appRoleId,
      principalId: appSeedIds.servicePrincipal,
      principalType: "ServicePrincipal",
      resourceId: seedIds.graphServicePrincipal,
    });
  const assigned = (id: string, principalId: string): Promise<void> =>
    tenant.world("appRoleAssignments", id, {
      id,
      appRoleId: "00000000-0000-0000-0000-000000000000",
      principalId,
      principalType: "User",
      resourceId: appSeedIds.servicePrincipal,
    });

  test("has other ids, and isn't new: consents, permissions of its own and assigned people", async () => {
    await consent("consent-1");
    await role("role-1");
    await assigned("person-1", seedIds.jonasSales);
    const kept = { E3: [await snapshot(tenant, "E3", invoices)] };
    await tenant.world("oauth2PermissionGrants", "consent-1", null);
    await tenant.world("appRoleAssignments", "role-1", null);
    await tenant.world("appRoleAssignments", "person-1", null);
    await consent("consent-2");
    await role("role-2");
    await assigned("person-2", seedIds.jonasSales);
    expect((await slowRun(tenant, "R6", invoices, { kept })).alarm).toBeUndefined();
    await consent("consent-2", "Mail.Read Files.Read.All");
    await role("role-3", seedIds.mailSyncPro);
    await assigned("person-3", seedIds.jonasLegal);
    expect((await slowRun(tenant, "R6", invoices, { kept })).alarm).toContain(
      "1 consented scope more; 1 app permission more; 1 assignment more",
    );
  });

  test("of the tenant's sharing isn't raised: only what is above the snapshot is, for as long as it lasts", async () => {
    const level = (sharingCapability: string) =>
      tenant.world("sharePointSettings", "settings", { sharingCapability });
    await level("externalUserSharingOnly");
    const E6 = [await snapshot(tenant, "E6", site())];
    await level("disabled");
    const low = await slowRun(tenant, "R6", site(), { kept: { E6 } });
    expect(low.alarm).toBeUndefined();
    await level("externalUserSharingOnly");
    const back = await slowRun(tenant, "R6", site(), { kept: { E6, R6: [low.content] }, run: 1 });
    expect(back.alarm).toBeUndefined();
    await level("externalUserAndGuestSharing");
    const R6 = [low.content, back.content];
    for (const run of [1, 2]) {
      const more = await slowRun(tenant, "R6", site(), { kept: { E6, R6 }, run });
      expect(more.alarm).toBe(
        "New since the snapshot: the tenant's sharing was raised from externalUserSharingOnly to externalUserAndGuestSharing",
      );
      R6.push(more.content);
    }
  });
});

describe("what there is nothing to compare with", () => {
  test("is named, part by part, and makes the look incomplete", async () => {
    const E3 = unread(await snapshot(tenant, "E3", invoices), "owners", "app roles");
    const found = await slowRun(tenant, "R6", invoices, { kept: { E3: [E3] } });
    expect(found.complete).toBe(false);
    expect(found.summary).toContain(
      "Not evaluable: app roles before, owners before (NoEarlierReading).",
    );
  });

  test("was read by an earlier look: then that is compared with", async () => {
    const E3 = unread(await snapshot(tenant, "E3", invoices), "owners");
    const first = await slowRun(tenant, "R6", invoices, { kept: { E3: [E3] } });
    const kept = { E3: [E3], R6: [first.content] };
    expect((await slowRun(tenant, "R6", invoices, { kept, run: 1 })).complete).toBe(true);
  });

  test("is named for a site's tenant setting as well", async () => {
    const E6 = unread(await snapshot(tenant, "E6", site()), "tenant setting");
    const { summary, complete } = await slowRun(tenant, "R6", site(), { kept: { E6: [E6] } });
    expect(complete).toBe(false);
    expect(summary).toContain(
      "Not evaluable: how far the tenant shared before (NoEarlierReading).",
    );
  });
});

describe("since when it is new", () => {
  test("is the snapshot for what is compared, an hour after the opening for what has a time", async () => {
    const kept = { E3: [await snapshot(tenant, "E3", mailSync)] };
    await tenant.world("servicePrincipals", seedIds.mailSyncPro, {
      passwordCredentials: [{ keyId: "k1" }, { keyId: appSeedIds.mailSyncSecret }],
    });
    const { alarm, summary } = await slowRun(tenant, "R6", mailSync, {
      kept,
      openedAgo: 2 * 3_600_000,
    });
    expect(alarm).toBe(
      "New since an hour after the opening: 1 sign-in from 203.0.113.81; new since the snapshot: 1 credential more",
    );
    expect(summary).toMatch(
      /^1 sign-in from 203\.0\.113\.81 since an hour after the opening; 1 credential more since the snapshot; /,
    );
  });
});

test.each([
  [true, "the app is enabled"],
  [false, "the app is disabled"],
  [null, "whether the app is enabled isn't known"],
])("an app whose accountEnabled is %s: %s", async (accountEnabled, words) => {
  await tenant.world("servicePrincipals", seedIds.mailSyncPro, { accountEnabled });
  expect((await slowRun(tenant, "R6", mailSync)).summary).toContain(`; ${words}.`);
});
