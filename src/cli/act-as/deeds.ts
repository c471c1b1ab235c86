/** What can be pressed on a card: its Action.Execute buttons, each with the inputs that stand beside it. */
import { z } from "zod/v4";

/** What a person fills in. `choices` is there for lists; `people` for a list of whoever is in the team. */
export type Field = {
  readonly id: string;
  readonly kind: "text" | "long text" | "date" | "time" | "number" | "choice" | "people" | "toggle";
  readonly label: string;
  readonly value: string;
  readonly many: boolean;
  readonly maxLength: number | undefined;
  readonly choices: readonly { readonly title: string; readonly value: string }[];
};

export type Deed = {
  readonly title: string;
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Ids of the group's fields that go with it. */
  readonly fields: readonly string[];
  readonly style: "default" | "positive" | "destructive";
};

/** Buttons of one panel, or those outside of any, with their fields. */
export type Group = { readonly fields: readonly Field[]; readonly deeds: readonly Deed[] };

const text = z.string().catch("");
const actionShape = z.looseObject({ type: z.string().startsWith("Action.") });
const panelShape = z.looseObject({ type: z.literal("Container"), id: z.string() });
const executeShape = z.object({
  type: z.literal("Action.Execute"),
  title: text,
  verb: z.string(),
  data: z.record(z.string(), z.unknown()).catch({}),
  associatedInputs: text,
  style: z.enum(["default", "positive", "destructive"]).catch("default"),
});
const inputShape = z.object({
  type: z.string().startsWith("Input."),
  id: z.string(),
  label: text,
  title: text,
  placeholder: text,
  value: text,
  isMultiline: z.boolean().catch(false),
  isMultiSelect: z.boolean().catch(false),
  maxLength: z.number().optional().catch(undefined),
  choices: z.array(z.object({ title: z.string(), value: z.string() })).catch([]),
  "choices.data": z.unknown(),
  valueOn: z.string().catch("true"),
  valueOff: z.string().catch("false"),
});
type Input = z.infer<typeof inputShape>;

const kinds: Readonly<Record<string, Field["kind"]>> = {
  "Input.Date": "date",
  "Input.Time": "time",
  "Input.Number": "number",
  "Input.ChoiceSet": "choice",
  "Input.Toggle": "toggle",
};

const kindOf = (input: Input): Field["kind"] => {
  if (input["choices.data"] !== undefined) return "people";
  return kinds[input.type] ?? (input.isMultiline ? "long text" : "text");
};

const fieldOf = (input: Input): Field => {
  const kind = kindOf(input);
  const words = [input.label, input.title, input.placeholder, input.id];
  return {
    id: input.id,
    kind,
    label: words.find((word) => word !== "") ?? input.id,
    value: input.value,
    many: input.isMultiSelect,
    maxLength: input.maxLength,
    choices:
      kind === "toggle"
        ? [
            { title: "on", value: input.valueOn },
            { title: "off", value: input.valueOff },
          ]
        : input.choices,
  };
};

/** Everything under a node, in reading order; a panel's content goes to the panel. */
type Found = { fields: Field[]; executes: z.infer<typeof executeShape>[] };

/** What an action carries in its data isn't part of the card. */
const childrenOf = (node: object): readonly unknown[] => {
  const isAction = actionShape.safeParse(node).success;
  const children: readonly (readonly [string, unknown])[] = Object.entries(node);
  return children.filter(([name]) => !(isAction && name === "data")).map(([, child]) => child);
};

const collect = (node: unknown, into: Found, panels: Found[]): void => {
  if (typeof node !== "object" || node === null) return;
  const execute = executeShape.safeParse(node);
  if (execute.success) into.executes.push(execute.data);
  const input = inputShape.safeParse(node);
  if (input.success) into.fields.push(fieldOf(input.data));
  const isPanel = panelShape.safeParse(node).success;
  const inner: Found = isPanel ? { fields: [], executes: [] } : into;
  if (isPanel) panels.push(inner);
  for (const child of childrenOf(node)) collect(child, inner, panels);
};

const groupOf = ({ fields, executes }: Found): Group => ({
  fields: executes.some(({ associatedInputs }) => associatedInputs !== "none") ? fields : [],
  deeds: executes.map(({ title, verb, data, style, associatedInputs }) => ({
    title,
    verb,
    data,
    style,
    fields: associatedInputs === "none" ? [] : fields.map(({ id }) => id),
  })),
});

/** The groups of a card in which something can be pressed. Anything that isn't a card has none. */
export const groupsOf = (card: unknown): readonly Group[] => {
  const outside: Found = { fields: [], executes: [] };
  const panels: Found[] = [];
  collect(card, outside, panels);
  return [...panels, outside].map(groupOf).filter(({ deeds }) => deeds.length > 0);
};
