/** Looks again at a list: all its accounts are read, and the numbers follow. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type ClaimedJob } from "../../src/application/ports/store.ts";
import { after } from "../../src/core/shared/ids.ts";
import { makeObserveStep } from "../../src/jobs/observe-step.ts";
import { addCrowd, type Crowd } from "../actions/mass/crowd.ts";
import { startTenant, type Tenant } from "../actions/tenant.ts";
import { incident, type ListWorld, openListWorld, planIn, stepName } from "./list-world.ts";

const count = 30;
let tenant: Tenant;
let crowd: Crowd;
let world: ListWorld;
beforeEach(async () => {
  tenant = await startTenant();
  crowd = await addCrowd(tenant, { count, admins: 0, guests: 0, disabled: 0 });
  world = await openListWorld(tenant, crowd.ids);
  await world.start(planIn(await world.propose()));
  await world.runToEnd();
});
afterEach(async () => {
  await world.close();
  await tenant.close();
});

const claimLook = async (name: string): Promise<ClaimedJob> => {
  const { queue } = world.database;
  const now = world.work.runtime.now();
  const payload = { step: stepName };
  await queue.enqueue([{ kind: "observe-step", incident, key: name, payload, runAt: now }]);
  for (;;) {
    const job = await queue.claim(after(now, 1_000), 30_000);
    if (!job) throw new Error("no look");
    if (job.kind === "observe-step") return job;
  }
};
const look = async (name: string) => makeObserveStep(world.work)(await claimLook(name));

const entries = async (type: string) =>
  (await world.database.store.events(incident)).flatMap(({ event }) =>
    event.type === type ? [event] : [],
  );
const settled = async () => {
  const { status } = (await world.step()).step;
  if (status.kind !== "settled") throw new Error(`it is ${status.kind}`);
  return status.effect;
};

test("a look at a list that holds changes nothing of its numbers", async () => {
  const before = await settled();
  expect(before).toMatchObject({ outcome: "observed", totals: { of: count, observed: count } });
  expect(await look("first")).toEqual({ kind: "finished" });
  expect(await settled()).toMatchObject({ outcome: "observed", totals: before.totals });
  expect((await settled()).seen).toBe("30 of 30 observed.");
  expect(await entries("EffectRegressed")).toEqual([]);
});

test("accounts that hold no more open the step again, with their number, and they alone are asked for again", async () => {
  const lost = crowd.ids.slice(3, 5);
  for (const id of lost) await tenant.world("users", id, { accountEnabled: true });
  await look("first");
  const names = ["crowd.00004@contoso.example", "crowd.00005@contoso.example"];
  expect(await entries("EffectRegressed")).toMatchObject([
    { seen: `2 of 30 hold no more: ${names.join(", ")}.` },
  ]);
  const why = "It was observed and holds no more.";
  expect((await entries("EffectSettled")).at(-1)).toMatchObject({
    outcome: "partly observed",
    totals: { of: count, observed: count - 2, notObserved: 2 },
    misses: names.map((account) => ({ account, state: "not observed", why })),
  });
  expect((await world.step()).step.status.kind).toBe("not started");
  expect(planIn(await world.propose()).targets).toMatchObject({ count: 2 });
});

test("a loss that was kept before a crash is told by the next look", async () => {
  await tenant.world("users", crowd.ids[3] ?? "", { accountEnabled: true });
  const crashes = {
    ...world.work,
    handle: () => Promise.reject(new Error("the process is gone")),
  };
  const job = await claimLook("first");
  await expect(makeObserveStep(crashes)(job)).rejects.toThrow("the process is gone");
  expect(await entries("EffectRegressed")).toEqual([]);
  await makeObserveStep(world.work)(job);
  expect(await entries("EffectRegressed")).toMatchObject([
    { seen: "1 of 30 hold no more: crowd.00004@contoso.example." },
  ]);
});

test("where nothing can be read it stays as it is, and is looked at again", async () => {
  const blind = {
    ...world.work,
    batch: { batch: () => Promise.resolve([]) },
  };
  const result = await makeObserveStep(blind)(await claimLook("first"));
  expect(result).toMatchObject({ kind: "again" });
  expect(await settled()).toMatchObject({ outcome: "observed", totals: { observed: count } });
});

test("in a closed incident all that is lost is one alarm, and the numbers say it", async () => {
  await world.tell({ type: "IncidentClosed", reason: "done" });
  for (const id of crowd.ids) await tenant.world("users", id, { accountEnabled: true });
  await look("first");
  await look("second");
  const alarms = await entries("AlarmRaised");
  expect(alarms).toMatchObject([{ kind: "R6" }]);
  expect(JSON.stringify(alarms)).toMatch(
    /30 of 30 hold no more: crowd\S+, crowd\S+ and 28 more\. The incident is closed/u,
  );
  expect(await entries("EffectRegressed")).toEqual([]);
  expect(await settled()).toMatchObject({ outcome: "not observed", totals: { observed: 0 } });
});
