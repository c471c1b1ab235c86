import { describe, expect, test } from "@jest/globals";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cardNames } from "../../src/cards/templates.ts";
import {
  buttonsOf,
  firstRow,
  nodesOf,
  ofType,
  panelsOf,
  readable,
  textsOf,
} from "../support/card-tree.ts";
import { everyCard } from "../support/cards.ts";
import { complaints } from "../support/renderer.ts";

const cards = everyCard();
/** Verbs of panels of an exception's card; each decides something about a risk. */
const exceptionDeeds = ["accept", "review", "close", "renew"].map((deed) => `exception.${deed}`);
const deeds = new Set([
  "incident.freeze",
  "step.approve",
  "step.decline",
  "step.looked",
  "step.stop",
  "step.waive",
  "step.withdraw",
  ...exceptionDeeds,
]);
/** Verbs of the buttons that send what was typed. */
const senders = [
  "incident.freeze",
  "step.decline",
  "step.looked",
  "incident.check",
  "exception.add",
];
const forbidden =
  /\b(done|success\w*|secured|contained|evicted|resolved|oops|please wait|he|she|ok|submit|yes)\b|!/i;

describe("every card in every state", () => {
  test.each(cards)("$name is small, of version 1.5 and understood by the renderer", ({ drawn }) => {
    expect(Buffer.byteLength(JSON.stringify(drawn.card))).toBeLessThanOrEqual(28 * 1024);
    expect(drawn.card).toMatchObject({ type: "AdaptiveCard", version: "1.5", lang: "en" });
    expect(complaints(drawn.card)).toEqual([]);
  });

  test.each(cards)("$name says one plain sentence to lock screens", ({ drawn }) => {
    expect(drawn.card).toMatchObject({ speak: drawn.summary, fallbackText: drawn.summary });
    expect(drawn.summary).toMatch(/^\S.*[.]$/);
    expect(drawn.summary).not.toMatch(/\{\{|Marta|7c1e|contoso|sessions/);
  });

  test.each(cards)(
    "$name has no colour on text, no link and nothing left to fill in",
    ({ drawn }) => {
      const json = JSON.stringify(drawn.card);
      expect(json).not.toContain('"color"');
      expect(json).not.toContain("](");
      expect(json).not.toContain("${");
      expect(json).not.toContain(".000Z");
      expect(json).not.toMatch(/undefined|\[object|null|NaN/);
    },
  );

  test.each(cards)("$name has one heading and labelled inputs", ({ drawn }) => {
    const headings = ofType(drawn.card, "TextBlock").filter(({ style }) => style === "heading");
    expect(headings).toHaveLength(1);
    for (const input of ofType(drawn.card, "Input.")) {
      expect(input["label"]).toMatch(/\S{3}/);
    }
  });

  test.each(cards)("$name uses only our words", ({ drawn }) => {
    const words = readable(drawn.card).replaceAll(/Nothing was done\.|Not done yet/g, "");
    expect(words).not.toMatch(forbidden);
    expect(words).not.toMatch(/\p{Extended_Pictographic}/u);
    expect(drawn.summary.replaceAll("Nothing was done.", "")).not.toMatch(forbidden);
  });

  test.each(cards)(
    "$name sends inputs only with the panel's or the form's own button",
    ({ drawn }) => {
      const actions = ofType(drawn.card, "Action.Execute");
      for (const action of actions) {
        expect(["none", "auto"]).toContain(action["associatedInputs"]);
      }
      const auto = actions.filter(({ associatedInputs }) => associatedInputs === "auto");
      const verbs = new Set(auto.map(({ verb }) => verb));
      const inputs = ofType(drawn.card, "Input.").length;
      expect(auto.length > 0).toBe(inputs > 0);
      for (const verb of verbs) {
        expect([...senders, ...exceptionDeeds]).toContain(verb);
      }
    },
  );

  test.each(cards)(
    "$name has short titles, and deeds only in panels after a Not yet",
    ({ drawn }) => {
      const row = firstRow(drawn.card);
      expect(row.length).toBeLessThanOrEqual(3);
      for (const { title, verb, style } of row) {
        expect(String(title).length).toBeLessThanOrEqual(20);
        expect(deeds).not.toContain(verb);
        expect(style).not.toBe("destructive");
      }
      expect(row.filter(({ style }) => style === "positive").length).toBeLessThanOrEqual(1);
      for (const panel of panelsOf(drawn.card)) {
        const buttons = buttonsOf(panel);
        for (const { title } of buttons) expect(String(title).length).toBeLessThanOrEqual(26);
        const titles = buttons.map(({ title }) => title);
        const ways = buttons.filter(({ verb }) => !deeds.has(String(verb)));
        // Details has no button; every other panel has its way back first, then only deeds.
        expect(ways.map(({ title }) => title)).toEqual(titles.slice(0, 1));
        expect(["Not yet", undefined]).toContain(titles[0]);
      }
    },
  );

  test.each(cards)(
    "$name has hidden panels that block nothing and buttons that open them",
    ({ drawn }) => {
      const ids = panelsOf(drawn.card).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const panel of panelsOf(drawn.card)) {
        const inputs = ofType(panel, "Input.");
        expect(inputs.filter(({ isRequired }) => isRequired === true)).toEqual([]);
      }
      const targets = nodesOf(drawn.card)
        .map(({ node }) => node)
        .filter(({ elementId }) => elementId !== undefined);
      for (const { elementId, isVisible } of targets) {
        expect(ids).toContain(elementId);
        // Shown or hidden, never flipped: a double tap leaves the panel open.
        expect(typeof isVisible).toBe("boolean");
      }
      const opened = targets.filter(({ isVisible }) => isVisible === true);
      expect(new Set(opened.map(({ elementId }) => elementId))).toEqual(new Set(ids));
    },
  );

  test.each(cards)("$name keeps times out of button titles", ({ drawn }) => {
    for (const { title } of ofType(drawn.card, "Action.")) expect(title).not.toContain("{{");
    const times = textsOf(drawn.card).flatMap(({ text }) => text.match(/\{\{.*?\}\}/g) ?? []);
    for (const time of times) {
      expect(time).toMatch(/^\{\{(TIME\(\S{19}Z\)|DATE\(\S{19}Z, SHORT\))\}\}$/);
    }
  });
});

describe("templates", () => {
  test("each has one renderer of the same name", () => {
    const list = (folder: string, ending: string): readonly string[] =>
      readdirSync(fileURLToPath(new URL(`../../${folder}`, import.meta.url)))
        .filter((file) => file.endsWith(ending))
        .map((file) => file.slice(0, -ending.length));
    expect(list("cards", ".json").toSorted()).toEqual([...cardNames].toSorted());
    expect(list("src/cards", ".ts")).toEqual(expect.arrayContaining([...cardNames]));
  });
});
