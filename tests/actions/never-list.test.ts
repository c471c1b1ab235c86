/** Whom no vote reaches. */
import { describe, expect, test } from "@jest/globals";
import { actionCatalogue } from "../../src/actions/catalogue.ts";
import { type ActionContext, type NeverList } from "../../src/actions/context.ts";
import { type Action } from "../../src/actions/contract.ts";
import { TenantFault } from "../../src/actions/tenant.ts";
import { judgeTarget } from "../../src/actions/guards.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { subject } from "./tenant.ts";
import { tenantForFile } from "./tenant-for-file.ts";

const tenant = tenantForFile();

const lockingOut: readonly string[] = [
  "block-sign-in",
  "revoke-sign-in-sessions",
  "confirm-user-compromised",
  "reset-password",
];
const named = (list: readonly Action[]) => list.map((action) => [action.id, action] as const);
/** They change the tenant, not the subject. */
const tenantWide: readonly string[] = ["restrict-user-consent"];
const onSubjects = actionCatalogue.filter(({ id }) => !tenantWide.includes(id));
const everyAction = named(onSubjects);
const onPeople = named(onSubjects.filter(({ subjectKinds }) => subjectKinds.includes("user")));
const thatLockOut = named(actionCatalogue.filter(({ id }) => lockingOut.includes(id)));
/** They have something to do for Marta as she is seeded, and nothing for an administrator. */
const harmless: readonly string[] = ["disable-inbox-rules", "clear-forwarding"];
const others = named(actionCatalogue.filter(({ id }) => harmless.includes(id)));

/** A value as the help shows it, so that nothing but the subject speaks against acting. */
const inputOf = ({ input }: Action): string | undefined => {
  const parsed = input?.parse(input.example);
  if (parsed?.ok === false) throw new Error(parsed.why);
  return parsed?.value;
};

const withNever = (never: Partial<NeverList>): ActionContext => ({
  ...tenant.context,
  never: { ...tenant.context.never, ...never },
});
const byHand = (words: string) => ({ kind: "by hand", reason: expect.stringContaining(words) });
/** No person may do it alone either. */
const nobody = (words: string) => ({ ...byHand(words), never: true });

describe.each(everyAction)("%s never touches", (_id, action) => {
  test.each([
    ["the service principal", seedIds.containmentPrincipal, "cordon"],
    ["the application, by its app id", seedIds.mailSyncPro, seedIds.client.toUpperCase()],
  ])("Cordon's own identity: %s", async (_what, id, address) => {
    const before = (await tenant.requests()).length;
    for (const kind of action.subjectKinds) {
      const target = { ...subject(id), address, kind };
      const seen = await action.preview(tenant.context, target, inputOf(action));
      expect(seen).toEqual(nobody("Cordon's own identity"));
    }
    expect((await tenant.requests()).length).toBe(before);
  });
});

describe.each(onPeople)("%s never touches", (_id, action) => {
  test("an emergency account", async () => {
    const target = subject(seedIds.breakGlass);
    const seen = await action.preview(tenant.context, target, inputOf(action));
    expect(seen).toEqual(nobody("emergency account"));
  });
});

/** Leaves so many enabled Global Administrators, Olga among them. */
const leave = async (count: 2 | 3): Promise<void> => {
  await tenant.world("users", seedIds.secondGlobalAdmin, { accountEnabled: false });
  if (count === 2) await tenant.world("users", seedIds.groupGlobalAdmin, { accountEnabled: false });
};

