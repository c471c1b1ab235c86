/** What stands above the deadlines: what holds no more, steps of nobody, approvals of one, risks that were accepted. */
import { gateOf, recoveryWaitsFor } from "../core/incident/due-steps.ts";
import { type ExceptionState, type Incident, type Step } from "../core/incident/types.ts";
import { cleanName } from "../core/shared/clean-text.ts";
import { type Instant } from "../core/shared/ids.ts";
import { placeNouns } from "./headline-readers.ts";
import { leadName, personName } from "./parts/names.ts";
import { bold, firstOf, line, type Line, numberList, plain } from "./parts/run.ts";
import { count } from "../core/shared/count.ts";

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

/** The worst news first: somebody or something took back what was seen to hold. */
const regressions = ({ steps }: Incident, at: (time: Instant) => string): readonly Line[] => {
  const lost = steps.flatMap(({ regressed, number }) =>
    regressed ? [{ number, at: regressed.at }] : [],
  );
  const last = lost.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1);
  if (!last) return [];
  const hold = lost.length === 1 ? "holds" : "hold";
  const which = `step ${String(last.number)} held until ${at(last.at)}`;
  return [
    line(
      bold(`${count(lost.length, "step")} ${hold} no more`),
      plain(` (${lost.length > 1 ? "last " : ""}${which})`),
    ),
  ];
};

/** Said only when nothing else is left to do: until then recovery isn't anybody's turn. */
const recovery = (incident: Incident): readonly Line[] => {
  const moving = new Set(["not started", "waiting", "approved", "running", "deferred"]);
  const isOpen = ({ status, definition }: Step): boolean =>
    moving.has(status.kind) &&
    definition.phase !== "recovery" &&
    definition.phase !== "post-incident";
  const held = incident.steps.filter(
    (step) => step.status.kind === "not started" && gateOf(incident, step) === "recovery",
  );
  if (held.length === 0 || incident.steps.some(isOpen)) return [];
  const before = recoveryWaitsFor(incident);
  const numbers = numberList(before.map(({ number }) => number));
  const which = `${before.length === 1 ? "step" : "steps"} ${numbers}`;
  return [
    line(
      bold("Recovery waits"),
      plain(` for ${which}: access comes back when each is observed, or skipped with a reason`),
    ),
  ];
};

/** More names than these aren't read in an alert; the readers below name them as well. */
const mostNames = 3;

/** Who it is about reads what is planned against them (containment trap 31). */
const readBySubjects = ({ place }: Incident): readonly Line[] => {
  if (!place?.audience) return [];
  const { shown, more } = firstOf(place.audience.subjectsAmong, mostNames);
  if (shown.length === 0) return [];
  const names = shown.map(cleanName).join(", ") + (more > 0 ? ` and ${String(more)} more` : "");
  const [are, read] = shown.length === 1 ? ["a subject", "reads"] : ["subjects", "read"];
  return [
    line(
      bold(`${names}, ${are}, ${read} this ${placeNouns[place.rung]}`),
      plain(`: take them out of ${cleanName(place.audience.place)}, or go on elsewhere`),
    ),
  ];
};

/** Suspects aren't among these: the channel never names them. */
export const alertLines = (incident: Incident, at: (time: Instant) => string): readonly Line[] =>
  incident.closed
    ? []
    : [
        ...readBySubjects(incident),
        ...regressions(incident, at),
        ...withoutOwner(incident),
        ...recovery(incident),
        ...reviews(incident, at),
        ...risks(incident),
      ];
