import { type Playbook } from "../playbooks/contract.ts";
import { cleanText } from "../core/shared/clean-text.ts";
import { type Drawn } from "./drawn.ts";
import { title } from "./parts/names.ts";
import { type Templates } from "./templates.ts";

const fields = ["scenario", "subject", "severity", "seen"] as const;
type Field = (typeof fields)[number];

/** The form that opens an incident; typed values are kept when the check found something. */
export type OpenFormView = {
  readonly choices: readonly Pick<Playbook, "id" | "title" | "about">[];
  readonly values?: Readonly<Partial<Record<Field, string>>> | undefined;
  /** Sentences of ours, for example "Choose what happened."; they stand above their field. */
  readonly errors?: Readonly<Partial<Record<Field, string>>> | undefined;
};

/** More playbooks than this go into a drop-down: a phone shows six lines. */
const mostRadios = 6;

const forEach = (text: (field: Field) => string): Record<Field, string> => ({
  scenario: text("scenario"),
  subject: text("subject"),
  severity: text("severity"),
  seen: text("seen"),
});

/** Draws the form. No severity is preselected. */
export const renderOpenForm = (templates: Templates, view: OpenFormView): Drawn => {
  const { choices, values, errors } = view;
  const wrong = fields.some((field) => errors?.[field] !== undefined);
  return templates.draw("open-form", {
    summary: wrong
      ? "Open an incident: something is missing. Nothing is open yet."
      : "Open an incident: four questions. Nothing is open yet.",
    compact: choices.length > mostRadios,
    choices: choices.map((choice) => ({
      value: choice.id,
      title:
        choices.length > mostRadios
          ? title(choice.title)
          : title(`${choice.title}: ${choice.about}`, 200),
    })),
    values: forEach((field) => cleanText(values?.[field] ?? "", 300)),
    errors: forEach((field) => title(errors?.[field] ?? "", 120)),
  });
};
