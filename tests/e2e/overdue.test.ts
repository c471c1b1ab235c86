/**
 * A step that nobody answers, in Cordon's own time at 75 times the machine's: severity 2 has ten minutes, so the ladder
 * ends after 25, which are 20 s here. In its middle the process is killed; its clock goes on from the last entry.
 */
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { eventually } from "./cordon.ts";
import { claimedJobs, type Entry, saidAlone } from "./record.ts";
import { type DirectoryFile, ownDirectory, setStage, type Stage, timesSaid } from "./stage.ts";
import {
  approve,
  blocked,
  changesOf,
  expectRecorded,
  jonasLegal,
  marta,
  observed,
  stepCard,
} from "./subjects.ts";
import { buttonOf, buttonsOf, people, type Post } from "./team.ts";

jest.setTimeout(90_000);

const block = "Block sign-in";
const rungs = ["half time", "time up", "deputies", "lead", "management"];

let directory: DirectoryFile;
let stage: Stage;
const incident = "INC-0001";
/** What was said before the process was killed: its client forgets. */
let before: readonly Post[];

beforeAll(async () => {
  directory = await ownDirectory();
  await directory.write(
    [
      "teams:\n",
      `teams:
  - id: night
    name: Night watch
    onCall:
      rota:
        - { person: ${people.bo}, from: 2020-01-01T00:00:00Z, to: 2020-01-02T00:00:00Z }
    deputies: [${people.ines}]
    lead: ${people.ines}
`,
    ],
    ["routing:\n", "routing:\n  - { name: At night, severity: [sev3], team: night }\n"],
  );
  stage = await setStage({ DIRECTORY_FILE: directory.file, SANDBOX_CLOCK_SPEED: "75" });
}, 60_000);

afterAll(async () => {
  await stage.close();
  await directory.remove();
}, 30_000);

const calls = (): readonly Entry[] => stage.entries(incident, "PeopleCalled");
const called = (): readonly unknown[] => calls().map(({ rung }) => rung);
const untilCalled = (rung: string): Promise<void> =>
  eventually(() => {
    expect(called()).toContain(rung);
    return Promise.resolve();
  }, 45_000);
const namesOf = (rung: string): string => {
  const entry = calls().find((one) => one["rung"] === rung);
  return JSON.stringify(entry?.["people"]);
};
const minutesAt = (entry: Entry | undefined): number => Date.parse(String(entry?.["at"])) / 60_000;

test("the owner is called at half of the time and at its end, and a card says so", async () => {
  const team = stage.team();
  expect(await stage.said(`incident open only-block ${marta} sev2`, people.sam)).toContain(
    `${incident} is open`,
  );
  await stepCard(team, block, marta, "Waiting for Ana Costa");
  await untilCalled("time up");
  expect(called()).toEqual(["half time", "time up"]);
  const started = minutesAt(stage.entries(incident, "StepProposed")[0]);
  const [half, full] = calls();
  expect(minutesAt(half) - started).toBeGreaterThanOrEqual(5);
  expect(minutesAt(half) - started).toBeLessThan(7.5);
  expect(minutesAt(full) - started).toBeGreaterThanOrEqual(10);
  const card = await team.post("Overdue since", "Ana Costa hasn’t answered");
  expect(card.text).toContain("Jon Lind");
  await eventually(() => {
    // By mention in the thread, and alone.
    expect(timesSaid(team, "half of its time is over")).toBe(2);
    expect(timesSaid(team, "its time is up")).toBe(2);
    return Promise.resolve();
  });
  const told = team.posts().filter(({ text }) => text.includes("its time is up"));
  for (const { mentions } of told) expect(JSON.stringify(mentions)).toContain(people.ana);
  await eventually(() => {
    expect(claimedJobs(stage.cordon.folder)).toBe(0);
    return Promise.resolve();
  });
  before = team.posts();
});

test("killed in the middle: the rest of the ladder comes, and nothing twice", async () => {
  await stage.restart();
  const team = stage.team();
  await untilCalled("management");
  expect(called()).toEqual(rungs);
  expect(namesOf("deputies")).toContain("Jon Lind");
  expect(namesOf("lead")).toContain("Sam Park");
  for (const name of ["Ines Moreau", "Bo Eriksen", "Priya Nair"]) {
    expect(namesOf("management")).toContain(name);
  }
  const times = calls().map(minutesAt);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  await eventually(() => {
    // Jon, Sam and the three of management, each in the thread and alone, which only they can read.
    expect(timesSaid(team, "is overdue: Ana Costa hasn't answered")).toBe(5);
    const alone = saidAlone(stage.cordon.folder, incident);
    expect(alone).toHaveLength(7);
    for (const id of Object.values(people)) expect(alone.join(" ")).toContain(id);
    return Promise.resolve();
  }, 45_000);
  for (const words of ["half of its time is over", "its time is up"]) {
    expect(before.filter(({ text }) => text.includes(words))).toHaveLength(2);
    expect(timesSaid(team, words)).toBe(0);
  }
  expect(await changesOf(stage.cordon, marta)).toEqual([]);
  expect(stage.course(incident)).not.toContain("StepApproved");
}, 90_000);

test("an approval ends it, and the card says who answered", async () => {
  const team = stage.team();
  const overdue = await team.post("Overdue since");
  const take = buttonOf(overdue.card, "step.take");
  expect((await team.press(overdue, take, people.bo)).text).toContain("R-104");
  expect((await team.press(overdue, take, people.jon)).text).toContain("you are on it");
  await team.post("Overdue since", "On it", "Jon Lind");
  const propose = { verb: "step.propose", data: take.data };
  expectRecorded(await team.press(overdue, propose, people.jon));
  const card = await stepCard(team, block, marta, "Waiting for Ana Costa");
  expectRecorded(await approve(team, card, people.jon));
  await stepCard(team, block, marta, observed);
  const answered = await team.post("Answered", "Jon Lind approved it");
  expect(buttonsOf(answered.card)).toEqual([]);
  expect(await changesOf(stage.cordon, marta)).toEqual([blocked]);
  const made = called().length;
  // Half a response time, and more.
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  expect(called()).toHaveLength(made);
});

test("a step without an owner: the lead is told at once, again and again, then management", async () => {
  const team = stage.team();
  const said = await stage.said(`incident open only-block ${jonasLegal} sev3`, people.priya);
  const other = /INC-\d{4}(?= is open)/.exec(said)?.[0] ?? "";
  await stepCard(team, block, jonasLegal, "Waiting for Ines Moreau");
  const suspect = `incident suspect ${other} Ines Moreau She knew of it`;
  expect(await stage.said(suspect, people.priya)).toContain("no say here any more");
  const card = await stepCard(team, block, jonasLegal, "Waiting for an owner");
  expect((await approve(team, card, people.jon)).text).toContain("R-105");
  await eventually(() => {
    const told = stage.entries(other, "PeopleCalled");
    expect(told[0]).toMatchObject({ rung: "no owner", people: [{ name: "Priya Nair" }] });
    expect(timesSaid(team, "step 1 has no owner: assign one")).toBeGreaterThanOrEqual(1);
    return Promise.resolve();
  });
  await eventually(() => {
    const told = stage.entries(other, "PeopleCalled");
    expect(told.map(({ rung }) => rung)).toEqual([
      ...Array<string>(5).fill("no owner"),
      "management",
    ]);
    // Management without the suspect.
    expect(JSON.stringify(told.at(-1)?.["people"])).not.toContain("Ines Moreau");
    return Promise.resolve();
  }, 45_000);
  expect(await changesOf(stage.cordon, jonasLegal)).toEqual([]);
});
