import { describe, expect, test } from "@jest/globals";
import { groupsOf } from "../../../src/cli/act-as/deeds.ts";
import { everyCard } from "../../support/cards.ts";
import { waitingCard } from "./world.ts";

const titlesOf = (card: unknown): readonly string[] =>
  groupsOf(card).flatMap(({ deeds }) => deeds.map(({ title }) => title));

describe("what can be pressed", () => {
  test("in each panel what it holds, beside the panel's own fields, and what is in none comes last", () => {
    expect(groupsOf(waitingCard)).toMatchObject([
      {
        fields: [],
        deeds: [{ title: "Approve: end sessions", verb: "step.approve", style: "destructive" }],
      },
      {
        fields: [{ id: "reason", kind: "text", maxLength: 300 }],
        deeds: [
          { title: "Decline this step", verb: "step.decline", fields: ["reason"] },
          { title: "Ask me later", data: { answer: "later" }, fields: ["reason"] },
        ],
      },
      { fields: [], deeds: [{ title: "Look again", fields: [] }] },
    ]);
  });

  test("of the product's cards: a waiting step can be approved, nothing of a closed one", () => {
    const cards = new Map(everyCard().map(({ name, drawn }) => [name, drawn.card]));
    const verbs = groupsOf(cards.get("step-waiting")).flatMap(({ deeds }) =>
      deeds.map(({ verb }) => verb),
    );
    expect(verbs).toEqual(expect.arrayContaining(["step.approve", "step.decline"]));
    expect(titlesOf(cards.get("headline-open"))).toContain("All steps");
    expect(groupsOf(cards.get("step-waiting-closed"))).toEqual([]);
  });

  test("of what isn't a card: nothing", () => {
    for (const thing of [undefined, null, "card", [], { type: "Action.Execute" }]) {
      expect(groupsOf(thing)).toEqual([]);
    }
  });

  test("every kind of input is a field, and what a button carries isn't", () => {
    const hidden = { type: "Action.Execute", title: "not drawn", verb: "x.hidden" };
    const card = {
      type: "AdaptiveCard",
      body: [
        { type: "Input.Date", id: "until", label: "Until", value: "2026-12-01" },
        { type: "Input.Toggle", id: "sure", title: "I am sure", valueOn: "yes", valueOff: "no" },
        {
          type: "Input.ChoiceSet",
          id: "who",
          "choices.data": { type: "Data.Query", dataset: "graph.microsoft.com/users" },
        },
        {
          type: "Input.ChoiceSet",
          id: "risk",
          isMultiSelect: true,
          choices: [{ title: "High", value: "high" }],
        },
        { type: "Input.Text", id: "why", isMultiline: true },
      ],
      actions: [
        { type: "Action.Execute", title: "Send", verb: "x.send", data: { card: hidden } },
        { type: "Action.ShowCard", card: { actions: [{ ...hidden, title: "More" }] } },
      ],
    };
    expect(titlesOf(card)).toEqual(["Send", "More"]);
    const [group] = groupsOf(card);
    expect(group?.fields).toMatchObject([
      { id: "until", kind: "date", label: "Until", value: "2026-12-01" },
      {
        id: "sure",
        kind: "toggle",
        label: "I am sure",
        choices: [{ value: "yes" }, { value: "no" }],
      },
      { id: "who", kind: "people" },
      { id: "risk", kind: "choice", many: true, choices: [{ title: "High", value: "high" }] },
      { id: "why", kind: "long text", label: "why" },
    ]);
  });
});
