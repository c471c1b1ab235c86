import { describe, expect, test } from "@jest/globals";
import { disableAdAccount } from "../../../src/actions/identity/disable-ad-account.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { adIds } from "../../../src/sandbox/seed/seed-people.ts";
import { planFrom, ran, reasonIn, states, undone } from "../runs.ts";
import { subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";
import { drafted, lines, previewed } from "./steps.ts";

const tenant = tenantForFile();

const nils = subject(seedIds.synced, "Nils Holm");
const row = `identityAccount ${adIds.nilsIdentity}`;

describe("disable-ad-account", () => {
  test("names the one account with exactly the person's security identifier", async () => {
    const { items, before } = await drafted(tenant, disableAdAccount, nils);
    expect(items).toEqual([
      {
        id: adIds.nilsIdentity,
        name: "Nils Holm",
        about: `account in corp.contoso.example, ${adIds.nilsSid}`,
      },
    ]);
    expect(before).toEqual({
      id: adIds.nilsIdentity,
      accountId: adIds.nilsAccount,
      isEnabled: true,
    });
  });

  test("is requested, waits for the sensor, is seen, and is taken back", async () => {
    const { plan, since, answers, readings } = await ran(tenant, disableAdAccount, nils);
    expect(states(answers)).toEqual(["accepted"]);
    expect(states(readings)).toEqual(["pending"]);
    expect(lines(await tenant.ledger())).toEqual([`${row} isEnabled: true → false`]);

    tenant.pass(25_000);
    const later = await disableAdAccount.observe(tenant.context, nils, { plan, since });
    expect(states(later)).toEqual(["observed"]);
    expect((await previewed(tenant, disableAdAccount, nils)).kind).toBe("nothing to do");

    const back = await undone(tenant, disableAdAccount, { target: nils, plan });
    expect(states(back.answers)).toEqual(["accepted"]);
    expect(lines(await tenant.ledger())[1]).toBe(`${row} isEnabled: false → true`);
    expect(await tenant.ledger()).toHaveLength(2);
  });

  test("isn't waited for longer than half an hour", async () => {
    const { plan, since } = await ran(tenant, disableAdAccount, nils);
    await tenant.world("identityAccounts", adIds.nilsIdentity, { isEnabled: true, _from: "" });
    tenant.pass(31 * 60_000);
    const readings = await disableAdAccount.observe(tenant.context, nils, { plan, since });
    expect(states(readings)).toEqual(["not observed"]);
  });

  test("has nothing to do for a cloud-only account", async () => {
    const seen = await previewed(tenant, disableAdAccount, subject(seedIds.marta));
    expect(seen).toEqual({ kind: "nothing to do", seen: expect.stringContaining("cloud-only") });
  });

  test.each([
    ["Defender for Identity doesn't know it", { onPremisesSecurityIdentifier: "S-1-5-21-1-2-3-4" }],
    ["Entra names no identifier", { onPremisesSecurityIdentifier: null }],
    ["the identifier is no identifier", { onPremisesSecurityIdentifier: "x' or id ne '" }],
  ])("is for people where %s", async (_what, set) => {
    await tenant.world("users", seedIds.synced, set);
    expect(reasonIn(await previewed(tenant, disableAdAccount, nils))).toMatch(/AD|Defender/);
    expect(await tenant.ledger()).toEqual([]);
  });

  test("is for people where two accounts carry the identifier", async () => {
    const set = { onPremisesSecurityIdentifier: adIds.nilsSid };
    await tenant.world("identityAccounts", adIds.namesakeIdentity, set);
    expect(reasonIn(await previewed(tenant, disableAdAccount, nils))).toContain("one AD account");
  });

  test("is for people where Defender for Identity is missing", async () => {
    await tenant.fault({
      match: { method: "GET", pathPattern: "/security/identities/**" },
      kind: "403",
    });
    expect(reasonIn(await previewed(tenant, disableAdAccount, nils))).toContain(
      "can't read Defender for Identity",
    );
  });

  test("a refusal is failed, no answer is unknown", async () => {
    const draft = await drafted(tenant, disableAdAccount, nils);
    const plan = planFrom(draft, disableAdAccount, nils);
    for (const [kind, state] of [
      ["403", "failed"],
      ["503", "unknown"],
    ] as const) {
      const pathPattern = "/security/identities/identityAccounts/*/invokeAction";
      await tenant.fault({ match: { method: "POST", pathPattern }, kind });
      const answers = await disableAdAccount.apply(tenant.context, nils, plan);
      expect(states(answers)).toEqual([state]);
    }
    expect(await tenant.ledger()).toEqual([]);
  });
});
