import { type CardHandle } from "../../core/incident/plan.ts";
import { type Segment, type Style } from "../parts/bar.ts";
import { type Line, type Row, type Run } from "../parts/run.ts";

/** The question before the deed. `deed` is the button's title, at most 26 characters. */
export type Confirm = {
  readonly question: readonly Run[];
  readonly lines: readonly Line[];
  readonly deed: string;
  readonly style: "positive" | "destructive";
};

/** Which buttons the first row has. None of them is a deed: those are in the panels. */
export type Buttons = {
  readonly review: boolean;
  readonly looked: boolean;
  /** Number of the exception whose card is offered; empty for none. */
  readonly exception: string;
  /** Title of the button that asks for a new proposal. */
  readonly propose:
    | ""
    | "Propose again"
    | "Retry"
    | "Retry remaining"
    | "Retry what failed"
    | "Propose the rest"
    | "Check again";
  readonly decline: boolean;
  readonly look: boolean;
  /** Opens the panel that shortens the wait of tier 3. */
  readonly run: boolean;
  /** Opens the panel that stops a list after what is being requested. */
  readonly stop: boolean;
  readonly details: "" | "first" | "last";
  /** In the Details panel, not in the first row: takes the presser's own vote back. */
  readonly withdraw: boolean;
};

/** Titles of the two clear answers of "I looked"; the third is "Can’t tell". */
export type Answers = { readonly changed: string; readonly notChanged: string };

/** A box in the warning colour: what people must not overlook, whatever the state. */
export type Box = { readonly head: readonly Run[]; readonly text: readonly Run[] };

/** What each state of a step puts on its card; what it leaves out isn't drawn. */
export type StepParts = {
  readonly style: Style;
  /** First line of the strip: the state, and of whom something is wanted. */
  readonly state: readonly Run[];
  /** Second line: who, deadline, what happens then. */
  readonly course: readonly Run[];
  /** The state as a plain clause for lock screens: no subject, no plan. */
  readonly spoken: string;
  readonly rows?: readonly Row[];
  readonly bar?: readonly Segment[];
  readonly paragraphs?: readonly Line[];
  /** Title of the list of items, and the items. */
  readonly remaining?: readonly Line[];
  readonly after?: readonly Line[];
  readonly residual?: { readonly until: string; readonly why: string };
  readonly buttons?: Partial<Buttons>;
  readonly confirm?: Confirm;
  readonly handle?: CardHandle;
};

export const noButtons: Buttons = {
  review: false,
  looked: false,
  exception: "",
  propose: "",
  decline: false,
  look: false,
  run: false,
  stop: false,
  details: "",
  withdraw: false,
};
