/** What a closed incident would leave to nobody: a risk without an owner, a vote alone without a review. */
import { describe, expect, test } from "@jest/globals";
import { type Wish } from "../../../src/core/incident/commands.ts";
import { type ExceptionState } from "../../../src/core/incident/types.ts";
import { exceptionId } from "../../../src/core/shared/ids.ts";
import { cordon, type Given, key } from "../../support/given.ts";
import { people } from "../../support/incidents.ts";
import {
  alone,
  ana,
  claimed,
  decline,
  defer,
  nameSuspect,
  outcome,
  press,
  votedBy,
  waitingFor,
} from "../approval/votes.ts";

const { jon, priya, sam, bo } = people;

/** The other steps were found as wanted, so that step one alone decides. */
const close = (before: Given): string => {
  const rest = ["two", "three", "four", "five"].map((name): Wish => ({
    type: "NotNeeded",
    step: key(name),
    seen: "as wanted",
  }));
  return outcome(
    press(noted(before, ...rest), priya, { type: "Close", reason: "over", falseAlarm: false }),
  );
};

const exception = (state: ExceptionState, seq = 1, name = "one"): Wish => ({
  type: "NoteException",
  exception: exceptionId.parse("EX-3"),
  step: key(name),
  state,
  seq,
  what: "told",
  text: "Bo answers for it.",
});

const noted = (before: Given, ...wishes: readonly Wish[]): Given =>
  wishes.reduce((state, wish) => state.when(wish, cordon).next, before);

describe("closing", () => {
  const declined = press(waitingFor(), ana, decline()).next;

  test("waits until a declined containment step has an exception, and that an owner", () => {
    expect(close(declined)).toBe("R-208");
    expect(close(noted(declined, exception("asked for")))).toBe("R-208");
    expect(close(noted(declined, exception("asked for"), exception("in force", 2)))).toBe(
      "IncidentClosed",
    );
  });

  test("isn't helped by a closed exception, nor by another step's", () => {
    expect(close(noted(declined, exception("closed")))).toBe("R-208");
    expect(close(noted(declined, exception("in force", 1, "three")))).toBe("R-208");
  });

  test("hears each entry of an exception once, and no older one", () => {
    const force = noted(declined, exception("in force", 2));
    expect(force.when(exception("in force", 2), cordon).facts).toEqual([]);
    expect(force.when(exception("asked for", 1), cordon).facts).toEqual([]);
    expect(force.when(exception("expired", 3), cordon).facts).toHaveLength(1);
  });

  test("a declined way back leaves no risk behind", () => {
    expect(close(press(waitingFor({ direction: "undo" }), ana, decline()).next)).toBe(
      "IncidentClosed",
    );
  });

  test("an exception that ended opens the step again, by Cordon", () => {
    const again: Wish = { type: "Reopen", step: key("one"), direction: "apply" };
    expect(declined.when(again, cordon).facts).toMatchObject([{ type: "StepReopened" }]);
    expect(waitingFor().when(again, cordon).facts).toEqual([]);
  });

  test("waits for what was put off, and for what waits for a second vote", () => {
    expect(close(press(waitingFor(), ana, defer(5)).next)).toBe("R-203");
    expect(close(votedBy(waitingFor(), [ana]))).toBe("R-203");
  });
});

describe("what one person approved alone", () => {
  const vote = press(waitingFor({ tier: 1 }), bo, alone()).next;
  const done = claimed(vote).next.when(
    {
      type: "SettleEffect",
      step: key("one"),
      items: [{ id: "item", state: "observed", why: "" }],
      seen: "blocked",
      residualMinutes: undefined,
    },
    cordon,
  ).next;
  const review = (finding = "it was right"): Wish => ({
    type: "ReviewAlone",
    step: key("one"),
    finding,
  });

  test("keeps the incident open until somebody else looked at it", () => {
    expect(close(done)).toBe("R-208");
    expect(close(press(done, ana, review()).next)).toBe("IncidentClosed");
  });

  test.each([
    ["by themselves", "R-116", press(done, bo, review())],
    ["by somebody without a part in it", "R-201", press(done, people.lee, review())],
    ["with nothing to say", "R-205", press(done, ana, review(" "))],
    ["twice", "R-117", press(press(done, ana, review()).next, jon, review())],
    ["where nothing is", "R-117", press(waitingFor(), ana, review())],
    ["by a suspect", "R-103", press(press(done, priya, nameSuspect(jon)).next, jon, review())],
  ])("isn't reviewed %s (%s)", (_what, code, answer) => {
    expect(outcome(answer)).toBe(code);
  });

  test("is reviewed by owner, deputy, second or lead", () => {
    for (const person of [ana, jon, sam, priya]) {
      expect(outcome(press(done, person, review()))).toBe("EmergencyReviewed");
    }
  });

  test("stays to be reviewed whatever came of it", () => {
    const stopped = press(vote, ana, decline()).next;
    expect(close(noted(stopped, exception("in force")))).toBe("R-208");
    const reviewed = press(stopped, ana, review()).next;
    expect(close(noted(reviewed, exception("in force")))).toBe("IncidentClosed");
  });
});
