/** A block, or an end of sessions, that somebody signed in after is not observed (containment trap 2). */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { blockSignIn } from "../../../src/actions/identity/block-sign-in.ts";
import { revokeSignInSessions } from "../../../src/actions/identity/revoke-sign-in-sessions.ts";
import { TenantFault } from "../../../src/actions/tenant.ts";
import { after } from "../../../src/core/shared/ids.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { ran, states } from "../runs.ts";
import { startTenant, subject, type Tenant } from "../tenant.ts";

let tenant: Tenant;
// One for each test: time passes in all of them, and a token of the sandbox runs out after an hour of it.
beforeEach(async () => {
  tenant = await startTenant();
});
afterEach(() => tenant.close());

const marta = subject(seedIds.marta);
const minute = 60_000;

type Kind = "interactiveUser" | "nonInteractiveUser";

const logs = async () =>
  (await tenant.requests()).filter(({ path }) => path.endsWith("/auditLogs/signIns"));

describe.each([blockSignIn, revokeSignInSessions])("$id", (action) => {
  /** Requested, then so many minutes pass. */
  const requested = async (minutes: number) => {
    const { plan, since, readings } = await ran(tenant, action, marta);
    // Ended sessions count as broken by a sign-in only where nobody was to sign in again.
    await tenant.world("users", seedIds.marta, { accountEnabled: false });
    expect(states(readings)).toEqual(["observed"]);
    tenant.pass(minutes * minute);
    const signedIn = async (
      minutesAfter: number,
      row: { kind?: Kind; errorCode?: number; userId?: string } = {},
    ) => {
      const { kind = "interactiveUser", errorCode = 0, userId = seedIds.marta } = row;
      const id = `${kind}-${String(minutesAfter)}`;
      const at = after(since, minutesAfter * minute);
      await tenant.world("signIns", id, {
        id,
        createdDateTime: at,
        userId,
        appDisplayName: "Outlook Web Access",
        ipAddress: "203.0.113.77",
        status: { errorCode, failureReason: null },
        signInEventTypes: [kind],
      });
      return `Signed in again ${at.slice(0, 16)}Z to Outlook Web Access from 203.0.113.77.`;
    };
    const look = () => action.observe(tenant.context, marta, { plan, since });
    return { first: readings[0]?.why ?? "", signedIn, look };
  };

  test("holds where nobody signed in, and both logs were asked", async () => {
    const { first, look } = await requested(45);
    expect(await look()).toEqual([{ id: seedIds.marta, state: "observed", why: first }]);
    const asked = new Set((await logs()).map(({ path }) => path));
    expect([...asked].sort()).toEqual(["/beta/auditLogs/signIns", "/v1.0/auditLogs/signIns"]);
  });

  test("asks each log once: the reports take 5 requests in 10 s, and looks come often", async () => {
    const { look } = await requested(45);
    await look();
    expect((await logs()).length).toBe(2);
  });

  test("a sign-in that it doesn't understand is named", async () => {
    const { first, look } = await requested(45);
    await tenant.world("signIns", "odd", {
      id: "odd",
      createdDateTime: after(tenant.context.now(), -minute),
      userId: seedIds.marta,
      appDisplayName: 7,
      status: { errorCode: 0, failureReason: null },
      signInEventTypes: ["interactiveUser"],
    });
    const why = `${first} Not all sign-ins could be read.`;
    expect(await look()).toEqual([{ id: seedIds.marta, state: "observed", why }]);
  });

  test.each<Kind>(["interactiveUser", "nonInteractiveUser"])("doesn't after %s", async (kind) => {
    const { signedIn, look } = await requested(45);
    const why = await signedIn(40, { kind });
    expect(await look()).toEqual([{ id: seedIds.marta, state: "not observed", why }]);
  });

  test("names the first of several, in whichever log", async () => {
    const { signedIn, look } = await requested(45);
    await signedIn(40);
    const why = await signedIn(20, { kind: "nonInteractiveUser" });
    await signedIn(30);
    expect((await look())[0]?.why).toBe(why);
  });

  test("sign-ins that failed, came earlier or are somebody else's don't count", async () => {
    const { first, signedIn, look } = await requested(45);
    await signedIn(40, { errorCode: 50_057 });
    await signedIn(41, { kind: "nonInteractiveUser", errorCode: 50_173 });
    await signedIn(10);
    await signedIn(42, { userId: seedIds.jonasSales });
    expect(await look()).toEqual([{ id: seedIds.marta, state: "observed", why: first }]);
  });

  test("isn't asked before 15 min", async () => {
    const { signedIn, look } = await requested(14);
    await signedIn(13);
    expect(states(await look())).toEqual(["observed"]);
    expect(await logs()).toEqual([]);
  });

  test("a log that is refused is named, and changes nothing else", async () => {
    const { first, look } = await requested(45);
    await tenant.fault({
      match: { method: "GET", pathPattern: "/auditLogs/signIns" },
      kind: "403",
    });
    const [found] = await look();
    expect(found?.state).toBe("observed");
    expect(found?.why).toMatch(/ Sign-ins can't be read \(\w+\)\.$/);
    expect(found?.why.startsWith(first)).toBe(true);
  });

  test("a log that is down is no answer", async () => {
    const { look } = await requested(45);
    await tenant.fault({
      match: { method: "GET", pathPattern: "/auditLogs/signIns" },
      kind: "503",
      times: 50,
    });
    await expect(look()).rejects.toThrow(TenantFault);
  });
});

test("an account that was enabled again says so; its sign-ins aren't asked", async () => {
  const { plan, since } = await ran(tenant, blockSignIn, marta);
  tenant.pass(45 * minute);
  await tenant.world("users", seedIds.marta, { accountEnabled: true });
  expect(await blockSignIn.observe(tenant.context, marta, { plan, since })).toEqual([
    { id: seedIds.marta, state: "not observed", why: "The account is enabled." },
  ]);
  expect(await logs()).toEqual([]);
});

test("to enable it again isn't judged by sign-ins", async () => {
  const { plan } = await ran(tenant, blockSignIn, marta);
  const since = tenant.context.now();
  const back = { ...plan, direction: "undo" as const };
  await blockSignIn.undo?.apply(tenant.context, marta, back);
  tenant.pass(45 * minute);
  const readings = await blockSignIn.undo?.observe(tenant.context, marta, { plan: back, since });
  expect(states(readings ?? [])).toEqual(["observed"]);
  expect(await logs()).toEqual([]);
});

test("ended sessions of an account that may sign in stay observed when its owner does", async () => {
  const { plan, since } = await ran(tenant, revokeSignInSessions, marta);
  tenant.pass(45 * minute);
  const id = "owner";
  await tenant.world("signIns", id, {
    id,
    createdDateTime: after(since, 40 * minute),
    userId: seedIds.marta,
    status: { errorCode: 0, failureReason: null },
    signInEventTypes: ["interactiveUser"],
  });
  const readings = await revokeSignInSessions.observe(tenant.context, marta, { plan, since });
  expect(states(readings)).toEqual(["observed"]);
});
