import { describe, expect, test } from "@jest/globals";
import { actionCatalogue } from "../../src/actions/catalogue.ts";
import { type ActionContext } from "../../src/actions/context.ts";
import { type Action } from "../../src/actions/contract.ts";
import { blockSignIn } from "../../src/actions/identity/block-sign-in.ts";
import { type Graph, TenantFault } from "../../src/actions/tenant.ts";
import { restrictUserConsent } from "../../src/actions/tenant/restrict-user-consent.ts";
import { type Subject, type SubjectKind, subjectKinds } from "../../src/core/incident/plan.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { app } from "./apps/app-tenant.ts";
import { laptop } from "./endpoint/device-tenant.ts";
import { canonical } from "./library/walk.ts";
import { site } from "./sharing/sharing-tenant.ts";
import { subject } from "./tenant.ts";
import { tenantForFile } from "./tenant-for-file.ts";

const tenant = tenantForFile();

const marta = subject(seedIds.marta);
const of = (kind: SubjectKind, id: string): Subject => ({ ...subject(id), kind });

/** It reads and changes a policy of the tenant, whatever the subject is. */
const acting = actionCatalogue.filter(({ id }) => id !== restrictUserConsent.id);
const onSubjects = acting.flatMap((action) =>
  action.subjectKinds.map((kind) => [action.id, kind, action] as const),
);
const onPeople = acting
  .filter(({ subjectKinds: kinds }) => kinds.includes("user"))
  .map((action) => [action.id, action] as const);
/** Their way is through an app or a site; a rogue object is an attacker's, named by its id. */
const ofKind = (kind: SubjectKind) =>
  onSubjects.filter(([id, one]) => one === kind && id !== "remove-rogue-object");
const onApps = ofKind("service principal");
const onSites = ofKind("site");
const onMachines = acting
  .filter(({ team, subjectKinds: kinds }) => team === "endpoint" && !kinds.includes("user"))
  .map((action) => [action.id, action] as const);

/** What they change is here: the account, its consents and roles, mail flow, lists and levels of the tenant. */
const reachesGuests: readonly string[] = [
  "block-sign-in",
  "disable-app",
  "disable-transport-rules",
  "block-sender",
  "block-indicator",
  "restrict-tenant-sharing",
  "remove-app-consents",
  "remove-directory-roles",
  "purge-mail",
  "remove-rogue-object",
  "restore-roles-eligible",
];

/** A subject of each kind on which Cordon acts, and what every guard of that kind reads. */
const there: Readonly<Record<SubjectKind, Subject>> = {
  user: marta,
  "service principal": app(seedIds.mailSyncPro),
  device: laptop,
  site: site(),
};
const guardReads: Readonly<Record<SubjectKind, string>> = {
  user: "/users/*",
  "service principal": "/servicePrincipals/*",
  device: "/devices/*",
  site: "/groups/*",
};

/** A preview with an input as the help shows it, so that nothing but the subject speaks against acting. */
const look = (action: Action, target: Subject, context = tenant.context) =>
  action.preview(context, target, canonical(action, action.input?.example));
const byHand = (words: string | RegExp) => ({
  kind: "by hand",
  reason: typeof words === "string" ? expect.stringContaining(words) : expect.stringMatching(words),
});

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

describe.each(onPeople)("%s leaves to people", (_id, action) => {
  test("an emergency account, without asking the tenant anything", async () => {
    const before = (await tenant.requests()).length;
    const seen = await look(action, subject(seedIds.breakGlass));
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
    expect(await look(action, marta)).toEqual(byHand("can't read"));
  });

  test("an account whose roles may not be read", async () => {
    const path = "/roleManagement/directory/roleAssignments";
    await tenant.fault({ match: { pathPattern: path }, kind: "403" });
    expect(await look(action, marta)).toEqual(byHand("can't read"));
  });

  test("an account of a restricted administrative unit", async () => {
    const context = seeing({ isManagementRestricted: true });
    expect(await look(action, marta, context)).toEqual(byHand("restricted"));
  });

  test.each([
    ["guest", seedIds.guest],
    ["member by type that another organisation signs in", seedIds.b2bMember],
  ])("every %s, where what it changes isn't here", async (_who, who) => {
    const seen = await look(action, subject(who));
    const reason = seen.kind === "by hand" ? seen.reason : "";
    expect(reason.startsWith("It is a guest")).toBe(!reachesGuests.includes(action.id));
  });

  test("nothing without saying why in one line", async () => {
    for (const who of [seedIds.breakGlass, seedIds.containmentPrincipal, seedIds.guest]) {
      const seen = await look(action, subject(who));
      const { length } = seen.kind === "by hand" ? seen.reason : "";
      expect(length).toBeLessThanOrEqual(240);
    }
    expect(await tenant.ledger()).toEqual([]);
  });
});

