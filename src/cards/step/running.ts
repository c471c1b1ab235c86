import { type Effect, type StepStatus, type Vote } from "../../core/incident/types.ts";
import { personName } from "../parts/names.ts";
import { plain, type Row, row } from "../parts/run.ts";
import { type StepContext } from "./context.ts";
import { type StepParts } from "./parts.ts";

/** "Approved by Jon Lind for Ana Costa". */
export const approvedBy = ({ by, onBehalfOf }: Vote): string =>
  `Approved by ${personName(by)}${onBehalfOf ? ` for ${personName(onBehalfOf)}` : ""}`;

const progress = ({ clock }: StepContext, effect: Effect | undefined): readonly Row[] => [
  row("Requested", effect ? clock(effect.requestedAt) : "not yet"),
  row("Accepted", effect?.acceptedAt ? clock(effect.acceptedAt) : "not yet"),
  row("Observed", effect ? "not yet; it often takes minutes" : "not yet"),
];

type Under = Extract<StepStatus, { kind: "approved" | "running" }>;

/** Voted for, and not read back yet: three times, each a time or "not yet". */
export const running = (context: StepContext, status: Under): StepParts => {
  const effect = status.kind === "running" ? status.effect : undefined;
  const state = effect ? "Requested, not observed yet" : "Approved, not requested yet";
  return {
    style: "emphasis",
    state: [plain(state)],
    course: [plain(`${approvedBy(status.vote)} at ${context.clock(status.vote.at)}`)],
    spoken: `${state.toLowerCase()}, approved by ${personName(status.vote.by)}`,
    rows: progress(context, effect),
    // Until it is requested, a decline withdraws the approval.
    buttons: { decline: !effect, look: effect !== undefined, details: "last" },
    handle: { id: status.proposal.approvalId, nonce: status.proposal.nonce },
  };
};
