import { describe, expect, test } from "@jest/globals";
import { type Exception } from "../../src/core/exceptions/types.ts";
import { type Severity } from "../../src/core/incident/types.ts";
import { directorySchema } from "../../src/core/ownership/directory.ts";
import {
  type ExceptionWorld,
  first,
  ines,
  makeExceptionWorld,
  tomas,
  vera,
} from "../support/fakes/exception-world.ts";
import { said } from "../support/fakes/recording-chat.ts";
import { by, id } from "../support/given.ts";
import { at, people } from "../support/incidents.ts";

const { ana, bo, priya } = people;
const hour = 60 * 60_000;
const day = 24 * hour;

/** Each call with the names of who was called, in order. */
const calls = (world: ExceptionWorld) =>
  world
    .recordedException(first)
    .flatMap((event) =>
      event.type === "ExceptionCalled"
        ? [`${event.call}: ${event.people.map(({ name }) => name).join(", ")}`]
        : [],
    );

const asked = async (): Promise<ExceptionWorld> => {
  const world = await makeExceptionWorld();
  await world.ask();
  return world;
};

describe("until somebody owns it", () => {
  test("who may accept is called at once and every two hours; the asker never is", async () => {
    const world = await asked();
    expect(calls(world)).toEqual(["owner wanted: Priya Nair, Vera Lang"]);
    await world.runFor(2 * hour - 1);
    expect(calls(world)).toHaveLength(1);
    await world.runFor(2 * hour);
    expect(calls(world)).toHaveLength(2);
    expect(JSON.stringify(calls(world))).not.toContain(ana.name);
  });

  test("after five calls management decides; then it is still", async () => {
    const world = await asked();
    await world.runFor(10 * hour);
    expect(calls(world)).toHaveLength(6);
    expect(calls(world).at(-1)).toBe("past tolerance: Vera Lang, Priya Nair");
    const replies = world.chat.standing().filter(({ under }) => under !== undefined);
    expect(said(replies.at(-1)?.message ?? { kind: "text", text: "" })).toContain(
      "EX-1 was accepted by nobody until 2026-11-21 13:15 UTC. Decide: accept it or close it.",
    );
    await world.runFor(90 * day);
    expect(calls(world)).toHaveLength(6);
  });

  test("an acceptance ends that", async () => {
    const world = await asked();
    await world.accept(3, 7);
    await world.runFor(12 * hour);
    expect(calls(world)).toHaveLength(1);
  });

  test("a suspect of the incident isn't called", async () => {
    const world = await makeExceptionWorld();
    await world.handle({
      incident: id,
      actor: by(priya),
      wishes: [{ type: "NameSuspect", suspect: vera, reason: "her laptop", byManagement: false }],
    });
    await world.ask();
    expect(calls(world)).toEqual(["owner wanted: Priya Nair"]);
  });

  test("where nobody is left to be called, the thread says so", async () => {
    const world = await makeExceptionWorld();
    const persons = [ana, bo].map(({ id: person, name }) => ({
      id: person,
      name,
      email: "a@contoso.example",
    }));
    const teams = [{ id: "identity", name: "Identity", lead: ana.id }];
    world.duty.set(directorySchema.parse({ people: persons, teams }));
    await world.ask();
    const replies = world.chat.standing().filter(({ under }) => under !== undefined);
    expect(replies.map(({ message }) => said(message))).toEqual([
      "Nobody is there to be called. EX-1 has no owner: accept it or close it. INC-0007 can’t close before.",
    ]);
  });
});

