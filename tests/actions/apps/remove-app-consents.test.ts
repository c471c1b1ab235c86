import { beforeEach, describe, expect, test } from "@jest/globals";
import { removeAppConsents } from "../../../src/actions/apps/remove-app-consents.ts";
import { appSeedIds } from "../../../src/sandbox/seed/seed-applications.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { app, carriedOut, changes, planned } from "./app-tenant.ts";

const tenant = tenantForFile();

const action = removeAppConsents;
const marta = subject(seedIds.marta);
const mailSyncPro = app(seedIds.mailSyncPro);
const consent = `consent:${seedIds.maliciousGrant}`;
const grantPath = `/v1.0/oauth2PermissionGrants/${seedIds.maliciousGrant}`;

const grant = (id: string, principalId: string | null, scope = "Mail.Send offline_access") => ({
  id,
  clientId: seedIds.mailSyncPro,
  consentType: principalId === null ? "AllPrincipals" : "Principal",
  principalId,
  resourceId: seedIds.graphServicePrincipal,
  scope,
});
const addGrant = (id: string, principalId: string | null) =>
  tenant.world("oauth2PermissionGrants", id, grant(id, principalId));
const assignment = {
  id: "role-of-mail-sync-pro",
  appRoleId: appSeedIds.mailSendRole,
  createdDateTime: "2026-01-01T00:00:00Z",
  principalDisplayName: "Mail Sync Pro",
  principalId: seedIds.mailSyncPro,
  principalType: "ServicePrincipal",
  resourceDisplayName: "Microsoft Graph",
  resourceId: seedIds.graphServicePrincipal,
};

describe("for a person", () => {
  test("names the consent to the risky app, and not that to the honest one", async () => {
    const { items, before, parameters } = await planned(tenant, action, marta);
    expect(items).toEqual([
      {
        id: consent,
        name: "Mail Sync Pro",
        about:
          "this person's consent: Mail.ReadWrite offline_access; publisher not verified; another organisation's; may use Mail.ReadWrite at any time",
      },
    ]);
    expect(parameters).toEqual({ appsStillEnabled: 1 });
    expect(JSON.stringify(before)).toContain(seedIds.maliciousGrant);
    expect(JSON.stringify(before)).not.toContain(seedIds.innocentGrant);
  });

  test("deletes exactly it, and gives the same again under a new id", async () => {
    const run = { action, target: marta, plan: await planned(tenant, action, marta) };
    const done = await carriedOut(tenant, run);
    expect(done).toMatchObject({
      answers: [`${consent} accepted`],
      readings: [`${consent} observed`],
    });
    expect(await changes(tenant)).toEqual([`DELETE ${grantPath} oauth2PermissionGrant`]);
    const back = await carriedOut(tenant, run, "undo");
    expect(back.readings).toEqual([`${consent} observed`]);
    const [removed, restored] = await tenant.ledger();
    const members = ["clientId", "consentType", "principalId", "resourceId", "scope"];
    for (const member of members) {
      expect(restored?.change[member]?.to).toEqual(removed?.change[member]?.from);
    }
    expect(restored?.target.id).not.toBe(seedIds.maliciousGrant);
  });

  test("leaves other people's consents to the same app alone", async () => {
    await addGrant("grant-of-jonas", seedIds.jonasSales);
    const plan = await planned(tenant, action, marta);
    expect(plan.items.map(({ id }) => id)).toEqual([consent]);
    const { readings } = await carriedOut(tenant, { action, target: marta, plan });
    expect(readings).toEqual([`${consent} observed`]);
  });

  test("takes the person's assignment to the app as well", async () => {
    await tenant.world("appRoleAssignments", "role-1", {
      ...assignment,
      id: "role-1",
      principalId: seedIds.marta,
      resourceId: seedIds.mailSyncPro,
      resourceDisplayName: "Mail Sync Pro",
    });
    const plan = await planned(tenant, action, marta);
    expect(plan.items.map(({ id }) => id)).toEqual([consent, "role:role-1"]);
    const run = { action, target: marta, plan };
    expect((await carriedOut(tenant, run)).readings).toEqual([
      `${consent} observed`,
      "role:role-1 observed",
    ]);
    expect((await carriedOut(tenant, run, "undo")).readings).toEqual([
      `${consent} observed`,
      "role:role-1 observed",
    ]);
  });

  test("has nothing to do where no consent is risky", async () => {
    await tenant.world("oauth2PermissionGrants", seedIds.maliciousGrant, null);
    expect(await action.preview(tenant.context, marta)).toEqual({
      kind: "nothing to do",
      seen: "1 app read that the person uses: none is known or looks risky.",
    });
  });
});

