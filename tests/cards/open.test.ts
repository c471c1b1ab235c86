import { describe, expect, test } from "@jest/globals";
import { renderOpenCheck } from "../../src/cards/open-check.ts";
import { type OpenFormView, renderOpenForm } from "../../src/cards/open-form.ts";
import { renderUnknownCommand } from "../../src/cards/unknown-command.ts";
import { ofType, readable, textsOf } from "../support/card-tree.ts";
import { templates } from "../support/cards.ts";
import { aSubject, at, idEnding } from "../support/incidents.ts";
import { ordinaryNames } from "../support/names.ts";

const choices = [{ id: "mailbox-compromise", title: "Mailbox compromise", about: "Mail is read" }];
const form = (view: Partial<OpenFormView> = {}): object =>
  renderOpenForm(templates, { choices, ...view }).card;

const check = (count: number, channel?: string): object =>
  renderOpenCheck(templates, {
    handle: { id: "open-1", nonce: "nonce-3" },
    matches: Array.from({ length: count }, (_, index) =>
      aSubject(ordinaryNames, idEnding(`${String(index).padStart(2, "0")}1e`)),
    ),
    opens: { title: "Mailbox compromise", severity: "sev2", steps: 16 },
    now: at("02:31"),
    lapsesAt: at("02:41"),
    ...(channel !== undefined && { channel }),
  }).card;

const sent = (card: object): readonly unknown[] =>
  ofType(card, "Action.").map(({ verb, data }) => ({ verb, data }));

describe("the form that opens an incident", () => {
  test("asks four things and preselects none", () => {
    const inputs = ofType(form(), "Input.");
    expect(inputs.map(({ id, value }) => [id, value])).toEqual([
      ["scenario", ""],
      ["subject", ""],
      ["severity", ""],
      ["seen", ""],
    ]);
    expect(sent(form())).toEqual([
      { verb: "incident.cancel", data: {} },
      { verb: "incident.check", data: {} },
    ]);
  });

  test("keeps what was typed and says what is missing", () => {
    const values = { subject: "marta@contoso.example", scenario: "mailbox-compromise" };
    const card = form({ values, errors: { severity: "Choose how bad it is." } });
    expect(ofType(card, "Input.").map(({ value }) => value)).toEqual([
      "mailbox-compromise",
      "marta@contoso.example",
      "",
      "",
    ]);
    const boxes = ofType(card, "Container").map(readable);
    expect(boxes).toEqual(["Choose how bad it is."]);
  });

  test("many playbooks go into a drop-down", () => {
    const many = Array.from({ length: 7 }, (_, index) => ({
      id: `playbook-${String(index)}`,
      title: `Playbook ${String(index)}`,
      about: "Something happens",
    }));
    const styleOf = (card: object): unknown => ofType(card, "Input.ChoiceSet")[0]?.["style"];
    expect(styleOf(form())).toBe("expanded");
    expect(styleOf(form({ choices: many }))).toBe("compact");
  });
});

describe("the check before an incident is opened", () => {
  test("one match: the whole of it, to confirm or to change", () => {
    const card = check(1);
    const handle = { id: "open-1", nonce: "nonce-3" };
    expect(sent(card)).toEqual([
      { verb: "incident.change", data: handle },
      { verb: "incident.confirm", data: handle },
    ]);
    const text = readable(card);
    expect(text).toContain(idEnding("001e"));
    expect(text).toContain("marta.oliveira@contoso.example");
    expect(text).toContain("severity 2, 16 steps");
    expect(text).not.toContain("Channel");
  });

  test("says whether the subject can read the channel only where that is known", () => {
    expect(readable(check(1, "Isn’t a member of IR Response"))).toContain(
      "Channel Isn’t a member of IR Response",
    );
  });

  test("several: a list to choose from by id, and no way to confirm without choosing", () => {
    const card = check(2);
    const handle = { id: "open-1", nonce: "nonce-3" };
    expect(sent(card)).toEqual([
      { verb: "incident.choose", data: { ...handle, choice: "0" } },
      { verb: "incident.choose", data: { ...handle, choice: "1" } },
      { verb: "incident.change", data: handle },
    ]);
    expect(readable(card)).toContain("id\u00a0001e");
    expect(readable(card)).toContain("id\u00a0011e");
  });

  test("very many: ten, and how many more", () => {
    expect(ofType(check(14), "Action.Execute")).toHaveLength(11);
    expect(readable(check(14))).toContain("and 4 more.");
  });

  test("no match has no card", () => {
    expect(() => check(0)).toThrow("without a match");
  });
});

describe("an unknown command", () => {
  test("is quoted, cut at sixty, and nothing was done", () => {
    const { card } = renderUnknownCommand(templates, { wrote: "x".repeat(100), commands: [] });
    const wrote = textsOf(card).find(({ text }) => text.startsWith("xxx"));
    expect(wrote?.text).toBe(`${"x".repeat(59)}…`);
    expect(readable(card)).toContain("Nothing was done.");
    expect(sent(card)).toEqual([
      { verb: "incident.form", data: {} },
      { verb: "incident.help", data: {} },
    ]);
  });
});
