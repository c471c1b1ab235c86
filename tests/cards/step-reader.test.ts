/** Before anybody approves it, a step that makes a secret says who reads it. */
import { describe, expect, test } from "@jest/globals";
import { type Person } from "../../src/core/incident/people.ts";
import { panelsOf, readable } from "../support/card-tree.ts";
import { drawn, type Given } from "../support/drawn-step.ts";
import { anOwnership, aProposal, at, aVote, people } from "../support/incidents.ts";
import { tiered } from "../support/step-samples.ts";

const { ana, jon, priya } = people;

const panel = (given: Given = {}, tier: 1 | 3 = 1, by: readonly Person[] = []): string => {
  const proposal = tier === 1 ? aProposal() : tiered(3);
  const votes = by.map((person) => aVote(proposal, { by: person, at: at("03:15") }));
  const status = { kind: "waiting", proposal, votes } as const;
  const { card } = drawn(status, { ...given, action: { seals: true, ...given.action } });
  const found = panelsOf(card).find(({ id }) => id === "confirm");
  if (!found) throw new Error("no confirm panel");
  return readable(found).replace(/ {2,}/g, " ").replaceAll(" .", ".");
};

describe("the confirm panel of a step that makes a secret", () => {
  test("one vote: whoever approves it reads it", () => {
    expect(panel()).toContain(
      "The secret is shown once, outside Teams, to whoever of these approves it: Ana Costa, Jon Lind.",
    );
  });

  test("one vote of one person: they do", () => {
    const given = { step: { ownership: anOwnership({ deputies: [] }) } };
    expect(panel(given)).toContain("shown once, outside Teams, to Ana Costa.");
  });

  test("two votes: the owner does, if they are one of them", () => {
    expect(panel({}, 3)).toContain("to Ana Costa if they approve it, else to who votes last.");
    expect(panel({}, 3, [jon])).toContain(
      "to Ana Costa if they approve it, else to who votes last.",
    );
  });

  test("two votes, one of them the owner's: they do, whoever is second", () => {
    expect(panel({}, 3, [ana])).toContain("shown once, outside Teams, to Ana Costa.");
  });

  test("two votes, where the owner may not vote: who votes last", () => {
    const subjects = [
      { kind: "user", id: ana.id, name: ana.name, address: "ana@contoso.example", about: "" },
    ] as const;
    const text = panel({ incident: { subjects } }, 3, [priya]);
    expect(text).toContain("shown once, outside Teams, to who votes last.");
  });

  test("other steps, and the way back, say nothing of it", () => {
    const words = "outside Teams";
    const proposal = aProposal();
    expect(readable(drawn({ kind: "waiting", proposal, votes: [] }).card)).not.toContain(words);
    const undo = { ...proposal, plan: { ...proposal.plan, direction: "undo" } } as const;
    const { card } = drawn(
      { kind: "waiting", proposal: undo, votes: [] },
      { action: { seals: true } },
    );
    expect(readable(card)).not.toContain(words);
  });
});
