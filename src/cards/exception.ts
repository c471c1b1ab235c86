import { type Drawn } from "./drawn.ts";
import { type ExceptionView } from "./exception-view.ts";
import { type Templates } from "./templates.ts";

/** Draws the card of an exception. */
export const renderException = (templates: Templates, view: ExceptionView): Drawn =>
  templates.draw("exception", view);
