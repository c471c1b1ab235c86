import { describe, expect, test } from "@jest/globals";
import {
  type HandoverFacts,
  handoverView,
  handoverWords,
  mostWords,
  renderHandover,
} from "../../src/cards/handover.ts";
import { type Incident } from "../../src/core/incident/types.ts";
import { anAction } from "../support/an-action.ts";
import { aLongNight, anOffer, frozenNight } from "../support/calls.ts";
import { ofType, readable, stripOf } from "../support/card-tree.ts";
import { templates } from "../support/cards.ts";
import { anIncident, aStep, at, everyStatus, people } from "../support/incidents.ts";

const facts: HandoverFacts = {
  now: at("03:45"),
  entry: 72,
  actionById: () => anAction({ repeatable: false }),
};

const draw = (incident: Incident, offer = anOffer): object =>
  renderHandover(templates, handoverView(incident, offer, facts)).card;

/** Words that people read on the drawn card: a time is two, because of AM and PM. */
const wordsOn = (card: object): number =>
  readable(card)
    .replace(/\{\{TIME\([^}]*\)\}\}/gu, "4:20 AM")
    .replace(/\{\{DATE\([^}]*\)\}\}/gu, "11/21/2026")
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

const section = (incident: Incident, heading: string): string => {
  const found = handoverView(incident, anOffer, facts).sections.find(
    (one) => one.heading === heading,
  );
  return (found?.lines ?? []).map(({ runs }) => runs.map(({ text }) => text).join("")).join(" | ");
};

describe("a handover in two minutes", () => {
  const wordy = "a b c d e f g h i j k l m n o p q r s t u v w x y z";
  test.each([
    ["an ordinary night", aLongNight()],
    ["a frozen night", frozenNight()],
    ["every state at once", { ...anIncident(), handover: anOffer }],
    ["names of twenty words", aLongNight({ subject: wordy, text: wordy.repeat(9) })],
    [
      "forty steps that failed",
      anIncident(
        Array.from(
          { length: 40 },
          () => everyStatus()["failed"] ?? { kind: "not started", direction: "apply" },
        ),
        { handover: anOffer },
      ),
    ],
  ])("%s has at most 120 words, counted on the drawn card", (_what, incident) => {
    const view = handoverView(incident, anOffer, facts);
    const card = draw(incident);
    expect(wordsOn(card)).toBeLessThanOrEqual(mostWords);
    expect(handoverWords(view)).toBeLessThanOrEqual(mostWords);
  });

  test("drops no heading however much there is to say", () => {
    const { sections } = handoverView(frozenNight(), anOffer, facts);
    expect(sections.map(({ heading }) => heading)).toEqual([
      "Observed",
      "Not done yet",
      "Watch out",
      "Not known",
      "Don’t",
    ]);
    for (const { lines } of sections) expect(lines.length).toBeGreaterThan(0);
  });

  test("says how many more there are where it cut", () => {
    const steps = Array.from({ length: 9 }, (_, at) =>
      aStep(everyStatus()["failed"] ?? { kind: "not started", direction: "apply" }, at + 1),
    );
    expect(section(anIncident([], { steps }), "Not done yet")).toMatch(/ \| and [5-8] more$/);
  });

  test("tells who is hit, how bad it is, and what was seen in quotes", () => {
    const text = readable(draw(anIncident([], { handover: anOffer })));
    expect(text).toContain("Mailbox compromise of  Marta Oliveira\u00a0 id\u00a07c1e , severity 2");
    expect(text).toContain("Seen: “Invoices were sent from this mailbox.”");
  });

  test("leaves out what it has nothing to say about, but says that nothing was observed", () => {
    const incident = anIncident([], { handover: anOffer, missedEvidence: [], playbook: "other" });
    const { sections } = handoverView(incident, anOffer, facts);
    expect(sections.map(({ heading }) => heading)).toEqual(["Observed"]);
    expect(section(incident, "Observed")).toBe("Nothing yet.");
  });

  test("what was taken back doesn't hold", () => {
    const undone = everyStatus()["undo-observed"];
    expect(section(anIncident(undone ? [undone] : []), "Observed")).toBe("Nothing yet.");
  });

  test("asks for the deadlines first, with whom they wait for", () => {
    const states = everyStatus();
    const statuses = (["waiting", "declined", "failed"] as const).flatMap(
      (name) => states[name] ?? [],
    );
    expect(section(anIncident(statuses), "Not done yet")).toBe(
      "{{TIME(2026-11-21T03:22:00Z)}} End sign-in sessions, Ana Costa | " +
        "End sign-in sessions, failed {{TIME(2026-11-21T03:16:00Z)}}, approved by Ana Costa | " +
        "End sign-in sessions, declined {{TIME(2026-11-21T03:20:00Z)}}",
    );
  });

  test("only deadlines stand in front: what is past is told after it", () => {
    const lines = Object.entries(everyStatus()).flatMap(([name, status]) => {
      const view = handoverView(anIncident([status]), anOffer, facts);
      const open = view.sections.find(({ heading }) => heading === "Not done yet")?.lines ?? [];
      return open.flatMap(({ runs: [first] }) => (first?.text.startsWith("{{TIME") ? [name] : []));
    });
    expect([...new Set(lines)].toSorted()).toEqual(["undo-waiting", "waiting"]);
  });

  test("nothing that was seen is no empty quotation", () => {
    for (const seen of ["", "  \n "]) {
      const text = readable(draw(anIncident([], { handover: anOffer, seen })));
      expect(text).not.toContain("Seen:");
      expect(text).not.toContain("“”");
    }
  });

  test("warns of what may surprise, and of nothing else", () => {
    const calm = anIncident([], { handover: anOffer });
    expect(section(calm, "Watch out")).toBe("");
    expect(section(frozenNight(), "Watch out")).toContain("Approvals frozen since");
  });

  test("forbids from facts only: the mailbox, the reader, the second request", () => {
    const unknown = everyStatus()["unknown"];
    const incident = anIncident(unknown ? [unknown] : []);
    expect(section(incident, "Don’t")).toBe(
      "Don’t write to Marta Oliveira: somebody else may read it. | Don’t ask for step 1 twice.",
    );
    expect(section({ ...incident, playbook: "app-consent" }, "Don’t")).toBe(
      "Don’t ask for step 1 twice.",
    );
  });

  test("names no suspect: the channel reads it", () => {
    const suspect = { ...people.lee, name: "Lee Chan" };
    const card = draw({ ...aLongNight(), suspects: [{ ...suspect, namedBy: people.priya }] });
    expect(JSON.stringify(card)).not.toContain("Lee Chan");
  });
});

