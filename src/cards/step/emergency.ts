/** A vote that one person gave alone, until somebody else has looked at it and afterwards. */
import { quoted } from "../../core/shared/clean-text.ts";
import { personName } from "../parts/names.ts";
import { bold, plain, type Row, row } from "../parts/run.ts";
import { type StepContext } from "./context.ts";
import { type Box } from "./parts.ts";

/** Stays on the card in whichever state until it is reviewed. */
export const aloneBoxes = ({ step, clock }: StepContext): readonly Box[] => {
  const { vote, review } = step.emergency ?? {};
  if (!vote?.emergency || review) return [];
  const { reason, reviewBy } = vote.emergency;
  return [
    {
      head: [bold("Approved alone, not reviewed yet")],
      text: [
        plain(
          `By ${personName(vote.by)} in an emergency, ${clock(vote.at)}: ${quoted(reason, 240)}. `,
        ),
        plain("Somebody else reviews it by "),
        bold(clock(reviewBy)),
        plain(`: “incident reviewed ${String(step.number)}”`),
      ],
    },
  ];
};

/** Who looked at it afterwards, and what they found, as long as that vote is what stands. */
export const reviewedRows = ({
  step: { status, emergency },
  clock,
}: StepContext): readonly Row[] => {
  const stands = "votes" in status && status.votes.some((vote) => vote.emergency !== undefined);
  const review = emergency?.review;
  return review && stands
    ? [
        row(
          "Reviewed",
          `${personName(review.by)}, ${clock(review.at)}: ${quoted(review.finding, 240)}`,
        ),
      ]
    : [];
};
