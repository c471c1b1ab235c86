import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { tierOf } from "../../../src/core/approval/tier.ts";
import { type Tier, type Trait, traits } from "../../../src/core/incident/plan.ts";

const tiers: readonly Tier[] = [0, 1, 2, 3];
const anyTier = fc.constantFrom(...tiers);
const anyTraits = fc.array(fc.constantFrom(...traits), { maxLength: 6 });

describe("an action's tier", () => {
  test.each<[Tier, readonly Trait[], Tier]>([
    [1, [], 1],
    [1, ["guest"], 1],
    [1, ["privileged"], 2],
    [3, ["privileged"], 3],
    [1, ["global administrator", "privileged"], 3],
    [1, ["responder"], 3],
    [1, ["guest", "responder"], 3],
    [0, ["guest"], 0],
  ])("%i for %j is %i", (tier, of, expected) => {
    expect(tierOf(tier, of)).toBe(expected);
  });

  test("is never lowered by what the target is", () => {
    fc.assert(
      fc.property(anyTier, anyTraits, (tier, of) => {
        expect(tierOf(tier, of)).toBeGreaterThanOrEqual(tier);
      }),
    );
  });

  test("is never lowered by one trait more, and depends on their set only", () => {
    fc.assert(
      fc.property(anyTier, anyTraits, fc.constantFrom(...traits), (tier, of, more) => {
        expect(tierOf(tier, [...of, more])).toBeGreaterThanOrEqual(tierOf(tier, of));
        expect(tierOf(tier, [more, ...of])).toBe(tierOf(tier, [...new Set([...of, more])]));
      }),
    );
  });
});
