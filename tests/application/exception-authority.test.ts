import { isBarred } from "../../src/core/incident/decision.ts";
import { describe, expect, test } from "@jest/globals";
import {
  acceptersOf,
  authorityOf,
  reviewersFor,
  teamsIn,
} from "../../src/application/exception-authority.ts";
import { type Person } from "../../src/core/incident/people.ts";
import { directorySchema } from "../../src/core/ownership/directory.ts";
import { incidentIdOf, objectId } from "../../src/core/shared/ids.ts";
import { aSubject } from "../support/incidents.ts";
import { incident as anIncident } from "../adapters/sql/builders.ts";
import { asker, boss, lead, soc, source, stranger } from "../core/exceptions/given.ts";

const socLead: Person = {
  id: objectId.parse("4b0e4b9e-2f61-4f0a-9a37-52f0a91d50c0"),
  name: "Mia Sol",
};
const socAdmin = objectId.parse("4b0e4b9e-2f61-4f0a-9a37-52f0a91dadad");
const row = ({ id, name }: Person, accounts: readonly string[] = []) => ({
  id,
  name,
  email: "somebody@contoso.example",
  accounts,
});
const teams = teamsIn(
  directorySchema.parse({
    people: [row(lead), row(boss), row(soc, [socAdmin]), row(socLead), row(asker), row(stranger)],
    teams: [
      { id: "identity", name: "Identity", lead: lead.id, deputies: [asker.id] },
      { id: "mail", name: "Mail", lead: stranger.id },
      { id: "soc", name: "SOC", lead: socLead.id, onCall: { person: soc.id } },
      { id: "management", name: "Management", lead: boss.id },
    ],
  }),
);

const step = (team: string, routed?: string) =>
  ({
    definition: { key: source.step, team },
    ownership: routed === undefined ? undefined : { team: routed, owner: lead },
  }) as never; // The rest of a step plays no part here.
const incidentWith = (change: Parameters<typeof anIncident>[2]) =>
  anIncident(incidentIdOf(7), 1, { steps: [step("identity")], ...change });

const fromStep = (change: Parameters<typeof anIncident>[2] = {}) => ({
  exception: { source },
  incident: incidentWith(change),
});
const byItself = { exception: { source: undefined }, incident: undefined };
const names = (people: readonly Person[]) => people.map(({ name }) => name);

describe("who may accept", () => {
  test("the lead of the step's team, and management", () => {
    expect(names(acceptersOf(fromStep(), teams))).toEqual(["Ana Costa", "Priya Nair"]);
    expect(authorityOf(asker, fromStep(), teams).mayAccept).toBe(false);
    expect(authorityOf(boss, fromStep(), teams).mayAccept).toBe(true);
  });

  test("the lead of the team that it was routed to, not of the playbook's", () => {
    const about = fromStep({ steps: [step("identity", "mail")] });
    expect(names(acceptersOf(about, teams))).toEqual(["Sam Reed", "Priya Nair"]);
  });

  test("any team's lead, where it comes from no incident", () => {
    expect(names(acceptersOf(byItself, teams))).toEqual([
      "Ana Costa",
      "Sam Reed",
      "Mia Sol",
      "Priya Nair",
    ]);
    expect(authorityOf(soc, byItself, teams)).toEqual({
      mayAccept: false,
      mayReview: true,
      isBarred: false,
    });
  });

  test("management alone, where the step or its team is unknown", () => {
    expect(names(acceptersOf(fromStep({ steps: [] }), teams))).toEqual(["Priya Nair"]);
    expect(names(acceptersOf(fromStep({ steps: [step("nobody")] }), teams))).toEqual([
      "Priya Nair",
    ]);
  });
});

describe("who may review", () => {
  test("whoever decides in the security team, from any account", () => {
    const admin = { id: socAdmin, name: "Jon (admin)" };
    expect(
      [soc, socLead, admin, boss].map((who) => authorityOf(who, fromStep(), teams).mayReview),
    ).toEqual([true, true, true, false]);
  });

  test("for an owner: the others of that team who aren't barred", () => {
    expect(names(reviewersFor(lead, fromStep(), teams))).toEqual(["Jon Lind", "Mia Sol"]);
    expect(names(reviewersFor(socLead, fromStep(), teams))).toEqual(["Jon Lind"]);
    expect(
      names(reviewersFor(socLead, fromStep({ suspects: [{ ...soc, namedBy: socLead }] }), teams)),
    ).toEqual([]);
  });
});

describe("who is barred", () => {
  test("subjects and suspects of the incident, by id and by any other account", () => {
    const admin = { id: socAdmin, name: "Jon (admin)" };
    const bySubject = incidentWith({ subjects: [{ ...aSubject(), id: socAdmin }] });
    const bySuspect = incidentWith({
      suspects: [{ ...soc, accounts: [socAdmin], namedBy: socLead }],
    });
    expect(isBarred(bySubject, { ...soc, accounts: [socAdmin] })).toBe(true);
    expect(isBarred(bySubject, soc)).toBe(false);
    expect(isBarred(bySuspect, admin)).toBe(true);
    expect(isBarred(bySuspect, boss)).toBe(false);
  });

  test("everybody, where the incident can't be had or is another one", () => {
    expect(authorityOf(boss, { exception: { source }, incident: undefined }, teams).isBarred).toBe(
      true,
    );
    const other = { exception: { source }, incident: anIncident(incidentIdOf(8), 1) };
    expect(authorityOf(boss, other, teams).isBarred).toBe(true);
    expect(authorityOf(boss, byItself, teams).isBarred).toBe(false);
  });
});
