import { describe, expect, test } from "@jest/globals";
import {
  decidersOfTeam,
  directorySchema,
  groupPeople,
  personById,
  warningsOf,
} from "../../../src/core/ownership/directory.ts";
import {
  ana,
  anaAdmin,
  bo,
  directoryOf,
  everybody,
  issuesOf,
  jon,
  nobody,
  priya,
  raw,
  row,
  team,
} from "./given-directory.ts";

const withAdmin = [row(ana, { accounts: [anaAdmin] }), ...everybody.slice(1)];
const provider = (...people: readonly (typeof ana)[]) =>
  [ana, jon, priya, bo].map((person) =>
    row(person, people.includes(person) ? { employer: "Northwind" } : {}),
  );
const rota = (...entries: readonly (readonly [string, string])[]) =>
  raw({
    teams: [
      team({ onCall: { rota: entries.map(([from, to]) => ({ person: ana.id, from, to })) } }),
    ],
  });
const day = (number: number, time = "08:00:00Z"): string => `2026-11-0${String(number)}T${time}`;

describe("a directory", () => {
  test("needs people and teams, and has defaults for the rest", () => {
    const { routing, clocks, quietHours } = directoryOf();
    expect([routing, clocks, quietHours]).toEqual([
      [],
      { responseMinutes: { sev1: 5, sev2: 10, sev3: 30, sev4: 120 } },
      undefined,
    ]);
  });

  test("needs nobody on call: deputies and lead decide", () => {
    const directory = directoryOf({ teams: [{ id: "legal", name: "Legal", lead: bo.id }] });
    expect(decidersOfTeam(directory, "legal")).toEqual([bo.id]);
  });

  test("reads ids in any case and keeps them in one", () => {
    const upper = everybody.map((person) => ({
      ...person,
      id: String(person["id"]).toUpperCase(),
    }));
    const read = directorySchema.parse(raw({ people: upper }));
    expect(read.people.map(({ id }) => id)).toEqual([ana, jon, priya, bo].map(({ id }) => id));
  });

  test("keeps the moments of a rota in UTC", () => {
    const read = directorySchema.parse(rota([day(1, "09:00:00+01:00"), day(1, "05:00:00-04:00")]));
    expect(read.teams[0]?.onCall?.rota).toEqual([
      { person: ana.id, from: "2026-11-01T08:00:00.000Z", to: "2026-11-01T09:00:00.000Z" },
    ]);
  });
});

describe("one human is one person, whatever the account", () => {
  const directory = directoryOf({ people: withAdmin });
  const whole = { ...ana, accounts: [anaAdmin] };

  test("by each of them", () => {
    expect(personById(directory, ana.id)).toEqual(whole);
    expect(personById(directory, anaAdmin)).toEqual(whole);
    expect(personById(directory, nobody)).toBeUndefined();
    expect(personById(directory, bo.id)).toEqual(bo);
  });

  test("in a group with both accounts, and once", () => {
    expect(groupPeople(directory, [bo.id, anaAdmin, nobody, ana.id])).toEqual([whole, bo]);
  });

  test("who works for a provider says so", () => {
    const theirs = directoryOf({ people: provider(jon) });
    expect(personById(theirs, jon.id)).toEqual({ ...jon, employer: "Northwind" });
  });
});

describe("who may own a step", () => {
  test("whoever is ever on call, deputies and lead, each once", () => {
    expect([...decidersOfTeam(directoryOf(), "identity")].sort()).toEqual(
      [ana.id, jon.id, priya.id].sort(),
    );
    expect(decidersOfTeam(directoryOf(), "network")).toEqual([]);
  });

  test("a group's members as far as they are people here", () => {
    const directory = directoryOf({ teams: [team({ onCall: { group: nobody } })] });
    const groups = new Map([[nobody, [bo.id, nobody]]]);
    expect(decidersOfTeam(directory, "identity")).toEqual([jon.id, priya.id]);
    expect(decidersOfTeam(directory, "identity", groups)).toEqual([bo.id, jon.id, priya.id]);
  });

  test("a team of one is told of: two people can't agree there", () => {
    const alone = team({ id: "small", lead: ana.id, deputies: [ana.id] });
    const group = team({ id: "wide", lead: ana.id, deputies: [], onCall: { group: nobody } });
    const warnings = warningsOf(directoryOf({ teams: [team(), alone, group] }));
    expect(warnings).toEqual([expect.stringMatching(/^team small: only one person decides here/)]);
  });
});

const teamWith = (more: Readonly<Record<string, unknown>>) => raw({ teams: [team(more)] });
const onCall = (value: unknown) => teamWith({ onCall: value });
const rule = { name: "A rule", team: "identity" };
const quiet = { timeZone: "Europe/Lisbon", from: "22:00", to: "07:00" };

