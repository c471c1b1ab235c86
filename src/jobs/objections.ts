/** What stands against requesting an approved plan now: gate G4, and voters who may not decide any more. */
import { type Wish } from "../core/incident/commands.ts";
import { canonicalJson } from "../core/shared/canonical-json.ts";
import { type Proposal, type Vote } from "../core/incident/plan.ts";
import { type StepKey } from "../core/shared/ids.ts";
import { type StandingBook } from "../application/standing.ts";
import { type StepWork, type TenantWork } from "./job.ts";
import { judgementOf, leaveWish, planOf, previewOf } from "./plan.ts";

/** Gate G4 for a way back: the same people must be enough for what the target is now. */
const undoDrift = async (
  work: TenantWork,
  { step, subject }: StepWork,
  { plan }: Proposal,
): Promise<Wish | undefined> => {
  const target = await judgementOf(work, subject);
  if (target.kind === "by hand") return leaveWish(work, step, target);
  return canonicalJson(target.traits) === canonicalJson(plan.traits)
    ? undefined
    : {
        type: "VoidPlan",
        step: step.definition.key,
        what: "The account isn't what it was when you approved.",
      };
};

/** Gate G4: what was approved must still be what would be done. */
const drift = async (
  work: TenantWork,
  found: StepWork,
  approved: Proposal,
): Promise<Wish | undefined> => {
  if (approved.plan.direction === "undo") return undoDrift(work, found, approved);
  const { incident, step, subject, action } = found;
  const key = step.definition.key;
  const { input } = step.definition;
  const fresh = await previewOf(work, action, { subject, input });
  switch (fresh.kind) {
    case "nothing to do":
      return { type: "NotNeeded", step: key, seen: fresh.seen };
    case "by hand":
      return { type: "VoidPlan", step: key, what: fresh.reason };
    case "plan":
      return canonicalJson(planOf(incident, step, { action, draft: fresh.draft })) ===
        canonicalJson(approved.plan)
        ? undefined
        : { type: "VoidPlan", step: key, what: "The tenant isn't as it was when you approved." };
  }
};

/** A standing may be so old at the claim: whoever was disabled meanwhile doesn't approve. */
const standingAgeMs = 0;

/** Voters whose account, the one that they voted with, is no member's any more: void. One that can't be read stops the run: it is tried again. */
const lostVoters = async (
  { standings }: ObjectionWork,
  step: StepKey,
  votes: readonly Vote[],
): Promise<readonly Wish[]> => {
  const checked = await Promise.all(
    votes.map(async ({ by }) => ({
      by,
      standing: await standings.of(by.account ?? by.id, standingAgeMs),
    })),
  );
  return checked.flatMap(({ by: voter, standing }) =>
    standing === "member"
      ? []
      : [{ type: "VoidVote", step, voter, why: `the account is ${standing}` } as const],
  );
};

/** What objections are read with. */
export type ObjectionWork = TenantWork & { readonly standings: Pick<StandingBook, "of"> };

/** What stands against requesting it now, read at this moment; nothing when it may go ahead. */
export const objections = async (
  work: ObjectionWork,
  found: StepWork,
  approved: { readonly proposal: Proposal; readonly votes: readonly Vote[] },
): Promise<readonly Wish[]> => {
  const { plan } = approved.proposal;
  const [lost, changed] = await Promise.all([
    lostVoters(work, found.step.definition.key, approved.votes),
    // Each account of a list is read again right before its own request (run-list).
    plan.targets ? undefined : drift(work, found, approved.proposal),
  ]);
  return changed ? [changed] : lost;
};
