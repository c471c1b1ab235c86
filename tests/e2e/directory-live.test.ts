import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { eventually } from "./cordon.ts";
import { type DirectoryFile, ownDirectory, setStage, type Stage } from "./stage.ts";
import {
  approve,
  blocked,
  changesOf,
  expectRecorded,
  marta,
  observed,
  openIncident,
  stepCard,
} from "./subjects.ts";
import { people } from "./team.ts";

jest.setTimeout(60_000);

const block = "Block sign-in";
const onCall = "      person: 00000000-0000-4000-8000-0000000000a1 # Ana";
const deputies = "    deputies: [00000000-0000-4000-8000-0000000000a2] # Jon";

let directory: DirectoryFile;
let stage: Stage;
let incident: string;

beforeAll(async () => {
  directory = await ownDirectory();
  stage = await setStage({ DIRECTORY_FILE: directory.file });
  incident = await openIncident(stage.team(), marta);
  await stepCard(stage.team(), block, marta, "Waiting for Ana Costa");
}, 60_000);

afterAll(async () => {
  await stage.close();
  await directory.remove();
}, 30_000);

test("a changed rota is an entry with what changed, and asks the new owner by name", async () => {
  const team = stage.team();
  await directory.write(
    [onCall, `      person: ${people.jon}`],
    [deputies, `    deputies: [${people.ana}]`],
  );
  const card = await stepCard(team, block, marta, "Waiting for Jon Lind");
  expect(card.text).toContain("Ana Costa");
  const [changed] = stage.entries(incident, "DirectoryChanged");
  expect(JSON.stringify(changed?.["changes"])).toContain("on call is now Jon Lind, was Ana Costa");
  expect(stage.entries(incident, "OwnerFound").at(-1)).toMatchObject({
    ownership: { owner: { name: "Jon Lind" }, deputies: [{ name: "Ana Costa" }] },
  });
  await eventually(() => {
    const told = team.posts().filter(({ text }) => text.includes("waits for your decision"));
    expect(JSON.stringify(told.at(-1)?.mentions)).toContain(people.jon);
    expect(told).toHaveLength(2);
    return Promise.resolve();
  });
  await team.post("Log, entries", "Directory of responders");
});

test("a broken file is an entry with its line, and changes nobody", async () => {
  await writeFile(directory.file, "people: []\nteams:\n  - id: iam\n    nme: Identity\n");
  await eventually(() => {
    const [refused] = stage.entries(incident, "DirectoryRefused");
    expect(String(refused?.["problem"])).toMatch(/directory\.yaml:\d+: /u);
    return Promise.resolve();
  });
  await writeFile(directory.file, "people:\n  - [");
  await eventually(() => {
    expect(stage.entries(incident, "DirectoryRefused")).toHaveLength(2);
    return Promise.resolve();
  });
  expect(stage.entries(incident, "OwnerFound")).toHaveLength(1);
  await stepCard(stage.team(), block, marta, "Waiting for Jon Lind");
  expect((await stage.said("incident list")).length).toBeGreaterThan(0);
});

test("the repaired file counts: who isn't in it any more has no say", async () => {
  const team = stage.team();
  await directory.write(
    [onCall, `      person: ${people.priya}`],
    [deputies, `    deputies: [${people.sam}]`],
  );
  const card = await stepCard(team, block, marta, "Waiting for Priya Nair");
  expect(stage.entries(incident, "DirectoryChanged")).toHaveLength(2);
  for (const as of [people.ana, people.jon]) {
    expect((await approve(team, card, as)).text).toContain("R-104");
  }
  expect(await changesOf(stage.cordon, marta)).toEqual([]);
  expectRecorded(await approve(team, card, people.sam));
  await stepCard(team, block, marta, observed);
  expect(await changesOf(stage.cordon, marta)).toEqual([blocked]);
  expect(stage.entries(incident, "StepApproved")).toMatchObject([
    { actor: { name: "Sam Park" }, onBehalfOf: { name: "Priya Nair" } },
  ]);
});
