import { describe, expect, test } from "@jest/globals";
import { actionCatalogue } from "../../src/actions/catalogue.ts";
import { seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { restrictUserConsent } from "../../src/actions/tenant/restrict-user-consent.ts";
import { canonical } from "./library/walk.ts";
import { planOf, subject } from "./tenant.ts";
import { tenantForFile } from "./tenant-for-file.ts";

/** The account that got Marta's names after hers was deleted. */
const successor = "5a1c0d3e-8f42-4b67-9c15-2f6e0b9d7fff";
const marta = subject(seedIds.marta);

const tenant = tenantForFile();

/** Marta's account is deleted, and somebody new has her address. */
const recreate = async (): Promise<void> => {
  await tenant.world("users", seedIds.marta, null);
  await tenant.world("users", successor, {
    id: successor,
    displayName: marta.name,
    userPrincipalName: marta.address,
    mail: marta.address,
    accountEnabled: true,
    userType: "Member",
  });
};

/** It changes a policy of the tenant, whoever the subject is. */
const onAccounts = actionCatalogue
  .filter(({ id, subjectKinds }) => subjectKinds.includes("user") && id !== restrictUserConsent.id)
  .map((action) => [action.id, action] as const);

describe.each(onAccounts)("%s of an account that was deleted and made again", (_id, action) => {
  test("isn't proposed for the new one", async () => {
    await recreate();
    const given = canonical(action, action.input?.example);
    const seen = await action.preview(tenant.context, marta, given);
    expect(seen).toEqual({ kind: "by hand", reason: expect.stringMatching(/ any more/) });
    expect(await tenant.ledger()).toEqual([]);
  });
});

test("an approved plan leaves the new account alone when it was made again meanwhile", async () => {
  const applied: string[] = [];
  const touched: string[] = [];
  for (const [id, action] of onAccounts) {
    await tenant.reset();
    const given = canonical(action, action.input?.example);
    const seen = await action.preview(tenant.context, marta, given);
    if (seen.kind !== "plan") continue;
    await recreate();
    const plan = planOf(seen.draft, { action: id, id: marta.id });
    await action.apply(tenant.context, marta, plan);
    applied.push(id);
    const targets = (await tenant.ledger()).map(({ path, target }) => `${id} ${path} ${target.id}`);
    touched.push(...targets.filter((one) => one.includes(successor)));
  }
  // Of 29 actions on accounts those that the seeded attack leaves something to do.
  expect(applied.length).toBeGreaterThan(15);
  expect(touched).toEqual([]);
});
