/** Evidence that takes its time: when it is read, what a fault leaves, and who hears of an alarm. */
import { describe, expect, test } from "@jest/globals";
import { type Subject } from "../../src/core/incident/plan.ts";
import { at, aSubject, idEnding, people } from "../support/incidents.ts";
import { fault, Killed } from "../support/fakes/fake-tenant.ts";
import { said } from "../support/fakes/recording-chat.ts";
import { aPlaybook, makeWorld, type World } from "../support/fakes/world.ts";
import { leaseMs, minute } from "./steps.ts";

const { priya } = people;
const hour = 60 * minute;
const day = 24 * hour;
const playbook = { ...aPlaybook, logs: ["E4" as const] };

const open = async (script?: (world: World) => void): Promise<World> => {
  const world = makeWorld({ playbook });
  script?.(world);
  await world.open();
  return world;
};

const runs = (world: World): readonly string[] =>
  world.tenant.readings.map(({ run, subject }) => `${subject} ${String(run)}`);

const told = (world: World) =>
  world.memory.recorded(world.first).flatMap((event) => {
    if (event.type === "EvidenceKept" && event.artefact.kind === "E4") return ["kept"];
    if (event.type === "EvidenceMissed" && event.kind === "E4") return [event.reason];
    return event.type === "AlarmRaised" ? [event.text] : [];
  });

const second: Subject = { ...aSubject(), id: idEnding("8d2f"), name: "Jonas Berg" };

const addSecond = async (world: World): Promise<void> => {
  const asker = { why: "also attacked", byManagement: false, withSteps: true };
  await world.wish(priya, world.widen.addSubject(await world.load(), second, asker));
};

describe("logs are read", () => {
  test("at the opening and a day later, once each, and kept as files of their own", async () => {
    const world = await open();
    await world.runFor(day - minute);
    expect(runs(world)).toEqual(["Marta Oliveira 0"]);
    await world.runFor(3 * day);
    expect(runs(world)).toEqual(["Marta Oliveira 0", "Marta Oliveira 1"]);
    const kept = (await world.load()).artefacts.filter(({ kind }) => kind === "E4");
    expect(kept.map(({ read }) => read?.from)).toEqual([at("03:00"), "2026-11-22T03:00:00.000Z"]);
    expect(kept.every(({ sha256 }) => world.evidence.files.has(sha256))).toBe(true);
  });

  test("again with the same run while the service works on it", async () => {
    const wait = { later: "The search runs.", minutes: 10 };
    const world = await open(({ tenant }) => {
      tenant.logs("E4", wait, wait);
    });
    await world.runFor(19 * minute);
    expect(told(world)).toEqual([]);
    await world.runFor(2 * minute);
    expect(runs(world)).toEqual(Array.from({ length: 3 }, () => "Marta Oliveira 0"));
    expect(told(world)).toEqual(["kept"]);
  });

  test("again after a fault that passes, no sooner than the service asked for", async () => {
    const world = await open(({ tenant }) => {
      tenant.logs("E4", fault("throttled", 5 * minute), fault("no answer"), new Error("a bug"));
    });
    await world.runFor(4 * minute);
    expect(runs(world)).toHaveLength(1);
    await world.runFor(4 * minute);
    expect(told(world)).toEqual(["kept"]);
  });

  test("also where a disk was full for an hour: far more tries than a job otherwise has", async () => {
    const world = await open(({ evidence }) => {
      evidence.fail(...Array.from({ length: 62 }, () => new Error("ENOSPC: '/srv/evidence'")));
    });
    await world.runFor(2 * hour);
    expect(told(world)).toEqual(["kept"]);
    expect(await world.memory.queue.buried()).toEqual([]);
  });

  test("refused: missing at once and once, and the next run still happens", async () => {
    const world = await open(({ tenant }) => {
      tenant.logs("E4", fault("refused"));
    });
    await world.runFor(hour);
    expect(told(world)).toEqual(["refused: the tenant said refused"]);
    await world.runFor(day);
    expect(runs(world)).toEqual(["Marta Oliveira 0", "Marta Oliveira 1"]);
    expect(told(world)).toEqual(["refused: the tenant said refused", "kept"]);
    expect((await world.load()).missedEvidence).toEqual([]);
  });

  test("given up after 6 h, with the reason; the next run still happens", async () => {
    const wait = { later: "The search runs.", minutes: 60 };
    const world = await open(({ tenant }) => {
      tenant.logs("E4", ...Array.from({ length: 8 }, () => wait));
    });
    await world.runFor(5 * hour);
    expect(told(world)).toEqual([]);
    await world.runFor(3 * hour);
    expect(told(world)).toEqual(["The search runs. It wasn't done after 6 h."]);
    expect(runs(world)).toHaveLength(8);
    await world.runFor(day);
    expect(told(world).at(-1)).toBe("kept");
  });

  test("what can't be stored for 6 h is told without a path", async () => {
    const world = await open(({ evidence }) => {
      evidence.fail(...Array.from({ length: 500 }, () => new Error("ENOSPC: '/srv/evidence'")));
    });
    await world.runFor(7 * hour);
    expect(told(world)).toEqual(["It could not be read or stored."]);
  });
});

