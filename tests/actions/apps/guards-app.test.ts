import { expect, test } from "@jest/globals";
import { disableApp } from "../../../src/actions/apps/disable-app.ts";
import { removeAppConsents } from "../../../src/actions/apps/remove-app-consents.ts";
import { removeAppCredentials } from "../../../src/actions/apps/remove-app-credentials.ts";
import { judgeTarget } from "../../../src/actions/guards.ts";
import { judgeApp } from "../../../src/actions/guards-app.ts";
import { appSeedIds } from "../../../src/sandbox/seed/seed-applications.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { app, planned } from "./app-tenant.ts";

const tenant = tenantForFile();

const actions = [disableApp, removeAppConsents, removeAppCredentials] as const;
const previewAll = (id: string) =>
  Promise.all(actions.map((action) => action.preview(tenant.context, app(id))));

test("never Cordon's own, by object id or by app id", async () => {
  for (const preview of await previewAll(seedIds.containmentPrincipal)) {
    expect(preview).toMatchObject({ kind: "by hand", never: true });
  }
  // The same application under an object id that nobody configured.
  await tenant.world("servicePrincipals", seedIds.mailSyncPro, { appId: seedIds.client });
  const own = await Promise.all(
    actions.map((action) =>
      action.preview(tenant.context, { ...app(seedIds.mailSyncPro), address: "" }),
    ),
  );
  for (const preview of own) {
    expect(preview).toMatchObject({ kind: "by hand", never: true });
  }
});

test("never Microsoft's own, except for what lets an attacker sign in as one", async () => {
  const [disable, consents, credentials] = await previewAll(seedIds.graphServicePrincipal);
  expect(disable).toMatchObject({ kind: "by hand", never: true });
  expect(consents).toMatchObject({ kind: "by hand", never: true });
  expect(credentials).toEqual({
    kind: "nothing to do",
    seen: "The app has no credential in this tenant.",
  });
});

test("an app that calls itself Microsoft isn't spared", async () => {
  await tenant.world("servicePrincipals", seedIds.mailSyncPro, {
    displayName: "Microsoft Graph",
    publisherName: "Microsoft",
  });
  expect((await planned(tenant, disableApp, app(seedIds.mailSyncPro))).items).toHaveLength(1);
});

test("a deleted app is for nobody, also when another has its name", async () => {
  await tenant.world("servicePrincipals", seedIds.mailSyncPro, null);
  const again = "e3a596c7-18db-44f0-85a4-b2f794250599";
  await tenant.world("servicePrincipals", again, {
    id: again,
    appId: "4d5e6f70-8192-43a4-85b6-c7d8e9f0a112",
    displayName: "Mail Sync Pro",
    accountEnabled: true,
  });
  for (const preview of await previewAll(seedIds.mailSyncPro)) {
    expect(preview).toMatchObject({
      kind: "by hand",
      reason: "Entra has no application with this id any more: it was deleted or never here.",
    });
  }
});

test("what an app holds makes it privileged, and what can't be read is for a person", async () => {
  expect((await planned(tenant, removeAppConsents, app(seedIds.mailSyncPro))).traits).toEqual([]);
  const invoice = await planned(tenant, removeAppConsents, app(appSeedIds.servicePrincipal));
  expect(invoice.traits).toEqual(["privileged"]);
  expect(invoice.tier).toBe(2);
  await tenant.world("oauth2PermissionGrants", seedIds.maliciousGrant, {
    consentType: "AllPrincipals",
    principalId: null,
  });
  const wide = await planned(tenant, removeAppConsents, app(seedIds.mailSyncPro));
  expect(wide.traits).toEqual(["privileged"]);
  const pathPattern = "/roleManagement/directory/roleAssignments";
  await tenant.fault({ match: { pathPattern }, kind: "403", times: 5 });
  expect(await disableApp.preview(tenant.context, app(seedIds.mailSyncPro))).toMatchObject({
    kind: "by hand",
    reason: expect.stringContaining("Cordon can't read which permissions it holds"),
  });
});

test("the rules of people hold for apps found from an emergency account", async () => {
  const preview = await disableApp.preview(tenant.context, subject(seedIds.breakGlass));
  expect(preview).toMatchObject({ kind: "by hand", never: true });
});

test("a way back is judged by the kind of the subject", async () => {
  const target = app(appSeedIds.servicePrincipal);
  expect(await judgeTarget(tenant.context, target)).toEqual({
    kind: "target",
    traits: ["privileged"],
  });
  expect(await judgeApp(tenant.context, app(seedIds.containmentPrincipal))).toMatchObject({
    kind: "by hand",
    never: true,
  });
  expect(await judgeApp(tenant.context, subject(seedIds.marta))).toEqual({
    kind: "by hand",
    reason: "It isn't an application.",
  });
});

test("a tenant that is down is neither for nor against", async () => {
  const pathPattern = "/servicePrincipals/**";
  await tenant.fault({ match: { pathPattern }, kind: "500", times: 20 });
  await expect(previewAll(seedIds.mailSyncPro)).rejects.toMatchObject({ kind: "unavailable" });
});
