import { z } from "zod/v4";
import { stepKey } from "../core/shared/ids.ts";
import { finished, type JobHandler, type TenantWork, incidentOf } from "./job.ts";

/** Makes the handler of `lapse-step`: nobody answered, or nothing used the approval, in time. */
export const makeLapseStep = (work: Pick<TenantWork, "handle">): JobHandler => {
  return async (job) => {
    await work.handle({
      incident: incidentOf(job),
      actor: { kind: "cordon" },
      wishes: [
        {
          type: "Lapse",
          step: stepKey.parse(job.payload["step"]),
          approvalId: z.string().parse(job.payload["approvalId"]),
        },
      ],
      claim: job,
    });
    return finished;
  };
};
