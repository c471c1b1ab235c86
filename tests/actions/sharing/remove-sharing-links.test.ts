import { describe, expect, test } from "@jest/globals";
import { removeSharingLinks } from "../../../src/actions/sharing/remove-sharing-links.ts";
import { scopeInput } from "../../../src/actions/sharing/scopes.ts";
import { type Subject } from "../../../src/core/incident/plan.ts";
import { fileIds } from "../../../src/sandbox/seed/seed-files.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { carriedOut, changes, planned } from "../apps/app-tenant.ts";
import { laptop } from "../endpoint/device-tenant.ts";
import { marta, site } from "./sharing-tenant.ts";

const tenant = tenantForFile();

const run = async (input: string, target: Subject = marta) => ({
  action: removeSharingLinks,
  target,
  plan: await planned(tenant, removeSharingLinks, target, input),
});
const preview = (input: string | undefined, target: Subject = marta) =>
  removeSharingLinks.preview(tenant.context, target, input);
const pathOf = (drive: string, item: string, id: string): string =>
  `DELETE /v1.0/drives/${encodeURIComponent(drive)}/items/${item}/permissions/${id} drivePermission`;

const budget = `${fileIds.budget}/anon-budget`;
const payments = `${fileIds.payments}/anon-payments`;

describe("the plan", () => {
  test("names each link for anybody by its id, with the file; not what a folder passes on", async () => {
    const { plan } = await run("anonymous");
    expect(plan.items).toEqual([
      { id: budget, name: "Budget 2026.xlsx", about: "anyone with the link can edit" },
      {
        id: payments,
        name: "Payments",
        about: expect.stringMatching(/^anyone with the link can read, until \d{4}-\d\d-\d\d$/),
      },
    ]);
    expect(plan.before).toEqual({
      driveId: fileIds.martaDrive,
      links: [
        { itemId: fileIds.budget, permissionId: "anon-budget" },
        { itemId: fileIds.payments, permissionId: "anon-payments" },
      ],
    });
    expect(plan.tier).toBe(2);
    expect((await run("anonymous")).plan).toEqual(plan);
    expect(await tenant.ledger()).toEqual([]);
  });

  test("of the organisation's links leaves the others alone", async () => {
    const { plan } = await run("organization");
    expect(plan.items.map(({ id }) => id)).toEqual([`${fileIds.chart}/org-chart`]);
    expect(plan.items[0]?.about).toBe("everybody in the organisation with the link can read");
  });

  test("of named people outside says who loses it, and leaves people inside alone", async () => {
    const { plan } = await run("external");
    expect(plan.items).toEqual([
      {
        id: `${fileIds.notes}/direct-notes`,
        name: "Handover notes.docx",
        about: "ap-backup@fastmail.example can read",
      },
      {
        id: `${fileIds.contract}/named-contract`,
        name: "Contract draft.docx",
        about: "link for rui.tavares@partner.example can edit, 1 inside lose it too",
      },
    ]);
  });

  test.each([
    ["anonymous", `${fileIds.checklist}/anon-checklist`],
    ["organization", "01SITE00000000000000000LEDGER1/org-ledger"],
    ["external", `${fileIds.auditorPack}/direct-auditor`],
  ])("of a site works on the library of its group: %s", async (scope, id) => {
    expect((await run(scope, site())).plan.items.map((item) => item.id)).toEqual([id]);
  });
});

describe("who is outside", () => {
  const verified = (id: string, isVerified = true) =>
    tenant.world("domains", id, { id, isVerified, authenticationType: "Managed" });
  const names = async (target: Subject) =>
    (await run("external", target)).plan.items.map(({ name }) => name);

  test("nobody of another verified domain of the tenant", async () => {
    expect(await names(marta)).toContain("Contract draft.docx");
    await verified("Partner.example", false);
    expect(await names(marta)).toContain("Contract draft.docx");
    await tenant.world("domains", "Partner.example", { isVerified: true });
    expect(await names(marta)).toEqual(["Handover notes.docx"]);
  });

  test("for a site whose group has no mail, nobody of the tenant's domains", async () => {
    const before = await names(site());
    await tenant.world("directoryObjects", site().id, { mail: null });
    const direct = `${fileIds.auditorPack}/direct-inside`;
    await tenant.world("drivePermissions", direct, {
      id: "direct-inside",
      _itemId: fileIds.auditorPack,
      _key: direct,
      roles: ["read"],
      grantedToV2: {
        user: { displayName: "Marta Oliveira", email: "Marta.Oliveira@Contoso.example" },
      },
    });
    expect(await names(site())).toEqual(before);
  });

  test.each<[string, () => Promise<void>]>([
    [
      "can't be read",
      () => tenant.fault({ match: { pathPattern: "/domains" }, kind: "403", times: 2 }),
    ],
    ["aren't verified", () => verified("contoso.example", false)],
  ])(
    "is for people to say where the tenant's domains %s; other links aren't",
    async (_w, arrange) => {
      await arrange();
      for (const target of [marta, site()]) {
        expect(await preview("external", target)).toMatchObject({
          kind: "by hand",
          reason: expect.stringContaining("own domains can't be told"),
        });
      }
      expect((await run("anonymous")).plan.items).toHaveLength(2);
    },
  );

  test("is asked again later where Graph is busy", async () => {
    await tenant.fault({ match: { pathPattern: "/domains" }, kind: "429", retryAfter: 120 });
    await expect(preview("external")).rejects.toMatchObject({ kind: "throttled" });
  });
});