describe("before and after its dates", () => {
  test("reviewer, owner and management are called when it is their time, each once", async () => {
    const world = await asked();
    await world.accept(2, 7);
    const seen = async (ms: number): Promise<readonly string[]> => {
      const before = calls(world).length;
      await world.runFor(ms);
      return calls(world).slice(before);
    };
    expect(await seen(day - 1)).toEqual([]);
    expect(await seen(1)).toEqual(["review soon: Ines Moreau"]);
    expect(await seen(day)).toEqual(["review due: Ines Moreau, Priya Nair"]);
    expect(await seen(3 * day - 1)).toEqual([]);
    expect(await seen(1)).toEqual(["past tolerance: Vera Lang, Priya Nair"]);
    expect(await seen(day)).toEqual(["expiry soon: Priya Nair"]);
    expect((await world.load()).state).toBe("in force");
    expect(await seen(day)).toEqual(["past tolerance: Vera Lang, Priya Nair"]);
    expect((await world.load()).state).toBe("expired");
    expect(await seen(60 * day)).toEqual([]);
  });

  test("a review moves the next one", async () => {
    const world = await asked();
    await world.accept(2, 7);
    const authority = { mayAccept: false, mayReview: true, isBarred: false };
    await world.runFor(day + hour);
    await world.wish(ines, { type: "Review", finding: "No sign-in since.", authority });
    await world.runFor(day);
    expect(calls(world).filter((call) => call.startsWith("review"))).toEqual([
      "review soon: Ines Moreau",
      "review soon: Ines Moreau",
    ]);
  });

  test("a reviewer who left is replaced by the rest of the security team", async () => {
    const world = await asked();
    await world.accept(2, 7);
    const left = world.duty.directory();
    const teams = left.teams.map((team) =>
      team.id === "soc" ? { ...team, lead: tomas.id, deputies: [] } : team,
    );
    world.duty.set({ ...left, teams });
    await world.runFor(day);
    expect(calls(world).at(-1)).toBe("review soon: Tomas Rehn");
  });

  test("a job that comes twice, or after the end, calls nobody again", async () => {
    const world = await asked();
    await world.accept(2, 7);
    await world.runFor(8 * day);
    const before: Exception = await world.load();
    const runAt = world.runtime.now();
    await world.memory.queue.enqueue(
      ["a", "b"].map((name) => ({
        kind: "call-exception",
        incident: first,
        key: name,
        payload: {},
        runAt,
      })),
    );
    await world.drain();
    expect(await world.load()).toEqual(before);
  });

  test("after a long stop only the newest of what was missed is called", async () => {
    const world = await asked();
    await world.accept(2, 7);
    world.runtime.pass(30 * day);
    await world.drain();
    expect(calls(world).slice(1)).toEqual(["past tolerance: Vera Lang, Priya Nair"]);
    expect((await world.load()).state).toBe("expired");
  });
});

describe("quiet hours", () => {
  /** It is 3:15 in UTC: nobody is rung before 7:00. */
  const quietHours = { from: "22:00", to: "07:00", timeZone: "Etc/UTC" };
  const quiet = async (severity: Severity = "sev2"): Promise<ExceptionWorld> => {
    const world = await makeExceptionWorld();
    world.duty.set({ ...world.duty.directory(), quietHours });
    if (severity !== "sev2") {
      const wish = { type: "SetSeverity", severity, byManagement: false } as const;
      await world.handle({ incident: id, actor: by(priya), wishes: [wish] });
    }
    await world.ask();
    return world;
  };

  test("no call is made in them; after them only the newest", async () => {
    const world = await quiet();
    await world.runFor(3 * hour + 45 * 60_000 - 1);
    expect(calls(world)).toEqual([]);
    await world.runFor(1);
    expect(calls(world)).toEqual(["owner wanted: Priya Nair, Vera Lang"]);
    expect((await world.load()).calls).toEqual([{ call: "owner wanted", due: at("05:15") }]);
  });

  test("what is severity 1 doesn't wait", async () => {
    expect(calls(await quiet("sev1"))).toEqual(["owner wanted: Priya Nair, Vera Lang"]);
  });

  test("an end is recorded when it comes, and its call waits", async () => {
    const world = await quiet();
    await world.accept(1, 2);
    await world.runFor(2 * day);
    expect((await world.load()).state).toBe("expired");
    const before = calls(world).length;
    expect(calls(world).at(-1)).not.toContain("past tolerance");
    await world.runFor(4 * hour);
    expect(calls(world).slice(before)).toEqual(["past tolerance: Vera Lang, Priya Nair"]);
  });
});
