import { expect, test } from "@jest/globals";
import { collectInvestigationPackage } from "../../../src/actions/endpoint/collect-investigation-package.ts";
import { machineIds } from "../../../src/sandbox/seed/seed-defender.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { changes, planned } from "../apps/app-tenant.ts";
import { doneMs, laptop, offline, requested, seen } from "./device-tenant.ts";

const tenant = tenantForFile();

const run = async (target = laptop) => ({
  action: collectInvestigationPackage,
  target,
  plan: await planned(tenant, collectInvestigationPackage, target),
});

test("Defender is asked once, and the package is observed when it is there", async () => {
  const now = await run();
  expect(await requested(tenant, now)).toEqual([`${machineIds.laptop} accepted`]);
  expect(await requested(tenant, now)).toEqual([`${machineIds.laptop} accepted`]);
  expect(await seen(tenant, now)).toEqual(["pending"]);
  tenant.pass(doneMs);
  expect(await seen(tenant, now)).toEqual(["observed"]);
  expect(await changes(tenant)).toEqual([
    `POST /api/machines/${machineIds.laptop}/collectInvestigationPackage machineAction`,
  ]);
});

test("the address of the package, which opens it for anybody, is never asked for", async () => {
  const now = await run();
  await requested(tenant, now);
  tenant.pass(doneMs);
  await seen(tenant, now);
  const asked = (await tenant.requests()).map(({ path }) => path.toLowerCase());
  expect(asked.some((path) => path.includes("getpackageuri"))).toBe(false);
});

test("a fresh package is enough", async () => {
  const now = await run();
  await requested(tenant, now);
  tenant.pass(doneMs);
  const preview = () => collectInvestigationPackage.preview(tenant.context, laptop);
  expect(await preview()).toMatchObject({ kind: "nothing to do" });
  const [entry] = await tenant.ledger();
  const long = new Date(Date.parse(tenant.context.now()) - 3_700_000).toISOString();
  await tenant.world("machineActions", entry?.target.id ?? "", {
    status: "Succeeded",
    creationDateTimeUtc: long,
    lastUpdateDateTimeUtc: long,
  });
  expect(await preview()).toMatchObject({ kind: "plan" });
});

test("an offline device keeps it pending", async () => {
  const now = await run(offline);
  await requested(tenant, now);
  tenant.pass(600_000);
  expect(await seen(tenant, now)).toEqual(["pending"]);
});

test("what isn't Windows is for people", async () => {
  await tenant.world("machines", machineIds.laptop, { osPlatform: "macOS" });
  expect(await collectInvestigationPackage.preview(tenant.context, laptop)).toMatchObject({
    kind: "by hand",
    reason: "Defender collects packages from Windows only.",
  });
});
