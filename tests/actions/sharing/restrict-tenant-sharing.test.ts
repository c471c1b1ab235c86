import { describe, expect, test } from "@jest/globals";
import { restrictTenantSharing } from "../../../src/actions/sharing/restrict-tenant-sharing.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { carriedOut, changes, planned } from "../apps/app-tenant.ts";
import { marta, site } from "./sharing-tenant.ts";

const tenant = tenantForFile();

const run = async (input?: string, target = site()) => ({
  action: restrictTenantSharing,
  target,
  plan: await planned(tenant, restrictTenantSharing, target, input),
});
const level = async () => {
  const { body } = await tenant.graph.get("/v1.0/admin/sharepoint/settings");
  return body;
};

test("sharing goes down to existing guests and back to exactly what it was", async () => {
  const before = await level();
  const now = await run();
  expect(now.plan).toMatchObject({
    tier: 3,
    items: [{ id: "sharingCapability", about: "now with anyone, then with existing guests" }],
    parameters: { sharingCapability: "existingExternalUserSharingOnly" },
    before: { sharingCapability: "externalUserAndGuestSharing" },
  });
  expect((await carriedOut(tenant, now)).readings).toEqual(["sharingCapability observed"]);
  expect(await level()).toMatchObject({ sharingCapability: "existingExternalUserSharingOnly" });
  expect((await carriedOut(tenant, now, "undo")).readings).toEqual(["sharingCapability observed"]);
  expect(await level()).toEqual(before);
  expect(await changes(tenant)).toEqual([
    "PATCH /v1.0/admin/sharepoint/settings sharePointSettings",
    "PATCH /v1.0/admin/sharepoint/settings sharePointSettings",
  ]);
});

describe("a level", () => {
  test("may be named, and only a closed one", () => {
    const parse = restrictTenantSharing.input?.parse;
    expect(parse?.("Disabled")).toEqual({ ok: true, value: "disabled" });
    expect(parse?.("externalUserAndGuestSharing")).toMatchObject({ ok: false });
    expect(parse?.("closed")).toMatchObject({ ok: false });
  });

  test("that holds already, or a closer one, needs nothing", async () => {
    await tenant.world("sharePointSettings", "settings", { sharingCapability: "disabled" });
    expect(await restrictTenantSharing.preview(tenant.context, marta)).toEqual({
      kind: "nothing to do",
      seen: "The tenant shares with only people inside already.",
    });
  });

  test("that somebody changed after the vote isn't touched, nor by an undo", async () => {
    const now = await run("disabled");
    await tenant.world("sharePointSettings", "settings", {
      sharingCapability: "externalUserSharingOnly",
    });
    expect((await carriedOut(tenant, now)).answers).toEqual(["sharingCapability failed"]);
    expect((await carriedOut(tenant, now, "undo")).answers).toEqual(["sharingCapability failed"]);
    expect(await tenant.ledger()).toEqual([]);
  });
});

test("somebody who closes it further takes nothing away; somebody who opens it does", async () => {
  const now = await run();
  const since = tenant.context.now();
  const given = (sharingCapability: string) =>
    tenant.world("sharePointSettings", "settings", { sharingCapability });
  const seen = async (
    way: { readonly observe: typeof restrictTenantSharing.observe } | undefined,
  ) => (await way?.observe(tenant.context, now.target, { plan: now.plan, since }))?.[0]?.state;
  await given("disabled");
  expect(await seen(restrictTenantSharing)).toBe("observed");
  expect(await seen(restrictTenantSharing.undo)).toBe("not observed");
  await given("externalUserSharingOnly");
  expect(await seen(restrictTenantSharing)).toBe("not observed");
});

test("a lost answer is in doubt and read back; a refusal failed", async () => {
  const now = await run();
  const match = { method: "PATCH", pathPattern: "/admin/sharepoint/settings" };
  await tenant.fault({ match, kind: "403" });
  expect(await carriedOut(tenant, now)).toMatchObject({
    answers: ["sharingCapability failed"],
    readings: ["sharingCapability not observed"],
  });
  await tenant.fault({ match, kind: "503", made: true });
  expect(await carriedOut(tenant, now)).toMatchObject({
    answers: ["sharingCapability unknown"],
    readings: ["sharingCapability observed"],
  });
});

test("a setting that may not be read is a refusal, never nothing to do", async () => {
  await tenant.fault({ match: { pathPattern: "/admin/sharepoint/settings" }, kind: "403" });
  await expect(restrictTenantSharing.preview(tenant.context, site())).rejects.toMatchObject({
    kind: "refused",
  });
});

test("a subject that is gone is for people", async () => {
  const gone = subject("5a1c0d3e-8f42-4b67-9c15-2f6e0b9d7cff");
  expect(await restrictTenantSharing.preview(tenant.context, gone)).toMatchObject({
    kind: "by hand",
  });
  expect(
    await restrictTenantSharing.preview(tenant.context, subject(seedIds.breakGlass)),
  ).toMatchObject({ kind: "by hand" });
});
