import { coolOffOf } from "../../core/approval/quorum.ts";
import { type CardHandle, type Effect } from "../../core/incident/plan.ts";
import { type StepStatus } from "../../core/incident/types.ts";
import { after } from "../../core/shared/ids.ts";
import { utcTime } from "../parts/clock.ts";
import { type Face } from "../parts/face.ts";
import { plain, type Row, row } from "../parts/run.ts";
import { type StepContext } from "./context.ts";
import { listRunning } from "./list-course.ts";
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

/** Who works on it for minutes, by the first permission that it takes. */
const services = [
  [/^(Machine|Ti)\./u, "Defender for Endpoint"],
  [/^SecurityIdentities/u, "Defender for Identity"],
  [/^Security/u, "Defender"],
  [/^Exchange\./u, "Exchange Online"],
  [/^Role/u, "Entra"],
] as const;

const serviceOf = ({ permissions: { least } }: Face): string =>
  services.find(([pattern]) => least.some((name) => pattern.test(name)))?.[1] ?? "Microsoft 365";

/** A service that took it and may need minutes: until when it is waited for before a person must look. */
const worksOn = (
  { action, clock }: StepContext,
  { effect }: Running,
): { readonly state: string; readonly rows: readonly Row[] } | undefined => {
  const { pendingMinutes } = action;
  if (effect.acceptedAt === undefined || pendingMinutes === undefined) return undefined;
  const until = clock(after(effect.requestedAt, pendingMinutes * 60_000));
  return {
    state: `Accepted by ${serviceOf(action)}, which works on it`,
    rows: [row("Then", `Read again until ${until}; after that a person must look.`)],
  };
};

/** Requested, and not read back yet: three times, each a time or "not yet". */
export const running = (context: StepContext, status: Running): StepParts => {
  if (status.proposal.plan.targets) return listRunning(context, status);
  const works = worksOn(context, status);
  return {
    style: "emphasis",
    state: [plain(works?.state ?? "Requested, not observed yet")],
    course: [plain(approval(context, status))],
    spoken: works ? "accepted, not observed yet" : "requested, not observed yet",
    rows: [...progress(context, status.effect), ...(works?.rows ?? [])],
    buttons: { look: true, details: "last" },
    handle: handle(status),
  };
};
