import { describe, expect, test } from "@jest/globals";
import { allStepsView, renderAllSteps } from "../../src/cards/all-steps.ts";
import { headlineView, renderHeadline } from "../../src/cards/headline.ts";
import { type Incident, type StepStatus } from "../../src/core/incident/types.ts";
import { frozenNight } from "../support/calls.ts";
import { buttonsOf, firstRow, ofType, panelsOf, readable, stripOf } from "../support/card-tree.ts";
import { templates } from "../support/cards.ts";
import { anIncident, aProposal, at, everyStatus, people } from "../support/incidents.ts";
import { anAudience } from "../support/audience.ts";

const facts = { now: at("03:15"), entry: 47, root: "9c4e1f02ab33".padEnd(64, "0") };
const draw = (incident: Incident): object =>
  renderHeadline(templates, headlineView(incident, facts)).card;

const read = (changes: Parameters<typeof anAudience>[0]): object => {
  const { place } = anIncident();
  if (!place) throw new Error("no place");
  return draw(anIncident(undefined, { place: { ...place, audience: anAudience(changes) } }));
};

const waitingUntil = (time: string): StepStatus => ({
  kind: "waiting",
  proposal: { ...aProposal(), expiresAt: at(time) },
  votes: [],
});

describe("the headline", () => {
  test("says how bad it is, who leads and since when", () => {
    const card = draw(anIncident());
    expect(readable(stripOf(card) ?? {})).toBe(
      "Severity 2 · Containment Lead  Priya Nair  · open 44 min ·  decide in each step’s thread",
    );
    expect(readable(card)).toContain("record 9c4e1f02ab at entry 47");
  });

  test("counts every step once, in words", () => {
    const statuses = Object.values(everyStatus());
    const { counts, bar } = headlineView(anIncident(statuses), facts);
    const numbers = counts.map(({ text }) => Number(text)).filter((n) => n > 0);
    expect(numbers.reduce((sum, n) => sum + n, 0)).toBe(statuses.length);
    expect(bar.reduce((sum, { weight }) => sum + weight, 0)).toBe(statuses.length);
    // A narrow segment can't hold its number; the sentence has it.
    expect(
      bar.every(({ weight, label }) => label !== "\u00a0" || weight / statuses.length < 0.17),
    ).toBe(true);
  });

  test("lists what is due by time, three at most, and says how many more", () => {
    const { failed } = everyStatus();
    if (!failed) throw new Error("no failed step");
    const steps = [waitingUntil("03:29"), waitingUntil("03:22"), failed, waitingUntil("03:25")];
    const { next, more, nextTitle } = headlineView(anIncident(steps), {
      ...facts,
      now: at("03:18"),
    });
    expect(
      next.map(({ left, deed }) => `${left}: ${deed.map(({ text }) => text).join("")}`),
    ).toEqual([
      "2 min ago: Decide: step 3 failed",
      "4 min left: End sign-in sessions",
      "7 min left: End sign-in sessions",
    ]);
    expect(more).toBe("and 1 more under All steps");
    expect(nextTitle).toBe("Next, as of {{TIME(2026-11-21T03:18:00Z)}}");
  });

  const next = (...states: readonly string[]): readonly string[] => {
    const statuses = states.map((state) => {
      const status = everyStatus()[state];
      if (!status) throw new Error(`no state ${state}`);
      return status;
    });
    const { next: rows } = headlineView(anIncident(statuses), { ...facts, now: at("03:30") });
    const text = (runs: readonly { text: string }[]): string =>
      runs.map((run) => run.text).join("");
    return rows.map(({ deed, who }) => `${text(deed)} / ${text(who)}`);
  };

  test.each([
    ["lapsed", "Lapsed: End sign-in sessions / Ana Costa, propose again"],
    ["undo-lapsed", "Lapsed: Undo: End sign-in sessions / Ana Costa, propose again"],
    ["not-observed", "Decide: step 1 not observed / Priya Nair"],
    ["partly", "Decide: step 1 partly observed / Priya Nair"],
    ["looked-not-observed", "Decide: step 1 not observed / Priya Nair"],
    ["unknown", "Look: step 1 unknown / Ana Costa"],
  ])("somebody is asked about a step that is %s", (state, row) => {
    expect(next(state)).toEqual([row]);
  });

  test.each(["looked-unknown", "looked-observed", "undo-looked", "by-hand-looked", "declined"])(
    "nobody is asked about a step that is %s",
    (state) => {
      expect(next(state)).toEqual([]);
    },
  );

  test("what can wait comes after deadlines and doubt", () => {
    expect(next("lapsed", "partly", "waiting", "unknown")).toEqual([
      "Look: step 4 unknown / Ana Costa",
      "End sign-in sessions / Ana Costa, step 3",
      "Decide: step 2 partly observed / Priya Nair",
    ]);
  });

  test("where nobody is assigned, the lead is asked", () => {
    const incident = anIncident();
    const who = (state: string): string => {
      const status = everyStatus()[state];
      const steps = incident.steps
        .slice(0, 1)
        .flatMap((step) => (status ? [{ ...step, status, ownership: undefined }] : []));
      const [row] = headlineView({ ...incident, steps }, facts).next;
      return row?.who.map(({ text }) => text).join("") ?? "";
    };
    expect(who("waiting")).toBe("Priya Nair assigns an owner, step 1");
    expect(who("by-hand")).toBe("Priya Nair, step 1");
    expect(who("unknown")).toBe("Priya Nair");
    expect(who("lapsed")).toBe("Priya Nair, propose again");
  });

  test("what a person saw has its own word and no green", () => {
    const states = ["observed", "looked-observed", "by-hand-looked"] as const;
    const statuses = states.flatMap((state) => everyStatus()[state] ?? []);
    const view = headlineView(anIncident(statuses), facts);
    expect(view.counts.map(({ text }) => text).join("")).toBe("1 observed, 2 seen by a person");
    expect(view.bar).toEqual([
      { weight: 1, style: "good", label: "1" },
      { weight: 2, style: "emphasis", label: "2" },
    ]);
    expect(view.summary).toContain("1 observed, 2 seen by a person");
    const { groups } = allStepsView(anIncident(statuses), { now: at("03:15") });
    const steps = groups.flatMap(({ parts }) => parts.flatMap((part) => part.steps));
    expect(steps.map(({ runs }) => runs[1]?.text)).toEqual([
      "observed",
      "seen by a person",
      "seen by a person",
    ]);
  });

  test.each([
    ["looked-not-observed", "1 not observed", "warning"],
    ["looked-unknown", "1 unknown", "attention"],
    ["looked-partly", "1 partly observed", "warning"],
    ["undo-looked", "1 undone", "emphasis"],
  ])("a person's %s keeps the word that warns", (state, words, style) => {
    const status = everyStatus()[state];
    const view = headlineView(anIncident(status ? [status] : []), facts);
    expect(view.counts.map(({ text }) => text).join("")).toBe(words);
    expect(view.bar).toMatchObject([{ style }]);
  });

  test("a deadline that passed is up, not negative", () => {
    const late = { ...facts, now: at("03:30") };
    const [row] = headlineView(anIncident([waitingUntil("03:22")]), late).next;
    expect(row?.left).toBe("time is up");
  });

  test("says who can read it, and that the subject can't", () => {
    expect(readable(read({}))).toContain(
      "14 people of IR Response, no guests.  Marta Oliveira isn’t one of them.",
    );
    expect(stripOf(read({}))).toMatchObject({ style: "emphasis" });
  });

  test.each([
    ["guests", { guests: ["Gil Guest"] }, "Gil Guest"],
    ["outsiders", { outsiders: ["Olga Outside"] }, "Olga Outside"],
    ["the subject", { subjectsAmong: ["Marta Oliveira"] }, "Marta Oliveira"],
  ])("names %s in bold and warns in the strip", (_who, changes, name) => {
    const card = read(changes);
    const run = ofType(card, "TextRun").find(({ text }) => text === name);
    expect(run).toMatchObject({ weight: "Bolder" });
    expect(stripOf(card)).toMatchObject({ style: "warning" });
    expect(readable(stripOf(card) ?? {})).toContain("check who can read this");
  });

  test("says that the subject isn't one of them only where that was read", () => {
    const denial = "Marta Oliveira isn’t one of them";
    expect(readable(read({ guests: ["Gil Guest"] }))).toContain(denial);
    expect(readable(read({ subjectsAmong: ["Marta Oliveira"] }))).not.toContain(denial);
    expect(readable(draw(anIncident(undefined, { place: undefined })))).not.toContain(denial);
  });

  test("nor where a subject joined since", () => {
    const { place, ...incident } = anIncident();
    if (!place) throw new Error("no place");
    const since = (names: readonly string[]) =>
      readable(
        draw({
          ...incident,
          place: { ...place, audience: anAudience({ subjectsAmong: names }), joinedSince: true },
        }),
      );
    expect(since([])).toContain("Not read again since a subject joined.");
    expect(since([])).not.toContain("isn’t one of them");
    expect(since(["Marta Oliveira"])).toContain("Subject of this incident:  Marta Oliveira");
  });

  test("not read yet is not nobody", () => {
    expect(readable(draw(anIncident(undefined, { place: undefined })))).toContain(
      "Who can read this channel:  not known yet.",
    );
  });

  test("offers the steps, and to freeze after a second tap with a reason", () => {
    const card = draw(anIncident());
    expect(firstRow(card)).toMatchObject([
      { title: "All steps", verb: "incident.steps", data: { incident: "INC-0007" } },
      { title: "Freeze", type: "Action.ToggleVisibility" },
    ]);
    const [panel] = panelsOf(card);
    expect(buttonsOf(panel ?? {})).toMatchObject([
      { title: "Not yet" },
      {
        title: "Freeze now",
        verb: "incident.freeze",
        style: "destructive",
        data: { incident: "INC-0007" },
      },
    ]);
    expect(readable(panel ?? {})).toContain(
      "One person may freeze; it takes two people to lift it.",
    );
  });

  test.each([
    ["frozen", frozenNight()],
    [
      "closed",
      anIncident(undefined, { closed: { at: at("04:40"), by: people.priya, reason: "over" } }),
    ],
  ])("a %s incident can't be frozen again", (_what, incident) => {
    expect(firstRow(draw(incident)).map(({ title }) => title)).toEqual(["All steps"]);
    expect(panelsOf(draw(incident))).toEqual([]);
  });

  test("the list behind the button has all of forty steps and fits a card", () => {
    const status = everyStatus()["waiting"];
    if (!status) throw new Error("no waiting step");
    const incident = anIncident(Array.from({ length: 40 }, () => status));
    const { card } = renderAllSteps(templates, allStepsView(incident, { now: at("03:15") }));
    expect(readable(card)).toContain("40. End sign-in sessions");
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThanOrEqual(28 * 1024);
  });
});
