import { createHash } from "node:crypto";
import { openDatabase } from "../../../src/adapters/sql/open-database.ts";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { type OpenDatabase } from "../../../src/adapters/sql/open-database.ts";
import { type Commit, type Committed } from "../../../src/application/ports/store.ts";
import { canonicalJson } from "../../../src/core/shared/canonical-json.ts";
import { incidentIdOf } from "../../../src/core/shared/ids.ts";
import { alex, at, claimNext, commitOf, first, incident, job, minute, note } from "./builders.ts";
import { engines } from "./databases.ts";
import { databasesForFile } from "./databases-for-file.ts";

const second = incidentIdOf(2);
const hostile = `'; drop table events; -- "quoted" \\ 😀 ￾ \u0000 after NUL \ud800 {"a":1} \u202e end`;

const kindsOf = (answers: readonly Committed[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { kind } of answers) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

describe.each(engines)("the event store on %s", (engine) => {
  const databases = databasesForFile(engine);
  let url: string;
  let database: OpenDatabase;
  beforeEach(async () => {
    url = await databases.freshUrl();
    database = await databases.open(url);
  });

  const append = async (version: number, change: Partial<Commit> = {}): Promise<Committed> =>
    database.store.commit(commitOf(first, version, change));

  test("gives back what was committed, also to a second handle", async () => {
    await append(0, { events: [note("one"), note("two")] });
    await append(2, { events: [note("three")] });
    const other = await databases.open(url);
    expect(await other.store.load(first)).toEqual(incident(first, 3));
    const events = await other.store.events(first);
    expect(events.map(({ seq, event }) => [seq, event])).toEqual([
      [1, note("one")],
      [2, note("two")],
      [3, note("three")],
    ]);
    expect(await other.store.events(first, 3)).toEqual(events.slice(2));
    expect(await other.store.load(second)).toBeUndefined();
    expect(await other.store.events(second)).toEqual([]);
  });

  test("chains every entry to the one before", async () => {
    const answer = await append(0, { events: [note("one")] });
    const entry = canonicalJson({
      incident: first,
      seq: 1,
      event: { type: "NoteAdded", text: "one", at: at(), actor: { kind: "person", ...alex } },
    });
    const root = createHash("sha256")
      .update(
        `${"0".repeat(64)}
${entry}`,
      )
      .digest("hex");
    expect(answer).toEqual({ kind: "committed", root });
    const next = await append(1);
    expect(next).toEqual({
      kind: "committed",
      root: (await database.store.events(first))[1]?.hash,
    });
    expect(await database.store.verify(first)).toEqual({ ok: true });
  });

  test("writes nothing of a commit that came too late", async () => {
    await append(0);
    const late = await append(0, {
      jobs: [job()],
      handles: [{ id: "h1", nonce: "n", payload: {} }],
      once: "activity-1",
    });
    expect(late).toEqual({ kind: "conflict" });
    expect(await database.store.events(first)).toHaveLength(1);
    expect(await database.queue.claim(at(), minute)).toBeUndefined();
    expect(await database.store.handle("h1")).toBeUndefined();
    // The message wasn't committed, so it may be tried again.
    expect(await append(1, { once: "activity-1" })).toMatchObject({ kind: "committed" });
  });

  test("refuses versions that don't exist yet", async () => {
    expect(await append(5)).toEqual({ kind: "conflict" });
    expect(await database.store.load(first)).toBeUndefined();
  });

  test("commits a message once, in whichever incident it is repeated", async () => {
    await append(0, { once: "activity-1" });
    expect(await append(1, { once: "activity-1" })).toEqual({ kind: "duplicate" });
    const elsewhere = commitOf(second, 0, { once: "activity-1" });
    expect(await database.store.commit(elsewhere)).toEqual({ kind: "duplicate" });
    expect(await database.store.events(first)).toHaveLength(1);
    expect(await database.store.load(second)).toBeUndefined();
  });

  test("lets exactly one of 50 parallel commits win each version", async () => {
    const other = await databases.open(url);
    for (const version of [0, 1, 2]) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, contender) =>
          (contender % 2 === 0 ? database : other).store.commit(
            commitOf(first, version, { events: [note(`contender ${contender}`)] }),
          ),
        ),
      );
      expect(kindsOf(answers)).toEqual({ committed: 1, conflict: 49 });
    }
    expect((await database.store.events(first)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await database.store.verify(first)).toEqual({ ok: true });
  });

  test("lets exactly one of 20 parallel repeats of a message in", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        database.store.commit(commitOf(incidentIdOf(index + 1), 0, { once: "activity-1" })),
      ),
    );
    expect(kindsOf(answers)).toEqual({ committed: 1, duplicate: 19 });
  });

  test("refuses the commit of a worker that lost its lease", async () => {
    await database.queue.enqueue([job()]);
    const old = await claimNext(database.queue, at(), minute);
    const current = await claimNext(database.queue, at(2 * minute), minute);
    expect(current).toMatchObject({ id: old.id, fence: old.fence + 1 });
    expect(await append(0, { claim: old, once: "a" })).toEqual({ kind: "fenced" });
    expect(await database.store.load(first)).toBeUndefined();
    expect(await append(0, { claim: current, once: "a" })).toMatchObject({ kind: "committed" });
    await database.queue.finish(current);
    expect(await append(1, { claim: current })).toEqual({ kind: "fenced" });
  });

  test("commits jobs and handles without an event", async () => {
    const opened = await append(0);
    const answer = await append(1, { events: [], jobs: [job()], once: "a" });
    expect(answer).toEqual(opened);
    expect(await claimNext(database.queue)).toMatchObject(job());
    expect(await append(0, { events: [], state: incident(first, 0) }).catch(String)).toMatch(
      /first commit needs an event/,
    );
  });

  test("refuses a state that isn't the one after the events", async () => {
    await expect(append(0, { state: incident(first, 7) })).rejects.toThrow(/to version 1/);
    await expect(append(0, { state: incident(second, 1) })).rejects.toThrow(/INC-0002/);
  });

  test("keeps hostile text as it is", async () => {
    const state = incident(first, 1, {
      title: hostile,
      lead: { ...alex, name: hostile },
      place: { rung: "group chat", conversationId: "19:a", name: hostile, audience: undefined },
    });
    const payload = { [hostile]: [hostile] };
    const handle = { id: "h1", nonce: "n", incident: first, payload };
    const events = [note(hostile)];
    await append(0, { events, state, jobs: [job({ payload })], handles: [handle] });
    expect(await database.store.load(first)).toEqual(state);
    expect((await database.store.events(first))[0]?.event).toEqual(note(hostile));
    expect(await database.store.list({})).toMatchObject([{ title: hostile, lead: hostile }]);
    expect(await database.store.handle("h1")).toEqual(handle);
    expect(await claimNext(database.queue)).toMatchObject({ payload });
    expect(await database.store.verify(first)).toEqual({ ok: true });
  });

  test("tells texts with NUL apart where they are keys", async () => {
    await append(0, { once: "a\u0000b" });
    expect(await append(1, { once: "a\u0000b" })).toEqual({ kind: "duplicate" });
    expect(await append(1, { once: "a\u0000c" })).toMatchObject({ kind: "committed" });
  });

  test("keeps the record whole where a decider left a member undefined", async () => {
    const careless = Object.assign(note("one"), { onBehalfOf: undefined });
    await append(0, { events: [careless] });
    expect(await database.store.verify(first)).toEqual({ ok: true });
    expect((await database.store.events(first))[0]?.event).toEqual(note("one"));
  });

  test("numbers incidents one after the other", async () => {
    expect(await database.store.nextNumber()).toBe(1);
    await database.store.commit(commitOf(incidentIdOf(41), 0));
    expect(await database.store.nextNumber()).toBe(42);
  });

  test("lists incidents, newest first, by state and by conversation", async () => {
    const place = (conversationId: string) =>
      ({ rung: "group chat", conversationId, name: "War room", audience: undefined }) as const;
    const open = (number: number, change: Parameters<typeof incident>[2]) => {
      const id = incidentIdOf(number);
      return database.store.commit(commitOf(id, 0, { state: incident(id, 1, change) }));
    };
    await open(1, { openedAt: at(0), place: place("19:a@thread.tacv2;messageid=17") });
    await open(2, { openedAt: at(2), place: place("19:b@thread.tacv2") });
    await open(3, {
      openedAt: at(1),
      place: place("19:a@thread.tacv2"),
      closed: { at: at(3), by: alex, reason: "done" },
    });
    const ids = async (filter: Parameters<typeof database.store.list>[0]) =>
      (await database.store.list(filter)).map(({ id }) => id);
    expect(await ids({})).toEqual(["INC-0002", "INC-0003", "INC-0001"]);
    expect(await ids({ open: true })).toEqual(["INC-0002", "INC-0001"]);
    expect(await ids({ conversationId: "19:a@thread.tacv2" })).toEqual(["INC-0003", "INC-0001"]);
    expect(await ids({ open: false, conversationId: "19:b@thread.tacv2" })).toEqual([]);
    expect((await database.store.list({ open: false }))[0]).toEqual({
      id: "INC-0003",
      title: "Mailbox forwards to an outside address",
      severity: "sev2",
      phase: "detection",
      lead: "Alex Weber",
      openedAt: at(1),
      open: false,
      conversationId: "19:a@thread.tacv2",
    });
  });

  test("lists an incident as it is now", async () => {
    await append(0);
    await append(1, { state: incident(first, 2, { title: "New title", phase: "containment" }) });
    expect(await database.store.list({})).toMatchObject([
      { title: "New title", phase: "containment" },
    ]);
  });

  test("replaces a handle and a post that is saved again", async () => {
    await database.store.saveHandle({ id: "h1", nonce: "1", incident: first, payload: { a: 1 } });
    await database.store.saveHandle({ id: "h1", nonce: "2", payload: {} });
    expect(await database.store.handle("h1")).toEqual({ id: "h1", nonce: "2", payload: {} });
    const post = {
      incident: first,
      key: "step:c3",
      conversationId: "19:a",
      activityId: "1",
      digest: "d",
    };
    await database.store.savePost(post);
    await database.store.savePost({ ...post, key: "head" });
    await database.store.savePost({ ...post, activityId: "2", digest: "e" });
    await database.store.savePost({ ...post, incident: second });
    expect(await database.store.posts(first)).toEqual([
      { ...post, key: "head" },
      { ...post, activityId: "2", digest: "e" },
    ]);
  });

  test("keeps a setting over a restart, and the newest value of it", async () => {
    expect(await database.store.setting("teams service url")).toBeUndefined();
    await database.store.saveSetting("teams service url", "https://a.example/");
    await database.store.saveSetting("teams service url", "https://b.example/");
    const again = await openDatabase(url);
    expect(await again.store.setting("teams service url")).toBe("https://b.example/");
    await again.close();
  });

  test.each([
    [
      "an edited text",
      3,
      "update events set payload = replace(payload, 'entry 3', 'entry X') where seq = 3",
    ],
    ["an edited time", 2, "update events set at = '2026-01-31T11:00:00.000Z' where seq = 2"],
    ["an entry taken out", 3, "delete from events where seq = 3"],
    ["entries cut off the end", 4, "delete from events where seq >= 4"],
    ["a whole record taken away", 1, "delete from events"],
    ["an edited hash", 2, `update events set hash = '${"1".repeat(64)}' where seq = 2`],
    ["the head taken away", 6, "delete from snapshots"],
  ])("finds %s", async (_, seq, statement) => {
    for (const version of [0, 1, 2, 3, 4]) await append(version);
    await database.store.commit(commitOf(second, 0));
    expect(await database.store.verify(first)).toEqual({ ok: true });
    await databases.tamper(
      url,
      `${statement}${statement.includes("where") ? " and" : " where"} incident = 'INC-0001'`,
    );
    expect(await database.store.verify(first)).toEqual({ ok: false, seq });
    expect(await database.store.verify(second)).toEqual({ ok: true });
  });

  test("doesn't hand out a state that isn't the stored version's", async () => {
    await append(0);
    await databases.tamper(url, "update snapshots set version = 2");
    await expect(database.store.load(first)).rejects.toThrow(/INC-0001/);
  });
});
