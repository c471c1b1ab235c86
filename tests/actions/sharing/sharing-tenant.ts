/** Sites of the sandbox as subjects. */
import { objectId } from "../../../src/core/shared/ids.ts";
import { type Subject } from "../../../src/core/incident/plan.ts";
import { appSeedIds } from "../../../src/sandbox/seed/seed-applications.ts";
import { seedIds } from "../../../src/sandbox/seed/seed-ids.ts";
import { subject } from "../tenant.ts";

/** A group's site as a subject. */
export const site = (id: string = appSeedIds.siteGroup): Subject => ({
  kind: "site",
  id: objectId.parse(id),
  name: "Quarter Close",
  address: "quarter.close@contoso.example",
  about: "private group",
});

export const marta = subject(seedIds.marta);
