/** What changed between the vote and the request: judged again before every request, with the true reason. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import { type GraphBatch } from "../../src/actions/tenant.ts";
import { after, objectId } from "../../src/core/shared/ids.ts";
import { heldBefore } from "../../src/jobs/list-work.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { addCrowd, type Crowd } from "../actions/mass/crowd.ts";
import { startTenant, type Tenant } from "../actions/tenant.ts";
import { type ListWorld, openListWorld, planIn } from "./list-world.ts";

let tenant: Tenant;
let crowd: Crowd;
let world: ListWorld;
beforeEach(async () => {
  tenant = await startTenant();
  crowd = await addCrowd(tenant, { count: 180 });
});
afterEach(async () => {
  await world.close();
  await tenant.close();
});

const exchangeAdministrator = "29232cdf-9323-42fd-ade2-1d097af3e4de";

const start = async (
  targets: readonly string[] = crowd.ids.slice(0, 60),
  action = "block-sign-in",
) => {
  world = await openListWorld(tenant, targets, action);
  await world.start(planIn(await world.propose()));
};
const rise = (id: string) =>
  tenant.world("roleAssignments", `risen-${id}`, {
    id: `risen-${id}`,
    principalId: id,
    roleDefinitionId: exchangeAdministrator,
  });

const report = z.object({
  targets: z.array(z.object({ id: z.string(), state: z.string(), why: z.string() })),
});
const settled = async () => {
  const { status } = (await world.step()).step;
  if (status.kind !== "settled") throw new Error(`it is ${status.kind}`);
  const file = world.evidence.files.get(status.effect.report ?? "") ?? "";
  const { targets } = report.parse(JSON.parse(file));
  const of = (id: string) => targets.find((one) => one.id === id);
  return { totals: status.effect.totals, of };
};
const patched = async () =>
  (await tenant.requests()).flatMap(({ method, path }) =>
    method === "PATCH" ? [path.slice(path.lastIndexOf("/") + 1)] : [],
  );
const change = async (id: string, facts: Readonly<Record<string, unknown>>) =>
  tenant.world("users", id, facts);

/** The tenant's batches; a write for this account never arrives, and nothing comes back for it. */
const deaf = (silent: string): GraphBatch => ({
  batch: (requests, onAnswers) =>
    tenant.graph.batch(
      requests.filter(({ id, method }) => method === "GET" || id !== silent),
      onAnswers,
    ),
});

describe("between the vote and the request", () => {
  test("who is Cordon's own, an emergency account, a responder, restricted or an administrator now is left out", async () => {
    await start();
    const five = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string()]);
    const [emergency, own, decides, restricted, risen] = five.parse(crowd.ids.slice(0, 5));
    await rise(risen);
    await change(restricted, { isManagementRestricted: true });
    const { never } = tenant.context;
    const context = {
      ...tenant.context,
      never: {
        ...never,
        breakGlass: [...never.breakGlass, objectId.parse(emergency)],
        own: [...never.own, objectId.parse(own)],
        responder: (id: string) => (id === decides ? { quorumHolds: true } : undefined),
      },
    };
    await world.claim(undefined, { context });
    const { of, totals } = await settled();
    expect(totals).toMatchObject({ of: 60, observed: 55, failed: 5 });
    expect(of(emergency)?.why).toBe("emergency account; not requested.");
    expect(of(own)?.why).toBe("Cordon's own; not requested.");
    expect(of(decides)?.why).toMatch(/^responder: .*; not requested\.$/);
    expect(of(restricted)?.why).toBe("restricted administrative unit; not requested.");
    expect(of(risen)?.why).toBe("became an administrator after the vote; not requested.");
    const asked = await patched();
    for (const id of [emergency, own, decides, restricted, risen]) expect(asked).not.toContain(id);
  });

  test("a row that is asked again is judged again", async () => {
    await start();
    const [silent = ""] = crowd.ids;
    expect(await world.claim(deaf(silent))).toMatchObject({ kind: "again" });
    await rise(silent);
    await world.runToEnd();
    expect(await patched()).not.toContain(silent);
    expect((await settled()).of(silent)).toMatchObject({
      state: "failed",
      why: "became an administrator after the vote; not requested again.",
    });
  });

  test("within one claim who is privileged is read again after 60 s", async () => {
    await start(crowd.ids);
    let late = false;
    const last = crowd.ids.at(-1) ?? "";
    const { runtime } = world.work;
    const now = () => (late ? after(runtime.now(), 61_000) : runtime.now());
    const batch: GraphBatch = {
      batch: async (requests, onAnswers) => {
        const answers = await tenant.graph.batch(requests, onAnswers);
        // Six rounds are under way at once, and the last account is in the ninth.
        if (!late && requests.some(({ method }) => method !== "GET")) {
          await rise(last);
          late = true;
        }
        return answers;
      },
    };
    await world.claim(batch, { runtime: { ...runtime, now } });
    expect(await patched()).not.toContain(last);
    expect((await settled()).of(last)?.state).toBe("failed");
  });

  test("Global Administrators stay where fewer than two would be left", async () => {
    await start([seedIds.exchangeAdmin, seedIds.globalAdmin]);
    const { graph } = tenant.context;
    const others = z.object({ value: z.array(z.object({ principalId: z.string() })) }).parse({
      value: (await graph.list("/v1.0/roleManagement/directory/roleAssignments")).values,
    });
    for (const { principalId } of others.value) {
      if (principalId !== seedIds.globalAdmin && principalId !== seedIds.exchangeAdmin) {
        await tenant.world("users", principalId, { accountEnabled: false }).catch(() => undefined);
      }
    }
    await world.runToEnd();
    expect((await settled()).of(seedIds.globalAdmin)).toMatchObject({
      state: "failed",
      why: "fewer than two Global Administrators would be left; not requested.",
    });
    expect(await patched()).toEqual([seedIds.exchangeAdmin]);
  });
});

describe("what this run asked for", () => {
  test("and holds at the next look isn't called held before", async () => {
    await start();
    const [silent = ""] = crowd.ids;
    expect(await world.claim(deaf(silent))).toMatchObject({ kind: "again" });
    let looks = 0;
    const late: GraphBatch = {
      batch: async (requests, onAnswers) => {
        looks += 1;
        const answers = await tenant.graph.batch(requests, onAnswers);
        if (looks === 1) await change(silent, { accountEnabled: false });
        return answers;
      },
    };
    await world.claim(late);
    const found = (await settled()).of(silent);
    expect(found).toMatchObject({ state: "observed" });
    expect(found?.why).not.toBe(heldBefore);
  });
});
