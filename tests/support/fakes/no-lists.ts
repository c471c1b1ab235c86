/** What a world without lists and secrets has of them: a use is a fault of the test. */
import { type GraphBatch } from "../../../src/actions/tenant.ts";
import { type Targets } from "../../../src/application/ports/targets.ts";
import { type JobHandler } from "../../../src/jobs/job.ts";
import { type ApplyWork } from "../../../src/jobs/apply-step.ts";

const unused = (what: string) => (): Promise<never> =>
  Promise.reject(new Error(`this world has no ${what}`));

/** Every call rejects. */
export const noLists: { readonly batch: GraphBatch; readonly targets: Targets } = {
  batch: { batch: unused("lists") },
  targets: {
    save: unused("lists"),
    counts: unused("lists"),
    page: unused("lists"),
    observed: unused("lists"),
    clear: unused("lists"),
  },
};

/** Nothing is sealed here. */
export const noSeals: ApplyWork["sealFor"] = () => unused("secrets");

export const noSecrets: JobHandler = unused("secrets");
