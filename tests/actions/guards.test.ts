import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { actionCatalogue } from "../../src/actions/catalogue.ts";
import { type ActionContext } from "../../src/actions/context.ts";
import { type Graph, TenantFault } from "../../src/actions/tenant.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { startTenant, subject, type Tenant } from "./tenant.ts";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await startTenant();
});
beforeEach(() => tenant.reset());
afterAll(() => tenant.close());

const everyAction = actionCatalogue.map((action) => [action.id, action] as const);

/** The same tenant with one account's flags changed on the way. */
const seeing = (flags: Readonly<Record<string, unknown>>): ActionContext => {
  const graph: Graph = {
    ...tenant.graph,
    get: async (path) => {
      const answer = await tenant.graph.get(path);
      const isAccount = /^\/v1\.0\/users\/[^/?]+\?/.test(path);
      return isAccount && answer.body !== null && typeof answer.body === "object"
        ? { ...answer, body: { ...answer.body, ...flags } }
        : answer;
    },
  };
  return { ...tenant.context, graph };
};

/** The same tenant where one collection has these values. */
const listing = (collection: string, values: readonly unknown[]): ActionContext => ({
  ...tenant.context,
  graph: {
    ...tenant.graph,
    list: (path, limit) =>
      path.includes(`/${collection}?`)
        ? Promise.resolve({ values, complete: true })
        : tenant.graph.list(path, limit),
  },
});

describe.each(everyAction)("%s leaves to people", (id, action) => {
  test("an emergency account, without asking the tenant anything", async () => {
    const before = (await tenant.requests()).length;
    const seen = await action.preview(tenant.context, subject(seedIds.breakGlass));
    expect(seen).toEqual({
      kind: "by hand",
      reason: expect.stringContaining("emergency"),
      never: true,
    });
    expect((await tenant.requests()).length).toBe(before);
  });

  test("an account whose groups to join may not be read", async () => {
    const path = "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances";
    await tenant.fault({ match: { pathPattern: path }, kind: "403" });
    const seen = await action.preview(tenant.context, subject(seedIds.marta));
    expect(seen).toEqual({ kind: "by hand", reason: expect.stringContaining("can't read") });
  });

  test("an account whose roles may not be read", async () => {
    const path = "/roleManagement/directory/roleAssignments";
    await tenant.fault({ match: { pathPattern: path }, kind: "403" });
    const seen = await action.preview(tenant.context, subject(seedIds.marta));
    expect(seen).toEqual({ kind: "by hand", reason: expect.stringContaining("can't read") });
  });

  test("an account of a restricted administrative unit", async () => {
    const context = seeing({ isManagementRestricted: true });
    const seen = await action.preview(context, subject(seedIds.marta));
    expect(seen).toEqual({ kind: "by hand", reason: expect.stringContaining("restricted") });
  });

  test("an account that isn't there any more", async () => {
    const gone = subject("11111111-2222-4333-8444-555555555555");
    const seen = await action.preview(tenant.context, gone);
    expect(seen).toEqual({ kind: "by hand", reason: expect.stringContaining("no account") });
  });

  test("what isn't a person", async () => {
    const app = { ...subject(seedIds.mailSyncPro), kind: "service principal" as const };
    expect((await action.preview(tenant.context, app)).kind).toBe("by hand");
  });

  test.each([
    ["guest", seedIds.guest],
    ["member by type that another organisation signs in", seedIds.b2bMember],
  ])("every %s, except to block sign-in here", async (_who, who) => {
    const seen = await action.preview(tenant.context, subject(who));
    expect(seen.kind).toBe(id === "block-sign-in" ? "plan" : "by hand");
  });

  test("nothing without saying why in one line", async () => {
    for (const who of [seedIds.breakGlass, seedIds.containmentPrincipal, seedIds.guest]) {
      const seen = await action.preview(tenant.context, subject(who));
      const { length } = seen.kind === "by hand" ? seen.reason : "";
      expect(length).toBeLessThanOrEqual(240);
    }
    expect(await tenant.ledger()).toEqual([]);
  });
});

test("a group without roles may be joined by anybody", async () => {
  const group = { displayName: "Lunch", isAssignableToRole: null };
  const context = listing("eligibilityScheduleInstances", [{ groupId: "g", group }]);
  const [block] = actionCatalogue;
  expect((await block?.preview(context, subject(seedIds.marta)))?.kind).toBe("plan");
});

describe("roles that can be activated", () => {
  const eligible = "roleEligibilityScheduleInstances";
  const refusing = (code: string): ActionContext => ({
    ...tenant.context,
    graph: {
      ...tenant.graph,
      list: (path, limit) =>
        path.includes(`/${eligible}?`)
          ? Promise.reject(new TenantFault("no", { kind: "refused", code, requestId: "" }))
          : tenant.graph.list(path, limit),
    },
  });
  const [block] = actionCatalogue;

  test("are none where there is no licence for them", async () => {
    const context = refusing("AadPremiumLicenseRequired");
    expect((await block?.preview(context, subject(seedIds.marta)))?.kind).toBe("plan");
  });

  test("are unknown where they may not be read, and then a person looks", async () => {
    const context = refusing("Authorization_RequestDenied");
    expect((await block?.preview(context, subject(seedIds.marta)))?.kind).toBe("by hand");
  });
});

test("a role that only reads doesn't protect an account", async () => {
  const role = { roleDefinitionId: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b" };
  const context = listing("roleAssignments", [role]);
  const [block] = actionCatalogue;
  expect((await block?.preview(context, subject(seedIds.marta)))?.kind).toBe("plan");
});

describe("a shared mailbox", () => {
  test.each(["revoke-sign-in-sessions", "confirm-user-compromised", "reset-password"])(
    "is for people in %s",
    async (id) => {
      const action = actionCatalogue.find((entry) => entry.id === id);
      const seen = await action?.preview(tenant.context, subject(seedIds.sharedMailbox));
      expect(seen).toEqual({ kind: "by hand", reason: expect.stringContaining("shared mailbox") });
    },
  );

  test.each(["disable-inbox-rules", "clear-forwarding"])("is read by %s", async (id) => {
    const action = actionCatalogue.find((entry) => entry.id === id);
    const seen = await action?.preview(tenant.context, subject(seedIds.sharedMailbox));
    expect(seen?.kind).toBe("nothing to do");
  });
});

test("a reading that fails for a while proposes nothing and isn't taken for an answer", async () => {
  const path = "/users/*/transitiveMemberOf";
  await tenant.fault({ match: { pathPattern: path }, kind: "500", times: 9 });
  for (const action of actionCatalogue) {
    await expect(action.preview(tenant.context, subject(seedIds.marta))).rejects.toMatchObject({
      kind: "unavailable",
    });
  }
});
