import { describe, expect, test } from "@jest/globals";
import { makeHandle } from "../../src/application/handle.ts";
import { type ClaimedJob } from "../../src/application/ports/store.ts";
import { makeRunStep } from "../../src/jobs/run-step.ts";
import { type World } from "../support/fakes/world.ts";
import { type Ending, fault, Killed } from "../support/fakes/fake-tenant.ts";
import { leaseMs, minute, outcome, passwordWaits, toldOf, waiting } from "./steps.ts";

/** The run of the approved step, as a worker claims it. */
const claimRun = async (world: World): Promise<ClaimedJob> => {
  for (;;) {
    const job = await world.memory.queue.claim(world.runtime.now(), leaseMs);
    if (!job) throw new Error("nothing is to be run");
    if (job.kind === "run-step") return job;
    await world.memory.queue.finish(job);
  }
};

const killed = new Killed("kill -9");
const dies = (made: boolean): Ending => ({ made, throws: killed });
const lost = (made: boolean): Ending => ({ made, answer: "unknown" });

describe("killed in mid-step", () => {
  test("before the request: read back, then asked once", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.endings("block-sign-in", dies(false));
    await world.drain();
    expect(await outcome(world)).toBe("running");
    await world.runFor(leaseMs + minute);
    expect(world.tenant.requests).toHaveLength(2);
    expect(world.tenant.ledger).toHaveLength(1);
    expect(await outcome(world)).toBe("observed");
    expect(toldOf(world, "block").filter((type) => type === "EffectRequested")).toHaveLength(1);
  });

  test("after the request: read back, and not asked again", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.endings("block-sign-in", dies(true));
    await world.drain();
    await world.runFor(leaseMs + minute);
    expect(world.tenant.requests).toHaveLength(1);
    expect(world.tenant.ledger).toHaveLength(1);
    expect(await outcome(world)).toBe("observed");
  });

  test("with a request that can't be repeated: unknown, for a person, and never asked twice", async () => {
    const world = await passwordWaits();
    await world.approve("password");
    world.tenant.endings("reset-password", dies(false));
    await world.drain();
    await world.runFor(leaseMs + 5 * minute);
    expect(world.tenant.requests).toHaveLength(1);
    expect(await outcome(world, "password")).toBe("unknown");
  });

  test("with a request that can't be repeated but is seen to hold: observed", async () => {
    const world = await passwordWaits();
    await world.approve("password");
    world.tenant.endings("reset-password", dies(true));
    await world.drain();
    await world.runFor(leaseMs + minute);
    expect(world.tenant.requests).toHaveLength(1);
    expect(await outcome(world, "password")).toBe("observed");
  });

  test("doubt stays until a person looks or it is seen to hold, not until it merely isn't seen", async () => {
    const world = await passwordWaits();
    await world.approve("password");
    world.tenant.endings("reset-password", dies(false));
    await world.drain();
    await world.runFor(leaseMs + minute);
    const look = async () => {
      const { definition } = await world.step("password");
      const payload = { step: definition.key };
      const runAt = world.runtime.now();
      const job = {
        kind: "observe-step",
        incident: world.first,
        key: "look",
        payload,
        runAt,
      } as const;
      await world.memory.queue.enqueue([job]);
      await world.drain();
    };
    await look();
    expect(await outcome(world, "password")).toBe("unknown");
    world.tenant.hold("password");
    await look();
    expect(await outcome(world, "password")).toBe("observed");
  });
});

describe("a request that is older than its plan", () => {
  test("isn't repeated after half an hour, whatever kept it: a person looks", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.endings("block-sign-in", dies(false));
    await world.drain();
    world.runtime.pass(30 * minute + 1);
    await world.drain();
    expect(world.tenant.requests).toHaveLength(1);
    expect(await outcome(world)).toBe("unknown");
  });

  test("a pause that Graph asks for is no reason to ask later than that", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.endings("block-sign-in", { made: false, throws: fault("throttled", 31 * minute) });
    await world.runFor(40 * minute);
    expect(world.tenant.requests).toHaveLength(1);
    expect(await outcome(world)).toBe("unknown");
  });

  test("is still read back: what holds is observed however late", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.endings("block-sign-in", dies(true));
    await world.drain();
    world.runtime.pass(120 * minute);
    await world.drain();
    expect(world.tenant.requests).toHaveLength(1);
    expect(await outcome(world)).toBe("observed");
  });
});

