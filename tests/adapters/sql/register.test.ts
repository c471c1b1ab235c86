import { createHash } from "node:crypto";
import { z } from "zod/v4";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { type OpenDatabase } from "../../../src/adapters/sql/open-database.ts";
import { type RegisterCommit } from "../../../src/application/ports/register.ts";
import { type ExceptionWish } from "../../../src/core/exceptions/commands.ts";
import { exceptionOf } from "../../../src/core/exceptions/evolve.ts";
import { canonicalJson } from "../../../src/core/shared/canonical-json.ts";
import { exceptionIdOf, incidentIdOf } from "../../../src/core/shared/ids.ts";
import {
  asker,
  by,
  day,
  hour,
  lead,
  type Move,
  play,
  soc,
  source,
  wishes,
} from "../../core/exceptions/given.ts";
import { at, claimNext, job, minute } from "./builders.ts";
import { engines } from "./databases.ts";
import { databasesForFile } from "./databases-for-file.ts";

const hostile = `'; drop table exceptions; -- "quoted" \\ 😀 \u0000 after NUL \ud800 \u202e end`;
const ex = exceptionIdOf;

type Asking = Extract<ExceptionWish, { type: "AskFor" }>;

/** Asking for exception `number`, with an approval of its own unless told. */
const asking = (number: number, change: Partial<Asking> = {}): Move => {
  const from = { ...source, approvalId: `approval-${number}` };
  return [{ ...wishes.ask, exception: ex(number), source: from, ...change }, by(asker)];
};

/** The commit that these moves lead to: its last so many events, after those before. */
const commitOf = (
  moves: readonly Move[],
  added: number,
  change: Partial<RegisterCommit> = {},
): RegisterCommit => {
  const { exception, events } = play(...moves);
  return {
    exception: exception.id,
    expectedVersion: events.length - added,
    events: events.slice(-added),
    state: exception,
    jobs: [],
    handles: [],
    ...change,
  };
};

const accept: Move = [wishes.accept, by(lead), hour];
const review: Move = [wishes.review, by(soc), 5 * day];
const close: Move = [wishes.close, by(lead), 6 * day];

