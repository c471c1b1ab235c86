/** Severity routes the steps: nobody may choose the approvers by making an incident look less bad. */
import { describe, expect, test } from "@jest/globals";
import { type Wish } from "../../../src/core/incident/commands.ts";
import { type Severity } from "../../../src/core/incident/types.ts";
import { given, marta, opened } from "../../support/given.ts";
import { people } from "../../support/incidents.ts";
import { nameSuspect, outcome, press } from "../approval/votes.ts";

const { ana, jon, priya, bo } = people;
const open = given(opened);
const to = (severity: Severity, byManagement = false): Wish => ({
  type: "SetSeverity",
  severity,
  byManagement,
});

describe("severity", () => {
  test("is raised by everybody who has a say", () => {
    for (const person of [ana, jon, priya, bo]) {
      expect(outcome(press(open, person, to("sev1")))).toBe("SeverityChanged");
    }
    expect(press(open, marta, to("sev1", true)).refusal?.code).toBe("R-103");
    const named = press(open, priya, nameSuspect(jon)).next;
    expect(press(named, jon, to("sev1")).refusal?.code).toBe("R-103");
  });

  test("is lowered by the lead and by management only", () => {
    expect(press(open, ana, to("sev3")).refusal).toMatchObject({
      code: "R-201",
      sentence: expect.stringContaining("Priya Nair"),
    });
    expect(outcome(press(open, priya, to("sev3")))).toBe("SeverityChanged");
    expect(outcome(press(open, bo, to("sev4", true)))).toBe("SeverityChanged");
  });

  test("is remembered at its worst: routing never gets weaker", () => {
    expect(open.incident?.worst).toBe("sev2");
    const lowered = press(open, priya, to("sev4")).next;
    expect(lowered.incident).toMatchObject({ severity: "sev4", worst: "sev2" });
    const raised = press(lowered, bo, to("sev1")).next;
    expect(raised.incident).toMatchObject({ severity: "sev1", worst: "sev1" });
    expect(press(raised, priya, to("sev3")).incident).toMatchObject({
      severity: "sev3",
      worst: "sev1",
    });
  });
});
