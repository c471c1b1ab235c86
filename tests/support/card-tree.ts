/** Walks the JSON of a card as a client reads it. */

export type CardNode = Record<string, unknown>;

/** A string of the card, with the element that holds it and the elements above that one. */
export type CardText = {
  readonly text: string;
  readonly key: string;
  readonly holder: CardNode;
  readonly above: readonly CardNode[];
};

/** Not zod, which makes an error for each string: 48 of the 97 s that `tests/cards/hostile.test.ts` took. */
const isNode = (value: unknown): value is CardNode =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** All elements, in reading order, each with those above it. */
export const nodesOf = (
  value: unknown,
  above: readonly CardNode[] = [],
): readonly { readonly node: CardNode; readonly above: readonly CardNode[] }[] => {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => nodesOf(item, above));
  if (!isNode(value)) return [];
  const below = Object.values(value).flatMap((member) => nodesOf(member, [...above, value]));
  return [{ node: value, above }, ...below];
};

/** All strings of a card. */
export const textsOf = (card: object): readonly CardText[] =>
  nodesOf(card).flatMap(({ node, above }) =>
    Object.entries(node).flatMap(([key, text]) =>
      typeof text === "string" ? [{ text, key, holder: node, above }] : [],
    ),
  );

/** Elements whose type is this, or starts with it when it ends in a dot. */
export const ofType = (card: object, type: string): readonly CardNode[] =>
  nodesOf(card)
    .map(({ node }) => node)
    .filter(({ type: own }) =>
      type.endsWith(".") ? String(own).startsWith(type) : String(own) === type,
    );

/** What people see of a card, as one text: every text, label and title that isn't hidden data. */
export const readable = (card: object): string =>
  textsOf(card)
    .filter(({ key }) => ["text", "label", "title", "placeholder", "errorMessage"].includes(key))
    .map(({ text }) => text)
    .join(" ");

const actionsOf = ({ actions }: CardNode): readonly CardNode[] =>
  Array.isArray(actions) ? actions.filter(isNode) : [];

const bodyOf = (card: object): readonly CardNode[] => {
  const body: unknown = Object.entries(card).find(([key]) => key === "body")?.[1];
  return Array.isArray(body) ? body.filter(isNode) : [];
};

/** Buttons that are visible when the card is opened. */
export const firstRow = (card: object): readonly CardNode[] =>
  bodyOf(card)
    .filter(({ type }) => type === "ActionSet")
    .flatMap(actionsOf);

/** Panels: containers that are hidden until a button shows them. */
export const panelsOf = (card: object): readonly CardNode[] =>
  bodyOf(card).filter(({ isVisible }) => isVisible === false);

/** The buttons of one panel, in order. */
export const buttonsOf = (panel: CardNode): readonly CardNode[] =>
  ofType(panel, "ActionSet").flatMap(actionsOf);

/** The strip: the first element, when it runs to the card's edges. */
export const stripOf = (card: object): CardNode | undefined => {
  const [first] = bodyOf(card);
  return first?.["bleed"] === true ? first : undefined;
};
