import { type StepEvent } from "../incident/events.ts";
import { type Step } from "../incident/types.ts";
import { type Course } from "./follow.ts";

/** What the entry of a step's event is written from. `deed` is the step's title, with its way back. */
export type StepFacts = Course & { readonly step: Step; readonly deed: string };

/** The step's event of one type, or of one of several. */
export type StepEventOf<T extends StepEvent["type"]> = Extract<StepEvent, { type: T }>;