describe("removing", () => {
  test("takes exactly these away, and they are gone when read back", async () => {
    const now = await run("anonymous");
    const { answers, readings } = await carriedOut(tenant, now);
    expect(answers).toEqual([`${budget} accepted`, `${payments} accepted`]);
    expect(readings).toEqual([`${budget} observed`, `${payments} observed`]);
    expect(await changes(tenant)).toEqual([
      pathOf(fileIds.martaDrive, fileIds.budget, "anon-budget"),
      pathOf(fileIds.martaDrive, fileIds.payments, "anon-payments"),
    ]);
    expect(await preview("anonymous")).toMatchObject({ kind: "nothing to do" });
  });

  test("of what is gone already, or whose file is gone, is done", async () => {
    const now = await run("anonymous");
    await tenant.world("drivePermissions", budget, null);
    await tenant.world("driveItems", fileIds.payments, null);
    const { answers, readings } = await carriedOut(tenant, now);
    expect(answers).toEqual([`${budget} accepted`, `${payments} accepted`]);
    expect(readings).toEqual([`${budget} observed`, `${payments} observed`]);
    expect(await tenant.ledger()).toEqual([]);
  });

  test("says of each what came of it when one is refused and one is in doubt", async () => {
    const now = await run("anonymous");
    const item = (id: string) => ({ method: "DELETE", pathPattern: `/drives/*/items/${id}/**` });
    await tenant.fault({ match: item(fileIds.budget), kind: "403" });
    await tenant.fault({ match: item(fileIds.payments), kind: "503", made: true });
    const { answers, readings } = await carriedOut(tenant, now);
    expect(answers).toEqual([`${budget} failed`, `${payments} unknown`]);
    expect(readings).toEqual([`${budget} not observed`, `${payments} observed`]);
    expect(await changes(tenant)).toHaveLength(1);
  });

  test("can't be undone", () => {
    expect(removeSharingLinks.undo).toBeUndefined();
    expect(removeSharingLinks.text.undo).toMatch(/^None\./);
    expect(removeSharingLinks.needsEvidence).toEqual(["E6"]);
  });
});

describe("without a plan", () => {
  test("it has to be said which links", async () => {
    expect(await preview(undefined)).toMatchObject({
      kind: "by hand",
      reason: expect.stringContaining("incident step add remove-sharing-links"),
    });
    expect(scopeInput.parse(" Anyone ")).toEqual({ ok: true, value: "anonymous" });
    expect(scopeInput.parse("all")).toMatchObject({ ok: false });
  });

  test("a person without a OneDrive shares nothing there", async () => {
    expect(await preview("anonymous", subject(seedIds.jonasSales))).toEqual({
      kind: "nothing to do",
      seen: "There is no OneDrive or document library.",
    });
  });

  test.each<[string, Subject, string]>([
    ["a guest", subject(seedIds.guest), "home organisation"],
    ["an emergency account", subject(seedIds.breakGlass), "emergency account"],
    ["a device", laptop, "It isn't a person's account"],
    ["a group without a site", site(seedIds.onCallGroup), "isn't a Microsoft 365 group"],
    ["a site that is gone", site("20a1b2c3-d4e5-4f60-8172-839405a6b7ff"), "no group with this id"],
    ["a person named as a site", site(seedIds.marta), "no group with this id"],
  ])("%s is for people", async (_what, target, reason) => {
    expect(await preview("anonymous", target)).toMatchObject({
      kind: "by hand",
      reason: expect.stringContaining(reason),
    });
  });

  test("files that may not be read are never nothing to do", async () => {
    await tenant.fault({ match: { pathPattern: "/drives/*/root/delta" }, kind: "403" });
    await expect(preview("anonymous")).rejects.toMatchObject({ kind: "refused" });
    await tenant.fault({ match: { pathPattern: "/drives/*/items/*/permissions" }, kind: "403" });
    await expect(preview("anonymous")).rejects.toMatchObject({ kind: "refused" });
  });
});
