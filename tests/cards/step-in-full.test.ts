/** A reason that is too long for a row ends with "…" after a whole word there, and is whole in Details. */
import { describe, expect, test } from "@jest/globals";
import { type StepStatus } from "../../src/core/incident/types.ts";
import { panelsOf, readable } from "../support/card-tree.ts";
import { drawn, statusOf } from "../support/drawn-step.ts";
import { aProposal, at, people } from "../support/incidents.ts";

const { ana: by } = people;
const long = `${"Payroll runs from this account until noon and nobody else may start it. ".repeat(8)}Ask Bo.`;
const short = "Payroll runs from this account until noon.";
const handle = { id: "h", nonce: "n" };

const statuses = (text: string): Readonly<Record<string, StepStatus>> => {
  const proposal = aProposal();
  const said = { by, at: at("03:16"), reason: text };
  const looked = { by, at: at("03:17"), seen: text, outcome: "unknown" } as const;
  return {
    declined: { kind: "declined", proposal, ...said },
    "put off": { kind: "deferred", proposal, until: at("04:00"), ...said },
    skipped: { kind: "skipped", handle, ...said },
    "by hand": { kind: "by hand", handle, byHand: "Do it.", ...said },
    looked: { kind: "by hand", handle, at: at("03:15"), reason: short, byHand: "Do it.", looked },
  };
};

const parts = (status: StepStatus) => {
  const { card } = drawn(status);
  const details = panelsOf(card).find(({ id }) => id === "details");
  if (!details) throw new Error("no details");
  return { card: readable(card), details: readable(details) };
};

describe.each(Object.keys(statuses("")))("%s", (name) => {
  const of = (text: string) => {
    const status = statuses(text)[name];
    if (!status) throw new Error(name);
    return parts(status);
  };

  test("what is cut ends after a word with an ellipsis, and is whole in Details", () => {
    const { card, details } = of(long);
    expect(card).toMatch(
      / (start|it\.|until|noon|Payroll|runs|from|this|and|nobody|else|may|account)…/,
    );
    expect(details).toContain(`in full:  “${long}”`);
  });

  test("what is whole stands once", () => {
    const { card, details } = of(short);
    expect(card).toContain(short);
    expect(details).not.toContain("in full");
  });
});

test("what was said of a failure is whole in Details too", () => {
  const failed = statusOf("failed");
  if (failed.kind !== "settled") throw new Error("not settled");
  const items = failed.effect.items.map((item) => ({
    ...item,
    state: "failed" as const,
    why: long,
  }));
  const { details } = parts({ ...failed, effect: { ...failed.effect, items } });
  expect(details).toContain(`Why, in full:  “${long}”`);
});

test("what a person saw stands once, though it is what is seen from then on", () => {
  const failed = statusOf("failed");
  if (failed.kind !== "settled") throw new Error("not settled");
  const looked = { by, at: at("03:17"), seen: long, outcome: "unknown" } as const;
  const { details } = parts({ ...failed, effect: { ...failed.effect, seen: long, looked } });
  expect(details.split(long)).toHaveLength(2);
});

test("several texts of full length stay within a card of 28 KB", () => {
  const longest = "調".repeat(2_000);
  const reason = { by, at: at("03:16"), reason: longest };
  const looked = { by, at: at("03:17"), seen: longest, outcome: "unknown" } as const;
  const { card } = drawn({ kind: "by hand", handle, byHand: "Do it.", ...reason, looked });
  expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(28_000);
  expect(readable(card)).toContain("the record has it whole");
});
