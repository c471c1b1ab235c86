/** What the checks have to know of the catalogue, and how they say what is wrong. */
import { type Action } from "../actions/contract.ts";
import { type LibraryEntry } from "../actions/library.ts";
import { type ArtefactKind } from "../core/incident/plan.ts";

type Named = Pick<LibraryEntry, "id" | "team" | "subjectKinds">;

export type KnownAction = Named & Pick<Action, "phase" | "needsEvidence" | "input">;

type KnownCollector = Pick<LibraryEntry, "subjectKinds"> & { readonly kind: ArtefactKind };

/** The catalogue as far as a playbook can name it. */
export type Library = {
  readonly actions: readonly KnownAction[];
  readonly checks: readonly Named[];
  readonly collectors: readonly KnownCollector[];
  readonly slowCollectors: readonly KnownCollector[];
  /** The most similar of these names; only called with at least one. */
  readonly nearest: (name: string, names: readonly string[]) => string;
};

/** "there is no action reset; the nearest is reset-password" */
export const unknownName = (
  { kind, name }: { readonly kind: string; readonly name: string },
  names: readonly string[],
  nearest: Library["nearest"],
): string => {
  const hint = names.length > 0 ? `; the nearest is ${nearest(name, names)}` : "";
  return `there is no ${kind} ${name}${hint}`;
};

/** Where it is wrong, as keys and indices from the top of the file, and the sentence without file and line. */
export type Problem = {
  readonly path: readonly (string | number)[];
  readonly text: string;
  /** Set where only a team is missing from the directory. */
  readonly team?: string;
};

/** "a, b or c" */
export const anyOf = (names: readonly string[]): string =>
  names.length < 2
    ? (names[0] ?? "none")
    : `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
