/** The step was taken after all: Cordon ends what its decline left open. */
import { describe, expect, test } from "@jest/globals";
import { exceptionOf } from "../../../src/core/exceptions/evolve.ts";
import {
  asked,
  asker,
  at,
  by,
  cordon,
  day,
  decided,
  hour,
  inForce,
  lead,
  type Move,
  play,
  wishes,
} from "./given.ts";

const settle = { type: "Settle", reason: "Step 2 was observed after all." } as const;
const waiting: readonly Move[] = [[wishes.ask, by(asker)]];
const expired: readonly Move[] = [...inForce, [{ type: "Expire" }, cordon, 61 * day]];

describe("a step that was observed after all", () => {
  test.each<[string, readonly Move[]]>([
    ["asked for", waiting],
    ["in force", inForce],
    ["expired", expired],
  ])("ends its exception when it is %s, by Cordon and nobody else", (state, moves) => {
    expect(play(...moves).exception.state).toBe(state);
    const { exception, events, last } = play(...moves, [settle, cordon, 62 * day]);
    expect(last).toEqual({ facts: [{ type: "ExceptionClosed", reason: settle.reason }] });
    expect(exception).toMatchObject({
      state: "closed",
      closed: { by: undefined, at: at(62 * day), reason: settle.reason },
    });
    expect(exceptionOf(events)).toEqual(exception);
  });

  test("ends it once, and leaves who closed it before", () => {
    const twice = play(...waiting, [settle, cordon, hour], [settle, cordon, 2 * hour]);
    expect(twice.last).toEqual({ facts: [] });
    expect(twice.exception.closed?.at).toBe(at(hour));
    const closed = play(...inForce, [wishes.close, by(lead), day], [settle, cordon, 2 * day]);
    expect(closed.last).toEqual({ facts: [] });
    expect(closed.exception.closed).toMatchObject({ by: lead, reason: "The scanner is gone." });
  });

  test("ends nothing that doesn't come from a step", () => {
    const { exception, type, title, target, justification, nonce } = wishes.ask;
    const alone = { exception, type, title, target, justification, nonce } as const;
    const added: Move = [{ ...alone, kind: "legacy protocol", severity: "sev3" }, by(asker)];
    const { last, exception: after } = play(added, [settle, cordon, hour]);
    expect(last).toEqual({ facts: [] });
    expect(after.state).toBe("asked for");
  });

  test("is Cordon's word alone: a person closes with an authority, or not at all", () => {
    expect(() => decided(asked(), [settle, by(asker)])).toThrow("only Cordon");
  });

  test("tells whoever presses afterwards that it is closed", () => {
    for (const wish of [wishes.accept, wishes.close]) {
      const { last } = play(...waiting, [settle, cordon, hour], [wish, by(lead), hour + 1]);
      expect(last).toMatchObject({ facts: [], refusal: { code: "R-305" } });
    }
  });
});
