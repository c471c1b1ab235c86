import { cleanText } from "../../core/shared/clean-text.ts";
import { bold, line, type Line, plain } from "./run.ts";

/** A chat command as help lists it: "incident list", "what is open". */
export type CommandLine = { readonly name: string; readonly about: string };

/** One line for each command, its words in bold. */
export const commandLines = (commands: readonly CommandLine[]): readonly Line[] =>
  commands.map(({ name, about }) =>
    line(bold(`${cleanText(name, 60)} `), plain(cleanText(about, 120))),
  );
