import { describe, expect, test } from "@jest/globals";
import { directoryDiff } from "../../../src/core/ownership/diff.ts";
import { idEnding } from "../../support/incidents.ts";
import { ana, bo, directoryOf, everybody, jon, priya, row, team } from "./given-directory.ts";

type Raw = Readonly<Record<string, unknown>>;
const diff = (before: Raw, after: Raw): readonly string[] =>
  directoryDiff(directoryOf(before), directoryOf(after));
const teamOf = (more: Raw): Raw => ({ teams: [team(more)] });
const entry = (person: typeof ana, day: number): Raw => ({
  person: person.id,
  from: `2026-11-0${String(day)}T08:00:00Z`,
  to: `2026-11-0${String(day + 1)}T08:00:00Z`,
});
const rule = { name: "Mail", team: "identity" };
const other = { name: "Rest", team: "identity" };
const quiet = { timeZone: "Europe/Lisbon", from: "22:00", to: "07:00" };
const sam = row({ id: idEnding("5a5a"), name: "Sam Park" });
const turns = (people: readonly (typeof ana)[], day = 1): Raw => ({
  onCall: {
    rotation: {
      people: people.map(({ id }) => id),
      start: `2026-11-0${String(day)}T00:00:00Z`,
      everyHours: 12,
    },
  },
});

test("the same says nothing, also in another spelling", () => {
  expect(diff({}, {})).toEqual([]);
  const upper = everybody.map((person) => ({ ...person, id: String(person["id"]).toUpperCase() }));
  expect(
    diff({}, { people: upper, clocks: { responseMinutes: { sev1: 5 } }, routing: [] }),
  ).toEqual([]);
});

test.each<[string, Raw, Raw, readonly string[]]>([
  [
    "on call",
    {},
    teamOf({ onCall: { person: jon.id } }),
    ["Identity: on call is now Jon Lind, was Ana Costa"],
  ],
  [
    "nobody on call",
    {},
    teamOf({ onCall: undefined }),
    ["Identity: on call is now nobody, was Ana Costa"],
  ],
  [
    "lead and deputies",
    {},
    teamOf({ lead: bo.id, deputies: [priya.id, jon.id] }),
    [
      "Identity: the lead is now Bo Eriksen, was Priya Nair",
      "Identity: deputies are now Priya Nair, Jon Lind, were Jon Lind",
    ],
  ],
  [
    "a person more, one less",
    {},
    { people: [...everybody.slice(0, 3), sam] },
    ["Sam Park was added", "Bo Eriksen was removed"],
  ],
  [
    "a person's facts",
    {},
    {
      people: [
        row(
          { ...ana, name: "Ana Reis" },
          { email: "ana@contoso.example", employer: "Northwind", accounts: [idEnding("a0a1")] },
        ),
        ...everybody.slice(1),
      ],
    },
    [
      "Ana Costa is called Ana Reis now",
      "Ana Reis: another mail address",
      "Ana Reis: other accounts changed",
      "Ana Reis is employed by Northwind now",
    ],
  ],
  [
    "a rota",
    teamOf({ onCall: { rota: [entry(ana, 1), entry(bo, 2)] } }),
    teamOf({ onCall: { rota: [entry(jon, 1), entry(bo, 2), entry(bo, 3)] } }),
    ["Identity: the rota has 3 entries now (2 added, 1 removed)"],
  ],
  [
    "only the order of a rota",
    teamOf({ onCall: { rota: [entry(ana, 1), entry(bo, 2)] } }),
    teamOf({ onCall: { rota: [entry(bo, 2), entry(ana, 1)] } }),
    [],
  ],
  [
    "a rota for a person",
    {},
    teamOf({ onCall: { rota: [entry(jon, 1)] } }),
    ["Identity: on call is now a rota of 1 entries, was Ana Costa"],
  ],
  [
    "a rotation",
    teamOf(turns([ana, bo])),
    teamOf(turns([bo, jon])),
    [
      "Identity: on call is now Bo Eriksen, Jon Lind in turn, 12 hours each, was Ana Costa, Bo Eriksen in turn, 12 hours each",
    ],
  ],
  [
    "a rotation's start",
    teamOf(turns([ana, bo])),
    teamOf(turns([ana, bo], 2)),
    ["Identity: the rotation changed"],
  ],
  [
    "a team more",
    {},
    { teams: [team(), team({ id: "soc", name: "SOC" })] },
    ["the team SOC was added"],
  ],
  [
    "a team less",
    { teams: [team(), team({ id: "soc", name: "SOC" })] },
    {},
    ["the team SOC was removed"],
  ],
  ["a team's name", {}, teamOf({ name: "IAM" }), ["the team Identity is called IAM now"]],
  ["a rule more", {}, { routing: [rule] }, ["routing: rule “Mail” added"]],
  [
    "a rule less",
    { routing: [rule, other] },
    { routing: [other] },
    ["routing: rule “Mail” removed"],
  ],
  [
    "a rule changed",
    { routing: [rule] },
    { routing: [{ ...rule, severity: ["sev4"] }] },
    ["routing: rule “Mail” changed"],
  ],
  [
    "rules in another order",
    { routing: [rule, other] },
    { routing: [other, rule] },
    ["routing: the rules stand in another order"],
  ],
  [
    "a clock",
    {},
    { clocks: { responseMinutes: { sev3: 45 } } },
    ["sev3: answers are due in 45 minutes, was 30"],
  ],
  [
    "quiet hours",
    {},
    { quietHours: { ...quiet, days: ["sun"] } },
    ["quiet hours are now 22:00 to 07:00 in Europe/Lisbon (sun), were none"],
  ],
])("%s", (_what, before, after, sentences) => {
  expect(diff(before, after)).toEqual(sentences);
});

describe("names", () => {
  test("of namesakes are told apart", () => {
    const twin = row({ id: idEnding("5a5a"), name: "Ana Costa" });
    const people = [...everybody, twin];
    expect(
      diff({ people }, { people, teams: [team({ onCall: { person: idEnding("5a5a") } })] }),
    ).toEqual([
      "Identity: on call is now Ana Costa (id 5a5a), was Ana Costa (id " + ana.id.slice(-4) + ")",
    ]);
  });

  test("can't forge a line, turn the text or fill the log", () => {
    const name = "Eve\n03:00 Approved by Ana \u202Etxt ${x}{{y}}";
    const [only, ...more] = diff(
      {},
      { people: [...everybody, row({ id: idEnding("5a5a"), name })], teams: [team({ name })] },
    );
    expect(only).toBe("Eve 03:00 Approved by Ana txt {x}{y} was added");
    for (const sentence of more) expect(sentence).not.toMatch(/[\n\u202E]|\{\{|\$\{/u);
  });
});

test("twenty sentences, then how many more", () => {
  const many = Array.from({ length: 27 }, (_, index) =>
    row({ id: idEnding(`b${String(100 + index)}`), name: `Person ${String(index)}` }),
  );
  const sentences = diff({}, { people: [...everybody, ...many] });
  expect(sentences).toHaveLength(21);
  expect(sentences.at(-1)).toBe("and 7 more");
});
