/** What the page's forms send back, parsed at the edge. */
import { z } from "zod/v4";

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue("not JSON");
    return z.NEVER;
  }
});

const postShape = json.pipe(z.object({ conversationId: z.string(), activityId: z.string() }));
const deedShape = json.pipe(
  z.object({
    title: z.string(),
    verb: z.string().min(1),
    data: z.record(z.string(), z.unknown()),
    fields: z.array(z.object({ id: z.string(), name: z.string(), many: z.boolean() })),
  }),
);
const pressShape = z.object({ person: z.string(), post: postShape, deed: deedShape });
const sayShape = z.object({
  person: z.string(),
  channel: z.string().min(1),
  text: z.string().trim().min(1).max(2_000),
});

export type PressForm = {
  readonly person: string;
  readonly title: string;
  readonly verb: string;
  /** The button's own data and what was filled in, as a card sends them. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly conversationId: string;
  readonly activityId: string;
};

/** A press, or undefined for a form that isn't the page's. */
export const pressFormOf = (form: URLSearchParams): PressForm | undefined => {
  const parsed = pressShape.safeParse(Object.fromEntries(form));
  if (!parsed.success) return undefined;
  const { person, post, deed } = parsed.data;
  const filled = deed.fields.map(({ id, name, many }): [string, string] => {
    const values = form.getAll(name);
    return [id, many ? values.join(",") : (values.at(-1) ?? "")];
  });
  const data = { ...deed.data, ...Object.fromEntries(filled) };
  return { person, title: deed.title, verb: deed.verb, data, ...post };
};

export type SayForm = z.infer<typeof sayShape>;

/** A message, or undefined for a form that isn't the page's or has no text. */
export const sayFormOf = (form: URLSearchParams): SayForm | undefined =>
  sayShape.safeParse(Object.fromEntries(form)).data;
