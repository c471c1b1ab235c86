/** What stands above the deadlines: steps of nobody, approvals of one, risks that were accepted. */
import { type ExceptionState, type Incident, type Step } from "../core/incident/types.ts";
import { type Instant } from "../core/shared/ids.ts";
import { count } from "../core/timeline/plain-words.ts";
import { leadName, personName } from "./parts/names.ts";
import { bold, line, type Line, plain } from "./parts/run.ts";

/** Does anybody decide or look here yet? What was requested, declined or isn't needed asks nobody. */
const asksSomebody = ({ status }: Step): boolean => {
  switch (status.kind) {
    case "not started":
    case "waiting":
    case "lapsed":
    case "deferred":
      return true;
    case "by hand":
      return status.looked === undefined;
    case "settled":
      return status.effect.outcome === "unknown" && status.effect.looked === undefined;
    default:
      return false;
  }
};

/** The steps that nobody can decide until the lead assigns somebody. */
export const ownerless = ({ steps }: Incident): readonly Step[] =>
  steps.filter((step) => !step.ownership && asksSomebody(step));

const withoutOwner = (incident: Incident): readonly Line[] => {
  const n = ownerless(incident).length;
  if (n === 0) return [];
  const have = n === 1 ? "has" : "have";
  return [
    line(
      bold(
        `${count(n, "step")} ${have} no owner: ${leadName(incident, "management")} must assign one`,
      ),
    ),
  ];
};

const reviews = ({ steps }: Incident, at: (time: Instant) => string): readonly Line[] => {
  const open = steps.flatMap(({ emergency, number }) =>
    emergency && !emergency.review && emergency.vote.emergency
      ? [{ number, by: emergency.vote.by, reviewBy: emergency.vote.emergency.reviewBy }]
      : [],
  );
  const [first] = open.toSorted((a, b) => Date.parse(a.reviewBy) - Date.parse(b.reviewBy));
  if (!first) return [];
  const who = `step ${String(first.number)}, ${personName(first.by)}`;
  return [
    line(
      bold(count(open.length, "emergency approval")),
      plain(` to review by ${at(first.reviewBy)} (${open.length > 1 ? "first " : ""}${who})`),
    ),
  ];
};

const risks = ({ exceptions }: Incident): readonly Line[] => {
  const of = (state: ExceptionState): number =>
    exceptions.filter((one) => one.state === state).length;
  const [accepted, asked, expired] = [of("in force"), of("asked for"), of("expired")];
  const parts = [
    ...(accepted > 0 ? [`${count(accepted, "risk")} accepted`] : []),
    ...(asked > 0 ? [`${count(asked, "risk")} without an accountable owner`] : []),
    ...(expired > 0 ? [`${String(expired)} expired`] : []),
  ];
  return parts.length > 0 ? [line(plain(parts.join(", ")))] : [];
};

/** Suspects aren't among these: the channel never names them. */
export const alertLines = (incident: Incident, at: (time: Instant) => string): readonly Line[] =>
  incident.closed ? [] : [...withoutOwner(incident), ...reviews(incident, at), ...risks(incident)];
