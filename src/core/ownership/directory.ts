import { z } from "zod/v4";
import { objectId, type ObjectId } from "../shared/ids.ts";
import { type Ownership, type Person } from "../incident/types.ts";

const name = z.string().trim().min(1).max(80);
const teamId = z.string().regex(/^[a-z][a-z0-9-]*$/, "lower-case letters, digits and dashes");

/** The directory file: who belongs to which team, who owns its steps, who stands in. */
export const directorySchema = z
  .strictObject({
    people: z.array(z.strictObject({ id: objectId, name, email: z.email() })).min(1),
    teams: z
      .array(
        z.strictObject({
          id: teamId,
          name,
          lead: objectId,
          owner: objectId,
          deputies: z.array(objectId).default([]),
        }),
      )
      .min(1),
  })
  .check((context) => {
    const { people, teams } = context.value;
    const known = new Set<string>();
    people.forEach((person, index) => {
      if (known.has(person.id)) report(["people", index, "id"], "this person is listed twice");
      known.add(person.id);
    });
    const seen = new Set<string>();
    teams.forEach((team, index) => {
      if (seen.has(team.id)) report(["teams", index, "id"], "this team is listed twice");
      seen.add(team.id);
      for (const field of ["lead", "owner"] as const) {
        if (!known.has(team[field]))
          report(["teams", index, field], "nobody in people has this id");
      }
      team.deputies.forEach((id, at) => {
        if (!known.has(id)) {
          report(["teams", index, "deputies", at], "nobody in people has this id");
        }
      });
    });
    function report(path: (string | number)[], message: string): void {
      context.issues.push({ code: "custom", path, message, input: context.value });
    }
  });

export type Directory = z.infer<typeof directorySchema>;

/** The person with this object id, if the directory has one. */
export const personById = (directory: Directory, id: string): Person | undefined => {
  const found = directory.people.find((person) => person.id === id);
  return found && { id: found.id, name: found.name };
};

/** Everyone who may own a step of a team: its owner, its deputies, its lead. */
export const decidersOfTeam = (directory: Directory, team: string): readonly ObjectId[] => {
  const found = directory.teams.find((entry) => entry.id === team);
  return found ? [...new Set([found.owner, ...found.deputies, found.lead])] : [];
};

/**
 * Who decides a team's steps: its owner, else the first deputy, else its lead; deputies are the
 * others of that list. Subjects of the incident are left out, whatever their rank. No owner found
 * is `undefined`, and the step then says so.
 */
export const ownershipOf = (
  directory: Directory,
  team: string,
  subjects: readonly ObjectId[],
): Ownership | undefined => {
  const found = directory.teams.find((entry) => entry.id === team);
  if (!found) return undefined;
  const chain = [...new Set([found.owner, ...found.deputies, found.lead])]
    .filter((id) => !subjects.includes(id))
    .flatMap((id) => personById(directory, id) ?? []);
  const [owner, ...rest] = chain;
  if (!owner) return undefined;
  const named = new Set<string>(found.deputies);
  return { owner, deputies: rest.filter((person) => named.has(person.id)) };
};
