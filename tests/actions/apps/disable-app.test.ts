import { describe, expect, test } from "@jest/globals";
import { disableApp } from "../../../src/actions/apps/disable-app.ts";
import { knownMisuse } from "../../../src/actions/apps/known-malicious-apps.ts";
import { appSeedIds } from "../../../src/sandbox/seed/seed-applications.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { app, carriedOut, changes, planned } from "./app-tenant.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);
const travelDesk = "f4b6a7d8-29ec-4501-96b5-c30805a61619";
const preview = (target = marta) => disableApp.preview(tenant.context, target);
const patched = `PATCH /v1.0/servicePrincipals/${seedIds.mailSyncPro} servicePrincipal`;

describe("for a person", () => {
  test("names the risky app with the reasons, and not the honest one", async () => {
    const { items, before, tier } = await planned(tenant, disableApp, marta);
    expect(items).toEqual([
      {
        id: seedIds.mailSyncPro,
        name: "Mail Sync Pro",
        about: "publisher not verified; another organisation's; may use Mail.ReadWrite at any time",
      },
    ]);
    expect(before).toEqual({ enabledApps: [seedIds.mailSyncPro] });
    expect(tier).toBe(2);
    expect(await tenant.ledger()).toEqual([]);
  });

  test("knows an app from attacks by its app id, whoever owns it", async () => {
    await tenant.world("servicePrincipals", travelDesk, {
      appId: "FF8D92DC-3D82-41D6-BCBD-B9174D163620",
    });
    const { items } = await planned(tenant, disableApp, marta);
    expect(items.map(({ id }) => id)).toEqual([seedIds.mailSyncPro, travelDesk]);
    expect(items[1]?.about).toBe(
      "known from attacks: PerfectData Software, exports whole mailboxes",
    );
    expect(knownMisuse("4d5e6f70-8192-43a4-85b6-c7d8e9f0a112")).toBeUndefined();
  });

  test("says that an app is new here when the log has its coming", async () => {
    await tenant.world("directoryAudits", "Directory_000009", {
      id: "Directory_000009",
      activityDateTime: new Date(Date.now() - 86_400_000).toISOString(),
      activityDisplayName: "Add service principal",
      targetResources: [{ id: seedIds.mailSyncPro, modifiedProperties: [] }],
    });
    const { items } = await planned(tenant, disableApp, marta);
    expect(items[0]?.about).toContain("new here within 30 days");
  });

  test("needs no log to see the rest", async () => {
    const pathPattern = "/auditLogs/directoryAudits";
    await tenant.fault({ match: { pathPattern }, kind: "403", times: 5 });
    expect((await planned(tenant, disableApp, marta)).items).toHaveLength(1);
  });

  test.each([
    ["a verified publisher", { verifiedPublisher: { displayName: "X", verifiedPublisherId: "1" } }],
    ["our own registration", { appOwnerOrganizationId: seedIds.tenant }],
  ])("leaves an app with %s alone", async (_what, set) => {
    await tenant.world("servicePrincipals", seedIds.mailSyncPro, set);
    expect(await preview()).toEqual({
      kind: "nothing to do",
      seen: "2 apps read that the person uses: none is known or looks risky.",
    });
  });

  test("leaves an app without mail, files or lasting access alone", async () => {
    await tenant.world("oauth2PermissionGrants", seedIds.maliciousGrant, { scope: "Mail.Read" });
    expect((await preview()).kind).toBe("nothing to do");
    const scope = "openid User.Read offline_access";
    await tenant.world("oauth2PermissionGrants", seedIds.maliciousGrant, { scope });
    expect((await preview()).kind).toBe("nothing to do");
  });

  test("says when somebody disabled it already", async () => {
    await tenant.world("servicePrincipals", seedIds.mailSyncPro, { accountEnabled: false });
    expect(await preview()).toEqual({
      kind: "nothing to do",
      seen: "1 app at risk, disabled already.",
    });
  });

  test("passes over an app that was deleted", async () => {
    await tenant.world("servicePrincipals", seedIds.mailSyncPro, null);
    expect(await preview()).toMatchObject({ kind: "nothing to do" });
  });

  test("consents that can't be read aren't none", async () => {
    const pathPattern = "/users/*/oauth2PermissionGrants";
    await tenant.fault({ match: { pathPattern }, kind: "403", times: 5 });
    await expect(preview()).rejects.toMatchObject({ kind: "refused" });
  });
});

describe.each([
  ["a person", marta],
  ["the app itself", app(seedIds.mailSyncPro)],
] as const)("from %s", (_who, target) => {
  test("disables exactly the app, sees it, and enables it again", async () => {
    const plan = await planned(tenant, disableApp, target);
    const run = { action: disableApp, target, plan };
    const done = await carriedOut(tenant, run);
    expect(done.answers).toEqual([`${seedIds.mailSyncPro} accepted`]);
    expect(done.readings).toEqual([`${seedIds.mailSyncPro} observed`]);
    expect(await changes(tenant)).toEqual([patched]);
    const back = await carriedOut(tenant, run, "undo");
    expect(back.readings).toEqual([`${seedIds.mailSyncPro} observed`]);
    const ledger = await tenant.ledger();
    expect(ledger.map(({ change }) => change)).toEqual([
      { accountEnabled: { from: true, to: false } },
      { accountEnabled: { from: false, to: true } },
    ]);
  });
});

test("an app that is enabled again isn't called disabled, a deleted one is", async () => {
  const target = app(seedIds.mailSyncPro);
  const plan = await planned(tenant, disableApp, target);
  await carriedOut(tenant, { action: disableApp, target, plan });
  const look = () =>
    disableApp.observe(tenant.context, target, { plan, since: tenant.context.now() });
  await tenant.world("servicePrincipals", seedIds.mailSyncPro, { accountEnabled: true });
  expect(await look()).toMatchObject([{ state: "not observed", why: "The app is enabled." }]);
  await tenant.world("servicePrincipals", seedIds.mailSyncPro, null);
  expect(await look()).toMatchObject([{ state: "observed", why: "The app was deleted." }]);
});

test("a refusal is failed, a broken answer is unknown, and neither changes the tenant", async () => {
  const target = app(seedIds.mailSyncPro);
  const plan = await planned(tenant, disableApp, target);
  const match = { method: "PATCH", pathPattern: "/servicePrincipals/**" };
  await tenant.fault({ match, kind: "403" });
  const refused = await carriedOut(tenant, { action: disableApp, target, plan });
  expect(refused.answers).toEqual([`${seedIds.mailSyncPro} failed`]);
  expect(refused.readings).toEqual([`${seedIds.mailSyncPro} not observed`]);
  await tenant.fault({ match, kind: "500", times: 10 });
  const broken = await carriedOut(tenant, { action: disableApp, target, plan });
  expect(broken.answers).toEqual([`${seedIds.mailSyncPro} unknown`]);
  expect(await tenant.ledger()).toEqual([]);
});

test("the service principal that is disabled already gets no plan", async () => {
  await tenant.world("servicePrincipals", appSeedIds.servicePrincipal, { accountEnabled: false });
  expect(await preview(app(appSeedIds.servicePrincipal))).toEqual({
    kind: "nothing to do",
    seen: "The app is disabled already.",
  });
});
