import { describe, expect, test } from "@jest/globals";
import { exceptionView } from "../../src/cards/exception-view.ts";
import { renderException } from "../../src/cards/exception.ts";
import { renderExceptionList } from "../../src/cards/exception-list.ts";
import { type Exception } from "../../src/core/exceptions/types.ts";
import { type KnownException } from "../../src/core/incident/types.ts";
import { exceptionIdOf } from "../../src/core/shared/ids.ts";
import { buttonsOf, nodesOf, ofType, panelsOf, readable, stripOf } from "../support/card-tree.ts";
import { templates } from "../support/cards.ts";
import { drawn, strip, titles, verbs } from "../support/drawn-step.ts";
import { anException, everyException, inForce } from "../support/exceptions.ts";
import { aStep, at, people } from "../support/incidents.ts";

const draw = (exception: Exception) =>
  renderException(templates, exceptionView(exception, at("03:40")));
const stripText = (exception: Exception): string => readable(stripOf(draw(exception).card) ?? {});
const words = (exception: Exception): string => readable(draw(exception).card);
const panel = (exception: Exception, id: string) => {
  const found = panelsOf(draw(exception).card).find((one) => one["id"] === id);
  if (!found) throw new Error(`no panel ${id}`);
  return found;
};
/** Values that a choice offers. */
const choices = (exception: Exception, panelId: string, input: string): readonly unknown[] => {
  const [set] = ofType(panel(exception, panelId), "Input.ChoiceSet").filter(
    ({ id }) => id === input,
  );
  return nodesOf(set?.["choices"]).map(({ node }) => node["value"]);
};

describe("the strip says what the card wants of whom", () => {
  test.each([
    ["asked-for", "accent", "waits for an owner Asked by Bo Eriksen. Who accepts it"],
    ["in-force", "warning", "in force Ends "],
    ["in-force-overdue", "warning", "in force, review overdue Ends "],
    ["expired", "attention", "expired "],
    ["closed", "emphasis", "closed By Priya Nair"],
  ])("%s", (name, style, text) => {
    const exception = everyException()[name];
    if (!exception) throw new Error(name);
    expect(stripOf(draw(exception).card)).toMatchObject({ style });
    expect(stripText(exception)).toContain(`Exception EX-3 ${text}`);
  });

  test("one that Cordon closed names no person", () => {
    const reason = "Step 6 was observed after all.";
    const closed = anException({
      state: "closed",
      closed: { by: undefined, at: at("03:50"), reason },
    });
    expect(stripText(closed)).toContain("Exception EX-3 closed By Cordon, ");
    expect(words(closed)).toContain(reason);
  });

  test("an expired one still stays open", () => {
    const { terms } = inForce();
    expect(stripText(inForce({ state: "expired", terms }))).toContain("It still stays open");
  });
});

