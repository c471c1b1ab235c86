/** A directory of people and teams, changed where a test needs it. */
import { type Ownership, type Person } from "../../../src/core/incident/people.ts";
import {
  type Directory,
  directorySchema,
  noGroups,
} from "../../../src/core/ownership/directory.ts";
import { type Claim, ownershipOf } from "../../../src/core/ownership/resolve.ts";
import { at, idEnding, people } from "../../support/incidents.ts";

type Raw = Readonly<Record<string, unknown>>;

export const { ana, jon, priya, bo } = people;
/** The administrator account of Ana. */
export const anaAdmin = idEnding("a0a1");
/** Somebody whom the directory doesn't name. */
export const nobody = idEnding("eee5");

export const row = (person: Person, more: Raw = {}): Raw => ({
  id: person.id,
  name: person.name,
  email: "somebody@contoso.example",
  ...more,
});

export const everybody: readonly Raw[] = [ana, jon, priya, bo].map((person) => row(person));

export const team = (more: Raw = {}): Raw => ({
  id: "identity",
  name: "Identity",
  lead: priya.id,
  onCall: { person: ana.id },
  deputies: [jon.id],
  ...more,
});

export const raw = (more: Raw = {}): Raw => ({ people: everybody, teams: [team()], ...more });

export const directoryOf = (more: Raw = {}): Directory => directorySchema.parse(raw(more));

/** Places and sentences of what is wrong; none where it is right. */
export const issuesOf = (value: unknown): readonly string[] => {
  const read = directorySchema.safeParse(value);
  return read.success
    ? []
    : read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

/** Who owns a step of the team at 3:00. */
export const owned = (directory: Directory, claim: Partial<Claim> = {}): Ownership | undefined =>
  ownershipOf(directory, {
    team: "identity",
    at: at("03:00"),
    groups: noGroups,
    barred: [],
    ...claim,
  });

/** The result in names: "Ana Costa (on call); deputies Jon Lind; seconds Priya Nair". */
export const told = (ownership: Ownership | undefined): string => {
  if (!ownership) return "nobody";
  const names = (list: readonly Person[]): string => list.map(({ name }) => name).join(", ") || "-";
  const { owner, how, deputies, seconds } = ownership;
  return `${owner.name} (${how}); deputies ${names(deputies)}; seconds ${names(seconds)}`;
};
