/** Nothing is in the library that isn't proved. */
import { expect, test } from "@jest/globals";
import {
  actionCatalogue,
  collectorCatalogue,
  slowCollectorCatalogue,
} from "../../../src/actions/catalogue.ts";
import { type LibraryEntry } from "../../../src/actions/library.ts";
import { collectorRows } from "./rows-collectors.ts";
import { containmentRows } from "./rows-containment.ts";
import { eradicationRows, recoveryRows } from "./rows-eradication.ts";

const rowsOf = (list: readonly { readonly entry: LibraryEntry; readonly kind: string }[]) =>
  new Set(list.map(({ entry, kind }) => `${entry.id} of a ${kind}`));

const kindsOf = (entries: readonly LibraryEntry[]): readonly string[] =>
  entries.flatMap(({ id, subjectKinds }) => subjectKinds.map((kind) => `${id} of a ${kind}`));

test("every action has a row for each kind of subject", () => {
  const rows = rowsOf(
    [...containmentRows, ...eradicationRows, ...recoveryRows].map(({ action, subject }) => ({
      entry: action,
      kind: subject.kind,
    })),
  );
  expect(kindsOf(actionCatalogue).filter((one) => !rows.has(one))).toEqual([]);
});

test("every collector has a row for each kind of subject", () => {
  const rows = rowsOf(
    collectorRows.map(({ collector, subject }) => ({ entry: collector, kind: subject.kind })),
  );
  const collectors = [...collectorCatalogue, ...slowCollectorCatalogue];
  expect(kindsOf(collectors).filter((one) => !rows.has(one))).toEqual([]);
});
