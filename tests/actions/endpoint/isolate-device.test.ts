import { describe, expect, test } from "@jest/globals";
import { isolateDevice } from "../../../src/actions/endpoint/isolate-device.ts";
import { type Subject } from "../../../src/core/incident/plan.ts";
import { machineIds } from "../../../src/sandbox/seed/seed-defender.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { changes, planned } from "../apps/app-tenant.ts";
import { device, doneMs, laptop, offline, requested, seen, server } from "./device-tenant.ts";

const tenant = tenantForFile();

const machine = machineIds.laptop;
const isolated = `POST /api/machines/${machine}/isolate machineAction`;
const preview = (target: Subject = laptop) => isolateDevice.preview(tenant.context, target);
const run = async (target: Subject = laptop) => ({
  action: isolateDevice,
  target,
  plan: await planned(tenant, isolateDevice, target),
});

describe("the plan", () => {
  test("names Defender's machine of the device, its system, health and last day", async () => {
    const plan = await planned(tenant, isolateDevice, laptop);
    expect(plan.items).toEqual([
      {
        id: machine,
        name: "contoso-lt-0417.contoso.example",
        about: expect.stringMatching(/^Windows11 24H2, Active, last seen \d{4}-\d\d-\d\d$/),
      },
    ]);
    expect(plan.before).toEqual({ machineId: machine, isolated: false });
    expect([plan.tier, plan.traits]).toEqual([1, []]);
    expect(await planned(tenant, isolateDevice, laptop)).toEqual(plan);
    expect(await tenant.ledger()).toEqual([]);
  });

  test("asks two people for a server, and says what it is", async () => {
    const plan = await planned(tenant, isolateDevice, server);
    expect([plan.tier, plan.traits]).toEqual([2, ["privileged"]]);
    expect(plan.items[0]?.about).toContain("critical or a server");
  });

  test("asks two people for a device behind a full-tunnel VPN, and warns", async () => {
    await tenant.world("machines", machine, { machineTags: ["Full tunnel VPN"] });
    const plan = await planned(tenant, isolateDevice, laptop);
    expect(plan.tier).toBe(2);
    expect(isolateDevice.text.affects(plan)).toContain("full-tunnel VPN");
    expect(isolateDevice.text.affects(plan).length).toBeLessThanOrEqual(90);
  });
});

describe("an isolation", () => {
  test("is pending until the device did it, then observed", async () => {
    const now = await run();
    expect(await requested(tenant, now)).toEqual([`${machine} accepted`]);
    expect(await seen(tenant, now)).toEqual(["pending"]);
    tenant.pass(1_500);
    expect(await seen(tenant, now)).toEqual(["pending"]);
    tenant.pass(1_500);
    expect(await seen(tenant, now)).toEqual(["observed"]);
    expect(await changes(tenant)).toEqual([isolated]);
    const [entry] = await tenant.ledger();
    expect(entry?.change).toMatchObject({
      type: { to: "Isolate" },
      scope: { to: "Full" },
      requestorComment: { to: "INC-0001 a-step, approved in Cordon" },
    });
  });

  test("of a device that is offline stays pending and is requested once", async () => {
    const now = await run(offline);
    await requested(tenant, now);
    tenant.pass(60_000);
    expect(await seen(tenant, now)).toEqual(["pending"]);
    expect(await requested(tenant, now)).toEqual([`${machineIds.offline} accepted`]);
    expect(await changes(tenant)).toHaveLength(1);
  });

  test.each(["Failed", "TimeOut", "Cancelled", "Canceled"])(
    "that ends %s failed",
    async (status) => {
      const now = await run(offline);
      await requested(tenant, now);
      const [entry] = await tenant.ledger();
      const lastUpdateDateTimeUtc = new Date(tenant.context.now()).toISOString();
      await tenant.world("machineActions", entry?.target.id ?? "", {
        status,
        lastUpdateDateTimeUtc,
      });
      expect(await seen(tenant, now)).toEqual(["failed"]);
    },
  );

  test("that was never asked for isn't observed", async () => {
    expect(await seen(tenant, await run())).toEqual(["not observed"]);
  });

  test("whose answer was lost is found again instead of being asked for twice", async () => {
    const now = await run();
    const match = { method: "POST", pathPattern: "/api/machines/*/isolate" };
    await tenant.fault({ match, kind: "503", made: true });
    expect(await requested(tenant, now)).toEqual([`${machine} unknown`]);
    expect(await seen(tenant, now)).toEqual(["pending"]);
    expect(await requested(tenant, now)).toEqual([`${machine} accepted`]);
    expect(await changes(tenant)).toEqual([isolated]);
  });

  test("that Defender refuses failed, with Defender's code", async () => {
    const now = await run();
    const match = { method: "POST", pathPattern: "/api/machines/*/isolate" };
    await tenant.fault({ match, kind: "403" });
    const [answer] = await isolateDevice.apply(tenant.context, laptop, now.plan);
    expect(answer).toMatchObject({ state: "failed" });
    expect(answer?.why).toContain("403");
    expect(await tenant.ledger()).toEqual([]);
  });
});

