/** What holds, what may surprise, what isn't known, what not to do: from facts of the record only. */
import { isKept } from "../core/incident/evidence.ts";
import { type Face } from "./parts/face.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { type Instant } from "../core/shared/ids.ts";
import { ownerless } from "./headline-alerts.ts";
import { personName, subjectName, title } from "./parts/names.ts";
import { bold, firstOf, line, type Line, plain } from "./parts/run.ts";
import { count } from "../core/shared/count.ts";

type Clock = (at: Instant) => string;

/** The first of a list in one sentence, and how many more there are. */
const some = (texts: readonly string[], most: number): string => {
  const more = texts.length - most;
  return [...texts.slice(0, most), ...(more > 0 ? [`${String(more)} more`] : [])].join(", ");
};

/** The first lines, and how many more there are. */
const cutTo = (lines: readonly Line[], most: number): readonly Line[] => {
  const { shown, more } = firstOf(lines, most);
  return more > 0 ? [...shown, line(plain(`and ${String(more)} more`))] : shown;
};

const deedOf = ({ definition }: Step): string => title(definition.title, 40);

/** In whose name a step was requested, each name once. */
const approvers = ({ status }: Step): string =>
  "votes" in status
    ? [...new Set(status.votes.map(({ by }) => personName(by)))].slice(0, 2).join(" and ")
    : "";

const outcomeIs = ({ status }: Step, wanted: "observed" | "unknown"): boolean => {
  if (status.kind === "by hand") return status.looked?.outcome === wanted;
  return status.kind === "settled" && status.effect.outcome === wanted;
};

/** A way back that was observed is nothing that holds. */
const holds = (step: Step): boolean =>
  outcomeIs(step, "observed") &&
  !(step.status.kind === "settled" && step.status.proposal.plan.direction === "undo");

/** "Block sign-in, End sign-in sessions (Ana Costa); Disable inbox rules (Jon Lind); 2 more". */
export const observedLines = (incident: Incident, most: number): readonly Line[] => {
  const { shown, more } = firstOf(incident.steps.filter(holds), most);
  const groups = new Map<string, string[]>();
  for (const step of shown) {
    const who = approvers(step);
    groups.set(who, [...(groups.get(who) ?? []), deedOf(step)]);
  }
  const parts = [...groups].map(([who, deeds]) => `${deeds.join(", ")}${who && ` (${who})`}`);
  if (more > 0) parts.push(`${String(more)} more`);
  return [line(plain(parts.length > 0 ? parts.join("; ") : "Nothing yet."))];
};

/** The latest time until which access may remain; it may be over when somebody reads it, so it is a time. */
const residual = ({ steps }: Incident, at: Clock): readonly Line[] => {
  const until = steps
    .flatMap(({ status }) => (status.kind === "settled" ? (status.effect.residualUntil ?? []) : []))
    .toSorted()
    .at(-1);
  return until ? [line(plain("Old access may remain until "), bold(at(until)))] : [];
};

const risks = ({ exceptions }: Incident): readonly Line[] => {
  const words = {
    "asked for": "has no owner",
    "in force": "in force",
    expired: "expired",
    closed: undefined,
  } as const;
  const open = exceptions.flatMap(({ id, state }) =>
    words[state] === undefined ? [] : [`${id} ${words[state]}`],
  );
  return open.length > 0 ? [line(plain(some(open, 2)))] : [];
};

const alone = ({ steps }: Incident, at: Clock): readonly Line[] =>
  steps.flatMap(({ emergency, number }) =>
    emergency && !emergency.review && emergency.vote.emergency
      ? [
          line(
            plain(`Step ${String(number)}, approved alone: review by `),
            bold(at(emergency.vote.emergency.reviewBy)),
          ),
        ]
      : [],
  );

const overheard = ({ place }: Incident): readonly Line[] => {
  const { guests, outsiders } = place?.audience ?? { guests: [], outsiders: [] };
  const readers = [
    ...(guests.length > 0 ? [count(guests.length, "guest")] : []),
    ...(outsiders.length > 0 ? [count(outsiders.length, "outsider")] : []),
  ].join(" and ");
  const one = guests.length + outsiders.length === 1;
  return readers === "" ? [] : [line(plain(`${readers} ${one ? "reads" : "read"} here`))];
};

/** What may surprise whoever takes over, the most urgent first. */
export const watchLines = (incident: Incident, most: number, at: Clock): readonly Line[] => {
  const { frozen } = incident;
  const without = ownerless(incident).length;
  const all = [
    ...(frozen ? [line(plain("Approvals frozen since "), bold(at(frozen.at)))] : []),
    ...residual(incident, at),
    ...(without > 0 ? [line(plain(`${count(without, "step")} without owner`))] : []),
    ...alone(incident, at),
    ...risks(incident),
    ...overheard(incident),
  ];
  return cutTo(all, most);
};

/** Outcomes that nobody knows, and evidence that wasn't kept. */
export const unknownLines = (incident: Incident, most: number): readonly Line[] => {
  const steps = incident.steps.filter((step) => outcomeIs(step, "unknown"));
  const doubts = steps.map((step) => `outcome of step ${String(step.number)}`);
  const missed = incident.missedEvidence
    .filter((need) => !isKept(incident, need))
    .map(({ kind }) => `evidence ${kind} (not kept)`);
  const all = [...doubts, ...missed];
  return all.length > 0 ? [line(plain(some(all, most)))] : [];
};

/** A request that can't be repeated without changing more, where nobody knows what the first did. */
const once = ({ steps }: Incident, actionById: (id: string) => Face | undefined): readonly Line[] =>
  steps
    .filter((step) => outcomeIs(step, "unknown"))
    .filter(({ definition }) => actionById(definition.action)?.repeatable === false)
    .map(({ number }) => line(plain(`Don’t ask for step ${String(number)} twice.`)));

/** What would help the attacker: known from the scenario and from who reads here. */
export const dontLines = (
  incident: Incident,
  most: number,
  actionById: (id: string) => Face | undefined,
): readonly Line[] => {
  const among = incident.place?.audience?.subjectsAmong ?? [];
  const person = incident.subjects.find(({ kind }) => kind === "user");
  const isMailbox = incident.playbook.startsWith("mailbox");
  const all = [
    ...(among.length > 0 ? [line(plain("Don’t discuss it here: a subject reads this."))] : []),
    ...(person && isMailbox
      ? [line(plain(`Don’t write to ${subjectName(person)}: somebody else may read it.`))]
      : []),
    ...once(incident, actionById),
  ];
  return cutTo(all, most);
};
