/** Other apps of the same origin: which addresses say so, and what isn't said where nothing was read. */
import { describe, expect, test } from "@jest/globals";
import { TenantFault } from "../../../src/actions/tenant.ts";
import { appSeedIds } from "../../../src/sandbox/seed/seed-applications.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { relatedAppId } from "../../../src/sandbox/seed/seed-related-apps.ts";
import { app } from "../apps/app-tenant.ts";
import { type Tenant } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { slowRun } from "./slow-run.ts";

const tenant = tenantForFile();

const mailSync = app(seedIds.mailSyncPro);
const invoices = app(appSeedIds.servicePrincipal, "Invoice Import");

/** Both apps have this address and nothing else in common. */
const alike = async (...replyUrls: readonly string[]) => {
  await tenant.world("servicePrincipals", appSeedIds.servicePrincipal, { replyUrls });
  await tenant.world("servicePrincipals", relatedAppId, { replyUrls });
};

const consent = (clientId: string) =>
  tenant.world("oauth2PermissionGrants", `grant-${clientId}`, {
    id: `grant-${clientId}`,
    clientId,
    consentType: "Principal",
    principalId: seedIds.jonasSales,
    resourceId: seedIds.graphServicePrincipal,
    scope: "Mail.Read",
  });

/** A tenant that doesn't give what is asked of this app. */
const without = (id: string, path: string, kind: "refused" | "not found" = "not found"): Tenant => {
  const { graph } = tenant.context;
  const list: typeof graph.list = (asked, most) =>
    decodeURIComponent(asked).includes(id) && asked.includes(path)
      ? Promise.reject(new TenantFault("no", { kind, code: "NotThere", requestId: "" }))
      : graph.list(asked, most);
  return { ...tenant, context: { ...tenant.context, graph: { ...graph, list } } };
};

describe("a reply address", () => {
  test.each([
    "msauth.com.contoso.app://auth",
    "msal4d5e6f70-8192-43a4-85b6-c7d8e9f0a112://auth",
    "ms-appx-web://microsoft.aad.brokerplugin/x",
    "http://localhost:8080/cb",
    "http://app.localhost/",
    "http://127.8.0.1/",
    "http://[::1]/",
    "https://login.microsoftonline.com/common/oauth2/nativeclient",
    "https://oauth.pstmn.io/v1/callback",
    "https://token.botframework.com/.auth/web/redirect",
    "https://europe.token.botframework.com/.auth/web/redirect",
    "https://global.consent.azure-apim.net/redirect/x",
    "https://logic-apis-westeurope.consent.azure-apim.net/redirect",
  ])("that many share says nothing: %s", async (address) => {
    await alike(address);
    expect((await slowRun(tenant, "P3", invoices)).summary).toContain("looked for nothing");
  });

  test("of a host of their own does, and other hosts of the same service don't", async () => {
    await alike("https://payslips.azurewebsites.net/cb", "msauth.x://auth");
    expect((await slowRun(tenant, "P3", invoices)).summary).toMatch(
      /without: Payslip Portal; looked for 1 reply address\./,
    );
    await tenant.world("servicePrincipals", relatedAppId, {
      replyUrls: ["https://another.azurewebsites.net/cb"],
    });
    expect((await slowRun(tenant, "P3", invoices)).summary).not.toContain("Payslip");
  });
});

describe("what couldn't be read", () => {
  test("of consents: the app isn't among those without", async () => {
    const pathPattern = "/oauth2PermissionGrants";
    await tenant.fault({ match: { pathPattern }, kind: "403", times: 9 });
    const found = await slowRun(tenant, "P3", mailSync);
    expect(found.summary).toMatch(
      /^no other app of the same origin with access was seen in what could be read; access not known: Payslip Portal; /,
    );
    expect(found.summary).not.toMatch(/\b0 other|without:/);
    expect(JSON.stringify(found.content)).toContain("consents not read");
  });

  test("of the list: no number is said", async () => {
    const { graph } = tenant.context;
    const list: typeof graph.list = (path, most) =>
      path.startsWith("/v1.0/servicePrincipals?")
        ? Promise.reject(
            new TenantFault("no", { kind: "refused", code: "Forbidden", requestId: "" }),
          )
        : graph.list(path, most);
    const context = { ...tenant.context, graph: { ...graph, list } };
    const { summary } = await slowRun({ ...tenant, context }, "P3", mailSync);
    expect(summary).toMatch(/^Other apps couldn't be looked through; /);
  });

  test("of one app leaves the rows of the others, and says of how many", async () => {
    const { replyUrls } = { replyUrls: ["https://payslips.example/cb"] };
    for (const id of [seedIds.mailSyncPro, relatedAppId, appSeedIds.servicePrincipal]) {
      await tenant.world("servicePrincipals", id, { replyUrls });
    }
    await consent(appSeedIds.servicePrincipal);
    await consent(relatedAppId);
    const found = await slowRun(without(relatedAppId, "oauth2PermissionGrants"), "P3", mailSync);
    expect(found.complete).toBe(false);
    expect(found.summary).toMatch(/^at least 1 other app of the same origin with access: Invoice/);
    expect(found.summary).toContain("Not evaluable: consents of 1 app (NotThere).");
    expect(found.alarm).toBe("1 other app of the same origin with access: Invoice Import");
    expect(found.content).toMatchObject({
      parts: {
        consents: {
          state: "read",
          complete: false,
          values: expect.arrayContaining([
            expect.objectContaining({ clientId: appSeedIds.servicePrincipal }),
          ]),
        },
      },
    });
  });
});
