/** Apps and sites after containment: what is new is told from what the snapshot and earlier looks kept. */
import { describe, expect, test } from "@jest/globals";
import { canonicalJson } from "../../../src/core/shared/canonical-json.ts";
import { appSeedIds } from "../../../src/sandbox/seed/seed-applications.ts";
import { fileIds } from "../../../src/sandbox/seed/seed-files.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { relatedAppId } from "../../../src/sandbox/seed/seed-related-apps.ts";
import { app } from "../apps/app-tenant.ts";
import { site } from "../sharing/sharing-tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { hour, slowRun, snapshot } from "./slow-run.ts";

const tenant = tenantForFile();

const mailSync = app(seedIds.mailSyncPro);
const invoices = app(appSeedIds.servicePrincipal, "Invoice Import");

const grant = (clientId: string, set: Readonly<Record<string, unknown>> = {}) =>
  tenant.world("oauth2PermissionGrants", `grant-${clientId}`, {
    id: `grant-${clientId}`,
    clientId,
    consentType: "Principal",
    principalId: seedIds.jonasSales,
    resourceId: seedIds.graphServicePrincipal,
    scope: "Mail.Read",
    ...set,
  });

const enabling = (key: string, facts: { ago: number; to: boolean; by: string }) =>
  tenant.world("directoryAudits", key, {
    id: key,
    activityDisplayName: "Update service principal",
    activityDateTime: new Date(Date.parse(tenant.context.now()) - facts.ago).toISOString(),
    result: "success",
    initiatedBy: { user: null, app: { appId: facts.by, displayName: "x" } },
    targetResources: [
      {
        id: seedIds.mailSyncPro,
        modifiedProperties: [
          {
            displayName: "AccountEnabled",
            oldValue: `[${String(!facts.to)}]`,
            newValue: `[${String(facts.to)}]`,
          },
        ],
      },
    ],
  });

