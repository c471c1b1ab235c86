import { describe, expect, test } from "@jest/globals";
import { restoreRolesEligible } from "../../../src/actions/roles/restore-roles-eligible.ts";
import { type Plan } from "../../../src/core/incident/plan.ts";
import { roleTemplates } from "../../../src/sandbox/seed/role-templates.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { planIn } from "../runs.ts";
import { now, subject } from "../tenant.ts";
import { tenantForFile } from "../tenant-for-file.ts";

const tenant = tenantForFile();

const { undo, input } = restoreRolesEligible;
if (!undo || !input) throw new Error("no way back or no input");
const marta = subject(seedIds.marta);
const preview = (text?: string) => {
  const parsed = text === undefined ? undefined : input.parse(text);
  if (parsed && !parsed.ok) throw new Error(parsed.why);
  return restoreRolesEligible.preview(tenant.context, marta, parsed?.value);
};
const planned = async (text: string): Promise<Plan> =>
  planIn(await preview(text), restoreRolesEligible, marta);
const { exchangeAdministrator, reportsReader } = roleTemplates;

describe("giving roles back", () => {
  test("makes the named roles eligible for the time, and nothing else", async () => {
    const plan = await planned(`reports reader,${exchangeAdministrator} for 2d`);
    expect(plan.items.map(({ name, about }) => [name, about])).toEqual([
      ["Exchange Administrator", "can be activated for 48 h"],
      ["Reports Reader", "can be activated for 48 h"],
    ]);
    const since = now();
    const answers = await restoreRolesEligible.apply(tenant.context, marta, plan);
    expect(answers.map(({ state }) => state)).toEqual(["accepted", "accepted"]);
    const made = (await tenant.ledger()).filter(({ target }) => target.kind === "roleEligibility");
    expect(made.map(({ change }) => change["roleDefinitionId"]?.to).sort()).toEqual(
      [exchangeAdministrator, reportsReader].sort(),
    );
    for (const { change } of made) {
      const hours = (Date.parse(String(change["endDateTime"]?.to)) - Date.parse(since)) / 3_600_000;
      expect(hours).toBeCloseTo(48, 1);
    }
    const run = { plan, since };
    const seen = await restoreRolesEligible.observe(tenant.context, marta, run);
    expect(seen.map(({ state }) => state)).toEqual(["observed", "observed"]);
    expect(await preview("Reports Reader")).toMatchObject({ kind: "nothing to do" });
    await undo.apply(tenant.context, marta, plan);
    const back = await undo.observe(tenant.context, marta, run);
    expect(back.map(({ state }) => state)).toEqual(["observed", "observed"]);
  });

  test("an eligibility without an end isn't what was asked", async () => {
    const plan = await planned("Reports Reader");
    await tenant.world("roleEligibilities", "forever", {
      id: "forever",
      principalId: seedIds.marta,
      roleDefinitionId: reportsReader,
      directoryScopeId: "/",
      memberType: "Direct",
      endDateTime: null,
    });
    const run = { plan, since: now() };
    expect(await restoreRolesEligible.observe(tenant.context, marta, run)).toMatchObject([
      { state: "not observed", why: "It can be activated without an end." },
    ]);
  });

  test("without a name, or with a strange one, a person must say which", async () => {
    expect(await preview()).toMatchObject({
      kind: "by hand",
      reason: expect.stringContaining("incident step add"),
    });
    expect(await preview("Emperor")).toMatchObject({ kind: "by hand" });
    expect(await tenant.ledger()).toEqual([]);
  });

  test.each(["Reports Reader for 7h", "Reports Reader for 8d", " , Reports Reader"])(
    "%s isn't taken",
    (text) => {
      expect(input.parse(text)).toMatchObject({ ok: false });
    },
  );

  test("spells it one way", () => {
    expect(input.parse("  User Administrator ,Reports  Reader for 7D")).toEqual({
      ok: true,
      value: "Reports Reader, User Administrator for 168h",
    });
  });
});
