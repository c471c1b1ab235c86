import { describe, expect, test } from "@jest/globals";
import { allStepsView, renderAllSteps } from "../../src/cards/all-steps.ts";
import { evidenceView, renderEvidence } from "../../src/cards/evidence.ts";
import { headlineView } from "../../src/cards/headline.ts";
import { readable } from "../support/card-tree.ts";
import { templates } from "../support/cards.ts";
import {
  aHugeIncident,
  aWideIncident,
  collectorFor,
  evidenceIncident,
} from "../support/incident-cards.ts";
import { anIncident, at } from "../support/incidents.ts";
import { ordinaryNames } from "../support/names.ts";
import { aListProposal } from "../support/work-samples.ts";
import { type StepStatus } from "../../src/core/incident/types.ts";

const now = at("03:15");
const text = (runs: readonly { readonly text: string }[]): string =>
  runs.map((run) => run.text).join("");

const wait: StepStatus = {
  kind: "waiting",
  proposal: aListProposal(ordinaryNames),
  votes: [],
};

describe("the evidence", () => {
  const view = evidenceView(evidenceIncident(ordinaryNames), { now, collectorFor });

  test("has the snapshot first, then what takes its time", () => {
    expect(view.rows.map(({ kind }) => kind)).toEqual(["E0", "E2", "E5", "E1", "P3"]);
    expect(view.title).toBe("INC-0007, evidence: 2 files, 1 not kept");
  });

  test("says what is complete, what is missing and what is read when", () => {
    const notes = view.rows.map((row) => row.notes.map(({ runs }) => text(runs)).join("; "));
    expect(notes[0]).toContain("complete, SHA-256 77ab31c0");
    expect(notes[1]).toContain("not kept");
    expect(notes[2]).toContain("not read yet: steps wait for it");
    expect(notes[3]).toMatch(/in part.*Next reading at .*2026-11-22T02:31:00Z/u);
    expect(notes[4]).toContain("Next reading at {{TIME(2026-11-21T03:31:00Z)}}");
  });

  test("has a line for each list, as it is approved or else as it was given", () => {
    const waiting = anIncident([{ kind: "not started", direction: "apply" }, wait]);
    const list = { sha256: "1f".repeat(32), count: 10_001, source: "accounts.csv" };
    const steps = waiting.steps.map((step) => ({
      ...step,
      definition: { ...step.definition, list },
    }));
    const { intro } = evidenceView({ ...waiting, steps }, { now });
    expect(intro.map(({ runs }) => text(runs))).toEqual([
      "Step 1, list as given, of 10,001 accounts: SHA-256 1f1f1f1f",
      "Step 2, list of 9,970 accounts: SHA-256 9c4e1f02",
    ]);
    const many = Array.from({ length: 9 }, () => steps).flat();
    const crowded = evidenceView({ ...waiting, steps: many }, { now }).intro;
    expect(text(crowded.at(-1)?.runs ?? [])).toBe("and 13 more lists, in the export");
  });

  test("of nothing says so", () => {
    const none = { evidence: [], slowEvidence: [], artefacts: [], missedEvidence: [] };
    const { card } = renderEvidence(templates, evidenceView(anIncident([], none), { now }));
    expect(readable(card)).toContain("Nothing is kept, and nothing is being read.");
  });
});

describe("all steps", () => {
  test("stand by phase and subject; recovery says what it waits for", () => {
    const { groups, more } = allStepsView(aWideIncident(ordinaryNames), { now });
    expect(groups.map(({ title }) => title)).toEqual(["Containment", "Eradication", "Recovery"]);
    const [account, app] = groups[2]?.parts ?? [];
    expect(text(account?.whose[0]?.runs ?? [])).toContain("Marta Oliveira");
    // What a person saw to be so counts as an answer; another subject's recovery waits for the same.
    const first = [account, app].map((part) => text(part?.steps[0]?.runs ?? []));
    expect(first).toEqual([
      expect.stringContaining(", after steps 2 and 4"),
      expect.stringContaining(", after steps 2 and 4"),
    ]);
    expect(more).toBe("");
  });

  test("200 fit: what asks somebody stays, the rest is counted", () => {
    const incident = aHugeIncident(ordinaryNames);
    const view = allStepsView(incident, { now });
    const { card } = renderAllSteps(templates, view);
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThanOrEqual(28 * 1024);
    const shown = view.groups.flatMap(({ parts }) => parts.flatMap(({ steps }) => steps)).length;
    expect(view.more).toContain(`and ${String(200 - shown)} more steps: `);
    expect(shown).toBeGreaterThan(60);
    expect(readable(card)).not.toContain(": observed");
  });
});

test("the headline says what holds no more, and for what recovery waits", () => {
  const facts = { now, entry: 47, root: "9c4e1f02ab".padEnd(64, "7") };
  const { alerts } = headlineView(aWideIncident(ordinaryNames), facts);
  expect(alerts.map(({ runs }) => text(runs))).toEqual([
    "1 step holds no more (step 4 held until {{TIME(2026-11-21T03:11:00Z)}})",
    "Recovery waits for steps 2 and 4: access comes back when each is observed, or skipped with a reason",
  ]);
});
