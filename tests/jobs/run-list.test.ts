import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { type GraphBatch } from "../../src/actions/tenant.ts";
import { type Totals } from "../../src/core/incident/plan.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { addCrowd, type Crowd } from "../actions/mass/crowd.ts";
import { startTenant, type Tenant } from "../actions/tenant.ts";
import { readLeft } from "../../src/core/mass/list-file.ts";
import { type ListProposal } from "../../src/jobs/propose-list.ts";
import { by } from "../support/given.ts";
import { people } from "../support/incidents.ts";
import { type ListWorld, openListWorld, planIn, stepName } from "./list-world.ts";

let tenant: Tenant;
let crowd: Crowd;
let world: ListWorld;
// A tenant for each test: what one of them throttles is held back for the next as well.
beforeEach(async () => {
  tenant = await startTenant();
  crowd = await addCrowd(tenant, { count: 130, admins: 2, guests: 1, disabled: 3 });
});
afterEach(async () => {
  await world.close();
  await tenant.close();
});

/** Plain ones: 130 without 2 administrators and 3 that are disabled. */
const plain = 125;

const started = async (action?: string, targets: readonly string[] = crowd.ids) => {
  world = await openListWorld(tenant, targets, action);
  const proposal = await world.propose();
  await world.start(planIn(proposal));
  return proposal;
};

const settled = async () => {
  const { status } = (await world.step()).step;
  if (status.kind !== "settled") throw new Error(`it is ${status.kind}`);
  const { totals } = status.effect;
  if (!totals) throw new Error("no totals");
  return { ...status.effect, totals };
};
/** An account of the crowd by its number. */
const addressOf = (id: string): string => `crowd.${id.slice(-5)}@contoso.example`;
const listOf = (proposal: ListProposal): string => planIn(proposal).targets?.sha256 ?? "";
const sumOf = ({ observed, notObserved, failed, unknown, left }: Totals): number =>
  observed + notObserved + failed + unknown + left;

/** Accounts that the tenant's own ledger says were disabled, each as often as it was. */
const disabled = async (): Promise<readonly string[]> =>
  (await tenant.ledger()).flatMap(({ target, change }) =>
    change["accountEnabled"]?.to === false ? [target.id] : [],
  );
const writes = async (): Promise<readonly string[]> =>
  (await tenant.requests()).flatMap(({ method, path }) =>
    method === "PATCH" || path.endsWith("revokeSignInSessions") ? [path] : [],
  );

const report = z.object({
  targets: z.array(z.object({ id: z.string(), state: z.string(), why: z.string() })),
});

describe("a list", () => {
  test("is proposed with its counts, its administrators apart, and run to the end", async () => {
    const proposal = await started();
    const taken = crowd.ids.filter(
      (id) => !crowd.admins.includes(id) && !crowd.disabled.includes(id),
    );
    expect(proposal).toMatchObject({
      kind: "plan",
      plan: {
        tier: 2,
        items: [],
        traits: ["guest"],
        targets: {
          count: plain,
          source: "accounts.csv",
          first: Array.from({ length: 5 }, (_, at) => addressOf(taken[at] ?? "")),
          excluded: [
            { why: "administrators: a step of their own", count: 2 },
            { why: "done already", count: 3 },
          ],
        },
      },
      split: {
        type: "AddStep",
        definition: { key: "block-all-admins", list: { count: 2 } },
        askedBy: (await world.step()).step.askedBy,
        byManagement: false,
      },
    });
    await world.runToEnd();
    const { outcome, totals, seen, misses, report: file } = await settled();
    expect(outcome).toBe("observed");
    expect(totals).toEqual({
      of: plain,
      observed: plain,
      notObserved: 0,
      failed: 0,
      unknown: 0,
      left: 0,
    });
    expect(seen).toBe("125 of 125 observed.");
    expect(misses).toBeUndefined();
    expect([...(await disabled())].sort()).toEqual(taken);
    const kept = report.parse(JSON.parse(world.evidence.files.get(file ?? "") ?? ""));
    expect(kept.targets.map(({ id }) => id)).toEqual(taken);
  });

  test("keeps with what is approved who is left out of it, and why", async () => {
    const proposal = await started();
    const left = readLeft(
      z.json().parse(JSON.parse(world.evidence.files.get(listOf(proposal)) ?? "")),
    );
    const apart = "administrators: a step of their own";
    expect(left).toEqual([
      ...crowd.admins.map((id) => ({ target: id, address: addressOf(id), why: apart })),
      ...crowd.disabled.map((id) => ({ target: id, address: addressOf(id), why: "done already" })),
    ]);
  });

  test("of administrators only is one step, by as many people as they need", async () => {
    world = await openListWorld(tenant, [seedIds.exchangeAdmin, seedIds.globalAdmin]);
    const proposal = await world.propose();
    const traits = ["global administrator", "privileged"];
    expect(proposal).toMatchObject({ plan: { tier: 3, traits, targets: { count: 2 } } });
    expect(proposal).not.toHaveProperty("split");
  });

  test("of which nothing is left isn't proposed, and says why", async () => {
    world = await openListWorld(tenant, [...crowd.disabled, seedIds.breakGlass]);
    expect(await world.propose()).toEqual({
      kind: "nothing to do",
      seen: "Nobody is left of the list: 3 done already, 1 emergency account.",
    });
  });
});