describe("undo", () => {
  test("releases what is isolated, and is observed when the device did it", async () => {
    const now = await run();
    await requested(tenant, now);
    tenant.pass(doneMs);
    expect(await requested(tenant, now, "undo")).toEqual([`${machine} accepted`]);
    expect(await seen(tenant, now, "undo")).toEqual(["pending"]);
    tenant.pass(doneMs);
    expect(await seen(tenant, now, "undo")).toEqual(["observed"]);
    expect(await seen(tenant, now)).not.toEqual(["pending"]);
    expect(await changes(tenant)).toEqual([
      isolated,
      `POST /api/machines/${machine}/unisolate machineAction`,
    ]);
  });

  test("cancels what still waits", async () => {
    const now = await run(offline);
    await requested(tenant, now);
    expect(await seen(tenant, now, "undo")).toEqual(["not observed"]);
    await requested(tenant, now, "undo");
    expect(await seen(tenant, now, "undo")).toEqual(["observed"]);
    const [, cancelled] = await tenant.ledger();
    expect(cancelled?.path).toMatch(/^\/api\/machineactions\/[\w-]+\/cancel$/);
    expect(cancelled?.change).toMatchObject({ status: { from: "Pending", to: "Cancelled" } });
  });
});

describe("what came after it", () => {
  /** Somebody asked Defender for it outside Cordon, and it is done. */
  const others = async (path: "isolate" | "unisolate"): Promise<void> => {
    const body = { Comment: "by hand", ...(path === "isolate" && { IsolationType: "Full" }) };
    await tenant.context.defender.post(`/api/machines/${machine}/${path}`, body);
    tenant.pass(doneMs);
  };

  test("an isolation that somebody released isn't observed, though it succeeded", async () => {
    const now = await run();
    await requested(tenant, now);
    tenant.pass(doneMs);
    expect(await seen(tenant, now)).toEqual(["observed"]);
    await others("unisolate");
    expect(await seen(tenant, now)).toEqual(["not observed"]);
    const since = tenant.context.now();
    expect((await isolateDevice.observe(tenant.context, laptop, { ...now, since }))[0]?.state).toBe(
      "not observed",
    );
    await others("isolate");
    expect(await seen(tenant, now)).toEqual(["observed"]);
  });

  test("a release after which somebody isolated it again isn't observed", async () => {
    const now = await run();
    await requested(tenant, now);
    tenant.pass(doneMs);
    await requested(tenant, now, "undo");
    tenant.pass(doneMs);
    expect(await seen(tenant, now, "undo")).toEqual(["observed"]);
    await others("isolate");
    expect(await seen(tenant, now, "undo")).toEqual(["not observed"]);
  });
});

describe("nothing to do", () => {
  test("where somebody isolated it already, with who and when", async () => {
    const now = await run();
    await requested(tenant, now);
    const [entry] = await tenant.ledger();
    await tenant.world("machineActions", entry?.target.id ?? "", {
      requestor: "AttackDisruption",
    });
    tenant.pass(doneMs);
    expect(await preview()).toEqual({
      kind: "nothing to do",
      seen: expect.stringContaining("by AttackDisruption"),
    });
  });
});

describe("by hand", () => {
  const unknown = "1b0a9f8e-7d6c-4b5a-8493-8271605f4e03";

  test.each<[string, () => Promise<void>, Subject, string]>([
    ["not onboarded", () => Promise.resolve(), device(unknown), "no machine with this device id"],
    [
      "two machines",
      async () => {
        const { laptopDeviceId: aadDeviceId } = machineIds;
        const id = "4b8ecfa0b746000ac35f5c65b74a35eb70a3ff3a";
        await tenant.world("machines", id, { id, aadDeviceId, onboardingStatus: "Onboarded" });
      },
      laptop,
      `several machines with this device id: ${machine}, 4b8ecf`,
    ],
    [
      "no longer onboarded",
      () => tenant.world("machines", machine, { onboardingStatus: "CanBeOnboarded" }),
      laptop,
      "isn't onboarded",
    ],
    [
      "a phone",
      () => tenant.world("machines", machine, { osPlatform: "iOS" }),
      laptop,
      "can't isolate a phone",
    ],
    [
      "deleted in Entra",
      () => tenant.world("devices", machineIds.laptopDevice, null),
      laptop,
      "no device with this id",
    ],
    ["a person", () => Promise.resolve(), subject(seedIds.marta), "It isn't a device"],
  ])("for a target that is %s", async (_what, arrange, target, reason) => {
    await arrange();
    expect(await preview(target)).toEqual({
      kind: "by hand",
      reason: expect.stringContaining(reason),
    });
    expect(await tenant.ledger()).toEqual([]);
  });

  test("where Defender may not be asked, never as nothing to do", async () => {
    const match = { pathPattern: "/api/machines" };
    await tenant.fault({ match, kind: "403" });
    expect(await preview()).toMatchObject({
      kind: "by hand",
      reason: expect.stringContaining("can't look for it in Defender"),
    });
  });

  test("not for a record that was merged into the live one", async () => {
    const id = "4b8ecfa0b746000ac35f5c65b74a35eb70a3ff3a";
    const { laptopDeviceId: aadDeviceId } = machineIds;
    await tenant.world("machines", id, { id, aadDeviceId, mergedIntoMachineId: machine });
    expect(await preview()).toMatchObject({ kind: "plan" });
  });

  test("a busy Defender is a fault, not an answer", async () => {
    const match = { pathPattern: "/api/machines" };
    await tenant.fault({ match, kind: "429", retryAfter: 120 });
    await expect(preview()).rejects.toMatchObject({ kind: "throttled" });
  });
});
