import { describe, expect, test } from "@jest/globals";
import { removeAppCredentials } from "../../../src/actions/apps/remove-app-credentials.ts";
import { appSeedIds } from "../../../src/sandbox/seed/seed-applications.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { z } from "zod/v4";
import { tenantForFile } from "../tenant-for-file.ts";
import { app, carriedOut, changes, planned } from "./app-tenant.ts";

const tenant = tenantForFile();

const action = removeAppCredentials;
const invoiceImport = app(appSeedIds.servicePrincipal, "Invoice Import");
const ids = {
  secret: `application secret:${appSeedIds.rogueSecret}`,
  certificate: `application certificate:${appSeedIds.rogueCertificate}`,
  federated: `application federated credential:${appSeedIds.rogueFederation}`,
  principal: `service principal secret:${appSeedIds.roguePrincipalSecret}`,
};
const allKeys = [
  appSeedIds.rogueSecret,
  appSeedIds.rogueCertificate,
  appSeedIds.rogueFederation,
  appSeedIds.roguePrincipalSecret,
].join(",");

const applicationPath = `/v1.0/applications/${appSeedIds.application}`;
const holder = z.object({ keyCredentials: z.array(z.record(z.string(), z.unknown())) });
const raw = async (path: string) => (await tenant.context.graph.get(path)).body;

const certificates = async (): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const body = await raw(`${applicationPath}?$select=keyCredentials`);
  return holder.parse(body).keyCredentials;
};

const audit = (target: string, newValue: string, oldValue = "[]") =>
  tenant.world("directoryAudits", "Directory_000099", {
    id: "Directory_000099",
    activityDateTime: new Date(Date.now() - 86_400_000).toISOString(),
    activityDisplayName: "Update application – Certificates and secrets management ",
    targetResources: [
      { id: target, modifiedProperties: [{ displayName: "KeyDescription", oldValue, newValue }] },
    ],
  });

describe("the plan", () => {
  test("takes what was added within 30 days, from both objects, and says what has no date", async () => {
    const plan = await planned(tenant, action, invoiceImport);
    expect(plan.items.map(({ id }) => id)).toEqual([ids.certificate, ids.secret, ids.principal]);
    expect(plan.items[0]).toMatchObject({
      name: "CN=backup",
      about: expect.stringMatching(
        /^certificate of the application, key id .*0004, 0F1E2D3C4B5A69788796A5B4C3D2E1F000112233, from 20/,
      ),
    });
    expect(plan.tier).toBe(3);
    expect(action.text.affects(plan)).toBe(
      "3 credentials; left alone: 1 federated without a date.",
    );
    expect(JSON.stringify(plan)).not.toMatch(/secretText|"key"/);
  });

  test("takes exactly the named ones, in any spelling and order", async () => {
    const parsed = action.input?.parse(` ${allKeys.toUpperCase().replaceAll(",", " ,\n")} `);
    expect(parsed).toMatchObject({ ok: true });
    const value = parsed?.ok === true ? parsed.value : "";
    const plan = await planned(tenant, action, invoiceImport, value);
    expect(plan.items.map(({ id }) => id)).toEqual(
      [ids.certificate, ids.federated, ids.secret, ids.principal].sort(),
    );
  });

  test.each(["", "not-a-guid", "*", Array.from({ length: 51 }, () => allKeys).join(",")])(
    "doesn't take %j for key ids",
    (text) => {
      expect(action.input?.parse(text).ok).toBe(false);
    },
  );

  test("asks where one of the named isn't there, and has nothing to do where none is", async () => {
    const gone = "c4ed0000-0000-4000-8000-0000000000ff";
    const { context } = tenant;
    expect(
      await action.preview(context, invoiceImport, `${appSeedIds.rogueSecret},${gone}`),
    ).toEqual({ kind: "by hand", reason: `The app has no credential ${gone}.` });
    expect(await action.preview(context, invoiceImport, gone)).toMatchObject({
      kind: "nothing to do",
    });
  });

  test("finds a credential with a backdated start, and a federated one, in the audit log", async () => {
    const text = `["[KeyIdentifier=${appSeedIds.goodSecret},KeyType=Password]","${appSeedIds.rogueFederation}"]`;
    await audit(appSeedIds.application, text);
    const { items } = await planned(tenant, action, invoiceImport);
    expect(items.map(({ id }) => id)).toContain(`application secret:${appSeedIds.goodSecret}`);
    expect(items.map(({ id }) => id)).toContain(ids.federated);
    await audit(appSeedIds.application, text, text);
    expect((await planned(tenant, action, invoiceImport)).items).toHaveLength(3);
  });

  test("of an app of others takes what its service principal has here", async () => {
    const { items } = await planned(tenant, action, app(seedIds.mailSyncPro));
    expect(items.map(({ id }) => id)).toEqual([
      `service principal secret:${appSeedIds.mailSyncSecret}`,
    ]);
  });

  test("has nothing to do for old ones, unless the log that would tell can't be read", async () => {
    const old = { startDateTime: "2025-01-01T00:00:00Z", endDateTime: "2027-01-01T00:00:00Z" };
    await tenant.world("servicePrincipals", seedIds.mailSyncPro, {
      passwordCredentials: [{ keyId: appSeedIds.mailSyncSecret, displayName: "sync", ...old }],
    });
    const target = app(seedIds.mailSyncPro);
    expect(await action.preview(tenant.context, target)).toEqual({
      kind: "nothing to do",
      seen: "1 credential read: none was added within the last 30 days.",
    });
    const match = { pathPattern: "/auditLogs/directoryAudits" };
    await tenant.fault({ match, kind: "403", times: 5 });
    expect(await action.preview(tenant.context, target)).toMatchObject({
      kind: "by hand",
      reason: expect.stringContaining("the audit log can't be read"),
    });
  });
});

