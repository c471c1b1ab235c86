import { type Wish } from "../core/incident/commands.ts";
import { type ClaimedJob } from "../application/ports/store.ts";
import { incidentOf, type TenantWork } from "./job.ts";

const cordon = { kind: "cordon" } as const;

/** Records what a worker found, under its claim. False where the record refused it or the lease was lost. */
export const commit = async (
  work: Pick<TenantWork, "handle">,
  job: ClaimedJob,
  ...wishes: readonly Wish[]
): Promise<boolean> => {
  const handled = await work.handle({
    incident: incidentOf(job),
    actor: cordon,
    wishes,
    claim: job,
  });
  return handled.kind === "handled" && handled.refusal === undefined;
};
