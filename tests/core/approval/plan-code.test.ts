import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { planCode } from "../../../src/core/approval/plan-code.ts";
import { planHash } from "../../../src/core/shared/ids.ts";

const hash = (start: string): ReturnType<typeof planHash.parse> =>
  planHash.parse(start.padEnd(64, "0"));

describe("the plan code", () => {
  test("is the same for the same plan and changes with its first bytes", () => {
    expect(planCode(hash("5c01f399"))).toBe("Z3VY");
    expect(planCode(hash("5c01f39a"))).not.toBe("Z3VY");
  });

  test("has four characters that can't be misread", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-f]{64}$/), (raw) => {
        expect(planCode(planHash.parse(raw))).toMatch(/^[2-9A-HJKMNP-Z]{4}$/);
      }),
    );
  });
});
