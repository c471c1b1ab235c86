import { cleanText } from "../core/shared/clean-text.ts";
import { type Drawn } from "./drawn.ts";
import { type CommandLine, commandLines } from "./parts/commands.ts";
import { type Templates } from "./templates.ts";

/** A command that isn't one: what was written, and five that are. */
export type UnknownCommandView = {
  readonly wrote: string;
  readonly commands: readonly CommandLine[];
};

/** Draws the answer to an unknown command. Nothing is guessed and nothing is run. */
export const renderUnknownCommand = (templates: Templates, view: UnknownCommandView): Drawn =>
  templates.draw("unknown-command", {
    summary: "I don’t know that command. Nothing was done.",
    wrote: cleanText(view.wrote, 60) || "nothing",
    commands: commandLines(view.commands.slice(0, 5)),
  });
