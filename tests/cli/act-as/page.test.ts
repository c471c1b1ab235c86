import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { type PageView, renderPage } from "../../../src/cli/act-as/page.ts";
import { everyCard } from "../../support/cards.ts";
import { groupsOf } from "../../../src/cli/act-as/deeds.ts";
import { home, incidentWith, people, playgroundUrl, postOf, waitingCard } from "./world.ts";

const hostile = `</title></option><script>alert("1")</script><img src=x onerror='x'> & ;`;

const drawn = (changes: Partial<PageView> = {}): string =>
  renderPage({ incidents: [], people, home, playgroundUrl, token: "t0ken", ...changes });

/** The page's text with each name of an element that it opens. */
const elementsIn = (html: string): ReadonlySet<string> =>
  new Set([...html.matchAll(/<([a-z0-9]+)/gu)].flatMap(([, name]) => name ?? []));

describe("the page", () => {
  test("says what to do while nothing is open, and lets one speak", () => {
    const html = drawn();
    expect(html).toContain("Nothing waits. Open an incident in the Playground.");
    expect(html).toContain('action="/say"');
    expect(html).not.toContain('action="/press"');
  });

  test("has a form for each card: its owner chosen, its buttons and fields", () => {
    const html = drawn({ incidents: [incidentWith(postOf(waitingCard))] });
    expect(html).toContain("Step 1: Block sign-in");
    expect(html).toContain("Jon Lind (owner)</option>");
    expect(html.match(/ selected>/gu)).toHaveLength(1);
    expect(html).toContain("Decline this step</button>");
    expect(html).toContain("Why not? The lead reads this.</label>");
    expect(html).toContain('name="token" value="t0ken"');
    expect(html).not.toContain("Nothing waits");
  });

  test("escapes everything that comes from outside, and has no script", () => {
    const card = {
      type: "AdaptiveCard",
      body: [
        {
          type: "Input.ChoiceSet",
          id: hostile,
          label: hostile,
          choices: [{ title: hostile, value: hostile }],
        },
        { type: "Input.Text", id: "b", label: hostile, value: hostile },
        { type: "Input.Text", id: "c", label: hostile, value: hostile, isMultiline: true },
        { type: "Input.Toggle", id: "d", title: hostile, valueOn: hostile },
      ],
      actions: [
        { type: "Action.Execute", title: hostile, verb: hostile, data: { [hostile]: hostile } },
      ],
    };
    const incident = { ...incidentWith(postOf(card, hostile, hostile)), title: hostile };
    const html = drawn({
      incidents: [{ ...incident, id: hostile, conversationId: hostile }],
      people: [{ id: hostile, name: hostile }],
      home: { id: hostile, name: hostile },
      playgroundUrl: hostile,
      token: hostile,
      answer: hostile,
    });
    expect(html).not.toContain("<script");
    expect(html).not.toContain("<img");
    expect(html).not.toMatch(/onerror='x'/u);
    const usual = drawn({
      incidents: [incidentWith(postOf(waitingCard))],
      answer: "Recorded.",
    });
    const more = ["textarea"];
    expect(elementsIn(html)).toEqual(new Set([...elementsIn(usual), ...more]));
  });

  test("every field has a label and every id is there once", () => {
    const posts = everyCard().flatMap(({ drawn: { card } }) =>
      groupsOf(card).length > 0 ? [postOf(card)] : [],
    );
    expect(posts.length).toBeGreaterThan(10);
    const html = drawn({ incidents: [incidentWith(...posts)] });
    const ids = [...html.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const labelled = [...html.matchAll(/<label for="([^"]+)"/gu)].map(([, id]) => id);
    expect(labelled.every((id) => ids.includes(id))).toBe(true);
    const controls = html.match(/<(select|textarea|input(?! type="hidden"))/gu);
    expect(labelled).toHaveLength(controls?.length ?? 0);
  });

  test("its style is the one whose hash the policy allows", async () => {
    const { styleHash } = await import("../../../src/cli/act-as/style.ts");
    const [, text = ""] = /<style>([^]*)<\/style>/u.exec(drawn()) ?? [];
    expect(styleHash).toBe(`sha256-${createHash("sha256").update(text).digest("base64")}`);
  });
});
