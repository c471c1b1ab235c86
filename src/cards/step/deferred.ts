import { type StepStatus } from "../../core/incident/types.ts";
import { quoted } from "../../core/shared/clean-text.ts";
import { utcTime } from "../parts/clock.ts";
import { personName } from "../parts/names.ts";
import { plain, row } from "../parts/run.ts";
import { notHolding, type StepContext, undoAgain } from "./context.ts";
import { type StepParts } from "./parts.ts";

/** Somebody put it off, with a reason: what stays open meanwhile is said. */
export const deferred = (
  context: StepContext,
  status: Extract<StepStatus, { kind: "deferred" }>,
): StepParts => {
  const { by, at, until, reason, proposal } = status;
  const { clock } = context;
  return {
    style: "emphasis",
    state: [plain(`Put off until ${clock(until)} by ${personName(by)}`)],
    course: [plain(`${clock(at)}. Nothing was requested`)],
    spoken: `put off until ${utcTime(until)} by ${personName(by)}`,
    rows: [
      row("Because", quoted(reason, 240)),
      row("Still open", `${notHolding(context)}.`),
      row("Then", "It is proposed anew at that time."),
      ...undoAgain(context, "Propose again"),
    ],
    buttons: { propose: "Propose again", details: "last" },
    handle: { id: proposal.approvalId, nonce: proposal.nonce },
  };
};