describe("what is kept already", () => {
  const lastEarlier = (world: World) => world.tenant.readings.at(-1)?.earlier;

  test("is there to compare with: the snapshot, and what was read before, of this subject", async () => {
    const world = await open();
    await world.runFor(hour);
    await addSecond(world);
    await world.runFor(day);
    const of = { subject: second.id };
    expect(runs(world).at(-1)).toBe("Jonas Berg 1");
    expect(lastEarlier(world)).toEqual([
      { kind: "E0", ...of },
      { kind: "E4", run: 0, of: 2, ...of },
    ]);
  });

  test("but not where the file is lost: the run goes on without", async () => {
    const world = await open();
    await world.runFor(hour);
    const { artefacts } = await world.load();
    for (const { kind, sha256 } of artefacts)
      if (kind === "E0") world.evidence.files.delete(sha256);
    await world.runFor(day);
    expect(lastEarlier(world)).toEqual([{ kind: "E4", run: 0, of: 1 }]);
    expect(told(world)).toEqual(["kept", "kept"]);
  });
});

describe("a later run that fails", () => {
  test("is told, though the first one's file is kept and stays", async () => {
    const world = await open();
    await world.runFor(hour);
    world.tenant.logs("E4", fault("refused"));
    await world.runFor(2 * day);
    expect(told(world)).toEqual(["kept", "Reading 2 of 2: refused: the tenant said refused"]);
    const { artefacts, missedEvidence } = await world.load();
    expect(artefacts.filter(({ kind }) => kind === "E4")).toHaveLength(1);
    expect(missedEvidence).toMatchObject([{ kind: "E4", subject: aSubject().id }]);
  });

  test("isn't told twice by a worker that died after it told it", async () => {
    const world = await open();
    await world.runFor(hour);
    world.tenant.logs("E4", fault("refused"), fault("refused"));
    await world.runFor(day);
    const payload = { kind: "E4", subject: aSubject().id, since: at("03:00") };
    const job = { kind: "collect-logs", incident: world.first, key: "again", payload } as const;
    await world.memory.queue.enqueue([{ ...job, runAt: world.runtime.now() }]);
    await world.drain();
    expect(told(world)).toEqual(["kept", "Reading 2 of 2: refused: the tenant said refused"]);
  });
});

