import { type Drawn } from "./drawn.ts";
import { type StepView } from "./step-view.ts";
import { type Templates } from "./templates.ts";

/** Draws a step's card. */
export const renderStep = (templates: Templates, view: StepView): Drawn =>
  templates.draw("step", view);
