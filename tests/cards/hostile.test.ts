import { describe, expect, test } from "@jest/globals";
import { nodesOf, stripOf, textsOf } from "../support/card-tree.ts";
import { stepView } from "../../src/cards/step-view.ts";
import { renderStep } from "../../src/cards/step.ts";
import { everyCard, templates } from "../support/cards.ts";
import { anAction } from "../support/an-action.ts";
import { anIncident, anOwnership, aStep, at, everyStatus, people } from "../support/incidents.ts";

/** Marks hostile text, so that it can be found wherever it went. */
const mark = "EVIL";

const attacks = {
  "a link": `[${mark}](https://evil.example/approve)`,
  "bold and headings": `# **${mark}** _approved_ \`x\``,
  "a mention": `<at>${mark}</at>`,
  "turned text": `\u202E${mark}\u2066 \u200B\u200F\uFEFFx`,
  "a time": `{{TIME(1999-01-01T00:00:00Z)}} {{{{DATE(1999-01-01T00:00:00Z)}}}} ${mark}`,
  "a template": `\${$root.handle.nonce} $\${summary} ${mark}`,
  "ten kilobytes": mark.repeat(2_500),
  "ten kilobytes of another alphabet": `${mark}${"漢".repeat(10_000)}`,
  "new lines": `Ana\r\n\r\n- ${mark}\n1. two\u2028three`,
  "a fake id": `${mark} id 7c1e`,
  "nothing to see": "\u200B\u3164",
} as const;

/** Elements of a card by type, without the runs and blocks of text. */
const elements = (card: object): readonly string[] =>
  nodesOf(card)
    .map(({ node }) => String(node["type"]))
    .filter((type) => !["undefined", "TextRun", "TextBlock"].includes(type))
    .toSorted();

const ordinary = new Map(everyCard().map(({ name, drawn }) => [name, elements(drawn.card)]));
/** Cards of more than fits: letters of other alphabets take three bytes. */
const cutToSize = ["all-steps-huge", "evidence-many"];
/** A check says of an odd name that it is odd, in a row of its own. */
const oddRow = ["Column", "Column", "ColumnSet", "RichTextBlock"];

describe.each(Object.entries(attacks))("%s in every name, quote and error", (_attack, text) => {
  const cards = everyCard({ subject: text, text });

  test("stands in runs and typed fields only, never in a strip, title, button or summary", () => {
    const wrong = cards.flatMap(({ name, drawn }) =>
      textsOf(drawn.card)
        .filter((found) => found.text.includes(mark))
        .filter(({ key, holder, above }) => {
          const place = `${String(holder["type"])}.${key}`;
          const strip = stripOf(drawn.card);
          return (
            !["TextRun.text", "Input.Text.value"].includes(place) ||
            above.some((one) => one === strip)
          );
        })
        .map(({ key }) => `${name}: ${key}`),
    );
    expect(wrong).toEqual([]);
    expect(cards.filter(({ drawn }) => drawn.summary.includes(mark))).toEqual([]);
  });

  test("is drawn somewhere, so that the rule above had something to find", () => {
    const drawn = cards.filter((card) => JSON.stringify(card.drawn.card).includes(mark));
    expect(drawn.length > 20).toBe(text.includes(mark));
  });

  test("turns no text, shows no time, fills in no template and breaks no line", () => {
    const texts = cards.flatMap(({ drawn }) => textsOf(drawn.card).map((found) => found.text));
    const odd =
      /[\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF\u3164\n\r\u2028]|\$\{|\{\{\w+\(1999/;
    expect(texts.filter((found) => odd.test(found))).toEqual([]);
  });

  test("stays within the size of a card", () => {
    const sizes = cards.map(({ drawn }) => Buffer.byteLength(JSON.stringify(drawn.card)));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(28 * 1024);
  });

  test("adds no element", () => {
    for (const { name, drawn } of cards) {
      // What is cut to its size has fewer lines where names are longer, never other elements.
      const counted = (all: readonly string[]): readonly string[] => {
        if (cutToSize.includes(name)) return [...new Set(all)];
        return name.startsWith("handover") ? all.filter((type) => type !== "RichTextBlock") : all;
      };
      // What a row cuts stands whole in Details, in a line of its own.
      const whole = textsOf(drawn.card).filter(({ text }) =>
        [", in full: ", ", the record has it whole: "].some((end) => text.endsWith(end)),
      );
      const lines = cutToSize.includes(name) ? [] : whole.map(() => "RichTextBlock");
      const expected = [...counted(ordinary.get(name) ?? []), ...lines].toSorted();
      const warned = [...expected, ...(name === "open-check" ? oddRow : [])].toSorted();
      expect([expected, warned]).toContainEqual(counted(elements(drawn.card)));
    }
  });
});

describe("people of the directory", () => {
  test("are named in runs, in one line, and can't turn a sentence", () => {
    const owner = { ...people.ana, name: "[Ana](https://evil.example)\n\u202E{{TIME(1999)}}" };
    const status = everyStatus()["waiting"];
    if (!status) throw new Error("no waiting step");
    const step = { ...aStep(status), ownership: anOwnership({ owner, deputies: [owner] }) };
    const view = stepView(anIncident([status]), step, anAction(), {
      now: at("03:18"),
      entries: [],
    });
    if (!view) throw new Error("no card");
    const { card, summary } = renderStep(templates, view);
    const named = textsOf(card).filter(({ text }) => text.includes("[Ana]"));
    const places = named.map(({ holder, key }) => `${String(holder["type"])}.${key}`);
    expect(new Set(places)).toEqual(
      new Set(["TextRun.text", "AdaptiveCard.speak", "AdaptiveCard.fallbackText"]),
    );
    expect(summary).not.toMatch(/[\n\u202E]|\{\{/);
  });
});
