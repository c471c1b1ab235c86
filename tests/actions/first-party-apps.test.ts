import { describe, expect, test } from "@jest/globals";
import { isFirstParty } from "../../src/actions/first-party-apps.ts";

describe("Microsoft's own applications", () => {
  test.each([
    { appId: "00000003-0000-0000-C000-000000000000" },
    {
      appId: "b8f1ee94-0000-4000-8000-000000000000",
      appOwnerOrganizationId: "F8CDEF31-a31e-4b4a-93e4-5f571e91255a",
    },
    { appId: null, appOwnerOrganizationId: "72f988bf-86f1-41af-91ab-2d7cd011db47" },
  ])("%j is one", (app) => {
    expect(isFirstParty(app)).toBe(true);
  });

  test.each([
    {},
    { appId: null, appOwnerOrganizationId: null },
    { appId: "", appOwnerOrganizationId: "" },
    { appId: "b8f1ee94-0000-4000-8000-000000000000" },
    { appOwnerOrganizationId: "b8f1ee94-0000-4000-8000-000000000000" },
  ])("%j isn't one", (app) => {
    expect(isFirstParty(app)).toBe(false);
  });
});