describe("removing", () => {
  const run = async () => ({
    action,
    target: invoiceImport,
    plan: await planned(tenant, action, invoiceImport, [...allKeys.split(",")].sort().join(",")),
  });

  test("takes exactly these and leaves the others as they were, with their public keys", async () => {
    const path = `${applicationPath}?$select=keyCredentials,passwordCredentials`;
    const before = await raw(path);
    const done = await carriedOut(tenant, await run());
    expect(done.answers.filter((line) => !line.endsWith("accepted"))).toEqual([]);
    expect(new Set(done.whys)).toEqual(new Set(["It is gone; the others are unchanged."]));
    expect([...(await changes(tenant))].sort()).toEqual([
      `DELETE ${applicationPath}/federatedIdentityCredentials/${appSeedIds.rogueFederation} application`,
      `PATCH ${applicationPath} application`,
      `POST ${applicationPath}/removePassword application`,
      `POST /v1.0/servicePrincipals/${appSeedIds.servicePrincipal}/removePassword servicePrincipal`,
    ]);
    const after = await raw(path);
    const keep = (text: string): boolean => JSON.stringify(after).includes(text);
    expect([appSeedIds.goodSecret, appSeedIds.goodCertificate].every(keep)).toBe(true);
    expect([appSeedIds.rogueSecret, appSeedIds.rogueCertificate].some(keep)).toBe(false);
    const good = Buffer.from("public key of invoice-import.contoso.example").toString("base64");
    expect(JSON.stringify(before)).toContain(good);
    expect(keep(good)).toBe(true);
  });

  test("twice does no harm", async () => {
    const twice = await run();
    await carriedOut(tenant, twice);
    const again = await carriedOut(tenant, twice);
    expect(again.answers.filter((line) => !line.endsWith("accepted"))).toEqual([]);
    expect(await tenant.ledger()).toHaveLength(4);
  });

  test("doesn't touch certificates where another came meanwhile", async () => {
    const plan = await run();
    const good = { type: "AsymmetricX509Cert", usage: "Verify", key: "bmV3" };
    const keyCredentials = [
      ...(await certificates()),
      { ...good, keyId: "c4ed0000-0000-4000-8000-0000000000aa", customKeyIdentifier: "FF" },
    ];
    await tenant.world("applications", appSeedIds.application, { keyCredentials });
    const { answers, readings } = await carriedOut(tenant, plan);
    expect(answers).toContain(`${ids.certificate} failed`);
    expect(readings).toContain(`${ids.certificate} not observed`);
    expect(await changes(tenant)).not.toContain(`PATCH ${applicationPath} application`);
  });

  test("doesn't send a certificate back whose public key it doesn't have", async () => {
    const plan = await run();
    const keyCredentials = (await certificates()).map((key) => ({ ...key, key: null }));
    await tenant.world("applications", appSeedIds.application, { keyCredentials });
    const { answers } = await carriedOut(tenant, plan);
    expect(answers).toContain(`${ids.certificate} failed`);
    expect(await changes(tenant)).not.toContain(`PATCH ${applicationPath} application`);
  });

  test("says when a certificate that should stay is gone too", async () => {
    const plan = await run();
    await carriedOut(tenant, plan);
    await tenant.world("applications", appSeedIds.application, { keyCredentials: [] });
    const readings = await action.observe(tenant.context, invoiceImport, {
      plan: plan.plan,
      since: tenant.context.now(),
    });
    expect(new Set(readings.map(({ state }) => state))).toEqual(new Set(["observed"]));
    expect(readings[0]?.why).toContain(appSeedIds.goodCertificate);
  });

  test("a kept certificate that its owner rotates later is no regression", async () => {
    const done = await run();
    const since = tenant.context.now();
    await carriedOut(tenant, done);
    const rotated = (await certificates()).map((one) => ({
      ...one,
      keyId: "c4ed0000-0000-4000-8000-0000000000bb",
    }));
    await tenant.world("applications", appSeedIds.application, { keyCredentials: rotated });
    const readings = await action.observe(tenant.context, invoiceImport, {
      plan: done.plan,
      since,
    });
    expect(new Set(readings.map(({ state }) => state))).toEqual(new Set(["observed"]));
    expect(readings[0]?.why).toContain(appSeedIds.goodCertificate);
  });

  test("a refusal is told for its item alone", async () => {
    const plan = await run();
    const pathPattern = `/applications/*/removePassword`;
    await tenant.fault({ match: { method: "POST", pathPattern }, kind: "403" });
    const { answers } = await carriedOut(tenant, plan);
    expect(answers.filter((line) => line.endsWith("failed"))).toEqual([`${ids.secret} failed`]);
    expect(await tenant.ledger()).toHaveLength(3);
  });

  test("has no way back, and says so", () => {
    expect(action.undo).toBeUndefined();
    expect(action.text.undo).toMatch(/^None\./);
  });
});
