import { describe, expect, test } from "@jest/globals";
import { type Standing } from "../../src/actions/standing.ts";
import { makeStandings, standingLifetimeMs } from "../../src/application/standing.ts";
import { after, instant, type ObjectId } from "../../src/core/shared/ids.ts";
import { idEnding } from "../support/incidents.ts";

const ana = idEnding("00a1");
const bo = idEnding("00b0");

/** A tenant whose answers wait until they are let go, in the order of the requests. */
const slowTenant = () => {
  let time = instant.parse("2026-03-02T09:00:00.000Z");
  const standings = new Map<ObjectId, Standing>();
  const asked: (readonly ObjectId[])[] = [];
  const waiting: ((fault?: Error) => void)[] = [];
  const read = (ids: readonly ObjectId[]): Promise<ReadonlyMap<ObjectId, Standing>> => {
    asked.push(ids);
    const answer = new Map(ids.map((id) => [id, standings.get(id) ?? "member"] as const));
    return new Promise((resolve, reject) => {
      waiting.push((fault) => {
        if (fault) reject(fault);
        else resolve(answer);
      });
    });
  };
  return {
    book: makeStandings({ read, now: () => time }),
    asked,
    standings,
    pass: (ms: number) => {
      time = after(time, ms);
    },
    /** Lets the oldest request go that is waiting. */
    answer: (fault?: Error) => {
      const next = waiting.shift();
      if (!next) throw new Error("nothing was asked");
      next(fault);
    },
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  };
};

describe("a standing", () => {
  test("is asked for once, and again after five minutes", async () => {
    const { book, asked, answer, pass, standings } = slowTenant();
    const first = book.of(ana);
    answer();
    expect(await first).toBe("member");
    standings.set(ana, "disabled");
    pass(standingLifetimeMs);
    expect(await book.of(ana)).toBe("member");
    expect(asked).toHaveLength(1);
    pass(1);
    const second = book.of(ana);
    answer();
    expect(await second).toBe("disabled");
  });

  test("is asked for now where the caller says so", async () => {
    const { book, answer, pass, standings } = slowTenant();
    const first = book.of(ana);
    answer();
    await first;
    standings.set(ana, "gone");
    pass(1_000);
    expect(await book.of(ana, 1_000)).toBe("member");
    const fresh = book.of(ana, 0);
    answer();
    expect(await fresh).toBe("gone");
    expect(await book.of(ana)).toBe("gone");
  });

  test("is as old as the question, not as the answer", async () => {
    const { book, asked, answer, pass } = slowTenant();
    const first = book.of(ana);
    pass(30_000);
    answer();
    await first;
    const second = book.of(ana, 29_999);
    expect(asked).toHaveLength(2);
    answer();
    await second;
  });

  test("is asked for once by all who wait", async () => {
    const { book, asked, answer } = slowTenant();
    const all = [book.of(ana), book.of(ana), book.of(ana, 0)];
    answer();
    expect(await Promise.all(all)).toEqual(["member", "member", "member"]);
    expect(asked).toEqual([[ana]]);
  });

  test("that was asked for too long ago is waited for, and then asked for once more", async () => {
    const { book, asked, answer, pass, settle, standings } = slowTenant();
    const first = book.of(ana);
    pass(10);
    standings.set(ana, "disabled");
    const later = [book.of(ana, 0), book.of(ana, 0)];
    expect(asked).toHaveLength(1);
    answer();
    await settle();
    expect(asked).toHaveLength(2);
    answer();
    expect([await first, ...(await Promise.all(later))]).toEqual([
      "member",
      "disabled",
      "disabled",
    ]);
  });

  test("that is missing in the answer is nobody's", async () => {
    const book = makeStandings({
      read: () => Promise.resolve(new Map()),
      now: () => instant.parse("2026-03-02T09:00:00.000Z"),
    });
    expect(await book.of(ana)).toBe("gone");
  });
});

describe("a fault", () => {
  test("reaches all who wait, and nobody who asks later", async () => {
    const { book, answer, asked } = slowTenant();
    const both = [book.of(ana), book.of(ana)];
    answer(new Error("no answer"));
    for (const one of both) await expect(one).rejects.toThrow("no answer");
    const again = book.of(ana);
    answer();
    expect(await again).toBe("member");
    expect(asked).toHaveLength(2);
  });

  test("isn't covered by what was known before", async () => {
    const { book, answer, pass } = slowTenant();
    const first = book.of(ana);
    answer();
    await first;
    pass(standingLifetimeMs + 1);
    const second = book.of(ana);
    answer(new Error("no answer"));
    await expect(second).rejects.toThrow("no answer");
  });

  test("of an earlier question isn't the later one's", async () => {
    const { book, answer, pass, settle } = slowTenant();
    const first = book.of(ana);
    pass(10);
    const second = book.of(ana, 0);
    answer(new Error("no answer"));
    await expect(first).rejects.toThrow("no answer");
    await settle();
    answer();
    expect(await second).toBe("member");
  });
});

describe("warming", () => {
  test("asks in one request for those who aren't known, and presses find them", async () => {
    const { book, asked, answer, settle } = slowTenant();
    const first = book.of(ana);
    answer();
    await first;
    const cai = idEnding("00c1");
    book.warm([ana, bo, cai, bo]);
    expect(asked).toEqual([[ana], [bo, cai]]);
    const pressed = book.of(bo);
    book.warm([bo, cai]);
    answer();
    await settle();
    expect([await pressed, await book.of(cai)]).toEqual(["member", "member"]);
    expect(asked).toHaveLength(2);
    book.warm([ana, bo, cai]);
    expect(asked).toHaveLength(2);
  });

  test("that fails is forgotten, and the next press asks", async () => {
    const { book, answer, settle } = slowTenant();
    book.warm([ana]);
    answer(new Error("no answer"));
    await settle();
    const pressed = book.of(ana);
    answer();
    expect(await pressed).toBe("member");
  });
});