describe.each(onSubjects)("%s of a %s leaves to people", (_id, kind, action) => {
  test("what isn't there any more", async () => {
    const seen = await look(action, of(kind, "11111111-2222-4333-8444-555555555555"));
    expect(seen).toEqual(byHand(/ any more|It isn't/));
    expect(await tenant.ledger()).toEqual([]);
  });

  test("what is of a kind on which it doesn't act", async () => {
    for (const other of subjectKinds.filter((one) => !action.subjectKinds.includes(one))) {
      expect(await look(action, of(other, seedIds.marta))).toEqual(byHand(/It isn't|any more/));
    }
    expect(await tenant.ledger()).toEqual([]);
  });
});

describe.each(onSubjects.filter(([id, kind]) => kind === "user" || id !== "remove-rogue-object"))(
  "%s of a %s",
  (_id, kind, action) => {
    test("proposes nothing while a reading fails for a while", async () => {
      const pathPattern = guardReads[kind];
      await tenant.fault({ match: { pathPattern }, kind: "500", times: 9 });
      await expect(look(action, there[kind])).rejects.toMatchObject({ kind: "unavailable" });
    });
  },
);

describe.each(onApps)("%s leaves to people", (id, _kind, action) => {
  test("an app whose roles may not be read", async () => {
    const path = "/roleManagement/directory/roleAssignments";
    await tenant.fault({ match: { pathPattern: path }, kind: "403" });
    expect(await look(action, there["service principal"])).toEqual(byHand("can't read"));
  });

  test("Microsoft's own apps, unless it leaves the app itself as it is or only takes credentials", async () => {
    const seen = await look(action, of("service principal", seedIds.graphServicePrincipal));
    const reason = seen.kind === "by hand" ? seen.reason : "";
    const leavesApp = ["remove-app-credentials", "block-indicator"].includes(id);
    expect(reason.includes("Microsoft's own applications")).toBe(!leavesApp);
  });
});

describe.each(onMachines)("%s leaves to people", (_id, action) => {
  test("a device that Defender may not tell of", async () => {
    await tenant.fault({ match: { pathPattern: "/api/machines" }, kind: "403" });
    await tenant.fault({ match: { pathPattern: "/api/machines/**" }, kind: "403" });
    expect(await look(action, laptop)).toEqual(byHand("Defender"));
  });
});

describe.each(onSites)("%s leaves to people", (_id, _kind, action) => {
  test("a group that has no site", async () => {
    expect(await look(action, of("site", seedIds.onCallGroup))).toEqual(byHand("has no site"));
  });
});

test("what is the whole tenant's proposes nothing while a reading fails for a while", async () => {
  const pathPattern = "/policies/authorizationPolicy";
  await tenant.fault({ match: { pathPattern }, kind: "500", times: 9 });
  await expect(look(restrictUserConsent, marta)).rejects.toMatchObject({ kind: "unavailable" });
});

test("a group without roles may be joined by anybody", async () => {
  const group = { displayName: "Lunch", isAssignableToRole: null };
  const context = listing("eligibilityScheduleInstances", [{ groupId: "g", group }]);
  expect((await blockSignIn.preview(context, subject(seedIds.marta))).kind).toBe("plan");
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

  test("are none where there is no licence for them", async () => {
    const context = refusing("AadPremiumLicenseRequired");
    expect((await blockSignIn.preview(context, subject(seedIds.marta))).kind).toBe("plan");
  });

  test("are unknown where they may not be read, and then a person looks", async () => {
    const context = refusing("Authorization_RequestDenied");
    expect((await blockSignIn.preview(context, subject(seedIds.marta))).kind).toBe("by hand");
  });
});

test("a role that only reads doesn't protect an account", async () => {
  const role = { roleDefinitionId: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b" };
  const context = listing("roleAssignments", [role]);
  expect((await blockSignIn.preview(context, subject(seedIds.marta))).kind).toBe("plan");
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
