/** What couldn't be read is never counted as nothing. */
import { expect, test } from "@jest/globals";
import { accountAndGuardrails } from "../../../src/actions/evidence/account-and-guardrails.ts";
import { appConsents } from "../../../src/actions/evidence/app-consents.ts";
import { appFacts } from "../../../src/actions/evidence/app-facts.ts";
import { appPermissions } from "../../../src/actions/evidence/app-permissions.ts";
import { deviceFacts } from "../../../src/actions/evidence/device-facts.ts";
import { identityState } from "../../../src/actions/evidence/identity-state.ts";
import { siteFacts } from "../../../src/actions/evidence/site-facts.ts";
import { tenantState } from "../../../src/actions/evidence/tenant-state.ts";
import { appSeedIds } from "../../../src/sandbox/seed/seed-applications.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { app } from "../apps/app-tenant.ts";
import { laptop } from "../endpoint/device-tenant.ts";
import { site } from "../sharing/sharing-tenant.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);
const invoiceImport = app(appSeedIds.servicePrincipal);

test.each([
  [identityState, marta, "/users/*/authentication/methods", /sign-in method/],
  [identityState, marta, "/roleManagement/directory/roleAssignmentSchedule*", /active role/],
  [appConsents, marta, "/users/*/oauth2PermissionGrants", /consent|to 0 apps/],
  [appConsents, marta, "/users/*/appRoleAssignments", /app role/],
  [appFacts, invoiceImport, "/servicePrincipals/*/owners", /owner/],
  [appFacts, invoiceImport, "/organization", /another organisation's|this organisation's/],
  [appPermissions, invoiceImport, "/oauth2PermissionGrants", /consent/],
  [appPermissions, invoiceImport, "/servicePrincipals/*/appRoleAssignments", /app role/],
  [appPermissions, invoiceImport, "/applications", /\d+ owner|; \d credential|audit event/],
  [siteFacts, site(), "/groups/*/owners", /owner/],
  [deviceFacts, laptop, "/api/machines/*/logonusers", /logged-on user/],
  [tenantState, marta, "/identity/conditionalAccess/policies", /access polic|excludes/],
  [tenantState, marta, "/auditLogs/directoryAudits", /0 (role change|consent)/],
])("%#: what wasn't read isn't counted", async (collector, of, pathPattern, words) => {
  const counts = async () => {
    const { summary, complete } = await collector.collect(tenant.context, of);
    const [said = "", gaps = ""] = summary.split(" Not evaluable: ");
    return { said, gaps, complete };
  };
  await tenant.fault({ match: { pathPattern }, kind: "403", times: 9 });
  const { said, gaps, complete } = await counts();
  expect(said).not.toMatch(words);
  expect(gaps).not.toBe("");
  expect(complete).toBe(false);
});

test("where nothing at all was read it says so", async () => {
  await tenant.fault({ match: { pathPattern: "/groups/**" }, kind: "403", times: 9 });
  const { summary } = await siteFacts.collect(tenant.context, site());
  expect(summary).toMatch(/^Nothing could be counted\. Not evaluable: /);
});

test("E0 doesn't call a mailbox a person's where the setting couldn't be read", async () => {
  await tenant.fault({ match: { pathPattern: "/users/*/mailboxSettings" }, kind: "403" });
  const { content, summary, complete } = await accountAndGuardrails.collect(tenant.context, marta);
  expect(content).toMatchObject({ sharedMailbox: { unknown: expect.any(String) } });
  expect(summary).toContain("mailbox kind not evaluable");
  expect(complete).toBe(false);
});

test("E0 of an account without a mailbox is complete: there is none to be shared", async () => {
  const of = subject(seedIds.guest);
  await tenant.fault({ match: { pathPattern: "/users/*/mailboxSettings" }, kind: "404" });
  const { content, complete } = await accountAndGuardrails.collect(tenant.context, of);
  expect(content).toMatchObject({ sharedMailbox: { value: false } });
  expect(complete).toBe(true);
});
