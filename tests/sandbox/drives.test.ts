import { describe, expect, test } from "@jest/globals";
import { appSeedIds } from "../../src/sandbox/seed/seed-applications.ts";
import { fileIds } from "../../src/sandbox/seed/seed-files.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { allPages, codeOf, textOf, valueOf } from "./client.ts";
import { rigForFile } from "./rig.ts";

describe("drives and sharing", () => {
  const rig = rigForFile();
  const drive = `/drives/${fileIds.martaDrive}`;
  const permissions = (item: string): string => `${drive}/items/${item}/permissions`;

  const idsOf = async (item: string): Promise<readonly string[]> =>
    (await allPages(rig, permissions(item))).flat().map((row) => textOf(row, "id"));

  test("a person's OneDrive and a site's library are found by their owner", async () => {
    const own = await rig.graph("GET", `/users/${seedIds.marta}/drive`);
    expect(textOf(own.body, "id")).toBe(fileIds.martaDrive);
    const site = await rig.graph("GET", `/groups/${appSeedIds.siteGroup}/drive`);
    expect(textOf(site.body, "id")).toBe(fileIds.siteDrive);
    const none = await rig.graph("GET", `/users/${seedIds.jonasSales}/drive`);
    expect([none.status, codeOf(none)]).toEqual([404, "ResourceNotFound"]);
  });

  test("the walk comes in pages, ends with a delta link and marks what is shared", async () => {
    const pages = await allPages(rig, `${drive}/root/delta`);
    expect(pages.length).toBeGreaterThan(1);
    const shared = pages.flat().filter((row) => row["shared"] !== undefined);
    expect(shared.map((row) => textOf(row, "name")).sort()).toEqual([
      "Budget 2026.xlsx",
      "Contract draft.docx",
      "Handover notes.docx",
      "Org chart.pptx",
      "Payments",
      "Wire list.xlsx",
    ]);
    const last = await rig.graph("GET", `${drive}/root/delta?$top=100`);
    expect(textOf(last.body, "@odata.deltaLink")).toContain("/root/delta?token=");
    expect((await rig.graph("GET", "/drives/none/root/delta")).status).toBe(404);
  });

  test("a folder passes its links on, and they go away only where they were given", async () => {
    expect(await idsOf(fileIds.wireList)).toContain("anon-payments");
    const inherited = await rig.graph("DELETE", `${permissions(fileIds.wireList)}/anon-payments`);
    expect([inherited.status, codeOf(inherited)]).toEqual([400, "invalidRequest"]);
    const own = `${permissions(fileIds.payments)}/anon-payments`;
    expect((await rig.graph("DELETE", own)).status).toBe(204);
    expect(await idsOf(fileIds.wireList)).not.toContain("anon-payments");
    expect((await rig.graph("DELETE", own)).status).toBe(404);
    const wires = await rig.graph("GET", `${drive}/items/${fileIds.wireList}`);
    expect(wires.body["shared"]).toBeUndefined();
  });

  test("the owner's permission stays", async () => {
    const path = `${permissions(fileIds.budget)}/owner-${fileIds.budget}`;
    const answer = await rig.graph("DELETE", path);
    expect([answer.status, codeOf(answer)]).toEqual([403, "accessDenied"]);
  });

  test("the tenant's sharing is read and changed member by member", async () => {
    const path = "/admin/sharepoint/settings";
    const before = (await rig.graph("GET", path)).body;
    const patched = await rig.graph("PATCH", path, { sharingCapability: "disabled" });
    expect(patched.status).toBe(200);
    const after = (await rig.graph("GET", path)).body;
    expect(after).toEqual({ ...before, sharingCapability: "disabled" });
  });

  test.each([{}, { sharingCapability: "off" }, { sharing: "disabled" }, undefined])(
    "a change that isn't one is refused: %j",
    async (body) => {
      const answer = await rig.graph("PATCH", "/admin/sharepoint/settings", body);
      expect([answer.status, codeOf(answer)]).toEqual([400, "invalidRequest"]);
      expect(await rig.control("GET", "/ledger")).toEqual([]);
    },
  );

  test("Intune lists the devices that it manages", async () => {
    const rows = valueOf(await rig.graph("GET", "/deviceManagement/managedDevices"));
    expect(rows.map((row) => textOf(row, "deviceName"))).toEqual([
      "CONTOSO-LT-0417",
      "CONTOSO-LT-0388",
      "CONTOSO-FS-01",
    ]);
  });
});
