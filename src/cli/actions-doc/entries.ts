/** One section for each entry of the catalogue. */
import { type Action } from "../../actions/contract.ts";
import {
  type Collector,
  type LibraryEntry,
  type ManualCheck,
  type SlowCollector,
} from "../../actions/library.ts";
import { collectorWords } from "./collector-words.ts";
import { andList, code, kindsText, numbered, plain, span } from "./words.ts";

type Fact = readonly [label: string, text: string | undefined];

const tiers = {
  0: "0: it only reads",
  1: "1: one person approves",
  2: "2: two people approve",
  3: "3: two people approve, then five minutes of cool-off",
} as const;

const bullets = (facts: readonly Fact[]): readonly string[] =>
  facts.flatMap(([label, text]) => (text === undefined ? [] : [`- **${label}:** ${text}`]));

/** What people do, as a list where its steps are numbered. */
const howTo = (label: string, text: string): readonly string[] => {
  const { before, parts } = numbered(text);
  const steps = parts.map((part) => `  ${plain(part)}`);
  return [`- **${label}:** ${plain(before)}`.trimEnd(), ...steps];
};

/** "a, b and c", or nothing. */
const listed = (names: readonly string[]): string | undefined =>
  names.length > 0 ? andList(names) : undefined;

const optionalOf = ({ permissions }: LibraryEntry): string | undefined =>
  listed((permissions.optional ?? []).map(({ name, for: why }) => `${code(name)} (${plain(why)})`));

const rights = (entry: LibraryEntry): readonly Fact[] => [
  ["Permissions", listed(entry.permissions.least.map(code))],
  ["With more it sees or does more", optionalOf(entry)],
  ["Entra role", entry.permissions.role],
  ["Licence", listed(entry.licences ?? [])],
];

const inputOf = ({ id, input }: Action): string | undefined =>
  input &&
  `${plain(input.label)}. In a playbook ${code(`input: ${input.example}`)}, in the channel ${code(`incident step add ${id} ${input.example}`)}`;

const residualOf = ({ residual }: Action): string =>
  residual ? `up to ${span(residual.minutes)}. ${plain(residual.why)}` : "nothing is known to.";

const looksOf = ({ looksAgain }: Action): string =>
  looksAgain
    ? `${andList(looksAgain.map(span))} after the request`
    : "once, when the residual time is over";

const listOf = ({ mass }: Action): string | undefined => {
  if (!mass) return undefined;
  const out = mass.guests === undefined ? "" : ` Guests are left out: ${plain(mass.guests)}`;
  return `one step may do it to up to 10,000 accounts.${out}`;
};

/** What Cordon does after approval. */
export const actionSection = (action: Action): readonly string[] => {
  const { text } = action;
  return [
    `### ${action.title}`,
    "",
    `${code(action.id)} · Cordon does it after approval`,
    "",
    `${plain(text.does)} ${plain(text.limits)}`,
    "",
    ...bullets([
      ["For", kindsText(action.subjectKinds)],
      ["Phase", action.phase],
      ["Decides", `team ${code(action.team)}, tier ${tiers[action.tier]}`],
      ["In an emergency", action.emergency && "one person alone, if the account has no privileges"],
      ["Kept before", listed(action.needsEvidence)],
      ["Takes a value", inputOf(action)],
      ["For a list", listOf(action)],
      ...rights(action),
      ["May remain", residualOf(action)],
      ["Read again", looksOf(action)],
      ["Undo", plain(text.undo)],
    ]),
    ...howTo("By hand", text.byHand),
    "",
  ];
};

/** What only people can do or judge. */
export const checkSection = (check: ManualCheck): readonly string[] => [
  `### ${check.title}`,
  "",
  `${code(check.id)} · people do it, and say what they saw`,
  "",
  plain(check.asks),
  "",
  ...bullets([
    ["For", kindsText(check.subjectKinds)],
    ["Phase", check.phase],
    ["Decides", `team ${code(check.team)}`],
    ...rights(check),
  ]),
  ...howTo("How", check.byHand),
  "",
];

const whenOf = (collector: Collector | SlowCollector): string =>
  "runsAfter" in collector
    ? `${andList(collector.runsAfter.map(span))} after the opening; nothing reversible waits for it`
    : "when the subject is named; containment waits for it, so it is read first";

/** What Cordon reads by itself. */
export const collectorSection = (collector: Collector | SlowCollector): readonly string[] => [
  `### ${collector.title}`,
  "",
  `${code(collector.id)} · Cordon reads it by itself and keeps it as evidence`,
  "",
  plain(collectorWords[collector.id] ?? ""),
  "",
  ...bullets([
    ["For", kindsText(collector.subjectKinds)],
    ["When", whenOf(collector)],
    ["Belongs to", `team ${code(collector.team)}`],
    ...rights(collector),
  ]),
  "",
];
