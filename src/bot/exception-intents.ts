/** What buttons and commands alike want of an exception. */
import { type Exception, riskLevels } from "../core/exceptions/types.ts";
import { refusal } from "../core/approval/sentences.ts";
import { ok, refuse, type Result } from "../core/shared/result.ts";
import { type Acting, type ExceptionData, type ExceptionIntent } from "./exceptions.ts";

type Intent = Result<ExceptionIntent, string>;

/** "2026-11-24": answers can't use the reader's own time. */
const day = (at: string | undefined): string => at?.slice(0, 10) ?? "unknown";
const reviewDay = ({ terms }: Exception): string => day(terms?.reviewAt);
const endDay = ({ terms }: Exception): string => day(terms?.expiresAt);

/** Days as they were typed or chosen; 0, which the rules refuse, where nothing was. */
const daysOf = (text: string): number => (/^\d{1,3}$/u.test(text.trim()) ? Number(text) : 0);

/** Accepts the risk: whoever sends it owns it. */
export const acceptIntent = (
  { authority, reviewer, exception, severity }: Acting,
  data: ExceptionData,
): Intent => {
  const risk = riskLevels.find((level) => level === data.risk);
  if (!risk) return refuse(refusal("R-205", "Choose a risk level.").sentence);
  return ok({
    wish: {
      type: "Accept",
      nonce: exception.nonce,
      reviewer,
      controls: data.controls,
      risk,
      reviewInDays: daysOf(data.reviewIn),
      expiresInDays: daysOf(data.endsIn),
      severity,
      authority,
    },
    done: (after) =>
      `recorded. You own it until ${endDay(after)} UTC; ${after.terms?.reviewer.name ?? "nobody"} reviews it by ${reviewDay(after)}.`,
  });
};

/** A look by somebody else than the owner; the finding is its evidence. */
export const reviewIntent = ({ authority }: Acting, finding: string): Intent =>
  ok({
    wish: { type: "Review", finding, authority },
    done: (after) => `review recorded. The next one by ${reviewDay(after)} UTC.`,
  });

/** For so many days from now; whoever renews it owns it. */
export const renewIntent = (
  { authority, severity }: Acting,
  { days, reason }: { readonly days: string; readonly reason: string },
): Intent =>
  ok({
    wish: { type: "Renew", reason, expiresInDays: daysOf(days), severity, authority },
    done: (after) => `renewed. You own it until ${endDay(after)} UTC.`,
  });

/** Nobody accepts it any more. */
export const closeIntent = ({ authority, exception }: Acting, reason: string): Intent =>
  ok({
    wish: { type: "CloseException", reason, authority },
    done: () =>
      exception.source
        ? `closed. While ${exception.source.incident} is open, step ${String(exception.source.number)} is proposed again.`
        : "closed.",
  });
