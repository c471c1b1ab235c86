import { type Drawn } from "./drawn.ts";
import { type CommandLine, commandLines } from "./parts/commands.ts";
import { type Templates } from "./templates.ts";

/** All commands. */
export type HelpView = { readonly commands: readonly CommandLine[] };

/** Draws the help card. */
export const renderHelp = (templates: Templates, view: HelpView): Drawn =>
  templates.draw("help", {
    summary: `Cordon knows ${String(view.commands.length)} commands.`,
    title: "What Cordon understands",
    intro:
      "Mention Cordon first in a channel. Nothing is changed in the tenant until an owner approves a step.",
    commands: commandLines(view.commands),
  });
