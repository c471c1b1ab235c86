import { exceptionKinds } from "../core/exceptions/types.ts";
import { cleanText } from "../core/shared/clean-text.ts";
import { type Drawn } from "./drawn.ts";
import { headings } from "./exception-rows.ts";
import { title } from "./parts/names.ts";
import { type Templates } from "./templates.ts";

const fields = ["kind", "title", "target", "justification"] as const;

/** The form's fields, as typed. */
export type ExceptionField = (typeof fields)[number];

/** The form that asks for an exception without an incident. */
export type ExceptionFormView = {
  /** Of this one form: sent twice, it asks once. */
  readonly form: string;
  readonly values: Readonly<Partial<Record<ExceptionField, string>>>;
  /** Sentences of ours; they stand below their field. */
  readonly errors: Readonly<Partial<Record<ExceptionField, string>>>;
};

const forEach = (text: (field: ExceptionField) => string): Record<ExceptionField, string> => ({
  kind: text("kind"),
  title: text("title"),
  target: text("target"),
  justification: text("justification"),
});

/** Draws the form. No kind is preselected; a declined step makes its exception by itself. */
export const renderExceptionForm = (templates: Templates, view: ExceptionFormView): Drawn => {
  const { form, values, errors } = view;
  const wrong = fields.some((field) => errors[field] !== undefined);
  return templates.draw("exception-form", {
    summary: wrong
      ? "Add an exception: something is missing. Nothing is asked for yet."
      : "Add an exception: four questions. Nothing is asked for yet.",
    form,
    choices: exceptionKinds
      .filter((kind) => kind !== "declined step")
      .map((kind) => ({ value: kind, title: headings[kind] })),
    values: forEach((field) =>
      cleanText(values[field] ?? "", field === "justification" ? 300 : 200),
    ),
    errors: forEach((field) => title(errors[field] ?? "", 120)),
  });
};