describe("meanwhile", () => {
  test("who is disabled already isn't requested, who is gone or became administrator is said", async () => {
    await started();
    const [done = "", gone = "", risen = ""] = crowd.ids.slice(20);
    await tenant.world("users", done, { accountEnabled: false });
    await tenant.world("users", gone, null);
    await tenant.world("roleAssignments", "risen", {
      id: "risen",
      principalId: risen,
      roleDefinitionId: "29232cdf-9323-42fd-ade2-1d097af3e4de",
    });
    await world.runToEnd();
    const { totals, misses } = await settled();
    expect(totals).toMatchObject({ of: plain, observed: plain - 2, failed: 2 });
    expect(misses).toEqual([
      { account: addressOf(gone), state: "failed", why: "The account is gone; not requested." },
      {
        account: addressOf(risen),
        state: "failed",
        why: "became an administrator after the vote; not requested.",
      },
    ]);
    const asked = await writes();
    expect(asked).toHaveLength(plain - 3);
    for (const id of [done, gone, risen]) expect(asked).not.toContain(`/v1.0/users/${id}`);
  });

  test("a refusal is failed, silence that is read back as done is observed: the sum is the whole", async () => {
    await started();
    const refused = crowd.ids[30] ?? "";
    const patch = (id: string) => ({ method: "PATCH", pathPattern: `/users/${id}` });
    await tenant.fault({ match: patch(refused), kind: "403" });
    await tenant.fault({ match: patch(crowd.ids[31] ?? ""), kind: "503", made: true });
    const first = { method: "POST", pathPattern: "/$batch" };
    await tenant.fault({ match: first, kind: "partial-batch", omit: [crowd.ids[40]], failing: [] });
    await world.runToEnd();
    const { totals, outcome } = await settled();
    expect(totals).toMatchObject({ of: plain, observed: plain - 1, failed: 1 });
    expect(sumOf(totals)).toBe(plain);
    expect(outcome).toBe("partly observed");
    expect(new Set(await disabled()).size).toBe(plain - 1);
  });

  test("throttled for long in the middle it goes on after the pause, and nobody is changed twice", async () => {
    await started();
    const match = { method: "PATCH", pathPattern: `/users/${crowd.ids[50] ?? ""}` };
    await tenant.fault({ match, kind: "429", retryAfter: 17 });
    const result = await world.claim();
    expect(result).toMatchObject({ kind: "again" });
    const done = await disabled();
    expect(new Set(done).size).toBe(done.length);
    expect(done).not.toContain(crowd.ids[50]);
    expect((await world.step()).step.status.kind).toBe("running");
  });

  test("throttled shortly it waits, and ends with all observed", async () => {
    await started();
    const match = { method: "PATCH", pathPattern: `/users/*` };
    await tenant.fault({ match, kind: "429", retryAfter: 1, times: 30 });
    await world.runToEnd();
    expect((await settled()).totals).toMatchObject({ observed: plain });
    const done = await disabled();
    expect(done).toHaveLength(plain);
  }, 30_000);
});

/** The tenant's batches, with something in between; it begins with batch number `from`. */
const withBetween = (from: number, between: () => Promise<void> | void): GraphBatch => {
  let sent = 0;
  return {
    batch: async (requests, onAnswers) => {
      const answers = await tenant.graph.batch(requests, onAnswers);
      if (requests.some(({ method }) => method !== "GET")) sent += 1;
      if (sent === from) await between();
      return answers;
    },
  };
};

describe("a crash in the middle", () => {
  test.each(["block-sign-in", "revoke-sign-in-sessions"])(
    "of %s is taken up: nobody is left out, nobody is asked twice who answered",
    async (action) => {
      await started(action);
      const crash = withBetween(3, () => {
        throw new Error("the process is gone");
      });
      await expect(world.claim(crash)).rejects.toThrow("the process is gone");
      const before = (await writes()).length;
      expect(before).toBeGreaterThan(0);
      expect(before).toBeLessThan(plain - 1);
      await world.runToEnd();
      const { totals } = await settled();
      expect(totals.observed).toBe(totals.of);
      const asked = await writes();
      expect(new Set(asked).size).toBe(asked.length);
      expect(asked).toHaveLength(totals.of);
    },
  );
});

describe("a stop in the middle", () => {
  test("ends after the rounds under way; the rest is left, and the numbers say so", async () => {
    await started();
    const { status } = (await world.step()).step;
    if (status.kind !== "running") throw new Error("it doesn't run");
    const { approvalId } = status.proposal;
    const stop = withBetween(1, () =>
      world.tell({ type: "StopAsked", step: stepName, approvalId }, by(people.ana)),
    );
    const slow: GraphBatch = {
      batch: async (requests, onAnswers) => {
        await new Promise((resolve) => setTimeout(resolve, 400));
        return stop.batch(requests, onAnswers);
      },
    };
    await world.claim(slow);
    const { totals, seen, misses } = await settled();
    expect(totals.left).toBeGreaterThan(0);
    expect(misses).toHaveLength(5);
    expect(misses?.[0]).toMatchObject({ state: "left", account: expect.stringContaining("@") });
    expect(sumOf(totals)).toBe(plain);
    expect(await disabled()).toHaveLength(totals.observed);
    expect(seen).toMatch(/never requested\. Stopped by/);
  }, 20_000);
});