describe("responsibility moves on the press", () => {
  const buttons = (card: object): readonly unknown[] =>
    ofType(card, "Action.Execute").map(({ verb }) => verb);

  test("until then the old lead leads", () => {
    const card = draw(aLongNight());
    expect(readable(stripOf(card) ?? {})).toBe(
      "Handover waits for Bo Eriksen Priya Nair stays lead until then",
    );
    expect(buttons(card)).toEqual(["incident.take-over", "handover.ask"]);
    expect(ofType(card, "Action.Execute")[0]).toMatchObject({ data: anOffer.handle });
  });

  test("afterwards the card says since when, and has no button", () => {
    const night = aLongNight();
    const taken = { ...anOffer, taken: at("03:50") };
    const card = draw({ ...night, lead: people.bo, handover: taken });
    expect(readable(stripOf(card) ?? {})).toBe(
      "Bo Eriksen leads since {{TIME(2026-11-21T03:50:00Z)}} Handed over by Priya Nair",
    );
    expect(buttons(card)).toEqual([]);
  });

  test("the card of an older offer says that a newer one stands", () => {
    const older = { ...anOffer, handle: { id: "handover-0", nonce: "nonce-0" } };
    const card = draw(aLongNight(), older);
    expect(readable(stripOf(card) ?? {})).toContain("A newer handover replaced this one");
    expect(buttons(card)).toEqual([]);
  });

  test("a closed incident is handed over to nobody", () => {
    const closed = { at: at("04:40"), by: people.priya, reason: "over" };
    const card = draw({ ...aLongNight(), closed });
    expect(readable(stripOf(card) ?? {})).toContain("Nobody took over");
    expect(buttons(card)).toEqual([]);
  });
});
