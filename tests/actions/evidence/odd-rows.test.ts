/** What has another shape than Microsoft documents stays in the file as it came, and is never left out in silence. */
import { describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { type ActionContext } from "../../../src/actions/context.ts";
import { slowCollectorFor } from "../../../src/actions/catalogue.ts";
import { appConsents } from "../../../src/actions/evidence/app-consents.ts";
import { appFacts } from "../../../src/actions/evidence/app-facts.ts";
import { appPermissions } from "../../../src/actions/evidence/app-permissions.ts";
import { tenantState } from "../../../src/actions/evidence/tenant-state.ts";
import { type Collected } from "../../../src/actions/library.ts";
import { type Graph } from "../../../src/actions/tenant.ts";
import { incidentIdOf } from "../../../src/core/shared/ids.ts";
import { appSeedIds } from "../../../src/sandbox/seed/seed-applications.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { app } from "../apps/app-tenant.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);
const invoiceImport = app(appSeedIds.servicePrincipal);

/** The same tenant, whose lists under this path have one more row. */
const withRow = (part: string, row: unknown): ActionContext => {
  const list: Graph["list"] = async (path, limit) => {
    const found = await tenant.graph.list(path, limit);
    return path.includes(part) ? { ...found, values: [...found.values, row] } : found;
  };
  return { ...tenant.context, graph: { ...tenant.graph, list } };
};

/** The same tenant, where one object under this path has other members. */
const withMembers = (part: string, members: object): ActionContext => {
  const get: Graph["get"] = async (path) => {
    const answer = await tenant.graph.get(path);
    const isIt = path.includes(part) && answer.body !== null && typeof answer.body === "object";
    return isIt ? { ...answer, body: { ...answer.body, ...members } } : answer;
  };
  return { ...tenant.context, graph: { ...tenant.graph, get } };
};

const parts = z.looseObject({
  parts: z.record(z.string(), z.looseObject({ values: z.array(z.unknown()).optional() })),
});

const expectKept = (found: Collected, name: string, row: unknown): void => {
  const part = parts.parse(found.content).parts[name];
  expect(part?.values).toContainEqual(row);
  expect(part).toMatchObject({ odd: 1, complete: false });
  expect(found.complete).toBe(false);
  expect(found.summary).toMatch(/ Not evaluable: [^.].*\(UnreadableAnswer\)/);
  expect(found.summary).toContain(`1 row of ${name}`);
};

describe("E8", () => {
  test("keeps a policy that it doesn't understand, and isn't complete", async () => {
    const row = { id: "p-odd", conditions: { users: { excludeUsers: seedIds.marta } } };
    const context = withRow("/conditionalAccess/policies", row);
    expectKept(await tenantState.collect(context, marta), "access policies", row);
  });

  test("keeps a domain that it doesn't understand", async () => {
    const row = { id: 7, authenticationType: "Federated" };
    const found = await tenantState.collect(withRow("/v1.0/domains", row), marta);
    expectKept(found, "domains", row);
  });

  test("isn't complete where a federation wasn't read to its end", async () => {
    const whole = await tenantState.collect(tenant.context, marta);
    expect(whole.complete).toBe(true);
    await tenant.world("domains", "partly.example", {
      id: "partly.example",
      authenticationType: "Federated",
    });
    const list: Graph["list"] = async (path, limit) =>
      path.includes("/federationConfiguration")
        ? { values: [], complete: false }
        : tenant.graph.list(path, limit);
    const context = { ...tenant.context, graph: { ...tenant.graph, list } };
    expect((await tenantState.collect(context, marta)).complete).toBe(false);
  });
});

describe("E3", () => {
  test("of a person keeps a consent without its app, and isn't complete", async () => {
    const row = { id: "c-odd", clientId: null, scope: "Mail.Read" };
    const found = await appConsents.collect(withRow("/oauth2PermissionGrants", row), marta);
    expectKept(found, "consents", row);
  });

  test("of an app keeps a consent that it doesn't understand", async () => {
    const row = { id: "c-odd", consentType: 3 };
    const context = withRow("/oauth2PermissionGrants", row);
    expectKept(await appPermissions.collect(context, invoiceImport), "consents", row);
  });

  test("of an app doesn't count credentials that it doesn't understand as none", async () => {
    const context = withMembers("/v1.0/servicePrincipals/", { keyCredentials: "hidden" });
    const { summary, complete } = await appPermissions.collect(context, invoiceImport);
    expect(summary).toContain("1 row of credentials of the service principal (UnreadableAnswer)");
    expect(summary).not.toMatch(/; \d credential/);
    expect(complete).toBe(false);
  });
});

test("E0 of an app keeps an organisation that it doesn't understand", async () => {
  const row = { name: "no id" };
  const found = await appFacts.collect(withRow("/organization", row), invoiceImport);
  expectKept(found, "organisation", row);
});

const slow = async (kind: "E4" | "P3" | "R6", context: ActionContext): Promise<Collected> => {
  const collector = slowCollectorFor(kind, "user");
  if (!collector) throw new Error("no collector");
  const openedAt = context.now();
  const run = { incident: incidentIdOf(7), openedAt, since: openedAt, run: 1, subjects: [marta] };
  for (let looks = 0; looks < 9; looks += 1) {
    const found = await collector.collect(context, marta, run);
    if (!("later" in found)) return found;
    tenant.pass(found.minutes * 60_000);
  }
  throw new Error("never done");
};

describe.each(["E4", "P3", "R6"] as const)("%s", (kind) => {
  test("keeps a sign-in that it doesn't understand, and isn't complete", async () => {
    const row = { id: "s-odd", userId: seedIds.marta, status: "let in", ipAddress: "203.0.113.9" };
    const context = withRow("/v1.0/auditLogs/signIns", row);
    expectKept(await slow(kind, context), "interactive sign-ins", row);
  });
});

test("R6 keeps an audit event without a time, and isn't complete", async () => {
  const row = { id: "a-odd", activityDisplayName: "Consent to application" };
  const context = withRow("/auditLogs/directoryAudits?$filter=targetResources", row);
  expectKept(await slow("R6", context), "audit events on it", row);
});

test("P3 keeps a hunting row that it doesn't understand, and isn't complete", async () => {
  const row = { AccountObjectId: 7, RawEventData: "" };
  const post: Graph["post"] = async (path, body) => {
    const answer = await tenant.graph.post(path, body);
    const { data } = z.looseObject({ results: z.array(z.unknown()) }).safeParse(answer.body);
    return data && JSON.stringify(body).includes("InboxRule")
      ? { ...answer, body: { ...data, results: [...data.results, row] } }
      : answer;
  };
  const context = { ...tenant.context, graph: { ...tenant.graph, post } };
  expectKept(await slow("P3", context), "inbox rules", row);
});
