import { describe, expect, test } from "@jest/globals";
import {
  directorySchema,
  ownershipOf,
  decidersOfTeam,
  personById,
} from "../../../src/core/ownership/directory.ts";
import { idEnding, people } from "../../support/incidents.ts";

const { ana, jon, priya, bo } = people;
const listed = [ana, jon, priya, bo].map((person) => ({ ...person, email: "a@contoso.example" }));
const team = { id: "identity", name: "Identity", lead: priya.id, owner: ana.id };
const directory = directorySchema.parse({
  people: listed,
  teams: [
    { ...team, deputies: [jon.id, ana.id] },
    { ...team, id: "small" },
  ],
});
const nobody = idEnding("eee5");

describe("who owns a team's steps", () => {
  test("its owner; deputies are the other named ones", () => {
    expect(ownershipOf(directory, "identity", [])).toEqual({ owner: ana, deputies: [jon] });
    expect(ownershipOf(directory, "small", [])).toEqual({ owner: ana, deputies: [] });
  });

  test("never a subject: the first deputy moves up, then the lead", () => {
    expect(ownershipOf(directory, "identity", [ana.id])).toEqual({ owner: jon, deputies: [] });
    expect(ownershipOf(directory, "identity", [jon.id])).toEqual({ owner: ana, deputies: [] });
    expect(ownershipOf(directory, "identity", [ana.id, jon.id])).toEqual({
      owner: priya,
      deputies: [],
    });
    expect(ownershipOf(directory, "identity", [ana.id, jon.id, priya.id])).toBeUndefined();
  });

  test("nobody where there is no such team", () => {
    expect(ownershipOf(directory, "network", [])).toBeUndefined();
    expect(decidersOfTeam(directory, "network")).toEqual([]);
  });

  test("a step may be owned by owner, deputies and lead, each once", () => {
    expect([...decidersOfTeam(directory, "identity")].sort()).toEqual(
      [ana.id, jon.id, priya.id].sort(),
    );
    expect(personById(directory, bo.id)).toEqual(bo);
    expect(personById(directory, nobody)).toBeUndefined();
  });
});

describe("a directory is refused", () => {
  const issues = (value: unknown): readonly string[] => {
    const read = directorySchema.safeParse(value);
    return read.success
      ? []
      : read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  };

  test.each([
    [
      "a person listed twice",
      { people: [...listed, ...listed.slice(0, 1)], teams: [team] },
      "people.4.id",
    ],
    ["a team listed twice", { people: listed, teams: [team, team] }, "teams.1.id"],
    [
      "an owner whom nobody knows",
      { people: listed, teams: [{ ...team, owner: nobody }] },
      "teams.0.owner",
    ],
    [
      "a deputy whom nobody knows",
      { people: listed, teams: [{ ...team, deputies: [nobody] }] },
      "teams.0.deputies.0",
    ],
    ["a field too many", { people: listed, teams: [{ ...team, boss: ana.id }] }, "teams.0"],
    ["no teams", { people: listed, teams: [] }, "teams"],
    ["an id that isn't one", { people: [{ ...listed[0], id: "ana" }], teams: [] }, "people.0.id"],
  ])("with %s, and says where", (_what, value, where) => {
    expect(issues(value).join("\n")).toContain(`${where}: `);
  });

  test("ids are read in any case and kept in one", () => {
    const upper = listed.map((person) => ({ ...person, id: person.id.toUpperCase() }));
    const read = directorySchema.parse({ people: upper, teams: [team] });
    expect(read.people.map(({ id }) => id)).toEqual(listed.map(({ id }) => id));
  });
});
