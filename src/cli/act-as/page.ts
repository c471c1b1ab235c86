/** The page as text: a pure function of what is open. Everything that comes from outside is escaped. */
import { type Deed, type Field, type Group } from "./deeds.ts";
import { type OpenIncident, type Pressable } from "./presses.ts";
import { style } from "./style.ts";

export type Person = { readonly id: string; readonly name: string };

export type PageView = {
  readonly incidents: readonly OpenIncident[];
  readonly people: readonly Person[];
  /** The channel in which one can speak while nothing is open. */
  readonly home: { readonly id: string; readonly name: string };
  readonly playgroundUrl: string;
  /** What every form carries back. */
  readonly token: string;
  /** The answer to what was just pressed or said. */
  readonly answer?: string;
};

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/gu, (letter) => entities[letter] ?? "");

const attributes = (found: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(found)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escaped(value)}"`]))
    .join("");

const hidden = (name: string, value: string): string =>
  `<input${attributes({ type: "hidden", name, value })}>`;

const option = (value: string, title: string, selected = false): string =>
  `<option${attributes({ value })}${selected ? " selected" : ""}>${escaped(title)}</option>`;

const personSelect = (view: PageView, id: string, owner?: Pressable["owner"]): string =>
  [
    `<label${attributes({ for: id })}>Person</label>`,
    `<select${attributes({ id, name: "person" })}>`,
    ...view.people.map((person) => {
      const isOwner = person.id === owner?.id;
      return option(person.id, isOwner ? `${person.name} (${owner.role})` : person.name, isOwner);
    }),
    "</select>",
  ].join("");

const types: Readonly<Record<Field["kind"], string>> = {
  text: "text",
  "long text": "text",
  date: "date",
  time: "time",
  number: "number",
  choice: "select",
  people: "select",
  toggle: "checkbox",
};

const choicesOf = (view: PageView, { kind, choices }: Field): Field["choices"] =>
  kind === "people" ? view.people.map(({ id, name }) => ({ title: name, value: id })) : choices;

const select = (view: PageView, field: Field, common: string): string => {
  const empty = field.many || field.value !== "" ? "" : option("", "");
  const options = choicesOf(view, field).map(({ title, value }) =>
    option(value, title, value === field.value),
  );
  return `<select${common}${field.many ? " multiple" : ""}>${empty}${options.join("")}</select>`;
};

/** A form sends nothing for a box that isn't ticked: the hidden value before it stands in. */
const tick = ({ label, choices, value }: Field, name: string): string => {
  const [on = "true", off = "false"] = choices.map((choice) => choice.value);
  const box = `<input${attributes({ type: "checkbox", name, value: on })}${value === on ? " checked" : ""}>`;
  return `${hidden(name, off)}<label class="tick">${box} ${escaped(label)}</label>`;
};

const fieldOf = (view: PageView, field: Field, name: string): string => {
  if (field.kind === "toggle") return tick(field, name);
  const label = `<label${attributes({ for: name })}>${escaped(field.label)}</label>`;
  const maxlength = field.maxLength === undefined ? undefined : String(field.maxLength);
  const common = attributes({ id: name, name });
  if (types[field.kind] === "select") return label + select(view, field, common);
  if (field.kind === "long text") {
    return `${label}<textarea${common}${attributes({ maxlength })} rows="3">${escaped(field.value)}</textarea>`;
  }
  const more = attributes({ type: types[field.kind], value: field.value, maxlength });
  return `${label}<input${common}${more} autocomplete="off">`;
};

const buttonOf = (deed: Deed, { fields }: Group, nameOf: (id: string) => string): string => {
  const { title, verb, data } = deed;
  const sent = fields
    .filter(({ id }) => deed.fields.includes(id))
    .map(({ id, many }) => ({ id, many, name: nameOf(id) }));
  const value = JSON.stringify({ title, verb, data, fields: sent });
  return `<button${attributes({ name: "deed", value, class: deed.style })}>${escaped(title)}</button>`;
};

