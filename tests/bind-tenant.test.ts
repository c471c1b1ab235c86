import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openDatabase } from "../src/adapters/sql/open-database.ts";
import { bindTenant } from "../src/bind-tenant.ts";
import { ConfigFault } from "../src/config.ts";

const ours = "aaaaaaaa-1111-4111-8111-111111111111";
const theirs = "bbbbbbbb-2222-4222-8222-222222222222";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-bind-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** One start of Cordon: opens the store, binds it, stops. */
const startFor = async (tenantId: string): Promise<void> => {
  const database = await openDatabase(`file:${folder}/cordon.db`);
  try {
    await bindTenant(database.store, tenantId);
  } finally {
    await database.close();
  }
};

test("a store that was used for a tenant is refused for another, at every start", async () => {
  await startFor(ours);
  await startFor(ours.toUpperCase());
  for (let start = 0; start < 2; start += 1) {
    const refused = await startFor(theirs).catch((fault: unknown) => fault);
    expect(refused).toBeInstanceOf(ConfigFault);
    expect(String(refused)).toContain(
      `belongs to the tenant ${ours}, and this run is for ${theirs}`,
    );
  }
  await startFor(ours);
});
