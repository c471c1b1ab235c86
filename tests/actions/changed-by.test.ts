/** Who took an effect away, from the sandbox's audit log through Cordon's own adapter. */
import { describe, expect, test } from "@jest/globals";
import { changedBy } from "../../src/actions/changed-by.ts";
import { instant } from "../../src/core/shared/ids.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { subject } from "./tenant.ts";
import { tenantForFile } from "./tenant-for-file.ts";

const tenant = tenantForFile();

const since = instant.parse("2026-11-21T03:00:00.000Z");
const activities = ["Enable account", "Update service principal"];

type Maker = { readonly user?: object; readonly app?: object };
const byUser = (displayName: string | null): Maker => ({
  user: { id: seedIds.jonasSales, displayName, userPrincipalName: "karin.lind@contoso.example" },
});

let last = 0;
const logged = (time: string, by: Maker, changes: Record<string, unknown> = {}): Promise<void> => {
  last += 1;
  const id = `audit-${String(last)}`;
  return tenant.world("directoryAudits", id, {
    id,
    activityDateTime: `2026-11-21T${time}Z`,
    activityDisplayName: "Enable account",
    category: "UserManagement",
    result: "success",
    initiatedBy: { user: null, app: null, ...by },
    targetResources: [{ id: seedIds.marta, displayName: "Marta Oliveira", type: "User" }],
    ...changes,
  });
};

const ask = (wanted = activities, targets?: readonly string[]) =>
  changedBy(tenant.context, subject(seedIds.marta), {
    since,
    activities: wanted,
    ...(targets !== undefined && { targets }),
  });

describe("who changed it", () => {
  test("nobody that the log knows of yet", async () => {
    expect(await ask()).toBeUndefined();
  });

  test("the newest of several, over all pages, whatever their fractions of a second", async () => {
    for (const minute of ["10", "11", "12", "13"]) await logged(`03:${minute}:00`, byUser("Early"));
    await logged("03:14:00.5000000", byUser("Karin Lind"));
    await logged("03:14:00", byUser("Before her"));
    expect(await ask()).toBe("Karin Lind, Enable account, 03:14 UTC");
  });

  test("only on this object, since then, and of these activities", async () => {
    await logged("02:59:59", byUser("Too early"));
    await logged("03:10:00", byUser("Another activity"), { activityDisplayName: "Update user" });
    await logged("03:11:00", byUser("Another object"), {
      targetResources: [{ id: seedIds.jonasSales, displayName: "Jonas Berg", type: "User" }],
    });
    expect(await ask()).toBeUndefined();
    const [request] = (await tenant.requests()).filter(({ path }) =>
      path.includes("directoryAudits"),
    );
    expect(decodeURIComponent(request?.query ?? "").replaceAll("+", " ")).toContain(
      `targetResources/any(t:t/id eq '${seedIds.marta}')`,
    );
  });

  test("a target among several of one entry counts", async () => {
    await logged("03:10:00", byUser("Karin Lind"), {
      targetResources: [{ id: seedIds.jonasSales }, { id: seedIds.marta }],
    });
    expect(await ask()).toContain("Karin Lind");
  });

  test("an app by its name, a user without one by the address, nobody by that", async () => {
    await logged("03:10:00", { app: { displayName: "Helpdesk sync", appId: "a" } });
    expect(await ask()).toBe("Helpdesk sync, Enable account, 03:10 UTC");
    await logged("03:11:00", byUser(null));
    expect(await ask()).toBe("karin.lind@contoso.example, Enable account, 03:11 UTC");
    await logged("03:12:00", {});
    expect(await ask()).toContain("somebody whom the log doesn't name");
  });

  test("neither what failed nor what Cordon did itself", async () => {
    await logged("03:10:00", byUser("Tried it"), { result: "failure" });
    await logged("03:11:00", { app: { displayName: "Cordon", appId: seedIds.client } });
    await logged("03:12:00", {
      app: { displayName: "Cordon", servicePrincipalId: seedIds.containmentPrincipal },
    });
    expect(await ask()).toBeUndefined();
  });

  test("nothing is asked where no activity takes it away", async () => {
    const before = (await tenant.requests()).length;
    expect(await ask([])).toBeUndefined();
    expect(await tenant.requests()).toHaveLength(before);
  });

  test("a log that may not be read says nothing; one that is away is a fault", async () => {
    const match = { method: "GET", pathPattern: "/auditLogs/directoryAudits" };
    await tenant.fault({ match, kind: "403" });
    expect(await ask()).toBeUndefined();
    await tenant.reset();
    await tenant.fault({ match, kind: "503", times: 20 });
    await expect(ask()).rejects.toMatchObject({ name: "TenantFault", kind: "unavailable" });
  });
});

describe("an object that isn't the subject", () => {
  const group = "5a1c0d3e-8f42-4b67-9c15-2f6e0b9d7cff";
  const on = (...targetResources: readonly object[]) => ({ targetResources });

  test("is asked for by the ids in the items; the newest of all counts", async () => {
    await logged("03:10:00", byUser("Of the subject"));
    await logged("03:11:00", byUser("Of the group"), on({ id: group, type: "Group" }));
    expect(await ask(activities)).toContain("Of the subject");
    expect(await ask(activities, [`open group:${group}:member`])).toContain("Of the group");
    expect(await ask(activities, [group.toUpperCase()])).toContain("Of the group");
    await logged("03:12:00", byUser("Of the subject again"));
    expect(await ask(activities, [group])).toContain("again");
  });

  test("isn't asked for where an item has no object's id, and five are enough", async () => {
    const asked = async (targets: readonly string[]): Promise<number> => {
      const count = async () =>
        (await tenant.requests()).filter(({ path }) => path.includes("directoryAudits")).length;
      const before = await count();
      await ask(activities, targets);
      return (await count()) - before;
    };
    expect(await asked(["policy", "consent:a3Bf_x9' or 1 eq 1", seedIds.marta])).toBe(1);
    const many = Array.from({ length: 9 }, (_, at) => `role:${String(at)}${group.slice(1)}`);
    expect(await asked(many)).toBe(5);
  });

  test("that others share says nothing of what happened to them", async () => {
    const other = { id: seedIds.jonasSales, type: "User" };
    await logged("03:10:00", byUser("Added Jonas"), on(other, { id: group, type: "Group" }));
    expect(await ask(activities, [`group:${group}`])).toBeUndefined();
    const marta = { id: seedIds.marta, type: "User" };
    await logged("03:09:00", byUser("Added Marta"), on(marta, { id: group, type: "Group" }));
    expect(await ask(activities, [`group:${group}`])).toContain("Added Marta");
  });
});
