import { expect, test } from "@jest/globals";
import { TenantFault } from "../../src/actions/tenant.ts";
import { readGroupMembers } from "../../src/actions/group-members.ts";
import { playgroundPeople, seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { tenantForFile } from "./tenant-for-file.ts";

const tenant = tenantForFile();

const [, jon, , , sam, ines] = playgroundPeople;

test("the people of a group, from all pages; a group in it is nobody", async () => {
  const members = await readGroupMembers(tenant, seedIds.onCallGroup);
  expect([...members].sort()).toEqual([jon.id, sam.id, ines.id].sort());
  const asked = (await tenant.requests()).filter(({ path }) => path.endsWith("/members"));
  expect(asked.map(({ status }) => status)).toEqual([200, 200]);
});

test("a group that isn't there is a fault, never empty", async () => {
  const missing = readGroupMembers(tenant, "00000000-0000-4000-8000-00000000dead");
  await expect(missing).rejects.toMatchObject({ kind: "not found" });
  await expect(missing).rejects.toBeInstanceOf(TenantFault);
});