describe("a worker that was paused beyond its lease", () => {
  /** Another process that works on the same store. */
  const rivalOf = (world: World): (() => Promise<void>) => {
    const { memory, runtime, runWork } = world;
    const handle = makeHandle(memory.store, runtime);
    const run = makeRunStep({ ...runWork, handle });
    return async () => {
      runtime.pass(leaseMs + 1_000);
      for (;;) {
        const job = await memory.queue.claim(runtime.now(), leaseMs);
        if (!job) throw new Error("the lease didn't end");
        if (job.kind === "run-step") {
          await expect(run(job)).rejects.toThrow("kill -9");
          return;
        }
        await memory.queue.finish(job);
      }
    };
  };

  test("requests nothing when it wakes: another one has the job", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.endings("block-sign-in", dies(false));
    // Paused just before its intent is committed; the other one commits its own, asks and is killed.
    world.memory.beforeNextCommit(rivalOf(world));
    const job = await claimRun(world);
    await world.handlers["run-step"](job);
    expect(await outcome(world)).toBe("running");
    expect(world.tenant.requests).toHaveLength(1);
    expect(toldOf(world, "block").filter((type) => type === "EffectRequested")).toHaveLength(1);
  });
});

describe("a request without a clear answer", () => {
  test("throttled: waits as long as it was told, then asks again", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.endings("block-sign-in", { made: false, throws: fault("throttled", 40_000) });
    await world.runFor(39_000);
    expect(world.tenant.requests).toHaveLength(1);
    await world.runFor(30_000);
    expect(world.tenant.requests).toHaveLength(2);
    expect(world.tenant.ledger).toHaveLength(1);
    expect(await outcome(world)).toBe("observed");
  });

  test("throttled, but the change was made: seen, and not asked again", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.endings("block-sign-in", { made: true, throws: fault("throttled", 10_000) });
    await world.runFor(minute);
    expect(world.tenant.requests).toHaveLength(1);
    expect(await outcome(world)).toBe("observed");
  });

  test("no answer, but made: observed with one request", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.endings("block-sign-in", lost(true));
    await world.runFor(minute);
    expect(world.tenant.requests).toHaveLength(1);
    expect(await outcome(world)).toBe("observed");
  });

  test("no answer and not made: asked once more", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.endings("block-sign-in", lost(false));
    await world.runFor(2 * minute);
    expect(world.tenant.requests).toHaveLength(2);
    expect(world.tenant.ledger).toHaveLength(1);
    expect(await outcome(world)).toBe("observed");
  });

  test("no answer, not made, can't be repeated: unknown after one request", async () => {
    const world = await passwordWaits();
    await world.approve("password");
    world.tenant.endings("reset-password", lost(false));
    await world.runFor(5 * minute);
    expect(world.tenant.requests).toHaveLength(1);
    expect(await outcome(world, "password")).toBe("unknown");
  });

  test("throttled, can't be repeated: waited for, read back, and asked again in the same claim", async () => {
    const world = await passwordWaits();
    await world.approve("password");
    world.tenant.endings("reset-password", { made: false, throws: fault("throttled", 3_000) });
    await world.runFor(minute);
    expect(world.tenant.requests).toHaveLength(2);
    expect(world.tenant.ledger).toHaveLength(1);
    expect(await outcome(world, "password")).toBe("observed");
  });

  test("throttled, can't be repeated, but made: one request only", async () => {
    const world = await passwordWaits();
    await world.approve("password");
    world.tenant.endings("reset-password", { made: true, throws: fault("throttled", 3_000) });
    await world.runFor(minute);
    expect(world.tenant.requests).toHaveLength(1);
    expect(await outcome(world, "password")).toBe("observed");
  });

  test("never an answer: asked a few times, then unknown, and at rest", async () => {
    const world = await waiting();
    await world.approve("block");
    world.tenant.endings("block-sign-in", ...Array.from({ length: 50 }, () => lost(false)));
    await world.runFor(20 * minute);
    expect(world.tenant.requests.length).toBeLessThanOrEqual(6);
    expect(await outcome(world)).toBe("unknown");
    expect(await world.memory.queue.buried()).toEqual([]);
  });

  test("unavailable for ever ends as unknown too", async () => {
    const world = await waiting();
    await world.approve("block");
    const never = Array.from({ length: 50 }, () => ({ made: false, throws: fault("unavailable") }));
    world.tenant.endings("block-sign-in", ...never);
    await world.runFor(20 * minute);
    expect(world.tenant.requests.length).toBeLessThanOrEqual(6);
    expect(await outcome(world)).toBe("unknown");
  });
});

describe("at every point at which a worker may die", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "killed at its call number %i, one change is made",
    async (nth) => {
      const world = await waiting();
      await world.approve("block");
      // The process ends at the nth thing it asks of the store or the tenant.
      let calls = 0;
      const { store } = world.memory;
      const whole = { ...store };
      const die = () => {
        calls += 1;
        if (calls === nth) throw new Killed("kill -9");
      };
      store.load = (id) => {
        die();
        return whole.load(id);
      };
      store.commit = async (wanted) => {
        const done = await whole.commit(wanted);
        die();
        return done;
      };
      await world.drain();
      await world.runFor(leaseMs + 2 * minute);
      expect(world.tenant.ledger).toEqual([{ item: "account", direction: "apply" }]);
      expect(await outcome(world)).toBe("observed");
      expect(calls).toBeGreaterThanOrEqual(nth);
    },
  );
});