describe("the watch of an app", () => {
  test("sees nothing new where nothing changed since the snapshot", async () => {
    const kept = { E3: [await snapshot(tenant, "E3", invoices)] };
    const found = await slowRun(tenant, "R6", invoices, { kept });
    expect(found.summary).toBe(
      "Nothing new was seen since an hour after the opening and since the snapshot; the app is enabled.",
    );
    expect([found.complete, found.alarm]).toEqual([true, undefined]);
  });

  test("sees a new consent, a wider one, a permission of its own and a secret", async () => {
    const kept = { E3: [await snapshot(tenant, "E3", mailSync)] };
    await grant(seedIds.mailSyncPro);
    await tenant.world("oauth2PermissionGrants", seedIds.maliciousGrant, {
      scope: "Files.Read.All Mail.ReadWrite offline_access",
    });
    await tenant.world("appRoleAssignments", "new-role", {
      id: "new-role",
      appRoleId: appSeedIds.mailSendRole,
      principalId: seedIds.mailSyncPro,
      principalType: "ServicePrincipal",
      resourceId: seedIds.graphServicePrincipal,
    });
    await tenant.world("servicePrincipals", seedIds.mailSyncPro, {
      passwordCredentials: [{ keyId: "k1" }, { keyId: appSeedIds.mailSyncSecret }],
    });
    const { alarm = "" } = await slowRun(tenant, "R6", mailSync, { kept });
    // The new consent is itself and its one scope.
    expect(alarm).toContain("3 consented scopes more; 1 app permission more; 1 credential more");
  });

  test("alarms for the same consent once: the next look knows it", async () => {
    const E3 = [await snapshot(tenant, "E3", invoices)];
    await grant(appSeedIds.servicePrincipal);
    const first = await slowRun(tenant, "R6", invoices, { kept: { E3 } });
    expect(first.alarm).toContain("2 consented scopes more");
    const kept = { E3, R6: [first.content] };
    expect((await slowRun(tenant, "R6", invoices, { kept, run: 1 })).alarm).toBeUndefined();
  });

  test("sees that it is enabled again, and not when Cordon did it", async () => {
    const kept = { E3: [await snapshot(tenant, "E3", mailSync)] };
    const watched = async () =>
      (await slowRun(tenant, "R6", mailSync, { kept, openedAgo: 2 * hour })).alarm ?? "";
    expect(await watched()).not.toContain("enabled again");
    await enabling("Directory_000201", { ago: 1.9 * hour, to: false, by: seedIds.client });
    expect(await watched()).toContain("the app is enabled again");
    await enabling("Directory_000202", { ago: hour, to: true, by: seedIds.client });
    expect(await watched()).not.toContain("enabled again");
    await enabling("Directory_000202", { ago: hour, to: true, by: "another" });
    expect(await watched()).toContain("the app is enabled again");
  });

  test("knows from the look before that it was disabled, where no audit event says so", async () => {
    const E3 = [await snapshot(tenant, "E3", mailSync)];
    await tenant.world("servicePrincipals", seedIds.mailSyncPro, { accountEnabled: false });
    const off = await slowRun(tenant, "R6", mailSync, { kept: { E3 } });
    expect(off.summary).toContain("the app is disabled");
    await tenant.world("servicePrincipals", seedIds.mailSyncPro, { accountEnabled: true });
    const kept = { E3, R6: [off.content] };
    expect((await slowRun(tenant, "R6", mailSync, { kept, run: 1 })).alarm).toContain(
      "the app is enabled again",
    );
  });

  test("hears of a secret that was added to its registration", async () => {
    await tenant.world("directoryAudits", "Directory_000203", {
      id: "Directory_000203",
      activityDisplayName: "Update application – Certificates and secrets management",
      activityDateTime: new Date(Date.parse(tenant.context.now()) - 60_000).toISOString(),
      initiatedBy: { user: { id: seedIds.marta }, app: null },
      targetResources: [{ id: appSeedIds.application }],
    });
    const { alarm } = await slowRun(tenant, "R6", invoices, { openedAgo: 2 * hour });
    expect(alarm).toContain("app secret");
  });

  test("without the snapshot it isn't complete, and takes nothing for new", async () => {
    const found = await slowRun(tenant, "R6", mailSync);
    expect([found.complete, found.alarm]).toEqual([false, undefined]);
    expect(found.summary).toContain(
      "Not evaluable: what it was allowed before (NoEarlierReading).",
    );
  });

  test("goes on where the app is deleted", async () => {
    await tenant.world("servicePrincipals", seedIds.mailSyncPro, null);
    const { summary } = await slowRun(tenant, "R6", mailSync);
    expect(summary).toContain("Entra has no app with this id any more");
  });
});

