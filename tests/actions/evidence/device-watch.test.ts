/** The watch of a device: who released it, and what is new since the attack. */
import { describe, expect, test } from "@jest/globals";
import { isolateDevice } from "../../../src/actions/endpoint/isolate-device.ts";
import { releaseDevice } from "../../../src/actions/endpoint/release-device.ts";
import { machineIds } from "../../../src/sandbox/seed/seed-defender.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { planned } from "../apps/app-tenant.ts";
import { doneMs, laptop, requested } from "../endpoint/device-tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { day, hour, incident, slowRun } from "./slow-run.ts";

const tenant = tenantForFile();

const ago = (ms: number): string => new Date(Date.parse(tenant.context.now()) - ms).toISOString();

const hunted = (key: string, set: Readonly<Record<string, unknown>>) =>
  tenant.world("huntingResults", key, set);

describe("the watch of a device", () => {
  const isolated = async () => {
    const plan = await planned(tenant, isolateDevice, laptop);
    const asked = { ...plan, incident };
    await requested(tenant, { action: isolateDevice, target: laptop, plan: asked });
    tenant.pass(doneMs);
  };

  const actionOf = async (type: string): Promise<string> => {
    const filter = encodeURIComponent(`type eq '${type}'`);
    const { values } = await tenant.context.defender.list(`/api/machineactions?$filter=${filter}`);
    return /"id":"([^"]+)"/.exec(JSON.stringify(values.at(-1)))?.[1] ?? "";
  };

  const released = async () => {
    const plan = { ...(await planned(tenant, releaseDevice, laptop)), incident };
    await requested(tenant, { action: releaseDevice, target: laptop, plan });
    tenant.pass(doneMs);
  };

  const watched = (openedAgo = hour) => slowRun(tenant, "R6", laptop, { openedAgo });

  test("says that it is isolated, and raises no alarm where nothing is new", async () => {
    await isolated();
    const found = await slowRun(tenant, "R6", laptop, { openedAgo: hour });
    expect(found.summary).toBe("Nothing new was seen since an hour after the opening; isolated.");
    expect([found.complete, found.alarm]).toEqual([true, undefined]);
  });

  test("alarms when somebody else released it, for as long as it lasts, and not for this incident's own release", async () => {
    await isolated();
    await released();
    const own = await watched();
    expect([own.alarm, own.summary]).toEqual([
      undefined,
      "Nothing new was seen since an hour after the opening; not isolated, released by Cordon.",
    ]);
    await tenant.world("machineActions", await actionOf("Unisolate"), {
      requestorComment: "back to work",
      requestor: "dana.fox@contoso.example",
    });
    for (const run of [0, 1]) {
      const { alarm } = await slowRun(tenant, "R6", laptop, { openedAgo: hour, run });
      expect(alarm).toContain("the device is released from isolation by dana.fox@contoso.example");
    }
  });

  test("raises none for somebody's release after which Cordon isolated it again and released it", async () => {
    await isolated();
    await released();
    const foreign = { requestorComment: "back to work", requestor: "dana.fox@contoso.example" };
    await tenant.world("machineActions", await actionOf("Unisolate"), foreign);
    await isolated();
    expect((await watched()).alarm).toBeUndefined();
    await released();
    expect((await watched()).alarm).toBeUndefined();
  });

  test.each([
    ["a person's", "dana.fox@contoso.example"],
    ["another app's", seedIds.mailSyncPro],
  ])("isn't taken in by Cordon's comment on %s release", async (_whose, requestor) => {
    await isolated();
    await released();
    await tenant.world("machineActions", await actionOf("Unisolate"), { requestor });
    expect((await watched()).alarm).toContain(`released from isolation by ${requestor}`);
  });

  test("knows Cordon by its own id, and by its comment where only a name is given", async () => {
    await isolated();
    await released();
    for (const requestor of [seedIds.client.toUpperCase(), "Containment app"]) {
      await tenant.world("machineActions", await actionOf("Unisolate"), { requestor });
      const { alarm, summary } = await watched();
      expect(alarm).toBeUndefined();
      expect(summary).toContain(`not isolated, released by ${requestor}`);
    }
  });

  test("leaves what was before it joined to the attack", async () => {
    await isolated();
    await released();
    const requestor = "dana.fox@contoso.example";
    await tenant.world("machineActions", await actionOf("Unisolate"), { requestor });
    tenant.pass(0.1 * hour);
    const joined = { openedAgo: 5 * day, joinedAgo: 0.05 * hour };
    expect((await slowRun(tenant, "R6", laptop, joined)).alarm).toBeUndefined();
  });

  test("alarms for an alert once: at the look after it began", async () => {
    const openedAgo = 2 * hour;
    expect((await slowRun(tenant, "R6", laptop, { openedAgo })).alarm).toBeUndefined();
    await hunted("device-row-100", {
      _table: "AlertEvidence",
      Timestamp: ago(0.5 * hour),
      AlertId: "da1",
      Title: "Malware\n**was** run",
      DeviceId: machineIds.laptop,
    });
    expect((await slowRun(tenant, "R6", laptop, { openedAgo })).alarm).toBe(
      "New since an hour after the opening: 1 alert: Malware **was** run",
    );
    const later = await slowRun(tenant, "R6", laptop, { openedAgo: 2 * day, run: 1 });
    expect(later.alarm).toContain("1 alert");
    const last = await slowRun(tenant, "R6", laptop, { openedAgo: 1.5 * hour, run: 1 });
    expect(last.alarm).toBeUndefined();
  });

  test("isn't complete without hunting, and says what stands", async () => {
    await tenant.fault({ match: { pathPattern: "/security/*" }, kind: "403", times: 9 });
    const { summary, complete } = await slowRun(tenant, "R6", laptop);
    expect(complete).toBe(false);
    expect(summary).toMatch(
      /^Nothing new was seen in what could be read .*; not isolated\. Not evaluable: alerts/,
    );
  });

  test("changes nothing", async () => {
    await slowRun(tenant, "R6", laptop);
    expect(await tenant.ledger()).toEqual([]);
  });
});
