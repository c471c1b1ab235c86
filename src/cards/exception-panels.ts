/** The hidden panels of an exception's card: nothing is decided on one tap. */
import { longestDays, longestReviewDays } from "../core/exceptions/rules.ts";
import { type Exception, riskLevels } from "../core/exceptions/types.ts";
import { cleanText, quoted } from "../core/shared/clean-text.ts";
import { unreachable } from "../core/shared/unreachable.ts";
import { severityName } from "../core/timeline/plain-words.ts";
import { afterwards } from "./exception-rows.ts";
import { bold, capital, line, type Line, plain } from "./parts/run.ts";
import { count } from "../core/shared/count.ts";

type Choice = { readonly title: string; readonly value: string };
type Panel = { readonly lines: readonly Line[] };

/** Each list has one panel or none. */
export type Panels = {
  readonly accept: readonly (Panel & {
    readonly risks: readonly Choice[];
    readonly reviews: readonly Choice[];
    readonly ends: readonly Choice[];
  })[];
  readonly review: readonly Panel[];
  readonly close: readonly (Panel & { readonly deed: string })[];
  readonly renew: readonly (Panel & { readonly ends: readonly Choice[] })[];
  /** Title of the button that opens the close panel. */
  readonly closeTitle: string;
};

const none: Panels = { accept: [], review: [], close: [], renew: [], closeTitle: "" };

/** Days that people choose from, as far as the limit allows; the limit itself is always among them. */
const dayChoices = (limitDays: number): readonly Choice[] =>
  [...new Set([1, 3, 7, 14, 30, 60, 90, limitDays])]
    .filter((days) => days <= limitDays)
    .toSorted((a, b) => a - b)
    .map((days) => ({ title: count(days, "day"), value: String(days) }));

const stillOpen = ({ kind, title }: Exception): string =>
  kind === "declined step" ? `${cleanText(title, 160)}.` : quoted(title, 160);

const accept = (exception: Exception): Panels["accept"] => {
  const most = longestDays(exception.severity);
  return [
    {
      lines: [
        line(bold("Accept that this stays open?")),
        line(plain(stillOpen(exception))),
        line(
          plain(
            `You answer for it until it ends: at most ${count(most, "day")}, ${severityName(exception.severity)}.`,
          ),
        ),
      ],
      risks: riskLevels.map((value) => ({ title: capital(value), value })),
      reviews: dayChoices(longestReviewDays(exception.severity)),
      ends: dayChoices(most),
    },
  ];
};

const review = (exception: Exception): Panels["review"] => [
  {
    lines: [
      line(bold("Does it still hold?")),
      line(plain(stillOpen(exception))),
      line(plain("What you write is kept as the evidence of this review, in your name.")),
    ],
  },
];

const close = (exception: Exception, question: string, deed: string): Pick<Panels, "close"> => ({
  close: [{ lines: [line(bold(question)), line(plain(afterwards(exception)))], deed }],
});

const renew = ({ severity }: Exception): Panels["renew"] => [
  {
    lines: [
      line(bold("Let it stay open longer?")),
      line(
        plain(
          `Days count from now; at most ${String(longestDays(severity))}. You own it from then on.`,
        ),
      ),
    ],
    ends: dayChoices(longestDays(severity)),
  },
];

/** What can be decided in a state. */
export const panelsOf = (exception: Exception): Panels => {
  const { id, state } = exception;
  switch (state) {
    case "asked for":
      return {
        ...none,
        accept: accept(exception),
        ...close(exception, `Close ${id} unaccepted?`, "Close this exception"),
        closeTitle: "Close",
      };
    case "in force":
      return {
        ...none,
        review: review(exception),
        ...close(exception, `End ${id} now?`, "End this exception"),
        closeTitle: "End it now",
        renew: renew(exception),
      };
    case "expired":
      return {
        ...none,
        ...close(exception, `Is it shut? Close ${id}?`, "Close this exception"),
        closeTitle: "Close",
        renew: renew(exception),
      };
    case "closed":
      return none;
    default:
      return unreachable(state);
  }
};