test.each<[string, unknown, string]>([
  ["no people", raw({ people: [] }), "people: "],
  ["no teams", raw({ teams: [] }), "teams: "],
  ["a field too many", raw({ colour: "red" }), ": "],
  ["the old field owner", teamWith({ owner: ana.id }), "teams.0: "],
  ["an id that isn't one", raw({ people: [row(ana, { id: "ana" })] }), "people.0.id: "],
  ["a person listed twice", raw({ people: [...everybody, row(ana)] }), "people.4.id: this person"],
  [
    "an account that is somebody's own",
    raw({ people: [row(ana, { accounts: [bo.id] }), ...everybody.slice(1)] }),
    "people.3.id: this person is listed twice",
  ],
  [
    "one account of two people",
    raw({ people: [withAdmin[0], row(jon, { accounts: [anaAdmin] }), ...everybody.slice(2)] }),
    "people.1.accounts.0: this person is listed twice",
  ],
  [
    "a team listed twice",
    raw({ teams: [team(), team()] }),
    "teams.1.id: this team is listed twice",
  ],
  ["a lead whom nobody knows", teamWith({ lead: nobody }), "teams.0.lead: nobody in people"],
  ["a deputy whom nobody knows", teamWith({ deputies: [nobody] }), "teams.0.deputies.0: nobody"],
  ["somebody unknown on call", onCall({ person: nobody }), "teams.0.onCall.person: nobody"],
  [
    "an account where a person belongs",
    raw({ people: withAdmin, teams: [team({ lead: anaAdmin })] }),
    `teams.0.lead: this is another account of Ana Costa: name ${ana.id}`,
  ],
  ["no way to be on call", onCall({}), "teams.0.onCall: give exactly one of"],
  ["two ways", onCall({ person: ana.id, group: nobody }), "teams.0.onCall: give exactly one of"],
  ["a group that isn't an id", onCall({ group: "../users" }), "teams.0.onCall.group: "],
  [
    "a rotation of nobody",
    onCall({ rotation: { people: [], start: day(1), everyHours: 12 } }),
    "teams.0.onCall.rotation.people: ",
  ],
  [
    "turns of no length",
    onCall({ rotation: { people: [ana.id], start: day(1), everyHours: 0 } }),
    "teams.0.onCall.rotation.everyHours: ",
  ],
  ["a moment without a zone", rota([day(1, "08:00:00"), day(2)]), "a moment with Z or an offset"],
  ["a day that isn't", rota(["2026-02-30T08:00:00Z", day(2)]), "rota.0.from: "],
  ["a year that can't be told", rota(["0000-01-01T00:00:00+14:00", day(2)]), "rota.0.from: "],
  ["an entry that runs backwards", rota([day(2), day(1)]), "rota.0.to: it ends before it begins"],
  ["an entry of no length", rota([day(2), day(2)]), "rota.0.to: it ends before it begins"],
  [
    "entries that overlap",
    rota([day(3), day(5)], [day(1), day(4)]),
    "rota.0.from: it begins before entry 2 of this rota has ended",
  ],
  [
    "a long entry over two short ones",
    rota([day(1), day(2)], [day(1), day(9)], [day(3), day(4)]),
    "rota.2.from: it begins before entry 2 of this rota has ended",
  ],
  [
    "a team of a provider's people only",
    raw({ people: provider(ana, jon, priya) }),
    "teams.0: everybody named here is a provider's",
  ],
  [
    "a rule to no team",
    raw({ routing: [{ ...rule, team: "none" }] }),
    "routing.0.team: there is no",
  ],
  [
    "oversight by no team",
    raw({ routing: [{ ...rule, oversight: "none" }] }),
    "routing.0.oversight: there is no team none",
  ],
  ["two rules of a name", raw({ routing: [rule, rule] }), "routing.1.name: another rule"],
  ["a rule for nothing", raw({ routing: [{ ...rule, severity: [] }] }), "routing.0.severity: "],
  [
    "a target that isn't",
    raw({ routing: [{ ...rule, targets: ["boss"] }] }),
    "routing.0.targets.0",
  ],
  [
    "a clock too short",
    raw({ clocks: { responseMinutes: { sev1: 1 } } }),
    "clocks.responseMinutes.sev1: ",
  ],
  [
    "a clock too long",
    raw({ clocks: { responseMinutes: { sev4: 1_441 } } }),
    "clocks.responseMinutes.sev4: ",
  ],
  [
    "a graver severity that may wait longer",
    raw({ clocks: { responseMinutes: { sev1: 20 } } }),
    "clocks.responseMinutes.sev2: sev2 may not be answered sooner than sev1: 20 minutes there",
  ],
  ["no such time zone", raw({ quietHours: { ...quiet, timeZone: "Europe/Lisboa" } }), "time zone"],
  ["an offset as time zone", raw({ quietHours: { ...quiet, timeZone: "+01:00" } }), "time zone"],
  ["no such time", raw({ quietHours: { ...quiet, to: "24:00" } }), "quietHours.to: a time of the"],
  ["quiet all day", raw({ quietHours: { ...quiet, to: "22:00" } }), "16 hours at most"],
  ["quiet too long", raw({ quietHours: { ...quiet, to: "14:01" } }), "16 hours at most"],
  ["no such weekday", raw({ quietHours: { ...quiet, days: ["sunday"] } }), "quietHours.days.0: "],
])("%s is refused, and where is said", (_what, value, where) => {
  expect(issuesOf(value).join("\n")).toContain(where);
});

test("entries that touch, in any order, are a whole rota", () => {
  expect(issuesOf(rota([day(3), day(4)], [day(1), day(2)], [day(2), day(3)]))).toEqual([]);
});

test("one internal deputy is enough beside a provider's people", () => {
  expect(issuesOf(raw({ people: provider(ana, priya) }))).toEqual([]);
});
