import { expect, test } from "@jest/globals";
import { tenantState } from "../../../src/actions/evidence/tenant-state.ts";
import { canonicalJson } from "../../../src/core/shared/canonical-json.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { tenantWideIds } from "../../../src/sandbox/seed/seed-tenant-wide.ts";
import { exchangeOff, subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { TenantFault } from "../../../src/actions/tenant.ts";

const tenant = tenantForFile();

const collect = (context = tenant.context) => tenantState.collect(context, subject(seedIds.marta));

test("E8 keeps policies, locations and settings, and names the exclusion of the subject", async () => {
  const { content, summary } = await collect();
  const kept = canonicalJson(content);
  for (const piece of [
    tenantWideIds.multifactorPolicy,
    tenantWideIds.remoteOffice,
    "managePermissionGrantsForSelf.microsoft-user-default-low",
    "b2bCollaborationInbound",
    "contoso.example",
  ]) {
    expect(kept).toContain(piece);
  }
  expect(summary).toContain("2 access policies, 1 of them excluding the subject");
  expect(summary).toContain("2 named locations, 0 federated domains");
  expect(summary).toContain("1 consent");
  expect(await tenant.ledger()).toEqual([]);
});

test("E8 keeps where a federated domain signs in", async () => {
  await tenant.world("domains", "contoso.example", {
    authenticationType: "Federated",
    _federation: { id: "1", issuerUri: "http://any.sts/16152DB6" },
  });
  const { content, summary } = await collect();
  expect(canonicalJson(content)).toContain("http://any.sts/16152DB6");
  expect(summary).toContain("1 federated domain,");
});

test("E8 says what it couldn't read, and is then not complete", async () => {
  await tenant.fault({ match: { pathPattern: "/identity/**" }, kind: "403", times: 2 });
  const invoke = () =>
    Promise.reject(
      new TenantFault("Exchange is off", { kind: "refused", code: "ExchangeOff", requestId: "" }),
    );
  const { summary, complete } = await collect({
    ...tenant.context,
    exchange: { ...exchangeOff, invoke },
  });
  expect(complete).toBe(false);
  expect(summary).toContain("Not evaluable: access policies, named locations, transport rules");
  expect(summary).toContain("ExchangeOff");
});
