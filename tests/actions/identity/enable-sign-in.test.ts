import { beforeEach, describe, expect, test } from "@jest/globals";
import { enableSignIn } from "../../../src/actions/identity/enable-sign-in.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { planFrom, ran, reasonIn, states, undone } from "../runs.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { drafted, lines, previewed } from "./steps.ts";

const tenant = tenantForFile();
beforeEach(async () => {
  await tenant.world("users", seedIds.marta, { accountEnabled: false });
});

const marta = subject(seedIds.marta);

describe("enable-sign-in", () => {
  test("enables the account, then ends sessions, and sees both", async () => {
    const { draft, answers, readings } = await ran(tenant, enableSignIn, marta);
    expect(draft.items.map(({ id }) => id)).toEqual([marta.id, `${marta.id}/sessions`]);
    expect(states(answers)).toEqual(["accepted", "accepted"]);
    expect(states(readings)).toEqual(["observed", "observed"]);
    const changed = lines(await tenant.ledger());
    expect(changed).toHaveLength(2);
    expect(changed[0]).toBe(`user ${marta.id} accountEnabled: false → true`);
    expect(changed[1]).toContain("signInSessionsValidFromDateTime");
  });

  test("blocks again, which both items show", async () => {
    const { plan } = await ran(tenant, enableSignIn, marta);
    const back = await undone(tenant, enableSignIn, { target: marta, plan });
    expect(states(back.answers)).toEqual(["accepted", "accepted"]);
    expect(states(back.readings)).toEqual(["observed", "observed"]);
    expect(lines(await tenant.ledger())[2]).toBe(`user ${marta.id} accountEnabled: true → false`);
  });

  test("says so where sessions weren't ended", async () => {
    const plan = planFrom(await drafted(tenant, enableSignIn, marta), enableSignIn, marta);
    const pathPattern = "/users/*/revokeSignInSessions";
    await tenant.fault({ match: { method: "POST", pathPattern }, kind: "403" });
    const since = tenant.context.now();
    const answers = await enableSignIn.apply(tenant.context, marta, plan);
    expect(states(answers)).toEqual(["accepted", "failed"]);
    const readings = await enableSignIn.observe(tenant.context, marta, { plan, since });
    expect(states(readings)).toEqual(["observed", "not observed"]);
  });

  test("sees a day later that somebody blocked it", async () => {
    const { plan, since } = await ran(tenant, enableSignIn, marta);
    await tenant.world("users", seedIds.marta, { accountEnabled: false });
    const readings = await enableSignIn.observe(tenant.context, marta, { plan, since });
    expect(states(readings)).toEqual(["not observed", "observed"]);
    expect(enableSignIn.looksAgain).toEqual([1440]);
    expect(enableSignIn.undoneBy).toEqual(["Disable account"]);
  });

  test("has nothing to do for an account that is enabled", async () => {
    expect((await previewed(tenant, enableSignIn, subject(seedIds.jonasSales))).kind).toBe(
      "nothing to do",
    );
  });

  test.each([
    ["a guest", seedIds.guest, "guest"],
    ["a member that another organisation signs in", seedIds.b2bMember, "guest"],
    ["a shared mailbox", seedIds.sharedMailbox, "shared mailbox"],
    ["an emergency account", seedIds.breakGlass, "emergency"],
  ])("is for people for %s", async (_what, id, why) => {
    await tenant.world("users", id, { accountEnabled: false });
    expect(reasonIn(await previewed(tenant, enableSignIn, subject(id)))).toContain(why);
    expect(await tenant.ledger()).toEqual([]);
  });

  test("says that a synchronised account is enabled in AD first", async () => {
    await tenant.world("users", seedIds.synced, { accountEnabled: false });
    const draft = await drafted(tenant, enableSignIn, subject(seedIds.synced, "Nils Holm"));
    expect(enableSignIn.text.affects(draft)).toContain("AD");
  });
});