describe.each(thatLockOut)("%s", (_id, action) => {
  const preview = (id: string, context = tenant.context) => action.preview(context, subject(id));

  test("takes one of three enabled Global Administrators", async () => {
    await leave(3);
    expect((await preview(seedIds.globalAdmin)).kind).toBe("plan");
  });

  test("leaves the last two, whoever of them it is", async () => {
    await leave(2);
    const context = withNever({ breakGlass: [] });
    for (const id of [seedIds.globalAdmin, seedIds.breakGlass]) {
      expect(await preview(id, context)).toEqual(nobody("Fewer than two enabled Global Admin"));
    }
  });

  test.each([
    ["guest", { userType: "Guest" }],
    ["person of another organisation", { externalUserState: "Accepted" }],
  ])("doesn't count a %s among them", async (_who, set) => {
    await leave(3);
    await tenant.world("users", seedIds.groupGlobalAdmin, set);
    expect(await preview(seedIds.globalAdmin)).toEqual(nobody("Fewer than two"));
  });

  test("doesn't count those who could activate the role, nor applications", async () => {
    await leave(2);
    const role = {
      roleDefinitionId: "62e90394-69f5-4237-9190-012177145e10",
      directoryScopeId: "/",
    };
    const { marta, mailSyncPro } = seedIds;
    await tenant.world("roleEligibilities", "e", { id: "e", principalId: marta, ...role });
    await tenant.world("roleAssignments", "a", { id: "a", principalId: mailSyncPro, ...role });
    expect(await preview(seedIds.globalAdmin)).toEqual(nobody("Fewer than two"));
  });

  test.each([
    ["who holds the role", "roleDefinitionId"],
    ["who is in a group that holds it", "transitiveMembers"],
    ["whether the holders are enabled", "/v1.0/users?"],
  ])("is by hand where Cordon may not read %s", async (_what, part) => {
    const fault = new TenantFault("no", { kind: "refused", code: "Denied", requestId: "" });
    const context: ActionContext = {
      ...tenant.context,
      graph: {
        ...tenant.graph,
        list: (path, limit) =>
          path.includes(part) && !path.includes("principalId")
            ? Promise.reject(fault)
            : tenant.graph.list(path, limit),
      },
    };
    expect(await preview(seedIds.globalAdmin, context)).toEqual(byHand("can't count the Global"));
  });

  test("proposes nothing while they can't be counted for now", async () => {
    const pathPattern = "/groups/*/transitiveMembers";
    await tenant.fault({ match: { pathPattern }, kind: "500", times: 9 });
    await expect(preview(seedIds.globalAdmin)).rejects.toMatchObject({ kind: "unavailable" });
  });

  test("counts those in a group in the group, and neither the group nor an app in it", async () => {
    await leave(2);
    const { globalAdminGroup, marta, mailSyncPro } = seedIds;
    const inner = "11112222-3333-4444-8555-666677778888";
    const type = { "@odata.type": "#microsoft.graph.group", id: inner };
    await tenant.world("directoryObjects", inner, type);
    const put = (id: string, memberId: string, containerId: string) =>
      tenant.world("memberships", id, { id, memberId, containerId });
    await put("inner", inner, globalAdminGroup);
    await put("app", mailSyncPro, inner);
    expect(await preview(seedIds.globalAdmin)).toEqual(nobody("Fewer than two"));
    await put("person", marta, inner);
    expect((await preview(seedIds.globalAdmin)).kind).toBe("plan");
  });

  test("doesn't count for anybody else", async () => {
    await leave(2);
    expect((await preview(seedIds.exchangeAdmin)).kind).toBe("plan");
  });

  test("leaves a responder without whom a team has no quorum, and takes one with", async () => {
    const never = (quorumHolds: boolean) =>
      withNever({ responder: (id) => (id === seedIds.marta ? { quorumHolds } : undefined) });
    expect(await preview(seedIds.marta, never(false))).toEqual(nobody("fewer than two people"));
    expect((await preview(seedIds.marta, never(true))).kind).toBe("plan");
  });
});

describe.each(
  named(
    actionCatalogue.filter(({ id }) =>
      [
        "disable-ad-account",
        "restrict-sign-in",
        "remove-sign-in-methods",
        "remove-directory-roles",
      ].includes(id),
    ),
  ),
)("%s", (_id, action) => {
  test("leaves the last two Global Administrators as well", async () => {
    await leave(2);
    const seen = await action.preview(tenant.context, subject(seedIds.globalAdmin));
    expect(seen).toEqual(nobody("Fewer than two"));
  });
});

describe.each(others)("%s locks nobody out", (_id, action) => {
  test("and acts on the last two and on a responder below quorum", async () => {
    await leave(2);
    const context = withNever({ responder: () => ({ quorumHolds: false }) });
    const seen = await action.preview(context, subject(seedIds.globalAdmin));
    expect(seen.kind).toBe("nothing to do");
    const marta = await action.preview(context, subject(seedIds.marta));
    if (marta.kind !== "plan") throw new Error(JSON.stringify(marta));
    expect(marta.draft.traits).toEqual(["responder"]);
  });
});

describe("the way back", () => {
  const judge = (id: string, context = tenant.context) => judgeTarget(context, subject(id));

  test("is judged by what the account is now", async () => {
    expect(await judge(seedIds.marta)).toEqual({ kind: "target", traits: [] });
    const roleDefinitionId = "62e90394-69f5-4237-9190-012177145e10";
    const role = { id: "g", principalId: seedIds.marta, roleDefinitionId, directoryScopeId: "/" };
    await tenant.world("roleAssignments", "g", role);
    const traits = ["global administrator", "privileged"];
    expect(await judge(seedIds.marta)).toEqual({ kind: "target", traits });
    const decides = withNever({ responder: () => ({ quorumHolds: true }) });
    expect(await judge(seedIds.guest, decides)).toEqual({
      kind: "target",
      traits: ["guest", "responder"],
    });
  });

  test("locks nobody out: the second-last Global Administrator comes back", async () => {
    await leave(2);
    const context = withNever({ responder: () => ({ quorumHolds: false }) });
    expect(await judge(seedIds.groupGlobalAdmin)).toMatchObject({ kind: "target" });
    expect(await judge(seedIds.marta, context)).toMatchObject({ kind: "target" });
  });

  test.each([
    ["an emergency account", seedIds.breakGlass, nobody("emergency account")],
    ["Cordon's own identity", seedIds.containmentPrincipal, nobody("Cordon's own identity")],
    ["what is gone", "11111111-2222-4333-8444-555555555555", byHand("no account")],
  ])("of %s is for people", async (_what, id, answer) => {
    expect(await judge(id)).toEqual(answer);
  });

  test("isn't judged while the tenant doesn't answer, and is for people where it may not be read", async () => {
    const pathPattern = "/roleManagement/directory/roleAssignments";
    await tenant.fault({ match: { pathPattern }, kind: "403" });
    expect(await judge(seedIds.marta)).toEqual(byHand("can't read"));
    await tenant.reset();
    await tenant.fault({ match: { pathPattern }, kind: "500", times: 9 });
    await expect(judge(seedIds.marta)).rejects.toMatchObject({ kind: "unavailable" });
  });
});