describe("other apps of the same origin", () => {
  test("are named; without a consent they raise no alarm", async () => {
    const found = await slowRun(tenant, "P3", mailSync);
    expect(found.summary).toBe(
      "0 other apps of the same origin with access; without: Payslip Portal; looked for home organisation, 1 reply address.",
    );
    expect([found.complete, found.alarm]).toEqual([true, undefined]);
    expect(found.content).toMatchObject({
      hits: [
        {
          id: relatedAppId,
          why: "same home organisation, same reply address mailsyncpro.example; no consent",
        },
      ],
    });
    expect(canonicalJson(found.content)).not.toContain("Travel Desk");
  });

  test("raise an alarm with a consent, and the file says whose it is", async () => {
    await grant(relatedAppId);
    await tenant.world("directoryAudits", "Directory_000204", {
      id: "Directory_000204",
      activityDisplayName: "Consent to application",
      activityDateTime: tenant.context.now(),
      initiatedBy: {
        user: { id: seedIds.jonasSales, userPrincipalName: "jonas.berg@contoso.example" },
      },
      targetResources: [{ id: relatedAppId }],
    });
    const found = await slowRun(tenant, "P3", mailSync);
    expect(found.alarm).toBe("1 other app of the same origin with access: Payslip Portal");
    expect(found.content).toMatchObject({
      consented: [
        { id: relatedAppId, people: [seedIds.jonasSales], by: ["jonas.berg@contoso.example"] },
      ],
    });
    const known = [mailSync, app(relatedAppId, "Payslip Portal")];
    expect((await slowRun(tenant, "P3", mailSync, { subjects: known })).alarm).toBeUndefined();
  });

  test("that are disabled raise none, and a verified publisher is a mark", async () => {
    const verifiedPublisher = { displayName: "Acme", verifiedPublisherId: "5006248" };
    const alike = { verifiedPublisher, appOwnerOrganizationId: null, replyUrls: [] };
    await tenant.world("servicePrincipals", seedIds.mailSyncPro, alike);
    await tenant.world("servicePrincipals", relatedAppId, { ...alike, accountEnabled: false });
    await grant(relatedAppId, { consentType: "AllPrincipals", principalId: null });
    const found = await slowRun(tenant, "P3", mailSync);
    expect(found.alarm).toBeUndefined();
    expect(canonicalJson(found.content)).toContain(
      "same publisher; consented for everybody; disabled",
    );
  });

  test("of our own organisation aren't related by that, nor by an address that everybody tries", async () => {
    const replyUrls = ["http://localhost:8080/", "https://jwt.ms"];
    await tenant.world("servicePrincipals", appSeedIds.servicePrincipal, { replyUrls });
    await tenant.world("servicePrincipals", relatedAppId, { replyUrls });
    expect((await slowRun(tenant, "P3", invoices)).summary).toBe(
      "0 other apps of the same origin with access; looked for nothing: the app has no mark that others could share.",
    );
  });

  test("aren't said to be none where consents may not be read", async () => {
    await tenant.fault({
      match: { pathPattern: "/oauth2PermissionGrants" },
      kind: "403",
      times: 9,
    });
    const { summary, complete } = await slowRun(tenant, "P3", mailSync);
    expect(complete).toBe(false);
    expect(summary).toContain("Not evaluable: consents");
  });
});

describe("the watch of a site", () => {
  const link = (id: string, scope: string, type = "view") =>
    tenant.world("drivePermissions", `${fileIds.checklist}/${id}`, {
      id,
      roles: ["read"],
      link: { scope, type, webUrl: "https://contoso.sharepoint.example/:x:/s/secret" },
      _itemId: fileIds.checklist,
    });

  test("sees nothing new where nothing changed, and says what is open", async () => {
    const kept = { E6: [await snapshot(tenant, "E6", site())] };
    const found = await slowRun(tenant, "R6", site(), { kept });
    expect(found.summary).toBe(
      "Nothing new was seen since the snapshot; 2 links for anybody or the organisation are open.",
    );
    expect([found.complete, found.alarm]).toEqual([true, undefined]);
  });

  test("alarms for new links once, and keeps no link's address", async () => {
    const E6 = [await snapshot(tenant, "E6", site())];
    await link("anon-new", "anonymous");
    await link("org-new", "organization");
    await link("named-new", "users");
    const found = await slowRun(tenant, "R6", site(), { kept: { E6 } });
    expect(found.alarm).toBe(
      "New since the snapshot: 1 link for anybody; 1 link for the organisation",
    );
    expect(canonicalJson(found.content)).not.toContain("/:x:/");
    const kept = { E6, R6: [found.content] };
    expect((await slowRun(tenant, "R6", site(), { kept, run: 1 })).alarm).toBeUndefined();
  });

  test("takes a link that allows more than before for a new one", async () => {
    await link("anon-new", "anonymous", "view");
    const kept = { E6: [await snapshot(tenant, "E6", site())] };
    await link("anon-new", "anonymous", "edit");
    const { alarm } = await slowRun(tenant, "R6", site(), { kept });
    expect(alarm).toContain("1 link for anybody");
  });

  test("without the snapshot it isn't complete, and takes nothing for new", async () => {
    const found = await slowRun(tenant, "R6", site());
    expect([found.complete, found.alarm]).toEqual([false, undefined]);
    expect(found.summary).toContain(
      "Not evaluable: what was shared before, how far the tenant shared before (NoEarlierReading).",
    );
  });

  test("changes nothing, as the app's doesn't", async () => {
    await slowRun(tenant, "R6", site());
    await slowRun(tenant, "R6", mailSync);
    await slowRun(tenant, "P3", mailSync);
    expect(await tenant.ledger()).toEqual([]);
  });
});
