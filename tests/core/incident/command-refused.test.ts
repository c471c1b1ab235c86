/** Every refusal of a person's command is an entry, once for a person, a command and a reason. */
import { describe, expect, test } from "@jest/globals";
import { type Wish } from "../../../src/core/incident/commands.ts";
import { entryOf } from "../../../src/core/timeline/entry.ts";
import { by, cardOf, closed, cordon, event, given, key, marta } from "../../support/given.ts";
import { anOwnership, people } from "../../support/incidents.ts";
import { freeze, lift, nameSuspect, openedForTwo, press, waitingFor } from "../approval/votes.ts";

const { ana, jon, priya, sam, bo } = people;
const open = given(openedForTwo);
const one = key("one");
const close: Wish = { type: "Close", reason: "over", falseAlarm: false };
const ended = given(openedForTwo, closed);

describe("a refused command", () => {
  test.each<[Wish, string]>([
    [
      {
        type: "AssignStep",
        step: one,
        ownership: anOwnership({ owner: bo }),
        allowed: true,
        byManagement: false,
      },
      "R-103",
    ],
    [{ type: "SetSeverity", severity: "sev1", byManagement: true }, "R-103"],
    [{ type: "SetPhase", phase: "recovery" }, "R-103"],
    [close, "R-103"],
    [nameSuspect(jon, true), "R-103"],
    [{ type: "ClearSuspect", suspect: jon, reason: "r", byManagement: true }, "R-103"],
    [freeze, "R-103"],
    [lift, "R-103"],
    [{ type: "OfferHandover", to: bo, handle: cardOf("h"), byManagement: true }, "R-103"],
    [{ type: "TakeOver", ...cardOf("h") }, "R-103"],
    [{ type: "TakeStep", step: one, ...cardOf() }, "R-103"],
    [{ type: "Reopen", step: one, direction: "apply" }, "R-103"],
    [{ type: "RecordLook", step: one, outcome: "observed", seen: "s" }, "R-103"],
    [{ type: "ReviewAlone", step: one, finding: "right" }, "R-103"],
  ])("of a subject is noted: $type", (wish, code) => {
    const { facts, refusal, incident } = press(open, marta, wish);
    expect(refusal?.code).toBe(code);
    expect(facts).toEqual([{ type: "CommandRefused", wish: wish.type, code }]);
    expect(incident?.steps).toEqual(open.incident?.steps);
  });

  test("is noted once for a person, a command and a reason", () => {
    const first = press(open, bo, close);
    expect(first.facts).toEqual([{ type: "CommandRefused", wish: "Close", code: "R-201" }]);
    const again = press(first.next, bo, close);
    expect(again.facts).toEqual([]);
    expect(again.refusal?.code).toBe("R-201");
    expect(press(first.next, sam, close).facts).toHaveLength(1);
    expect(press(first.next, bo, nameSuspect(jon)).facts).toHaveLength(1);
    const frozen = press(first.next, sam, freeze).next;
    const handed = frozen.when(nameSuspect(bo), by(priya)).next;
    expect(press(handed, bo, close).facts).toMatchObject([{ code: "R-103" }]);
  });

  test("is noted in a closed incident too", () => {
    expect(press(ended, priya, close).facts).toEqual([
      { type: "CommandRefused", wish: "Close", code: "R-111" },
    ]);
  });

  test.each<[string, string, ReturnType<typeof press>]>([
    ["what is so already", "R-204", press(open, priya, { type: "SetPhase", phase: "detection" })],
    ["a missing reason", "R-110", press(open, bo, { type: "Freeze", reason: "" })],
    ["a text that doesn't fit", "R-205", press(open, priya, nameSuspect(priya))],
    [
      "a repetition",
      "R-106",
      press(press(press(open, bo, freeze).next, sam, lift).next, sam, lift),
    ],
    [
      "what waits for nobody",
      "R-117",
      press(open, ana, { type: "TakeStep", step: one, ...cardOf() }),
    ],
  ])("that only says %s is no entry (%s)", (_what, code, { refusal, facts }) => {
    expect(refusal?.code).toBe(code);
    expect(facts).toEqual([]);
  });

  test("a press on a card stays what it was, and Cordon's own work is never noted so", () => {
    const vote = press(waitingFor(), bo, { type: "Approve", step: one, ...cardOf() });
    expect(vote.facts).toMatchObject([{ type: "PressRefused", code: "R-104" }]);
    const again: Wish = { type: "Reopen", step: one, direction: "apply" };
    expect(ended.when(again, cordon).facts).toEqual([]);
  });

  test("reads: Command close: refused R-201", () => {
    const { incident } = press(open, bo, close);
    if (!incident) throw new Error("no incident");
    const fact = { type: "CommandRefused", wish: "Close", code: "R-201" } as const;
    expect(entryOf(event(fact, by(bo)), 2, incident)).toMatchObject({
      action: "Command close",
      result: "refused R-201",
      owner: "Bo Eriksen",
      evidence: "only the lead may do this",
    });
  });
});
