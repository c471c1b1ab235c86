import { describe, expect, test } from "@jest/globals";
import { type TargetList } from "../../src/core/incident/plan.ts";
import { firstRow, ofType, panelsOf, readable, stripOf } from "../support/card-tree.ts";
import { drawnSample, strip, titles } from "../support/drawn-step.ts";
import { aProposal } from "../support/incidents.ts";
import { ordinaryNames } from "../support/names.ts";
import { aListProposal } from "../support/work-samples.ts";

describe("the strip and the buttons of work that isn't one request", () => {
  test.each([
    ["check", "accent", "Manual check: Ana Costa", ["I looked", "Details"]],
    ["check-nobody", "accent", "Manual check: Priya Nair", ["I looked", "Details"]],
    [
      "check-looked",
      "emphasis",
      "Checked, nothing is open: Bo Eriksen",
      ["Check again", "Details"],
    ],
    [
      "check-work-left",
      "attention",
      "Checked, work is left: Bo Eriksen",
      ["I looked", "Check again", "Details"],
    ],
    ["list-waiting", "accent", "Waiting for 2 people", ["Review", "Decline", "Details"]],
    [
      "list-running",
      "emphasis",
      "Requested, 4,120 of 9,970 observed",
      ["Stop after this", "Details"],
    ],
    ["list-started", "emphasis", "Requested, not observed yet", ["Stop after this", "Details"]],
    ["list-stopping", "emphasis", "Stopping, 4,120 of 9,970 observed", ["Details"]],
    ["list-observed", "good", "9,970 of 9,970 observed", ["Details", "Look again"]],
    ["list-partly", "warning", "9,956 of 9,970 observed, 14 not", ["Retry what failed", "Details"]],
    [
      "list-stopped",
      "warning",
      "4,120 of 9,970 observed, 5,850 not",
      ["Propose the rest", "Details"],
    ],
    ["list-undone", "emphasis", "9,970 of 9,970 undone", ["Propose again", "Details"]],
    [
      "running-works",
      "emphasis",
      "Accepted by Defender for Endpoint, which works on it",
      ["Look again", "Details"],
    ],
    ["skipped", "emphasis", "Skipped by Bo Eriksen", ["Propose again", "Details"]],
  ])("%s", (name, style, words, buttons) => {
    const card = drawnSample(name);
    expect(stripOf(card.card)).toMatchObject({ style });
    expect(strip(card).startsWith(words)).toBe(true);
    expect(titles(card)).toEqual(buttons);
  });
});

describe("a manual check", () => {
  test("asks, says how in numbered lines, and how to leave it out; never that Cordon can’t", () => {
    const text = readable(drawnSample("check").card);
    expect(text).toContain("Is the evidence sealed and complete");
    expect(text).toContain("5. Meet within two weeks");
    expect(text).toContain("incident step skip 1");
    expect(text).not.toContain("can’t");
  });

  test("its answers say what is left, because questions are asked both ways round", () => {
    const answers = ofType(drawnSample("check").card, "Action.Execute").map(({ title, data }) => ({
      title,
      data,
    }));
    expect(answers).toMatchObject([
      { title: "Checked, nothing open", data: { id: "hand-1", answer: "changed" } },
      { title: "Checked, work is left", data: { answer: "not changed" } },
      { title: "Can’t tell", data: { answer: "can't tell" } },
    ]);
  });
});

