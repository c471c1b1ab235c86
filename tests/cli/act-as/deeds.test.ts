import { describe, expect, test } from "@jest/globals";
import { groupsOf } from "../../../src/cli/act-as/deeds.ts";
import { cardNamed } from "./world.ts";

const titlesOf = (card: unknown): readonly string[] =>
  groupsOf(card).flatMap(({ deeds }) => deeds.map(({ title }) => title));

describe("what can be pressed", () => {
  test("on a waiting step: the vote without and the refusal with its reason", () => {
    const groups = groupsOf(cardNamed("step-waiting"));
    expect(groups).toMatchObject([
      { fields: [], deeds: [{ verb: "step.approve", fields: [] }] },
      {
        fields: [{ id: "reason", kind: "text", maxLength: 300 }],
        deeds: [{ title: "Decline this step", verb: "step.decline", fields: ["reason"] }],
      },
    ]);
  });

  test("on an unknown one: three answers beside one field, and a look without", () => {
    const [panel, outside] = groupsOf(cardNamed("step-unknown"));
    expect(panel?.fields.map(({ id }) => id)).toEqual(["seen"]);
    expect(panel?.deeds.map(({ data }) => data["answer"])).toEqual([
      "changed",
      "not changed",
      "can't tell",
    ]);
    expect(outside).toMatchObject({ fields: [], deeds: [{ title: "Look again", fields: [] }] });
  });

  test("on the headline its one button, on a closed step nothing, and nothing on what isn't a card", () => {
    expect(titlesOf(cardNamed("headline-open"))).toEqual(["All steps"]);
    expect(groupsOf(cardNamed("step-waiting-closed"))).toEqual([]);
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