describe("what can be decided", () => {
  test("accepting: nothing is preselected, days end at the limit of the severity", () => {
    const two = anException();
    expect(choices(two, "accept", "endsIn")).toEqual(["1", "3", "7", "14", "30", "60", "90"]);
    expect(choices(two, "accept", "reviewIn")).toEqual(["1", "3", "7", "14", "30"]);
    const worst = anException({ severity: "sev1" });
    expect(choices(worst, "accept", "endsIn")).toEqual(["1", "3", "7"]);
    expect(choices(worst, "accept", "reviewIn")).toEqual(["1", "2"]);
    expect(choices(two, "accept", "risk")).toEqual(["low", "medium", "high", "critical"]);
    for (const input of ofType(draw(two).card, "Input.")) expect(input).not.toHaveProperty("value");
  });

  test("every deed stands in a panel, after a Not yet, and carries number and one-time value", () => {
    const deeds = Object.values(everyException()).flatMap((exception) =>
      panelsOf(draw(exception).card).map((one) => buttonsOf(one)),
    );
    expect(deeds.length).toBeGreaterThan(10);
    for (const [first, deed, ...more] of deeds) {
      expect(first).toMatchObject({ title: "Not yet" });
      expect(deed).toMatchObject({ data: { exception: "EX-3", nonce: "nonce-3" } });
      expect(more).toEqual([]);
    }
  });

  test("inputs of a card never share a name: every button sends them all", () => {
    for (const exception of Object.values(everyException())) {
      const ids = ofType(draw(exception).card, "Input.").map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test("a closed one has no button and no panel", () => {
    const closed = everyException()["closed"];
    if (!closed) throw new Error("closed");
    expect(ofType(draw(closed).card, "Action.")).toEqual([]);
    expect(panelsOf(draw(closed).card)).toEqual([]);
  });
});

describe("what the card tells", () => {
  test("risk, reason, control, owner, reviewer and what happens at the end", () => {
    const text = words(inForce());
    expect(text).toContain("Medium");
    expect(text).toContain("Priya Nair , accepted {{TIME(2026-11-21T03:36:00Z)}}");
    expect(text).toContain("not the person who asked");
    expect(text).toContain("Jon Lind, not the owner. Nobody has looked yet.");
    expect(text).toContain("While INC-0007 is open, step 6 is proposed again to its owner.");
  });

  test("without an incident nothing is promised about a step", () => {
    const byHand = everyException()["in-force-by-hand"];
    if (!byHand) throw new Error("by hand");
    expect(words(byHand)).not.toContain("proposed again");
    expect(words(byHand)).toContain("EX-3 stays on the register until somebody closes it.");
  });

  test("six rows at most, in every state", () => {
    for (const exception of Object.values(everyException())) {
      expect(ofType(draw(exception).card, "ColumnSet").length).toBeLessThanOrEqual(6);
    }
  });

  test("the lock screen names neither the target nor what stays open", () => {
    for (const exception of Object.values(everyException())) {
      expect(draw(exception).summary).toMatch(/^EX-3: [a-zUTC0-9 ,:-]+\.$/u);
    }
  });
});

describe("the list", () => {
  const list = (exceptions: readonly Exception[]) =>
    readable(renderExceptionList(templates, { exceptions, all: true, now: at("03:40") }).card);
  const numbered = (number: number, changes: Partial<Exception> = {}): Exception =>
    inForce({ id: exceptionIdOf(number), ...changes });

  test("what needs somebody stands first, then what is due next", () => {
    const { terms } = inForce();
    if (!terms) throw new Error("terms");
    const sooner = { ...terms, reviewAt: at("23:00") };
    const text = list([
      everyException()["closed"] ?? anException(),
      numbered(5),
      numbered(6, { terms: sooner }),
      numbered(7, { state: "expired" }),
      anException({ id: exceptionIdOf(8) }),
    ]);
    const order = ["EX-8", "EX-7", "EX-6", "EX-5", "EX-3"].map((id) => text.indexOf(`${id} `));
    expect(order.every((place) => place >= 0)).toBe(true);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test("ten rows, and how many more", () => {
    const text = list(Array.from({ length: 14 }, (_, index) => numbered(index + 1)));
    expect(text).toContain("and 4 more; “exception export” has all");
    expect(text).toContain("14 exceptions");
  });
});

describe("the card of the declined step", () => {
  const known = (state: KnownException["state"]): KnownException => ({
    id: exceptionIdOf(3),
    step: aStep({ kind: "not started", direction: "apply" }).definition.key,
    state,
    seq: 1,
  });

  test.each([
    ["asked for", "Exception EX-3 waits for an owner"],
    ["in force", "Exception EX-3 in force"],
    ["expired", "Exception EX-3 expired"],
  ] as const)("%s: names it and leads to it", (state, text) => {
    const card = drawn("declined", { incident: { exceptions: [known(state)] } });
    expect(strip(card)).toContain(`Declined. ${text}`);
    expect(strip(card)).toContain(people.bo.name);
    expect(titles(card)).toEqual(["Open EX-3", "Propose again", "Details"]);
    expect(verbs(card)).toContain("exception.show");
  });

  test("says nothing of one that was closed, or of another step's", () => {
    const other = {
      ...known("in force"),
      step: aStep(aStep({ kind: "not started", direction: "apply" }).status, 2).definition.key,
    };
    for (const exceptions of [[], [known("closed")], [other]]) {
      const card = drawn("declined", { incident: { exceptions } });
      expect(strip(card)).toContain("Declined by Bo Eriksen");
      expect(titles(card)).toEqual(["Propose again", "Details"]);
    }
  });

  test("the way back that was declined leaves nothing to accept", () => {
    const card = drawn("undo-declined", { incident: { exceptions: [known("in force")] } });
    expect(titles(card)).not.toContain("Open EX-3");
  });
});
