import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod/v4";
import { type Drawn } from "./drawn.ts";

/** Every card: one template `cards/<name>.json` and one renderer `src/cards/<name>.ts`. */
export const cardNames = [
  "headline",
  "step",
  "log",
  "all-steps",
  "evidence",
  "open-form",
  "open-check",
  "unknown-command",
  "help",
  "incident-list",
  "notice",
  "exception",
  "exception-list",
  "exception-form",
  "overdue",
  "handover",
  "doctor",
] as const;
export type CardName = (typeof cardNames)[number];

/** The compiled templates; expanding one takes a millisecond or two. */
export type Templates = {
  /** Fills a template; `summary` of the view becomes speak, fallbackText and the summary. */
  draw(
    name: CardName,
    view: { readonly summary: string } & Readonly<Record<string, unknown>>,
  ): Drawn;
};

type Template = { expand(context: { readonly $root: object }): unknown };

const require = createRequire(import.meta.url);
/**
 * Not a plain import: the library's type files lead to TypeScript sources of another package, which
 * don't compile under our rules (2.3.1, json-schema-card.d.ts).
 */
const { Template: TemplateOfLibrary } = z
  .looseObject({
    Template: z.custom<new (payload: unknown) => Template>((found) => typeof found === "function"),
  })
  .parse(require("adaptivecards-templating"));

const templateFile = z.looseObject({
  type: z.literal("AdaptiveCard"),
  version: z.literal("1.5"),
  lang: z.literal("en"),
  body: z.array(z.looseObject({ type: z.string() })).min(1),
});

const compile = (file: string): Template => {
  try {
    return new TemplateOfLibrary(templateFile.parse(JSON.parse(readFileSync(file, "utf8"))));
  } catch (caught) {
    throw new Error(`card template ${file} can't be used`, { cause: caught });
  }
};

/** Reads and compiles all templates, once at start. Throws an error that names the bad file. */
export const loadTemplates = (folder: string): Templates => {
  const compiled = new Map(
    cardNames.map((name) => [name, compile(join(folder, `${name}.json`))] as const),
  );
  return {
    draw(name, view) {
      const template = compiled.get(name);
      if (!template) throw new Error(`no card template ${name}`);
      // Filled with our own view, the template's shape stays that of the file checked above.
      const card = z.looseObject({}).parse(template.expand({ $root: view }));
      return { card, summary: view.summary };
    },
  };
};
