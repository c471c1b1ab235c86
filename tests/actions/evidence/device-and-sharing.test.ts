import { describe, expect, test } from "@jest/globals";
import { deviceFacts } from "../../../src/actions/evidence/device-facts.ts";
import { sharingState } from "../../../src/actions/evidence/sharing-state.ts";
import { siteFacts } from "../../../src/actions/evidence/site-facts.ts";
import { collectorFor } from "../../../src/actions/catalogue.ts";
import { isolateDevice } from "../../../src/actions/endpoint/isolate-device.ts";
import { fileIds } from "../../../src/sandbox/seed/seed-files.ts";
import { machineIds } from "../../../src/sandbox/seed/seed-defender.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { planned } from "../apps/app-tenant.ts";
import { device, doneMs, laptop, requested } from "../endpoint/device-tenant.ts";
import { marta, site } from "../sharing/sharing-tenant.ts";

const tenant = tenantForFile();

test("the catalogue has a collector for devices and sites, and for sharing of people and sites", () => {
  expect(collectorFor("E0", "device")).toBe(deviceFacts);
  expect(collectorFor("E0", "site")).toBe(siteFacts);
  expect(collectorFor("E6", "user")).toBe(sharingState);
  expect(collectorFor("E6", "site")).toBe(sharingState);
});

describe("a device", () => {
  test("is known by its ids in Entra, Intune and Defender, its users and its isolation", async () => {
    const { content, summary, complete } = await deviceFacts.collect(tenant.context, laptop);
    expect(summary).toMatch(
      /^Windows11 24H2, Active, last seen \d{4}-\d\d-\d\d; 1 logged-on user; not isolated\.$/,
    );
    expect(complete).toBe(true);
    expect(content).toMatchObject({
      kind: "E0",
      deviceId: machineIds.laptopDeviceId,
      parts: {
        device: { values: [{ id: machineIds.laptopDevice }] },
        machine: { values: [{ id: machineIds.laptop }] },
        "registered users": { values: [{ userPrincipalName: "marta.oliveira@contoso.example" }] },
        "logged-on users": { values: [{ id: "contoso\\marta.oliveira" }] },
        "Intune device": { values: [{ azureADDeviceId: machineIds.laptopDeviceId }] },
      },
    });
    expect(await tenant.ledger()).toEqual([]);
  });

  test("that is contained already says by whom", async () => {
    const plan = await planned(tenant, isolateDevice, laptop);
    await requested(tenant, { action: isolateDevice, target: laptop, plan });
    expect((await deviceFacts.collect(tenant.context, laptop)).summary).toContain(
      "not isolated, under way: Isolate",
    );
    tenant.pass(doneMs);
    expect((await deviceFacts.collect(tenant.context, laptop)).summary).toContain(
      "isolated already, asked for by Cordon",
    );
  });

  test("that Defender doesn't know, or may not be asked for, isn't complete", async () => {
    const unknown = device("1b0a9f8e-7d6c-4b5a-8493-8271605f4e03");
    const one = await deviceFacts.collect(tenant.context, unknown);
    expect(one).toMatchObject({ complete: false });
    expect(one.summary).toContain("Not evaluable: machine (NoMachine)");
    await tenant.fault({ match: { pathPattern: "/api/machines" }, kind: "403" });
    expect(await deviceFacts.collect(tenant.context, laptop)).toMatchObject({ complete: false });
  });

  test("that is gone says so", async () => {
    await tenant.world("devices", machineIds.laptopDevice, null);
    expect(await deviceFacts.collect(tenant.context, laptop)).toMatchObject({
      complete: false,
      summary: "Entra has no device with this id any more.",
    });
  });

  test("is asked again when Defender is busy", async () => {
    const match = { pathPattern: "/api/machines" };
    await tenant.fault({ match, kind: "429", retryAfter: 90 });
    await expect(deviceFacts.collect(tenant.context, laptop)).rejects.toMatchObject({
      kind: "throttled",
    });
  });
});

describe("a site", () => {
  test("has a group, an address, owners and members", async () => {
    const { summary, complete, content } = await siteFacts.collect(tenant.context, site());
    expect(summary).toMatch(/^1 owner, \d+ members?\.$/);
    expect(complete).toBe(true);
    expect(content).toMatchObject({
      parts: {
        site: { values: [{ webUrl: "https://contoso.sharepoint.example/sites/QuarterClose" }] },
        drive: { values: [{ id: fileIds.siteDrive }] },
      },
    });
  });

  test("whose owners may not be read isn't complete", async () => {
    await tenant.fault({ match: { pathPattern: "/groups/*/owners" }, kind: "403" });
    expect(await siteFacts.collect(tenant.context, site())).toMatchObject({
      complete: false,
      summary: expect.stringContaining("Not evaluable: owners"),
    });
  });
});

describe("sharing", () => {
  test("of a person is every shared file with every permission, counted by kind of link", async () => {
    const { summary, complete, content } = await sharingState.collect(tenant.context, marta);
    expect(summary).toBe(
      "6 shared files and folders, 2 links for anybody, 1 for the organisation, 1 for named people.",
    );
    expect(complete).toBe(true);
    const text = JSON.stringify(content);
    for (const id of ["anon-budget", "anon-payments", "org-chart", "named-contract"]) {
      expect(text).toContain(id);
    }
    expect(text).toContain("direct-notes");
    expect(text).toContain('"sharingCapability":"externalUserAndGuestSharing"');
    expect(await tenant.ledger()).toEqual([]);
  });

  test("keeps no link's address: it opens the file for whoever reads it", async () => {
    const { content } = await sharingState.collect(tenant.context, marta);
    const text = JSON.stringify(content);
    expect(text).not.toContain("/:x:/g/");
    expect(text).toContain("(not kept)");
  });

  test("of a site is that of its library", async () => {
    const { summary } = await sharingState.collect(tenant.context, site());
    expect(summary).toBe(
      "3 shared files and folders, 1 link for anybody, 1 for the organisation, 0 for named people.",
    );
  });

  test("is incomplete, never empty, where something may not be read", async () => {
    const pathPattern = `/drives/*/items/${fileIds.chart}/permissions`;
    await tenant.fault({ match: { pathPattern }, kind: "403" });
    expect(await sharingState.collect(tenant.context, marta)).toMatchObject({ complete: false });
    await tenant.fault({ match: { pathPattern: "/drives/*/root/delta" }, kind: "403" });
    expect(await sharingState.collect(tenant.context, marta)).toMatchObject({
      complete: false,
      summary: expect.stringContaining("no files read. Not evaluable: shared files"),
    });
  });
});
