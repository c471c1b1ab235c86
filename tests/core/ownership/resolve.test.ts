import { describe, expect, test } from "@jest/globals";
import {
  management,
  type Matter,
  remainingDeciders,
  routeOf,
} from "../../../src/core/ownership/resolve.ts";
import { noGroups } from "../../../src/core/ownership/directory.ts";
import { after, instant } from "../../../src/core/shared/ids.ts";
import { at, idEnding } from "../../support/incidents.ts";
import {
  ana,
  anaAdmin,
  bo,
  directoryOf,
  everybody,
  jon,
  nobody,
  owned,
  priya,
  row,
  team,
  told,
} from "./given-directory.ts";

const group = idEnding("9999");
const moment = (text: string) => instant.parse(text);
const withTeam = (more: Readonly<Record<string, unknown>>) => directoryOf({ teams: [team(more)] });
const employed = (...people: readonly (typeof ana)[]) =>
  [ana, jon, priya, bo].map((person) =>
    row(person, people.includes(person) ? { employer: "Northwind" } : {}),
  );

describe("which team decides", () => {
  const directory = directoryOf({
    teams: [team(), team({ id: "soc" }), team({ id: "desk" })],
    routing: [
      { name: "Administrators", targets: ["privileged"], team: "identity", oversight: "soc" },
      { name: "Apps", targets: ["service principal"], team: "soc" },
      { name: "Resets", actions: ["reset"], playbooks: ["mail"], severity: ["sev1"], team: "soc" },
      { name: "Low", severity: ["sev3", "sev4"], team: "desk" },
    ],
  });
  const matter: Matter = {
    action: "block",
    defaultTeam: "identity",
    playbook: "mail",
    severity: "sev2",
    subjectKind: "user",
    traits: [],
  };
  test.each<[string, Partial<Matter>, object]>([
    ["no rule fits", {}, { team: "identity" }],
    ["the default has no team here", { defaultTeam: "none" }, { team: "none" }],
    [
      "a trait",
      { traits: ["guest", "privileged"], severity: "sev4" },
      { team: "identity", oversight: "soc", rule: "Administrators" },
    ],
    ["a kind", { subjectKind: "service principal" }, { team: "soc", rule: "Apps" }],
    ["all that is named", { action: "reset", severity: "sev1" }, { team: "soc", rule: "Resets" }],
    ["but one", { action: "reset", severity: "sev1", playbook: "own" }, { team: "identity" }],
    ["a severity", { severity: "sev4" }, { team: "desk", rule: "Low" }],
  ])("%s", (_what, changes, route) => {
    expect(routeOf(directory, { ...matter, ...changes })).toEqual(route);
  });
});

describe("who decides in the team", () => {
  test("whoever is on call; deputies stand in, the lead may second", () => {
    expect(owned(directoryOf())).toEqual({
      owner: ana,
      how: "on call",
      team: "identity",
      deputies: [jon],
      seconds: [priya],
    });
  });

  test("an assigned person before everybody on call", () => {
    expect(told(owned(directoryOf(), { assigned: priya }))).toBe(
      "Priya Nair (assigned); deputies Ana Costa, Jon Lind; seconds -",
    );
  });

  test.each<[string, readonly (typeof ana)[], string]>([
    ["on call", [ana], "Jon Lind (deputy); deputies -; seconds Priya Nair"],
    ["the deputy", [jon], "Ana Costa (on call); deputies -; seconds Priya Nair"],
    ["both", [ana, jon], "Priya Nair (lead); deputies -; seconds -"],
    ["all", [ana, jon, priya], "nobody"],
  ])("without who is barred: %s", (_who, barred, result) => {
    expect(told(owned(directoryOf(), { barred: barred.map(({ id }) => id) }))).toBe(result);
  });

  test("an assigned person who is barred owns nothing", () => {
    expect(told(owned(directoryOf(), { assigned: priya, barred: [priya.id] }))).toBe(
      "Ana Costa (on call); deputies Jon Lind; seconds -",
    );
  });

  test("somebody barred by another account of theirs, and assigned by it", () => {
    const directory = directoryOf({
      people: [row(ana, { accounts: [anaAdmin] }), ...everybody.slice(1)],
    });
    expect(owned(directory, { barred: [anaAdmin] })?.owner).toEqual(jon);
    const assigned = { id: anaAdmin, name: "adm-ana" };
    expect(owned(directory, { assigned })?.owner.name).toBe("Ana Costa");
    expect(owned(directory, { assigned, barred: [ana.id] })?.owner).toEqual(jon);
  });

  test("nobody where there is no such team", () => {
    expect(owned(directoryOf(), { team: "network" })).toBeUndefined();
  });

  test("without anybody on call the deputies, then the lead", () => {
    expect(owned(withTeam({ onCall: undefined }))?.how).toBe("deputy");
    expect(owned(withTeam({ onCall: undefined, deputies: [] }))?.how).toBe("lead");
  });
});

