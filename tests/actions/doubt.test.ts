/** What actions say when the tenant throttles, breaks off or answers late. */
import { describe, expect, test } from "@jest/globals";
import { type Action } from "../../src/actions/contract.ts";
import { blockSignIn } from "../../src/actions/identity/block-sign-in.ts";
import { resetPassword } from "../../src/actions/identity/reset-password.ts";
import { disableInboxRules } from "../../src/actions/mailbox/disable-inbox-rules.ts";
import { type Plan } from "../../src/core/incident/plan.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { planIn } from "./runs.ts";
import { subject } from "./tenant.ts";
import { tenantForFile } from "./tenant-for-file.ts";

const tenant = tenantForFile(400);

const marta = subject(seedIds.marta);
const user = { method: "PATCH", pathPattern: "/users/*" };
const exchange = { pathPattern: "/adminapi/**", cmdlet: "Disable-InboxRule" };

const planned = async (action: Action): Promise<Plan> =>
  planIn(await action.preview(tenant.context, marta), action, marta);

describe("a request without an answer", () => {
  test("is unknown although the change was made, and is seen when read back", async () => {
    const plan = await planned(blockSignIn);
    await tenant.fault({ match: user, kind: "timeout", made: true, holdMs: 2_000 });
    const since = tenant.context.now();
    const answers = await blockSignIn.apply(tenant.context, marta, plan);
    expect(answers).toEqual([
      {
        id: marta.id,
        state: "unknown",
        why: "No answer came: Timeout",
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    ]);
    const [entry] = await tenant.ledger();
    expect(entry?.clientRequestId).toBe(answers[0]?.requestId);
    const [seen] = await blockSignIn.observe(tenant.context, marta, { plan, since });
    expect(seen?.state).toBe("observed");
  });

  test("is unknown although nothing was changed, and read back says so", async () => {
    const plan = await planned(resetPassword);
    const since = tenant.context.now();
    await tenant.fault({ match: user, kind: "500" });
    const [answer] = await resetPassword.apply(tenant.context, marta, plan);
    expect(answer?.state).toBe("unknown");
    expect(await tenant.ledger()).toEqual([]);
    const [seen] = await resetPassword.observe(tenant.context, marta, { plan, since });
    expect(seen?.state).toBe("not observed");
  });
});

describe("a service that asks for a pause", () => {
  test("is passed on with its Retry-After while nothing was changed", async () => {
    const plan = await planned(blockSignIn);
    await tenant.fault({ match: user, kind: "429", retryAfter: 7 });
    await expect(blockSignIn.apply(tenant.context, marta, plan)).rejects.toMatchObject({
      kind: "throttled",
      retryAfterMs: 7_000,
    });
    expect(await tenant.ledger()).toEqual([]);
  });

  test("leaves the rest unknown once something was changed, and sends no more", async () => {
    const plan = await planned(disableInboxRules);
    await tenant.fault({ match: exchange, kind: "429" });
    const answers = await disableInboxRules.apply(tenant.context, marta, plan);
    expect(answers.map(({ state }) => state)).toEqual(["accepted", "unknown"]);
    expect(await tenant.ledger()).toHaveLength(1);
  });
});

test("a write is sent once, whatever the answer", async () => {
  const plan = await planned(blockSignIn);
  await tenant.fault({ match: user, kind: "503", retryAfter: 0, times: 5 });
  await blockSignIn.apply(tenant.context, marta, plan);
  const writes = (await tenant.requests()).filter(({ method }) => method === "PATCH");
  expect(writes).toHaveLength(1);
});

test("a refused token is passed on: without it nothing can be asked", async () => {
  const plan = await planned(disableInboxRules);
  const graph = {
    ...tenant.context.graph,
    patch: () => tenant.graph.patch(`/v1.0/users/${marta.id}`, { accountEnabled: false }),
  };
  tenant.pass(2 * 3_600_000);
  try {
    // The sandbox's clock is two hours on: the token that Cordon still holds has run out there.
    await expect(
      disableInboxRules.apply({ ...tenant.context, graph }, marta, plan),
    ).rejects.toMatchObject({ kind: "identity", status: 401 });
  } finally {
    tenant.pass(-2 * 3_600_000);
  }
  expect(await tenant.ledger()).toEqual([]);
});

test("a stale replica isn't taken for the effect", async () => {
  const plan = await planned(blockSignIn);
  const since = tenant.context.now();
  await blockSignIn.apply(tenant.context, marta, plan);
  await tenant.fault({ match: { method: "GET", pathPattern: "/users/*" }, kind: "stale-read" });
  const [stale] = await blockSignIn.observe(tenant.context, marta, { plan, since });
  const [fresh] = await blockSignIn.observe(tenant.context, marta, { plan, since });
  expect([stale?.state, fresh?.state]).toEqual(["not observed", "observed"]);
});
