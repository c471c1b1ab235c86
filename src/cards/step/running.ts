import { coolOffOf } from "../../core/approval/quorum.ts";
import { type CardHandle, type Effect } from "../../core/incident/plan.ts";
import { type StepStatus } from "../../core/incident/types.ts";
import { utcTime } from "../parts/clock.ts";
import { plain, type Row, row } from "../parts/run.ts";
import { type StepContext } from "./context.ts";
import { type StepParts } from "./parts.ts";
import { oversight } from "./two-people.ts";
import { approval, approvedBy, shortList } from "./votes.ts";

const progress = ({ clock }: StepContext, effect: Effect | undefined): readonly Row[] => [
  row("Requested", effect ? clock(effect.requestedAt) : "not yet"),
  row("Accepted", effect?.acceptedAt ? clock(effect.acceptedAt) : "not yet"),
  row("Observed", effect ? "not yet; it often takes minutes" : "not yet"),
];

type Approved = Extract<StepStatus, { kind: "approved" }>;
type Running = Extract<StepStatus, { kind: "running" }>;

const handle = ({ proposal }: Approved | Running): CardHandle => ({
  id: proposal.approvalId,
  nonce: proposal.nonce,
});

const nothingYet = (
  context: StepContext,
  status: Approved,
): Omit<StepParts, "state" | "course"> => ({
  style: "emphasis",
  spoken: `approved, not requested yet, ${approvedBy(status.votes)}`,
  rows: progress(context, undefined),
  paragraphs: oversight(context),
  // Until it is requested, a decline withdraws the approval.
  buttons: { decline: true, details: "last", withdraw: true },
  handle: handle(status),
});

/** The wait of tier 3: time to say no. Two of those who may vote can end it. */
const coolingOff = (context: StepContext, status: Approved): StepParts => {
  const { notBefore, votes, waivedBy } = status;
  const parts = nothingYet(context, status);
  const agreed = `${shortList(waivedBy)} agreed to shorten the wait; one more person must.`;
  return {
    ...parts,
    state: [plain(`Approved, to be requested at ${context.clock(notBefore)}`)],
    course: [plain(`${approvedBy(votes)}. Two of the voters can shorten the wait`)],
    spoken: `approved, to be requested at ${utcTime(notBefore)}`,
    rows: [...progress(context, undefined), ...(waivedBy.length > 0 ? [row("Wait", agreed)] : [])],
    buttons: { ...parts.buttons, run: true },
  };
};

/** Voted for, and nothing requested yet. */
export const approved = (context: StepContext, status: Approved): StepParts => {
  const { notBefore, proposal } = status;
  const waits = coolOffOf(proposal.plan.tier) > 0 && notBefore > context.now;
  return waits
    ? coolingOff(context, status)
    : {
        ...nothingYet(context, status),
        state: [plain("Approved, not requested yet")],
        course: [plain(approval(context, status))],
      };
};

/** Requested, and not read back yet: three times, each a time or "not yet". */
export const running = (context: StepContext, status: Running): StepParts => ({
  style: "emphasis",
  state: [plain("Requested, not observed yet")],
  course: [plain(approval(context, status))],
  spoken: "requested, not observed yet",
  rows: progress(context, status.effect),
  buttons: { look: true, details: "last" },
  handle: handle(status),
});
