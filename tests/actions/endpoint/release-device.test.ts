import { describe, expect, test } from "@jest/globals";
import { isolateDevice } from "../../../src/actions/endpoint/isolate-device.ts";
import { releaseDevice } from "../../../src/actions/endpoint/release-device.ts";
import { machineIds } from "../../../src/sandbox/seed/seed-defender.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { changes, planned } from "../apps/app-tenant.ts";
import { doneMs, laptop, offline, requested, seen } from "./device-tenant.ts";

const tenant = tenantForFile();

const machine = machineIds.laptop;
const path = `POST /api/machines/${machine}`;

const isolate = async (target = laptop): Promise<void> => {
  const plan = await planned(tenant, isolateDevice, target);
  await requested(tenant, { action: isolateDevice, target, plan });
};

const released = async () => {
  await isolate();
  tenant.pass(doneMs);
  const plan = await planned(tenant, releaseDevice, laptop);
  return { action: releaseDevice, target: laptop, plan };
};

test("a scan is asked for, then the release; both are observed when the device did them", async () => {
  const run = await released();
  expect(run.plan.items.map(({ id }) => id)).toEqual([`scan:${machine}`, machine]);
  expect(run.plan.before).toEqual({ machineId: machine, isolated: true });
  await requested(tenant, run);
  expect(await seen(tenant, run)).toEqual(["pending", "pending"]);
  tenant.pass(doneMs);
  expect(await seen(tenant, run)).toEqual(["observed", "observed"]);
  expect((await changes(tenant)).slice(1)).toEqual([
    `${path}/runAntiVirusScan machineAction`,
    `${path}/unisolate machineAction`,
  ]);
});

test("a device whose scan is refused isn't released", async () => {
  const run = await released();
  await tenant.fault({
    match: { method: "POST", pathPattern: "/api/**/runAntiVirusScan" },
    kind: "403",
  });
  expect(await requested(tenant, run)).toEqual([`scan:${machine} failed`, `${machine} failed`]);
  tenant.pass(doneMs);
  expect(await seen(tenant, run)).toEqual(["not observed", "not observed"]);
  expect(await changes(tenant)).toHaveLength(1);
});

test("requests that were lost are made once when they are repeated", async () => {
  const run = await released();
  await tenant.fault({
    match: { method: "POST", pathPattern: "/api/**/unisolate" },
    kind: "503",
    made: true,
  });
  expect(await requested(tenant, run)).toEqual([`scan:${machine} accepted`, `${machine} unknown`]);
  expect(await requested(tenant, run)).toEqual([`scan:${machine} accepted`, `${machine} accepted`]);
  expect(await changes(tenant)).toHaveLength(3);
});

test("undo isolates it again", async () => {
  const run = await released();
  await requested(tenant, run);
  tenant.pass(doneMs);
  expect(await requested(tenant, run, "undo")).toEqual([
    `scan:${machine} accepted`,
    `${machine} accepted`,
  ]);
  expect(await seen(tenant, run, "undo")).toEqual(["observed", "pending"]);
  tenant.pass(doneMs);
  expect(await seen(tenant, run, "undo")).toEqual(["observed", "observed"]);
  expect((await changes(tenant)).at(-1)).toBe(`${path}/isolate machineAction`);
});

describe("a device", () => {
  test("that was never isolated has nothing to be released from", async () => {
    expect(await releaseDevice.preview(tenant.context, laptop)).toEqual({
      kind: "nothing to do",
      seen: "Defender doesn't isolate the device.",
    });
  });

  test("whose isolation still waits is for the undo of that step", async () => {
    await isolate(offline);
    expect(await releaseDevice.preview(tenant.context, offline)).toMatchObject({
      kind: "by hand",
      reason: expect.stringContaining("undo that step"),
    });
  });
});