describe("a list", () => {
  test("what is changed and what is left out add up to what was given", () => {
    const text = readable(drawnSample("list-waiting").card);
    for (const said of [
      "9,970 accounts",
      "“accounts.csv”, about 9 min",
      "31  of 10,001",
      "20  administrators: a step of their own",
      "Block sign-in: 9,970 accounts?",
      "list  9c4e1f02",
    ]) {
      expect(text).toContain(said);
    }
  });

  test("whoever approves sees the first accounts by name, and where all of them stand", () => {
    const { card } = drawnSample("list-waiting");
    const first = ["ann", "ben", "cleo", "dev", "eve"];
    const names = first.map((name) => `${name}@contoso.example`).join(" ,  ");
    expect(readable(card)).toContain(`Accounts ${names}  and 9,965 more`);
    const panel = panelsOf(card).find(({ id }) => id === "confirm");
    expect(readable(panel ?? {})).toContain(`${names}  and 9,965 more`);
    expect(readable(panel ?? {})).toContain("incident evidence export");
  });

  test("all accounts are named where they are few, and none by plans of earlier versions", () => {
    const proposal = aListProposal(ordinaryNames);
    const { targets } = proposal.plan;
    if (!targets) throw new Error("no list");
    const drawn = (list: TargetList): string =>
      readable(
        drawnSample("list-waiting", {
          step: {
            status: {
              kind: "waiting",
              proposal: { ...proposal, plan: { ...proposal.plan, targets: list } },
              votes: [],
            },
          },
        }).card,
      );
    const few = drawn({ ...targets, count: 2, first: ["ann@contoso.example", "\u202Eben\n{{x"] });
    expect(few).toContain("Accounts ann@contoso.example ,  ben {x . ");
    expect(few).not.toMatch(/and [\d,]+ more/u);
    expect(drawn({ ...targets, count: 1 })).not.toContain("1 accounts");
    const { sha256, count, source, excluded } = targets;
    expect(drawn({ sha256, count, source, excluded })).not.toContain("Accounts ");
  });

  test("its end names the first accounts that aren't observed, each with its reason", () => {
    const text = readable(drawnSample("list-partly").card);
    const why = "became an administrator after the vote; not requested.";
    expect(text).toContain(`failed  crowd.00010@contoso.example  ${why}`);
    expect(text).toContain(`unknown  crowd.00014@contoso.example`);
    expect(text).toContain("and 9 more. ");
    expect(text).toContain("incident evidence export");
    expect(readable(drawnSample("list-observed").card)).not.toContain("evidence export");
  });

  test("stopping takes a second tap, on a panel that says what stays", () => {
    const { card } = drawnSample("list-running");
    const panel = panelsOf(card).find(({ id }) => id === "stop");
    expect(readable(panel ?? {})).toContain("What was requested stays as it is");
    expect(ofType(panel ?? {}, "Action.Execute")).toMatchObject([
      { verb: "step.stop", data: { id: "approval-1", nonce: "nonce-1" } },
    ]);
    expect(firstRow(card).map(({ verb }) => verb)).toEqual([undefined, undefined]);
  });

  test("its end has numbers with their sum, and the report's hash", () => {
    const text = readable(drawnSample("list-partly").card);
    expect(text).toContain("9,956 observed, 8 not observed, 4 failed, 2 unknown");
    expect(text).toContain("9,970 = 9,956 + 8 + 4 + 2");
    expect(text).toContain("77ab31c0");
    expect(readable(drawnSample("list-stopped").card)).toContain("5,808 never requested");
  });

  test("what can’t be repeated isn’t offered while some of it is unknown", () => {
    expect(titles(drawnSample("list-partly", { action: { repeatable: false } }))).toEqual([
      "Look again",
      "Details",
    ]);
  });
});

describe("what held, secrets and later looks", () => {
  test.each(["waiting-regressed", "waiting-two-regressed"])(
    "%s: says first until when it held, in six rows",
    (name) => {
      const { card } = drawnSample(name);
      const rows = ofType(card, "ColumnSet");
      expect(readable(rows[0] ?? {})).toContain("Held Until {{TIME(2026-11-21T03:11:00Z)}}");
      expect(rows).toHaveLength(6);
    },
  );

  test.each([
    ["observed-sealed", "sealed for Sam Park, who got a link in person"],
    ["observed-shown", "shown once to Sam Park, {{TIME(2026-11-21T03:17:00Z)}}"],
    ["observed-expired", "never shown. For a new one: “incident step add"],
  ])("%s", (name, words) => {
    expect(readable(drawnSample(name).card)).toContain(words);
  });

  test("skipped after a part of it was lost: what stays, and what is open", () => {
    const { plan } = aProposal();
    const lost = plan.items.slice(0, 1).map(({ id }) => id);
    const some = readable(drawnSample("skipped", { step: { done: [plan], lost } }).card);
    expect(some).toContain("stays as it is");
    expect(some).toContain("Still open");
    const whole = readable(drawnSample("skipped-held").card);
    expect(whole).toContain("stays as it is");
    expect(whole).not.toContain("Still open");
    expect(readable(drawnSample("skipped").card)).not.toContain("stays as it is");
  });

  test("Details lists the looks to come, and nothing once they are over", () => {
    const text = readable(drawnSample("observed-looks-again").card);
    expect(text).toContain("2026-11-21 03:29 UTC, 2026-11-21 04:19 UTC and 2026-11-22 03:14 UTC");
  });

  test("a device is called one", () => {
    const text = readable(drawnSample("waiting-device").card);
    expect(text).toContain("This device holds privileged rights");
    expect(text).toContain("Device: ");
  });
});
