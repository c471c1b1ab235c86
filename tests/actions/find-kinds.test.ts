import { describe, expect, test } from "@jest/globals";
import { findSubjects } from "../../src/actions/find-subjects.ts";
import { type SubjectKind, subjectKinds } from "../../src/core/incident/plan.ts";
import { appSeedIds } from "../../src/sandbox/seed/seed-applications.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { tenantForFile } from "./tenant-for-file.ts";

const tenant = tenantForFile();

const laptop = "1b0a9f8e-7d6c-4b5a-8493-8271605f4e01";
const find = (query: string, kinds: readonly SubjectKind[] = subjectKinds) =>
  findSubjects(tenant.context, query, kinds);

const mailSyncPro = {
  kind: "service principal",
  id: seedIds.mailSyncPro,
  name: "Mail Sync Pro",
  address: "4d5e6f70-8192-43a4-85b6-c7d8e9f0a112",
  about: "application, enabled, publisher not verified",
};

describe("applications", () => {
  test.each([
    ["the object id", seedIds.mailSyncPro],
    ["the app id", mailSyncPro.address],
    ["the name", "mail sync pro"],
    ["the beginning of the name", "Mail Sync"],
  ])("are found by %s", async (_what, query) => {
    expect(await find(query)).toEqual([mailSyncPro]);
  });

  test("of Microsoft are named so, by their id", async () => {
    expect(await find("Microsoft Graph")).toMatchObject([
      { about: "application, enabled, Microsoft's own" },
    ]);
  });
});

describe("devices", () => {
  test.each([
    ["the object id", laptop],
    ["the device id", laptop.replace(/^./, "d")],
    ["the name", "contoso-lt-0417"],
  ])("are found by %s", async (_what, query) => {
    expect(await find(query)).toEqual([
      {
        kind: "device",
        id: laptop,
        name: "CONTOSO-LT-0417",
        address: laptop.replace(/^./, "d"),
        about: "Windows, enabled, managed",
      },
    ]);
  });

  test("say when nobody manages them", async () => {
    expect(await find("DESKTOP-9XK2")).toMatchObject([{ about: "Windows, enabled, not managed" }]);
  });
});

describe("sites", () => {
  test.each([
    ["the group's id", appSeedIds.siteGroup],
    ["the group's address", "Quarter.Close@contoso.example"],
    ["the name", "quarter close"],
    ["the beginning of the name", "Quarter C"],
    ["the beginning of the address", "quarter.c"],
  ])("are found by %s", async (_what, query) => {
    expect(await find(query)).toEqual([
      {
        kind: "site",
        id: appSeedIds.siteGroup,
        name: "Quarter Close",
        address: "quarter.close@contoso.example",
        about: "private group",
      },
    ]);
  });

  test("aren't groups without one, by name or by id", async () => {
    expect(await find("IR on call")).toEqual([]);
    expect(await find(seedIds.onCallGroup)).toEqual([]);
  });
});

test("finds only people where nothing else is asked for", async () => {
  expect(await findSubjects(tenant.context, "Mail Sync Pro")).toEqual([]);
  expect(await findSubjects(tenant.context, laptop)).toEqual([]);
});

test("gives findings of several kinds, so that people choose", async () => {
  const found = await find("mar");
  expect(found.map(({ kind }) => kind)).toEqual(["user", "device"]);
  expect(found.map(({ name }) => name)).toEqual(["Marta Oliveira", "Marta's iPhone"]);
});

test.each(["", "nothing of this name", "x' or startswith(displayName,'", "line\nbreak"])(
  "finds nothing of any kind for %j",
  async (query) => {
    expect(await find(query)).toEqual([]);
  },
);

test("a tenant that is down isn't nothing", async () => {
  await tenant.fault({ match: { pathPattern: "/servicePrincipals" }, kind: "500" });
  await expect(find("Mail Sync Pro", ["service principal"])).rejects.toMatchObject({
    kind: "unavailable",
  });
});
