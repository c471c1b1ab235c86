/** What the bot's commands and verbs work with, and the shape of both. */
import { type Action } from "../actions/contract.ts";
import { type ManualCheck } from "../actions/library.ts";
import { type Widen } from "../application/widen.ts";
import { type Person } from "../core/incident/people.ts";
import { type CardHandle, type Subject, type SubjectKind } from "../core/incident/plan.ts";
import { type Incident, type Severity, type Step } from "../core/incident/types.ts";
import { type Duty } from "../application/duty.ts";
import { type StandingBook } from "../application/standing.ts";
import { type Exception } from "../core/exceptions/types.ts";
import { type Lists } from "../application/lists.ts";
import { type Diagnosis } from "../application/doctor/diagnose.ts";
import { type AskException } from "../application/ask-exception.ts";
import { type HandleException } from "../application/handle-exception.ts";
import { type Opening } from "../application/open-incident.ts";
import { type Handled, type HandleOrder } from "../application/handle.ts";
import { type CardMessage, type Inbound, type Reply } from "../application/ports/chat.ts";
import { type Register } from "../application/ports/register.ts";
import { type Log, type Runtime } from "../application/ports/runtime.ts";
import { type IncidentSummary, type Queue, type Store } from "../application/ports/store.ts";
import { type Exports } from "../application/ports/tenant.ts";
import { type IncidentId } from "../core/shared/ids.ts";
import { type Examining } from "./examining.ts";
import { type Playbook } from "../playbooks/contract.ts";

/** What was typed into the form, as it came: checked before anything is opened. */
export type FormValues = {
  readonly scenario: string;
  readonly subject: string;
  readonly severity: string;
  readonly seen: string;
};

export type FormErrors = Partial<Record<keyof FormValues, string>>;

/** An opening that waits for its "yes": stored under a handle, for one person, half an hour. */
export type Draft = FormValues & {
  readonly by: string;
  readonly until: string;
  /** Object ids of the accounts that were shown, in the card's order: only these can be meant. */
  readonly shown: readonly string[];
};

/** What was typed into the form of an exception, as it came. */
export type ExceptionValues = {
  readonly kind: string;
  readonly title: string;
  readonly target: string;
  readonly justification: string;
};

export type ExceptionErrors = Partial<Record<keyof ExceptionValues, string>>;

/** The cards that answer people. */
export type BotCards = {
  openForm(values: FormValues, errors: FormErrors): CardMessage;
  openCheck(view: {
    readonly handle: CardHandle;
    readonly playbook: Playbook;
    readonly severity: Severity;
    readonly values: FormValues;
    readonly matches: readonly Subject[];
  }): CardMessage;
  unknownCommand(view: { readonly text: string; readonly nearest: Command }): CardMessage;
  help(group: CommandGroup): CardMessage;
  list(incidents: readonly IncidentSummary[]): CardMessage;
  notice(view: { readonly title: string; readonly lines: readonly string[] }): CardMessage;
  allSteps(incident: Incident): CardMessage;
  status(incident: Incident): Promise<CardMessage>;
  evidence(incident: Incident): CardMessage;
  doctor(diagnosis: Diagnosis): CardMessage;
  /** Undefined for a step that has no card: one that isn't started. */
  step(incident: Incident, step: Step): Promise<CardMessage | undefined>;
  exception(exception: Exception): CardMessage;
  exceptions(exceptions: readonly Exception[], all: boolean): CardMessage;
  /** `form` is of this one form: sent twice, it asks once. */
  exceptionForm(form: string, values: ExceptionValues, errors: ExceptionErrors): CardMessage;
};

export type BotDeps = {
  readonly store: Store;
  readonly queue: Pick<Queue, "enqueue">;
  readonly handle: HandleOrder;
  readonly openIncident: (opening: Opening) => Promise<{ id: IncidentId; handled: Handled }>;
  /** Left out, the kinds are people only. */
  readonly findSubjects: (
    query: string,
    kinds?: readonly SubjectKind[],
  ) => Promise<readonly Subject[]>;
  readonly widen: Widen;
  /** An action or a manual check by its id or its code in the library. */
  readonly catalogueEntry: (name: string) => Action | (ManualCheck & { input?: never }) | undefined;
  /** What is made for thousands of accounts in one step. */
  readonly massActions: readonly Action[];
  /** Reads and keeps the list of such a step. */
  readonly lists: Lists;
  /** The doctor's examination; undefined while it isn't done yet. */
  readonly examine: Examining;
  readonly runtime: Runtime;
  readonly log: Log;
  /** The directory as it is now: asked anew for each message. */
  readonly duty: Duty;
  readonly standings: Pick<StandingBook, "of">;
  readonly playbooks: readonly Playbook[];
  readonly cards: BotCards;
  /** The register of exceptions, and the only ways in which it changes. */
  readonly register: Pick<Register, "load" | "list">;
  readonly handleException: HandleException;
  readonly askException: AskException;
  readonly exports: Exports;
};

export type TextMessage = Extract<Inbound, { kind: "message" }>;
export type Press = Extract<Inbound, { kind: "press" }>;

/** The first word of a command. */
export type CommandGroup = "incident" | "exception";

/** A chat command. One file each; its name is what follows "incident", or its group's word. */
export type Command = {
  readonly name: string;
  /** "incident" unless said. */
  readonly group?: CommandGroup;
  /** Left out of the app's command list, which takes twelve at most; help has all. */
  readonly unlisted?: true;
  /** As people type it, for example `incident assign <step> <person>`. */
  readonly usage: string;
  /** One sentence of at most 100 characters; the app package shows it too. */
  readonly help: string;
  /** Most characters of a message that are read; 4,000 unless said. */
  readonly longest?: number;
  /** Set for commands that show nothing of an incident: anybody may ask. */
  readonly open?: true;
  run(deps: BotDeps, call: Call): Promise<Reply>;
};

/** What a command is called in whole: "incident open", "exception list". */
export const fullName = ({ group = "incident", name }: Command): string => `${group} ${name}`;

/** One use of a command by a person. `args` is the text after the command's name. */
export type Call = {
  readonly message: TextMessage;
  readonly person: Person;
  readonly args: string;
};

/** What a card button does. One file each. */
export type Verb = {
  readonly name: string;
  readonly open?: true;
  run(deps: BotDeps, press: Press, person: Person): Promise<Reply>;
};

/** One line in answer. */
export const line = (text: string): Reply => ({ kind: "line", text });

export const cardReply = (message: CardMessage): Reply => ({ kind: "card", message });
