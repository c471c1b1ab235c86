/** Which votes carry a plan, when a record holds more than the rules would have let in. */
import { describe, expect, test } from "@jest/globals";
import { isCarried } from "../../../src/core/approval/quorum.ts";
import { type Person } from "../../../src/core/incident/people.ts";
import { type Tier } from "../../../src/core/incident/plan.ts";
import { hash, planFor } from "../../support/given.ts";
import { anOwnership, at, people } from "../../support/incidents.ts";
import { ana, anaAdmin } from "./votes.ts";

const { jon, sam, priya, bo } = people;
const ownership = anOwnership({ owner: ana });
/** As a vote was recorded when the directory didn't know yet that this account is Ana's. */
const anaAlone: Person = people.ana;

const carried = (tier: Tier, votes: readonly (readonly [Person, string])[]): boolean =>
  isCarried(
    votes.map(([by, letter]) => ({ by, at: at("03:15"), planHash: hash(letter) })),
    ownership,
    { plan: { ...planFor("one"), tier }, planHash: hash("a"), proposer: bo },
  );

describe("votes carry a plan", () => {
  test.each<[string, boolean, Tier, readonly (readonly [Person, string])[]]>([
    [
      "owner and deputy",
      true,
      2,
      [
        [ana, "a"],
        [jon, "a"],
      ],
    ],
    [
      "deputy and second",
      true,
      3,
      [
        [jon, "a"],
        [sam, "a"],
      ],
    ],
    [
      "one human's two accounts",
      false,
      2,
      [
        [ana, "a"],
        [anaAdmin, "a"],
      ],
    ],
    [
      "one human's two accounts that were joined after both votes",
      false,
      2,
      [
        [anaAlone, "a"],
        [anaAdmin, "a"],
      ],
    ],
    [
      "a joined account and another person",
      true,
      2,
      [
        [anaAdmin, "a"],
        [jon, "a"],
      ],
    ],
    [
      "one person twice",
      false,
      2,
      [
        [ana, "a"],
        [ana, "a"],
      ],
    ],
    [
      "one of them for another plan",
      false,
      2,
      [
        [ana, "a"],
        [jon, "b"],
      ],
    ],
    ["the only one for another plan", false, 1, [[ana, "b"]]],
    [
      "seconds only",
      false,
      2,
      [
        [priya, "a"],
        [sam, "a"],
      ],
    ],
    [
      "the asker among them",
      false,
      2,
      [
        [ana, "a"],
        [bo, "a"],
      ],
    ],
    ["nobody", false, 0, []],
  ])("%s: %p", (...[, expected, tier, votes]) => {
    expect(carried(tier, votes)).toBe(expected);
  });
});