describe("for an app", () => {
  beforeEach(async () => {
    await addGrant("grant-of-jonas", seedIds.jonasSales);
    await addGrant("grant-of-all", null);
    await tenant.world("appRoleAssignments", assignment.id, assignment);
  });
  const ids = [
    consent,
    "consent:grant-of-all",
    "consent:grant-of-jonas",
    "role:role-of-mail-sync-pro",
  ].sort();

  test("names everybody's consents and what it holds itself", async () => {
    const { items, tier } = await planned(tenant, action, mailSyncPro);
    expect(items.map(({ id }) => id)).toEqual(ids);
    expect(items.map(({ about }) => about)).toContain(
      "consent for everybody: Mail.Send offline_access",
    );
    expect(tier).toBe(2);
  });

  test("is the same plan for the same tenant", async () => {
    const first = await planned(tenant, action, mailSyncPro);
    expect(await planned(tenant, action, mailSyncPro)).toEqual(first);
  });

  test("deletes all of them, sees it, and gives all again", async () => {
    const plan = await planned(tenant, action, mailSyncPro);
    const run = { action, target: mailSyncPro, plan };
    const observed = ids.map((id) => `${id} observed`);
    expect((await carriedOut(tenant, run)).readings).toEqual(observed);
    expect(await tenant.ledger()).toHaveLength(4);
    expect((await carriedOut(tenant, run, "undo")).readings).toEqual(observed);
    const again = await planned(tenant, action, mailSyncPro);
    const contents = ({ items }: typeof again) => items.map(({ about }) => about).sort();
    expect(contents(again)).toEqual(contents(plan));
  });

  test("twice does no harm, and a fault in the middle is told item by item", async () => {
    const plan = await planned(tenant, action, mailSyncPro);
    const run = { action, target: mailSyncPro, plan };
    const match = { method: "DELETE", pathPattern: "/oauth2PermissionGrants/grant-of-all" };
    await tenant.fault({ match, kind: "403" });
    const first = await carriedOut(tenant, run);
    expect(first.answers.filter((line) => !line.endsWith("accepted"))).toEqual([
      "consent:grant-of-all failed",
    ]);
    // What is left shows at every consent of the app: it can still act.
    expect(first.readings).toContain("consent:grant-of-all not observed");
    const second = await carriedOut(tenant, run);
    expect(second.answers).toEqual(ids.map((id) => `${id} accepted`));
    expect(second.readings).toEqual(ids.map((id) => `${id} observed`));
    expect(await tenant.ledger()).toHaveLength(4);
  });

  test("anybody's newer consent to the app is seen", async () => {
    const plan = await planned(tenant, action, mailSyncPro);
    const run = { action, target: mailSyncPro, plan };
    await carriedOut(tenant, run);
    await addGrant("grant-of-olga", seedIds.globalAdmin);
    const readings = await action.observe(tenant.context, mailSyncPro, {
      plan,
      since: tenant.context.now(),
    });
    expect(readings.filter(({ state }) => state === "not observed")).toHaveLength(3);
    expect(readings[0]?.why).toBe("It is gone, and somebody consented to the app again.");
  });

  test("consents that can't be read aren't none", async () => {
    const match = { pathPattern: "/oauth2PermissionGrants" };
    await tenant.fault({ match, kind: "500", times: 20 });
    await expect(action.preview(tenant.context, mailSyncPro)).rejects.toMatchObject({
      kind: "unavailable",
    });
  });
});

test("an app without any permission has nothing to take", async () => {
  await tenant.world("oauth2PermissionGrants", seedIds.maliciousGrant, null);
  expect(await action.preview(tenant.context, mailSyncPro)).toEqual({
    kind: "nothing to do",
    seen: "The app has no consent and no app role.",
  });
});

test("says whether people could consent again", async () => {
  const open = await planned(tenant, action, mailSyncPro);
  expect(action.text.affects(open)).toBe(
    "1 permission; 1 app still enabled: people may consent again.",
  );
  await tenant.world("servicePrincipals", seedIds.mailSyncPro, { accountEnabled: false });
  const shut = await planned(tenant, action, mailSyncPro);
  expect(action.text.affects(shut)).toBe("1 permission; the app is disabled.");
});
