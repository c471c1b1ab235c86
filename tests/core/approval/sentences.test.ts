import { describe, expect, test } from "@jest/globals";
import { type Wish } from "../../../src/core/incident/commands.ts";
import { type IncidentEvent } from "../../../src/core/incident/events.ts";
import { refusalCodes } from "../../../src/core/approval/refusals.ts";
import {
  approved,
  by,
  cardOf,
  closed,
  declined,
  given,
  key,
  mailPerson,
  marta,
  opened,
  proposed,
  requested,
} from "../../support/given.ts";
import { anOwnership, people } from "../../support/incidents.ts";

const { ana, jon, priya } = people;
const approve: Wish = { type: "Approve", step: key("one"), ...cardOf() };
const decline: Wish = { type: "Decline", step: key("one"), reason: "no", ...cardOf() };
const ownership = anOwnership({ owner: mailPerson, deputies: [] });
const open = [opened, proposed()];
const voted = [...open, approved()];

const refused: readonly (readonly [string, readonly IncidentEvent[], Wish, typeof ana])[] = [
  ["R-103", open, approve, marta],
  ["R-104", open, approve, mailPerson],
  ["R-105", [opened, proposed("five")], { ...approve, step: key("five") }, ana],
  ["R-106", voted, approve, jon],
  ["R-106", [...open, declined()], approve, jon],
  ["R-106", [...voted, requested()], decline, jon],
  ["R-109", [opened], approve, ana],
  ["R-110", open, { ...decline, reason: "" }, ana],
  ["R-205", open, { ...decline, reason: "x".repeat(10_000) }, ana],
  ["R-111", [...open, declined(), closed], approve, ana],
  ["R-112", [opened], { type: "Reopen", step: key("one"), direction: "apply" }, ana],
  ["R-113", [opened], { type: "Reopen", step: key("one"), direction: "undo" }, ana],
  ["R-201", [opened], { type: "Close", reason: "over", falseAlarm: false }, ana],
  [
    "R-202",
    [opened],
    { type: "AssignStep", step: key("one"), ownership, allowed: false, byManagement: false },
    priya,
  ],
  ["R-203", open, { type: "Close", reason: "over", falseAlarm: false }, priya],
  ["R-204", [opened], { type: "SetSeverity", severity: "sev2", byManagement: false }, ana],
  ["R-205", [opened], { type: "AddNote", text: "" }, ana],
];

describe("refusals", () => {
  test.each(refused)(
    "%s says what, why and its code in 110 characters",
    (code, events, wish, person) => {
      const { refusal } = given(...events).when(wish, by(person));
      expect(refusal?.code).toBe(code);
      expect(refusal?.sentence.length).toBeLessThanOrEqual(110);
      expect(refusal?.sentence).toMatch(
        /^(Not recorded\. .+ \(R-\d{3}\)|Already recorded at \d\d:\d\d UTC\. Nothing was requested twice\.)$/u,
      );
    },
  );

  test("no sentence names a subject", () => {
    for (const [, events, wish, person] of refused) {
      const { refusal } = given(...events).when(wish, by(person));
      expect(refusal?.sentence).not.toContain(marta.name);
    }
  });

  test("codes are explained, once each", () => {
    const meanings = Object.values(refusalCodes);
    expect(new Set(meanings).size).toBe(meanings.length);
    expect(Object.keys(refusalCodes).every((code) => /^R-[123]\d\d$/u.test(code))).toBe(true);
  });
});