describe("on call by a rota", () => {
  const entries = [
    { person: bo.id, from: "2026-11-21T08:00:00Z", to: "2026-11-21T20:00:00Z" },
    { person: ana.id, from: "2026-11-22T09:00:00+01:00", to: "2026-11-22T20:00:00Z" },
  ];
  const directory = withTeam({ onCall: { rota: entries } });
  test.each([
    ["2026-11-21T07:59:59.999Z", "Jon Lind (deputy)"],
    ["2026-11-21T08:00:00.000Z", "Bo Eriksen (on call)"],
    ["2026-11-21T19:59:59.999Z", "Bo Eriksen (on call)"],
    ["2026-11-21T20:00:00.000Z", "Jon Lind (deputy)"],
    ["2026-11-22T08:00:00.000Z", "Ana Costa (on call)"],
    ["2027-01-01T00:00:00.000Z", "Jon Lind (deputy)"],
  ])("at %s: %s; a hole falls to the deputies", (time, who) => {
    expect(told(owned(directory, { at: moment(time) }))).toContain(who);
  });

  test("in a hole without deputies the lead", () => {
    const none = withTeam({ onCall: { rota: entries }, deputies: [] });
    expect(told(owned(none))).toBe("Priya Nair (lead); deputies -; seconds -");
  });
});

test("by a rotation, in turn from its start; before it nobody", () => {
  const start = moment("2026-11-21T00:00:00.000Z");
  const people = [ana.id, bo.id, priya.id];
  const directory = withTeam({ onCall: { rotation: { people, start, everyHours: 12 } } });
  const hours = [-1, 0, 11, 12, 24, 35, 36, 36 * 200 + 13];
  const names = hours.map(
    (hour) => owned(directory, { at: after(start, hour * 3_600_000) })?.owner.name,
  );
  const [a, b, p] = [ana.name, bo.name, priya.name];
  expect(names).toEqual([jon.name, a, a, b, p, p, a, b]);
});

describe("on call by a group", () => {
  const directory = withTeam({ onCall: { group } });
  const groups = (...members: readonly (typeof ana.id)[]) => new Map([[group, members]]);

  test("in the order of people, each once, strangers left out", () => {
    const known = groups(nobody, bo.id, ana.id, bo.id);
    expect(told(owned(directory, { groups: known }))).toBe(
      "Ana Costa (on call); deputies Bo Eriksen, Jon Lind; seconds Priya Nair",
    );
  });

  test("an empty or unknown one falls to the deputies", () => {
    expect(told(owned(directory, { groups: groups() }))).toContain("Jon Lind (deputy)");
    expect(told(owned(directory, { groups: noGroups }))).toContain("Jon Lind (deputy)");
  });

  test("a deputy who is in it too is named once", () => {
    expect(told(owned(directory, { groups: groups(jon.id, bo.id) }))).toBe(
      "Jon Lind (on call); deputies Bo Eriksen; seconds Priya Nair",
    );
  });
});

