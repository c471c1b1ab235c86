/** A manual check: people find out or do it, and say what they saw. Cordon asks and requests nothing. */
import { type Looked } from "../../core/incident/plan.ts";
import { type StepStatus } from "../../core/incident/types.ts";
import { cleanText, quoted } from "../../core/shared/clean-text.ts";
import { utcTime } from "../parts/clock.ts";
import { askedName, deputies, personName } from "../parts/names.ts";
import { bold, line, type Line, plain, row } from "../parts/run.ts";
import { decides, type StepContext } from "./context.ts";
import { type Answers, type StepParts } from "./parts.ts";

type ByHand = Extract<StepStatus, { kind: "by hand" }>;

/** Longest way to do it (ManualCheck.byHand). */
const longest = 900;

/** Questions are asked both ways round, so the answers say what is left rather than yes or no. */
export const checkAnswers: Answers = {
  changed: "Checked, nothing open",
  notChanged: "Checked, work is left",
};

/** How, in full width: each numbered part is a line of its own. */
export const howLines = (byHand: string): readonly Line[] => {
  const parts = cleanText(byHand, longest).split(/(?<=[.?!]) (?=\d\. )/u);
  return [line(bold("How")), ...parts.map((part) => line(plain(part)))];
};

const states = {
  observed: ["emphasis", "Checked, nothing is open"],
  "not observed": ["attention", "Checked, work is left"],
  unknown: ["attention", "Checked, it can’t be told"],
} as const satisfies Record<Looked["outcome"], readonly [StepParts["style"], string]>;

const answered = (context: StepContext, status: ByHand, looked: Looked): StepParts => {
  const [style, state] = states[looked.outcome];
  const open = looked.outcome !== "observed";
  const name = personName(looked.by);
  return {
    style,
    state: [plain(`${state}: ${name}`)],
    course: [plain(`Looked ${context.clock(looked.at)}${open ? `. ${decides(context)}` : ""}`)],
    spoken: `manual check, ${name} looked at ${utcTime(looked.at)}`,
    rows: [
      row("Question", context.action.text.does),
      row("Seen", quoted(looked.seen, 240)),
      row("Cordon", "Requested nothing."),
    ],
    buttons: { looked: open, propose: "Check again", details: "last" },
    handle: status.handle,
  };
};

/** Whose check it is, what to find out and how, and what to press then. */
export const manualCheck = (context: StepContext, status: ByHand): StepParts => {
  if (status.looked) return answered(context, status, status.looked);
  const { step, incident, clock, action } = context;
  const who = askedName(step, incident);
  const others = step.ownership ? deputies(step.ownership) : "Nobody is assigned. ";
  const skip = `“incident step skip ${String(step.number)}” and why`;
  return {
    style: "accent",
    state: [plain(`Manual check: ${who}`)],
    course: [plain(`${others}Asked ${clock(status.at)}. Cordon requests nothing`)],
    spoken: `manual check, waiting for ${who}`,
    rows: [
      row("Question", [bold(cleanText(action.text.does, 160))]),
      row("Why", cleanText(step.definition.why, 160)),
    ],
    paragraphs: howLines(status.byHand),
    after: [
      line(
        bold("Then: "),
        plain("press “I looked” and write what you saw. "),
        plain(`Not needed here: ${skip}.`),
      ),
    ],
    buttons: { looked: true, details: "last" },
    handle: status.handle,
  };
};
