import { type Store } from "./application/ports/store.ts";
import { ConfigFault } from "./config.ts";

const name = "tenant id";

/**
 * Binds a store to the tenant that it is first used for, and refuses every other one: the record of one tenant holds
 * approvals and jobs that must never act in another. Ids are compared without regard to case.
 *
 * @throws ConfigFault with a sentence where the store belongs to another tenant.
 */
export const bindTenant = async (
  store: Pick<Store, "setting" | "saveSetting">,
  tenantId: string,
): Promise<void> => {
  const wanted = tenantId.toLowerCase();
  const bound = await store.setting(name);
  if (bound === undefined) {
    await store.saveSetting(name, wanted);
    return;
  }
  if (bound === wanted) return;
  throw new ConfigFault(
    `The database belongs to the tenant ${bound}, and this run is for ${wanted}. Set DATABASE_URL, or DATA_DIR, to another place.`,
  );
};
