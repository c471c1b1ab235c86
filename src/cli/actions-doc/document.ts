/** docs/actions.md: everything that Cordon can do, read or ask, in the order of the step library. */
import { type Action } from "../../actions/contract.ts";
import { type Collector, type ManualCheck, type SlowCollector } from "../../actions/library.ts";
import { actionSection, checkSection, collectorSection } from "./entries.ts";
import { type LibraryId, libraryIds } from "./library-ids.ts";
import { anchor } from "./words.ts";

export type Catalogue = {
  readonly actions: readonly Action[];
  readonly collectors: readonly (Collector | SlowCollector)[];
  readonly checks: readonly ManualCheck[];
};

type Row = LibraryId & Catalogue;

const rowOf = (entry: LibraryId, catalogue: Catalogue): Row => ({
  ...entry,
  actions: catalogue.actions.filter(({ code }) => code === entry.id),
  collectors: catalogue.collectors.filter(({ code }) => code === entry.id),
  checks: catalogue.checks.filter(({ code }) => code === entry.id),
});

/** Ids of the step library for which the catalogue has nothing at all. */
export const missingIds = (catalogue: Catalogue): readonly string[] =>
  libraryIds
    .map((entry) => rowOf(entry, catalogue))
    .filter(({ actions, collectors, checks }) => ![actions, collectors, checks].flat().length)
    .map(({ id }) => id);

const intro = [
  "# What Cordon can do, read and ask",
  "",
  "This page is made from the catalogue by `npm run docs:actions`; a test compares them. It has every entry of the step",
  "library, in its order: **E** evidence, **C** containment, **X** eradication, **R** recovery, **P** afterwards.",
  "",
  "- What Cordon **does** it does after approval only: it proposes an exact plan, people vote on it",
  "  ([approvals.md](approvals.md)), it requests it, reads it back and says what was observed. Undo is a plan of its own.",
  "- What Cordon **reads** it keeps as evidence with its SHA-256, before anything is changed.",
  "- What **people** do has the exact commands and places here and on the card, and somebody says what they saw.",
  "- A step whose permission, licence or service is missing goes by hand, and the card says which one it was.",
  "",
  "A step that no playbook has is added in the incident’s channel: `incident step add <id> <value> for <subject>`. Playbooks name the",
  "same ids ([playbooks.md](playbooks.md)). All permissions together are in [permissions.md](permissions.md).",
  "",
];

const headingOf = ({ id, name }: LibraryId): string => `${id}. ${name}`;

const linked = (titles: readonly { readonly title: string }[]): string =>
  titles.map(({ title }) => `[${title}](#${anchor(title)})`).join("<br>");

const contents = (rows: readonly Row[]): readonly string[] => [
  "## Contents",
  "",
  "| id | step | Cordon does | Cordon reads | people do |",
  "| --- | --- | --- | --- | --- |",
  ...rows.map((row) => {
    const step = `[${row.name}](#${anchor(headingOf(row))})`;
    const cells = [row.actions, row.collectors, row.checks].map(linked);
    return `| ${[row.id, step, ...cells].join(" | ")} |`.replace(/ {2,}/gu, " ");
  }),
  "",
];

const section = (row: Row): readonly string[] => [
  `## ${headingOf(row)}`,
  "",
  ...(row.note === undefined ? [] : [row.note, ""]),
  ...row.collectors.flatMap(collectorSection),
  ...row.actions.flatMap(actionSection),
  ...row.checks.flatMap(checkSection),
];

/** The whole page as Markdown. */
export const actionsDocument = (catalogue: Catalogue): string => {
  const rows = libraryIds.map((entry) => rowOf(entry, catalogue));
  return [...intro, ...contents(rows), ...rows.flatMap(section)].join("\n");
};