describe.each(engines)("the register on %s", (engine) => {
  const databases = databasesForFile(engine);
  let url: string;
  let database: OpenDatabase;
  beforeEach(async () => {
    url = await databases.freshUrl();
    database = await databases.open(url);
  });

  const kindOf = async (commit: RegisterCommit): Promise<string> =>
    (await database.register.commit(commit)).kind;
  /** Commits these moves one by one. */
  const commitAll = async (...moves: readonly Move[]): Promise<void> => {
    for (const index of moves.keys()) {
      expect(await kindOf(commitOf(moves.slice(0, index + 1), 1))).toBe("committed");
    }
  };

  test("gives back what was committed, also to a second handle", async () => {
    const moves = [asking(3), accept, review];
    await commitAll(...moves);
    const { exception, events } = play(...moves);
    const { register } = await databases.open(url);
    expect(await register.load(ex(3))).toEqual(exception);
    const recorded = await register.events(ex(3));
    expect(recorded.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(recorded.map(({ event }) => event)).toEqual(events);
    expect(exceptionOf(recorded.map(({ event }) => event))).toEqual(exception);
    expect(await register.load(ex(4))).toBeUndefined();
    expect(await register.events(ex(4))).toEqual([]);
    expect(await register.verify(ex(3))).toEqual({ ok: true });
  });

  test("chains every entry to the one before", async () => {
    await commitAll(asking(3));
    const [event] = play(asking(3)).events;
    const entry = canonicalJson(z.json().parse({ exception: ex(3), seq: 1, event }));
    const hash = createHash("sha256")
      .update(`${"0".repeat(64)}\n${entry}`)
      .digest("hex");
    expect(await database.register.events(ex(3))).toMatchObject([{ seq: 1, hash }]);
  });

  test("writes nothing of a commit that came too late", async () => {
    await commitAll(asking(3));
    const late = commitOf([asking(3)], 1, {
      jobs: [job()],
      handles: [{ id: "h1", nonce: "n", payload: {} }],
      once: "activity-1",
    });
    expect(await kindOf(late)).toBe("conflict");
    expect(await database.queue.claim(at(minute), minute)).toBeUndefined();
    expect(await database.store.handle("h1")).toBeUndefined();
    // The message wasn't committed, so it may be tried again.
    expect(await kindOf(commitOf([asking(3), accept], 1, { once: "activity-1" }))).toBe(
      "committed",
    );
    expect(await kindOf(commitOf([asking(3), accept, review, close], 1))).toBe("conflict");
  });

  test("makes one exception of a declined proposal, whichever number it is tried with", async () => {
    await commitAll(asking(3));
    const again = asking(4, { source: { ...source, approvalId: "approval-3" } });
    expect(await kindOf(commitOf([again], 1))).toBe("duplicate");
    expect(await database.register.load(ex(4))).toBeUndefined();
    // Those without an incident have none in common.
    const { type, title, target, severity, justification, nonce } = wishes.ask;
    const text = { title, target, severity, justification, nonce };
    const manual = (number: number): Move => [
      { type, exception: ex(number), kind: "legacy protocol", ...text },
      by(asker),
    ];
    await commitAll(manual(5));
    await commitAll(manual(6));
  });

  test("commits a message once, in whichever exception it is repeated", async () => {
    expect(await kindOf(commitOf([asking(1)], 1, { once: "activity-1" }))).toBe("committed");
    expect(await kindOf(commitOf([asking(2)], 1, { once: "activity-1" }))).toBe("duplicate");
    expect(await kindOf(commitOf([asking(1), accept], 1, { once: "activity-1" }))).toBe(
      "duplicate",
    );
    expect(await database.register.list({})).toHaveLength(1);
  });

  test("refuses the commit of a worker that lost its lease", async () => {
    const work = job({ kind: "call-exception", incident: ex(1), key: "call-exception:EX-1" });
    await database.queue.enqueue([work]);
    const old = await claimNext(database.queue, at(), minute);
    expect(old).toMatchObject(work);
    const current = await claimNext(database.queue, at(2 * minute), minute);
    expect(await kindOf(commitOf([asking(1)], 1, { claim: old }))).toBe("fenced");
    expect(await database.register.load(ex(1))).toBeUndefined();
    expect(await kindOf(commitOf([asking(1)], 1, { claim: current }))).toBe("committed");
  });

  test("commits jobs with the events, and posts of an exception are kept", async () => {
    const work = job({ kind: "show-exception", incident: ex(1), key: "show-exception:EX-1" });
    await database.register.commit(commitOf([asking(1)], 1, { jobs: [work] }));
    expect(await claimNext(database.queue)).toMatchObject(work);
    const post = {
      incident: ex(1),
      key: "card",
      conversationId: "19:a",
      activityId: "1",
      digest: "d",
    };
    await database.store.savePost(post);
    expect(await database.store.posts(ex(1))).toEqual([post]);
  });

  test("lets exactly one of 50 parallel commits of two writers win each version", async () => {
    const other = await databases.open(url);
    const moves: Move[] = [];
    for (const move of [asking(3), accept, review]) {
      moves.push(move);
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          (index % 2 === 0 ? database : other).register.commit(commitOf(moves, 1)),
        ),
      );
      const committed = answers.filter(({ kind }) => kind === "committed");
      expect(committed).toHaveLength(1);
    }
    expect(await database.register.events(ex(3))).toHaveLength(3);
    expect(await other.register.verify(ex(3))).toEqual({ ok: true });
  });

  test("lets exactly one of 20 parallel askings for one declined proposal in", async () => {
    const other = await databases.open(url);
    const same = { ...source, approvalId: "approval-1" };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? database : other).register.commit(
          commitOf([asking(index + 1, { source: same })], 1),
        ),
      ),
    );
    const kinds = answers.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(["committed", ...Array.from({ length: 19 }, () => "duplicate")]);
  });

  test("refuses a state that isn't the one after the events", async () => {
    const { exception: state } = play(asking(4));
    await expect(database.register.commit(commitOf([asking(3)], 1, { state }))).rejects.toThrow(
      /EX-3/,
    );
    await expect(
      database.register.commit(commitOf([asking(3)], 1, { expectedVersion: 4 })),
    ).rejects.toThrow(/version 5/);
  });

  test("keeps hostile text as it is", async () => {
    const text = { title: hostile, target: hostile, justification: hostile };
    const move = asking(3, text);
    await commitAll(move);
    expect(await database.register.load(ex(3))).toEqual(play(move).exception);
    expect(await database.register.list({})).toMatchObject([{ title: play(move).exception.title }]);
    expect(await database.register.verify(ex(3))).toEqual({ ok: true });
  });

  test("numbers exceptions one after the other, and as numbers", async () => {
    expect(await database.register.nextNumber()).toBe(1);
    await commitAll(asking(9));
    await commitAll(asking(10));
    expect(await database.register.nextNumber()).toBe(11);
  });

  test("lists by state and incident, newest first; what is closed stays on the register", async () => {
    await commitAll(asking(2), accept);
    await commitAll(asking(9));
    await commitAll(
      asking(10, { source: { ...source, incident: incidentIdOf(8), approvalId: "x" } }),
      accept,
      close,
    );
    const ids = async (filter: Parameters<typeof database.register.list>[0]) =>
      (await database.register.list(filter)).map(({ id }) => id);
    expect(await ids({})).toEqual(["EX-10", "EX-9", "EX-2"]);
    expect(await ids({ states: ["asked for", "in force"] })).toEqual(["EX-9", "EX-2"]);
    expect(await ids({ states: ["closed"] })).toEqual(["EX-10"]);
    expect(await ids({ incident: incidentIdOf(7) })).toEqual(["EX-9", "EX-2"]);
    expect(await ids({ incident: incidentIdOf(7), states: ["in force"] })).toEqual(["EX-2"]);
    expect(await ids({ states: [] })).toEqual([]);
  });

  test.each([
    [
      "an edited text",
      2,
      "update exception_events set payload = replace(payload, 'watched', 'ignored') where seq = 2",
    ],
    [
      "an edited time",
      2,
      "update exception_events set at = '2026-01-31T11:00:00.000Z' where seq = 2",
    ],
    ["an edited type", 3, "update exception_events set type = 'ExceptionClosed' where seq = 3"],
    ["an entry taken out", 2, "delete from exception_events where seq = 2"],
    ["entries cut off the end", 3, "delete from exception_events where seq >= 3"],
    ["a whole record taken away", 1, "delete from exception_events where seq > 0"],
    ["an edited hash", 1, `update exception_events set hash = '${"1".repeat(64)}' where seq = 1`],
  ])("finds %s", async (_, seq, statement) => {
    await commitAll(asking(3), accept, review);
    await commitAll(asking(4));
    await databases.tamper(url, `${statement} and exception = 'EX-3'`);
    expect(await database.register.verify(ex(3))).toEqual({ ok: false, seq });
    expect(await database.register.verify(ex(4))).toEqual({ ok: true });
  });

  test("finds an entry that was moved from another exception", async () => {
    await commitAll(asking(3));
    await commitAll(asking(4));
    await databases.tamper(url, "delete from exception_events where exception = 'EX-4'");
    await databases.tamper(url, "update exception_events set exception = 'EX-4'");
    await databases.tamper(
      url,
      "update exceptions set root = (select hash from exception_events) where id = 'EX-4'",
    );
    expect(await database.register.verify(ex(4))).toEqual({ ok: false, seq: 1 });
  });

  test("doesn't hand out a state that isn't the stored version's", async () => {
    await commitAll(asking(3));
    await databases.tamper(url, "update exceptions set version = 2");
    await expect(database.register.load(ex(3))).rejects.toThrow(/EX-3/);
  });
});
