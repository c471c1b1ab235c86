import { describe, expect, test } from "@jest/globals";
import { compileFilter } from "../../src/sandbox/odata-filter.ts";

const row = {
  displayName: "Sean O'Brien and Sons",
  accountEnabled: true,
  department: null,
  createdDateTime: "2026-03-02T09:00:00Z",
  status: { errorCode: 50126 },
  device: { displayName: "CONTOSO-LT-0417" },
  signInEventTypes: ["nonInteractiveUser"],
};

describe("the $filter that the tenant understands", () => {
  test.each([
    ["displayName eq 'Sean O''Brien and Sons'", true],
    ["displayName eq 'sean o''brien AND sons'", true],
    ["displayName ne 'Sean'", true],
    // Both look like a day of the year 417 to Date.parse.
    ["device/displayName eq 'CONTOSOS-LT-0417'", false],
    ["device/displayName eq 'contoso-lt-0417'", true],
    ["startswith(displayName,'sean')", true],
    ["startswith(displayName,'brien')", false],
    ["accountEnabled eq true and displayName eq 'x'", false],
    ["displayName eq 'x' or accountEnabled eq true", true],
    ["displayName eq 'x' and accountEnabled eq true or department eq null", true],
    ["createdDateTime ge 2026-03-02T09:00:00.000Z", true],
    ["createdDateTime gt 2026-03-02T09:00:00.000Z", false],
    ["createdDateTime lt 2026-03-02T10:30:00+01:00", true],
    ["createdDateTime le 2026-03-02T09:30:00+01:00", false],
    ["status/errorCode eq 50126", true],
    ["(microsoft.graph.signIn/accountEnabled eq true)", true],
    ["signInEventTypes/any(t:t eq 'nonInteractiveUser')", true],
    ["signInEventTypes/any(t:t eq 'interactiveUser')", false],
    ["missing eq 'x'", false],
    ["displayName in ('x', 'Sean O''Brien and Sons')", true],
    ["displayName in ('x')", false],
    ["displayName in ('x','y') or accountEnabled eq true", true],
  ])("%s", (source, expected) => {
    expect(compileFilter(source)?.(row)).toBe(expected);
  });

  test.each([
    "",
    "displayName",
    "displayName eq",
    "displayName eq 'x",
    "contains(displayName,'x')",
    "displayName eq 'x' and",
    "displayName like 'x'",
    "displayName in ()",
    "displayName in ('x' 'y')",
    `displayName in (${Array.from({ length: 16 }, () => "'x'").join(",")})`,
    "displayName eq 'x'; drop",
  ])("%j isn't understood", (source) => {
    expect(compileFilter(source)).toBeUndefined();
  });
});
