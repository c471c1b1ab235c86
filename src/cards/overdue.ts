import { type Face } from "./parts/face.ts";
import { isSamePerson, roleOf, voters } from "../core/approval/quorum.ts";
import { isBarred } from "../core/incident/decision.ts";
import { type Person, type Reminder, rungs, type StepClock } from "../core/incident/people.ts";
import { type CardHandle } from "../core/incident/plan.ts";
import { type Incident, type Step } from "../core/incident/types.ts";
import { isOddName } from "../core/shared/clean-text.ts";
import { type Instant } from "../core/shared/ids.ts";
import { type Drawn } from "./drawn.ts";
import { answeredOf } from "./overdue-answered.ts";
import { overdueSince } from "./overdue-since.ts";
import { type Style } from "./parts/bar.ts";
import { clock, utcTime } from "./parts/clock.ts";
import { leadName, personName, title } from "./parts/names.ts";
import { bold, firstOf, plain, type Row, row, type Run } from "./parts/run.ts";
import { isUndo, notHolding, type StepContext, subjectOf } from "./step/context.ts";
import { place } from "./step/place.ts";
import { type Templates } from "./templates.ts";

/** A step that people are called about, because nobody answers. */
export type OverdueView = {
  readonly summary: string;
  readonly incident: string;
  readonly step: string;
  readonly style: Style;
  readonly state: readonly Run[];
  readonly course: readonly Run[];
  readonly title: string;
  readonly place: readonly Run[];
  readonly odd: boolean;
  readonly rows: readonly Row[];
  /** Title of the way to the step's card; empty on a card whose call is over. */
  readonly open: string;
  /** Carried by "I'm on it"; empty where nobody can take it. */
  readonly take: readonly CardHandle[];
  readonly foot: string;
};

/** `since` is the start of the clock that the card was posted for. */
export type OverdueFacts = { readonly since: Instant; readonly now: Instant };

/** People named in one row; more than that nobody reads at night. */
const mostPeople = 4;

/** Who may decide besides whoever was asked first. */
const others = ({ incident, step }: StepContext): readonly Person[] => {
  const { ownership, status } = step;
  if (!ownership) return [];
  const waits = status.kind === "waiting" ? status : undefined;
  const may = waits ? voters(ownership, waits.proposal) : [ownership.owner, ...ownership.deputies];
  const votes = waits?.votes ?? [];
  return may.filter(
    (person) =>
      !isBarred(incident, person) &&
      !votes.some(({ by }) => isSamePerson(by, person)) &&
      (votes.length > 0 || roleOf(ownership, person) !== "owner"),
  );
};

const mayToo = (context: StepContext): readonly Run[] => {
  const { shown } = firstOf(others(context), 2);
  return shown.length === 0
    ? []
    : [
        plain(". "),
        ...shown.flatMap((person, at) => [
          ...(at === 0 ? [] : [plain(" or ")]),
          bold(personName(person)),
        ]),
        plain(" may decide too"),
      ];
};

/** Where Cordon could not tell: what failed doesn't hold for certain. */
const isUnknown = ({ step: { status } }: StepContext): boolean =>
  status.kind === "settled" && status.effect.outcome === "unknown";

const lapse = (context: StepContext): string => {
  const { status } = context.step;
  if (status.kind === "lapsed") return ", and the card lapsed: propose it again";
  return status.kind === "settled" && !isUnknown(context)
    ? `, and it ${status.effect.outcome === "failed" ? "failed" : `is ${status.effect.outcome}`}: propose it again`
    : "";
};

/** Of whom an answer is missing: where one vote stands, of whoever may give the second. */
const silent = ({ step }: StepContext, owner: Person): string =>
  step.status.kind === "waiting" && step.status.votes.length > 0
    ? "The second vote is missing"
    : `${personName(owner)} hasn’t answered`;

type Strip = Pick<OverdueView, "style" | "state" | "course"> & { readonly spoken: string };

const noOwner = (context: StepContext, since: Instant): Strip => ({
  style: "warning",
  state: [plain(`No owner since ${context.clock(since)}`)],
  course: [
    plain("Nobody can decide this yet. "),
    bold(leadName(context.incident, "management")),
    plain(" can assign one"),
  ],
  spoken: `no owner since ${utcTime(since)}, ${leadName(context.incident, "management")} can assign one`,
});

const strip = (context: StepContext, running: StepClock): Strip => {
  const { ownership } = context.step;
  if (!ownership) return noOwner(context, running.startedAt);
  const late = overdueSince(running);
  const name = personName(ownership.owner);
  return {
    style: late ? "warning" : "accent",
    state: [plain(late ? `Overdue since ${context.clock(late)}` : `Waiting for ${name}`)],
    course: [
      plain(late ? silent(context, ownership.owner) : "Half of the time is over"),
      plain(lapse(context)),
      ...mayToo(context),
    ].filter(({ text }) => text !== ""),
    spoken: late
      ? `overdue since ${utcTime(late)}, waiting for ${name}`
      : `waiting for ${name}, half of the time is over`,
  };
};