describe("oversight", () => {
  const soc = { id: "soc", name: "SOC" };
  const oversee = (more: Readonly<Record<string, unknown>>) =>
    owned(directoryOf({ teams: [team(), team({ ...soc, ...more })] }), { oversight: "soc" });

  test("by who is on call there; they and their deputies may second", () => {
    const found = oversee({ onCall: { person: bo.id }, deputies: [], lead: jon.id });
    expect(found?.oversight).toEqual(bo);
    expect(told(found)).toBe(
      "Ana Costa (on call); deputies Jon Lind; seconds Priya Nair, Bo Eriksen",
    );
  });

  test("never by the owner: the next one oversees", () => {
    expect(oversee({ deputies: [bo.id] })?.oversight).toEqual(bo);
  });

  test("left out where the owner is all there is", () => {
    expect(oversee({ deputies: [], lead: ana.id })).not.toHaveProperty("oversight");
  });

  test("never by who is barred", () => {
    const teams = [team(), team({ ...soc, onCall: { person: bo.id }, deputies: [priya.id] })];
    const found = owned(directoryOf({ teams }), { oversight: "soc", barred: [bo.id] });
    expect(found?.oversight).toEqual(priya);
    expect(found?.seconds).toEqual([priya]);
  });
});

describe("a managed provider's person decides", () => {
  test("and the first internal deputy or lead stays accountable", () => {
    expect(owned(directoryOf({ people: employed(ana) }))).toMatchObject({
      owner: { ...ana, employer: "Northwind" },
      accountable: jon,
    });
    expect(owned(directoryOf({ people: employed(ana, jon) }))?.accountable).toEqual(priya);
  });

  test("nobody is named beside an internal owner", () => {
    expect(owned(directoryOf({ people: employed(jon) }))).not.toHaveProperty("accountable");
  });

  test("who is on call at another time is accountable rather than nobody", () => {
    const rota = [{ person: bo.id, from: "2020-01-01T00:00:00Z", to: "2020-01-02T00:00:00Z" }];
    const teams = [team({ onCall: { rota } })];
    const directory = directoryOf({ people: employed(jon, priya), teams });
    expect(owned(directory)).toMatchObject({ how: "deputy", accountable: bo });
  });

  test("not without: where every internal one is barred there is no owner", () => {
    const directory = directoryOf({ people: employed(ana, priya) });
    expect(told(owned(directory))).toContain("Ana Costa (on call)");
    expect(owned(directory, { barred: [jon.id] })).toBeUndefined();
    expect(owned(directory, { barred: [jon.id], assigned: priya })).toBeUndefined();
  });
});

describe("when nobody answers", () => {
  test("the team management is called: on call, deputies, lead, each once", () => {
    const boss = team({ id: "management", onCall: { person: bo.id }, deputies: [bo.id, ana.id] });
    const directory = directoryOf({ teams: [team(), boss] });
    expect(management(directory, at("03:00"), noGroups)).toEqual([bo, ana, priya]);
  });

  test("nobody where there is no such team", () => {
    expect(management(directoryOf(), at("03:00"), noGroups)).toEqual([]);
  });
});

describe("when a responder is locked out", () => {
  const admin = [row(ana, { accounts: [anaAdmin] }), ...everybody.slice(1)];

  test("a team of three keeps two", () => {
    const directory = directoryOf({ people: admin });
    expect(remainingDeciders(directory, ana.id)).toEqual({ quorumHolds: true });
    expect(remainingDeciders(directory, anaAdmin)).toEqual({ quorumHolds: true });
  });

  test("a team of two doesn't, and one such team is enough", () => {
    const directory = directoryOf({ teams: [team(), team({ id: "two", deputies: [] })] });
    expect(remainingDeciders(directory, ana.id)).toEqual({ quorumHolds: false });
    expect(remainingDeciders(directory, jon.id)).toEqual({ quorumHolds: true });
  });

  test("the same human isn't two", () => {
    const directory = withTeam({ lead: jon.id });
    expect(remainingDeciders(directory, ana.id)).toEqual({ quorumHolds: false });
  });

  test("a group's members count as far as they are known", () => {
    const directory = withTeam({ onCall: { group }, deputies: [] });
    const groups = new Map([[group, [ana.id, bo.id]]]);
    expect(remainingDeciders(directory, ana.id, groups)).toEqual({ quorumHolds: true });
    expect(remainingDeciders(directory, priya.id)).toEqual({ quorumHolds: false });
  });

  test("nobody's account is no responder's", () => {
    expect(remainingDeciders(directoryOf(), nobody)).toBeUndefined();
  });

  test("who decides nowhere is missed nowhere", () => {
    expect(remainingDeciders(directoryOf(), bo.id)).toEqual({ quorumHolds: true });
  });
});