const groupOf = (view: PageView, group: Group, prefix: string): string => {
  const nameOf = (id: string): string => `${prefix}-${id}`;
  return [
    '<div class="group">',
    ...group.fields.map((field) => fieldOf(view, field, nameOf(field.id))),
    ...group.deeds.map((deed) => buttonOf(deed, group, nameOf)),
    "</div>",
  ].join("");
};

const ownerOf = ({ owner }: Pressable): string => {
  if (!owner) return "Nobody is assigned";
  const role = owner.role.charAt(0).toUpperCase() + owner.role.slice(1);
  return `${role}: ${owner.name}`;
};

/** Enter in a field presses a form's first button, and that may be an approval: this one can't be pressed. */
const noEnter = "<button disabled hidden></button>";

const postOf = (view: PageView, post: Pressable, id: string): string => {
  const { title, says, owner, conversationId, activityId, groups } = post;
  return [
    `<article${attributes({ "aria-labelledby": id })}><h3${attributes({ id })}>${escaped(title)}</h3>`,
    `<p>${escaped(says)}</p><p class="soft">${escaped(ownerOf(post))}</p>`,
    `<form method="post" action="/press">${noEnter}${hidden("token", view.token)}`,
    hidden("post", JSON.stringify({ conversationId, activityId })),
    personSelect(view, `${id}-person`, owner),
    ...groups.map((group, at) => groupOf(view, group, `${id}-${String(at)}`)),
    "</form></article>",
  ].join("");
};

const incidentOf = (view: PageView, incident: OpenIncident): string => {
  const { id, title, posts } = incident;
  const drawn = posts.map((post, at) => postOf(view, post, `${id}-${String(at)}`));
  const empty = "<p>Nothing to press yet. Look again in a moment.</p>";
  return `<section><h2>${escaped(`${id} ${title}`.trim())}</h2>${drawn.join("") || empty}</section>`;
};

/** Every channel once: several incidents may share one. */
const channelsOf = ({ incidents, home }: PageView): ReadonlyMap<string, string> => {
  const channels = new Map<string, string>();
  for (const { id, conversationId } of incidents) {
    if (conversationId === undefined) continue;
    const before = channels.get(conversationId);
    channels.set(conversationId, before === undefined ? `Channel of ${id}` : `${before}, ${id}`);
  }
  return channels.set(home.id, home.name);
};

const sayOf = (view: PageView): string =>
  [
    '<section><h2>Say as</h2><form class="say" method="post" action="/say">',
    hidden("token", view.token),
    personSelect(view, "say-person"),
    '<label for="channel">Where</label><select id="channel" name="channel">',
    ...[...channelsOf(view)].map(([id, name]) => option(id, name)),
    '</select><label for="text">Message to Cordon, for example incident status, or incident assign 2 @Jon Lind</label>',
    '<input id="text" name="text" maxlength="2000" autocomplete="off"><button>Say</button></form></section>',
  ].join("");

/** The whole page. */
export const renderPage = (view: PageView): string => {
  const { incidents, answer } = view;
  const title = answer === undefined ? "Act as others" : `${answer} · Act as others`;
  const empty = "<p>Nothing waits. Open an incident in the Playground.</p>";
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title><style>${style}</style></head><body><main>`,
    "<h1>Act as others</h1>",
    '<p class="soft">For the sandbox only: press and speak as any of its six people.</p>',
    `<p><a href="/">Look again</a> · <a${attributes({ href: view.playgroundUrl })}>Teams client</a></p>`,
    answer === undefined ? "" : `<p class="answer" role="status">${escaped(answer)}</p>`,
    ...incidents.map((incident) => incidentOf(view, incident)),
    incidents.length === 0 ? empty : "",
    sayOf(view),
    "</main></body></html>",
  ].join("");
};