describe("a restart", () => {
  test("before the file was recorded: the run is read again and recorded once", async () => {
    const world = await open(({ tenant }) => {
      tenant.logs("E4", new Killed("kill -9"));
    });
    await world.runFor(leaseMs + minute);
    expect(told(world)).toEqual(["kept"]);
  });

  test("after it was recorded: a run that is kept isn't read twice", async () => {
    const world = await open();
    await world.drain();
    const next = makeWorld({ playbook, after: world });
    const job = { kind: "collect-logs", incident: next.first, runAt: next.runtime.now() } as const;
    const payload = { kind: "E4", subject: aSubject().id, since: at("03:00") };
    await next.memory.queue.enqueue([{ ...job, key: "again", payload }]);
    await next.drain();
    expect(runs(next)).toEqual(["Marta Oliveira 0"]);
  });

  test("a job of an older record counts from the opening", async () => {
    const world = await open();
    await world.drain();
    const payload = { kind: "E4", subject: aSubject().id };
    const runAt = world.runtime.now();
    const job = {
      kind: "collect-logs",
      incident: world.first,
      key: "old",
      payload,
      runAt,
    } as const;
    await world.memory.queue.enqueue([job]);
    await world.runFor(hour);
    expect(runs(world)).toEqual(["Marta Oliveira 0"]);
  });
});

describe("a run that takes as long as until the next", () => {
  test("leaves the next one to be read", async () => {
    const world = await open(({ tenant }) => {
      tenant.logs("E4", fault("no answer"));
    });
    await world.drain();
    world.runtime.pass(day - 1);
    const keep = world.evidence.keep.bind(world.evidence);
    world.evidence.keep = async (content) => {
      world.runtime.pass(10);
      return keep(content);
    };
    await world.drain();
    await world.runFor(minute);
    expect(runs(world).map((run) => run.at(-1))).toEqual(["0", "0", "1"]);
  });
});

describe("a subject that joins later", () => {
  test.each([
    ["after 8 h", 8 * hour],
    ["after two days", 2 * day],
  ])("%s has its own runs, from when it joined", async (_when, ms) => {
    const world = await open();
    await world.runFor(ms);
    world.tenant.readings.splice(0);
    await addSecond(world);
    const joined = world.runtime.now();
    world.tenant.logs("E4", { later: "The search runs.", minutes: 10 });
    await world.runFor(hour);
    expect(runs(world)).toEqual(["Jonas Berg 0", "Jonas Berg 0"]);
    await world.runFor(day);
    expect(runs(world)).toContain("Jonas Berg 1");
    const own = world.tenant.readings.filter(({ subject }) => subject === second.name);
    expect(own.map(({ since }) => since)).toEqual([joined, joined, joined]);
    const files = (await world.load()).artefacts.filter(({ subject }) => subject === second.id);
    expect(files.filter(({ kind }) => kind === "E4")).toHaveLength(2);
  });
});

describe("an alarm", () => {
  const calls = (world: World) =>
    world.chat.standing().filter(({ message }) => said(message).startsWith("alarm"));

  test("is in the log and calls the lead in the headline's thread, once", async () => {
    const alarm = "2 new inbox rules since the containment";
    const world = await open(({ tenant }) => {
      tenant.logs("E4", { alarm });
    });
    await world.runFor(hour);
    await world.wish(priya, { type: "AddNote", text: "something else" });
    await world.drain();
    expect(told(world)).toEqual(["kept", alarm]);
    const [call, ...more] = calls(world);
    expect(more).toEqual([]);
    expect(call?.message).toEqual({
      kind: "text",
      mention: priya,
      text: `alarm from E4 Marta Oliveira: ${alarm}`,
    });
    const headline = world.chat
      .standing()
      .find(({ message }) => said(message) === "headline INC-0001");
    expect(call?.conversationId).toBe(headline?.conversationId);
    expect(call?.edits).toBe(0);
  });

  test("another one a day later is told as well", async () => {
    const world = await open(({ tenant }) => {
      tenant.logs("E4", { alarm: "one" }, { alarm: "two" });
    });
    await world.runFor(2 * day);
    expect(calls(world).map(({ message }) => said(message).split(": ")[1])).toEqual(["one", "two"]);
  });
});
