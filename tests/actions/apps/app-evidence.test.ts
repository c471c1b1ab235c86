import { expect, test } from "@jest/globals";
import { collectorFor } from "../../../src/actions/catalogue.ts";
import { type ArtefactKind, type Subject } from "../../../src/core/incident/plan.ts";
import { canonicalJson } from "../../../src/core/shared/canonical-json.ts";
import { appSeedIds } from "../../../src/sandbox/seed/seed-applications.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { app } from "./app-tenant.ts";

const tenant = tenantForFile();

const collect = (kind: ArtefactKind, target: Subject) => {
  const collector = collectorFor(kind, target.kind);
  if (!collector) throw new Error(`no ${kind} for a ${target.kind}`);
  return collector.collect(tenant.context, target);
};
const invoiceImport = app(appSeedIds.servicePrincipal, "Invoice Import");

test.each([
  [
    "the malicious app",
    seedIds.mailSyncPro,
    "Application, enabled, publisher not verified, another organisation's, open to several organisations, 0 owners, 0 directory roles.",
  ],
  [
    "our own app",
    appSeedIds.servicePrincipal,
    "Application, enabled, publisher not verified, this organisation's, for one organisation, 0 owners, 0 directory roles.",
  ],
  [
    "Microsoft's",
    seedIds.graphServicePrincipal,
    "Application, enabled, Microsoft's own, another organisation's, open to several organisations, 0 owners, 0 directory roles.",
  ],
])("E0 of %s says whose it is", async (_what, id, sentence) => {
  const { summary, complete } = await collect("E0", app(id));
  expect(summary).toBe(sentence);
  expect(complete).toBe(true);
});

test("E0 of Cordon says that it is Cordon's own", async () => {
  const { summary, content } = await collect("E0", app(seedIds.containmentPrincipal));
  expect(summary).toMatch(/, \d+ directory roles, Cordon's own\.$/);
  expect(content).toMatchObject({ flags: { own: true, firstParty: false, enabled: true } });
});

test("E3 of our app keeps its permission, all its credentials and the owner of its application", async () => {
  const { summary, content, complete } = await collect("E3", invoiceImport);
  expect(summary).toBe(
    "0 consents, 0 for everybody; 1 app role; 6 credentials; 1 owner; 0 audit events.",
  );
  expect(complete).toBe(true);
  const kept = canonicalJson(content);
  const wanted = [
    appSeedIds.mailSendRole,
    appSeedIds.rogueSecret,
    appSeedIds.roguePrincipalSecret,
    appSeedIds.rogueCertificate,
    appSeedIds.rogueFederation,
    seedIds.marta,
  ];
  for (const part of wanted) expect(kept).toContain(part);
  expect(kept).not.toMatch(/"secretText":"/);
});

test("E3 of the malicious app keeps every person's consent, and who consented", async () => {
  await tenant.world("oauth2PermissionGrants", "grant-of-all", {
    id: "grant-of-all",
    clientId: seedIds.mailSyncPro,
    consentType: "AllPrincipals",
    principalId: null,
    resourceId: seedIds.graphServicePrincipal,
    scope: "Mail.Read",
  });
  await tenant.world("directoryAudits", "Directory_000009", {
    id: "Directory_000009",
    activityDateTime: new Date(Date.now() - 86_400_000).toISOString(),
    activityDisplayName: "Consent to application",
    initiatedBy: { user: { id: seedIds.globalAdmin } },
    targetResources: [{ id: seedIds.mailSyncPro }],
  });
  const { summary, content } = await collect("E3", app(seedIds.mailSyncPro));
  expect(summary).toBe(
    "2 consents, 1 for everybody; 0 app roles; 1 credential; 0 owners; 1 audit event.",
  );
  expect(canonicalJson(content)).toContain(seedIds.globalAdmin);
});

test("E3 of a person keeps the credentials of the apps that act in their name", async () => {
  const { content, complete } = await collect("E3", subject(seedIds.marta));
  const kept = canonicalJson(content);
  expect(kept).toContain(appSeedIds.mailSyncSecret);
  expect(complete).toBe(true);
});

test.each([
  ["E3", "/auditLogs/directoryAudits", "events"],
  ["E3", "/applications", "the application"],
  ["E0", "/servicePrincipals/*/owners", "owners"],
] as const)("%s says that %s couldn't be read", async (kind, pathPattern, part) => {
  await tenant.fault({ match: { pathPattern }, kind: "403", times: 5 });
  const { summary, complete } = await collect(kind, invoiceImport);
  expect(complete).toBe(false);
  expect(summary).toContain(`Not evaluable: ${part}`);
});

test.each(["E0", "E3"] as const)(
  "%s changes nothing, and fails whole when the tenant is down or the app is gone",
  async (kind) => {
    await collect(kind, invoiceImport);
    expect(await tenant.ledger()).toEqual([]);
    await tenant.world("servicePrincipals", appSeedIds.servicePrincipal, null);
    await expect(collect(kind, invoiceImport)).rejects.toMatchObject({ kind: "not found" });
    await tenant.fault({ match: { pathPattern: "/servicePrincipals/**" }, kind: "500", times: 20 });
    await expect(collect(kind, invoiceImport)).rejects.toMatchObject({ kind: "unavailable" });
  },
);