/** Each person once with all times of their calls: "Ana Costa 3:17, 3:22; Jon Lind 3:22". */
const called = ({ clock: at }: StepContext, reminders: readonly Reminder[]): Row => {
  const times = new Map<string, { readonly name: string; readonly at: Instant[] }>();
  for (const reminder of reminders) {
    for (const person of reminder.people) {
      const known = times.get(person.id) ?? { name: personName(person), at: [] };
      known.at.push(reminder.at);
      times.set(person.id, known);
    }
  }
  const { shown, more } = firstOf([...times.values()], mostPeople);
  const names = shown.map(({ name, at: when }) => `${name} ${when.map(at).join(", ")}`);
  const rest = more > 0 ? [`${String(more)} more`] : [];
  return row("Called", [...names, ...rest].join("; ") || "Nobody yet");
};

const names = (people: readonly Person[]): string => {
  const { shown, more } = firstOf(people, mostPeople);
  const rest = more > 0 ? [`${String(more)} more`] : [];
  return [...shown.map(personName), ...rest].join(", ");
};

/** Who is called next. Once somebody is on it that call waits, so its old time isn't told. */
const then = ({ clock: at }: StepContext, running: StepClock): Row => {
  const last = running.reminders.at(-1);
  if (!last) return row("Then", "Nobody was called yet.");
  const { next } = last;
  if (!next || next.people.length === 0) {
    return row("Then", "Nobody else: the ladder has ended.");
  }
  const are = next.people.length === 1 ? "is" : "are";
  if (running.taken && running.taken.at >= last.at) {
    return row("Then", `${names(next.people)} ${are} called later, unless somebody decides.`);
  }
  return row("Then", [plain(`${names(next.people)} ${are} called at `), bold(at(next.at))]);
};

const meanwhile = (context: StepContext): Row =>
  isUnknown(context)
    ? row("Meanwhile", `Nobody knows whether it took effect. If not: ${notHolding(context)}.`)
    : row("Meanwhile", `${notHolding(context)}.`);

const onIt = ({ clock: at }: StepContext, { taken }: StepClock): readonly Row[] =>
  taken ? [row("On it", [bold(personName(taken.by)), plain(`, since ${at(taken.at)}`)])] : [];

/** The handle of the step's newest card: what "I'm on it" carries. */
const handleOf = ({ step: { status } }: StepContext): readonly CardHandle[] => {
  if (status.kind === "by hand") return [status.handle];
  if (!("proposal" in status)) return [];
  const { approvalId: id, nonce } = status.proposal;
  return [{ id, nonce }];
};

/** "reminder 2 of 4": so many as there are rungs left, fewer where a rung has nobody. */
const reminderOf = ({ reminders }: StepClock): string => {
  const n = reminders.length;
  const next = reminders.at(-1)?.next;
  const left = next
    ? rungs.slice(rungs.indexOf(next.rung), rungs.indexOf("management") + 1).length
    : 0;
  return `reminder ${String(n)} of ${String(n + left)}`;
};

type Drawing = Pick<OverdueView, "style" | "state" | "course" | "rows" | "open" | "take"> & {
  readonly spoken: string;
  readonly last: string;
};

const over = (context: StepContext, since: Instant): Drawing => {
  const { closed } = context.incident;
  const { state, course, spoken } = closed
    ? {
        state: `Closed ${context.clock(closed.at)}`,
        course: "Nothing can be decided here",
        spoken: "closed",
      }
    : answeredOf(context, since);
  return {
    style: "emphasis",
    state: [plain(state)],
    course: [plain(course)],
    rows: [],
    open: "",
    take: [],
    spoken,
    last: "nobody is called any more",
  };
};

const calling = (context: StepContext, running: StepClock): Drawing => ({
  ...strip(context, running),
  rows: [
    ...onIt(context, running),
    called(context, running.reminders),
    then(context, running),
    meanwhile(context),
  ],
  open: `Open step ${String(context.step.number)}`,
  take: context.step.ownership ? handleOf(context) : [],
  last: reminderOf(running),
});

/**
 * The card of the calls about one step. It never approves by itself. When the clock that it was posted
 * for doesn't run any more, it says who answered and has no button left.
 */
export const overdueView = (
  incident: Incident,
  step: Step,
  action: Face,
  { since, now }: OverdueFacts,
): OverdueView => {
  const context: StepContext = { incident, step, action, now, clock: clock(now) };
  const running = step.clock?.startedAt === since && !incident.closed ? step.clock : undefined;
  const drawing = running ? calling(context, running) : over(context, since);
  const { spoken, last, ...parts } = drawing;
  return {
    ...parts,
    summary: `${incident.id}, step ${String(step.number)}: ${spoken}.`,
    incident: incident.id,
    step: step.definition.key,
    title: title(isUndo(step) ? `Undo: ${step.definition.title}` : step.definition.title),
    place: place(context),
    odd: isOddName(subjectOf(context).name),
    foot: [incident.id, step.definition.code, last].join(" · "),
  };
};

/** Draws the card of a step that nobody answers. */
export const renderOverdue = (templates: Templates, view: OverdueView): Drawn =>
  templates.draw("overdue", view);
