import { peopleToLift } from "../../core/approval/limits.ts";
import { type Incident } from "../../core/incident/types.ts";
import { quoted } from "../../core/shared/clean-text.ts";
import { utcTime } from "../parts/clock.ts";
import { personName } from "../parts/names.ts";
import { plain, row } from "../parts/run.ts";
import { type StepContext } from "./context.ts";
import { type StepParts } from "./parts.ts";

/** What waited when approvals were frozen: its card stays, and nothing on it can be pressed. */
export const frozen = (
  { clock }: StepContext,
  { by, at, reason }: NonNullable<Incident["frozen"]>,
): StepParts => ({
  style: "warning",
  state: [plain("Frozen. Nothing can be decided")],
  course: [plain(`${personName(by)} froze approvals ${clock(at)}`)],
  spoken: `frozen by ${personName(by)} at ${utcTime(at)}, nothing can be decided`,
  rows: [
    row("Because", quoted(reason, 240)),
    row("Votes", "Those given before count no more."),
    row("Then", `It takes ${String(peopleToLift)} people to lift it; the step is proposed anew.`),
  ],
});
