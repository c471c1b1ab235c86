/** What the bot's commands and verbs work with, and the shape of both. */
import { type Person } from "../core/incident/people.ts";
import { type CardHandle, type Subject } from "../core/incident/plan.ts";
import { type Incident, type Severity } from "../core/incident/types.ts";
import { type Duty } from "../application/duty.ts";
import { type Opening } from "../application/open-incident.ts";
import { type Handled, type HandleOrder } from "../application/handle.ts";
import { type CardMessage, type Inbound, type Reply } from "../application/ports/chat.ts";
import { type Log, type Runtime } from "../application/ports/runtime.ts";
import { type IncidentSummary, type Queue, type Store } from "../application/ports/store.ts";
import { type IncidentId } from "../core/shared/ids.ts";
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
  unknownCommand(view: { readonly text: string; readonly nearest: string }): CardMessage;
  help(): CardMessage;
  list(incidents: readonly IncidentSummary[]): CardMessage;
  notice(view: { readonly title: string; readonly lines: readonly string[] }): CardMessage;
  allSteps(incident: Incident): CardMessage;
  status(incident: Incident): Promise<CardMessage>;
};

export type BotDeps = {
  readonly store: Store;
  readonly queue: Pick<Queue, "enqueue">;
  readonly handle: HandleOrder;
  readonly openIncident: (opening: Opening) => Promise<{ id: IncidentId; handled: Handled }>;
  readonly findSubjects: (query: string) => Promise<readonly Subject[]>;
  readonly runtime: Runtime;
  readonly log: Log;
  /** The directory as it is now: asked anew for each message. */
  readonly duty: Duty;
  readonly playbooks: readonly Playbook[];
  readonly cards: BotCards;
};

export type TextMessage = Extract<Inbound, { kind: "message" }>;
export type Press = Extract<Inbound, { kind: "press" }>;

/** A chat command. One file each; its name is what follows "incident". */
export type Command = {
  readonly name: string;
  /** As people type it, for example `incident assign <step> <person>`. */
  readonly usage: string;
  /** One sentence of at most 100 characters; the app package shows it too. */
  readonly help: string;
  /** Set for commands that show nothing of an incident: anybody may ask. */
  readonly open?: true;
  run(deps: BotDeps, call: Call): Promise<Reply>;
};

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
