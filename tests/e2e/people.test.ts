import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { sendActivity } from "./activity.ts";
import { eventually } from "./cordon.ts";
import { type DirectoryFile, ownDirectory, setStage, type Stage } from "./stage.ts";
import {
  approve,
  blocked,
  changesOf,
  expectRecorded,
  jonasLegal,
  jonasSales,
  marta,
  newcomer,
  newcomerId,
  observed,
  openIncident,
  stepCard,
} from "./subjects.ts";
import { buttonOf, people, places, type Post } from "./team.ts";

jest.setTimeout(60_000);

const block = "Block sign-in";
const guest = "8d4f3061-b275-4e9a-8f48-5c913ecfaf41";
/** Signed in by another organisation, and a member by type. */
const b2bMember = "8d4f3061-b275-4e9a-8f48-5c913ecfaf42";
/** In the directory and in no team. */
const kim = newcomerId("d1");
const stranger = "99999999-0000-4000-8000-000000000001";
/** Exchange Administrator: takes two people. */
const dana = "6b2d1e4f-9053-4c78-8d26-3a7f1cae8d32";

let directory: DirectoryFile;
let stage: Stage;
let incident: string;
let card: Post;

/** Bo is on call; the deputies are Jon and two who must never count. */
const changes = [
  [
    "people:\n",
    `people:
  - { id: ${guest}, name: Rui Tavares, email: rui@partner.example }
  - { id: ${kim}, name: Kim Wu, email: kim@contoso.example }
  - { id: ${b2bMember}, name: Lena Vogt, email: lena@sister.example }
`,
  ],
  ["      person: 00000000-0000-4000-8000-0000000000a1 # Ana", `      person: ${people.bo}`],
  [
    "    deputies: [00000000-0000-4000-8000-0000000000a2] # Jon",
    `    deputies: [${people.jon}, ${guest}, ${b2bMember}]`,
  ],
] as const;

beforeAll(async () => {
  directory = await ownDirectory();
  await directory.write(...changes);
  stage = await setStage({ DIRECTORY_FILE: directory.file });
  await newcomer(stage.cordon, kim);
  incident = await openIncident(stage.team(), marta);
  card = await stepCard(stage.team(), block, marta, "Waiting for Bo Eriksen");
}, 60_000);

afterAll(async () => {
  await stage.close();
  await directory.remove();
}, 30_000);

/** As Teams would send it: the Playground knows its six people only. */
const pressedBy = (from: string): Promise<string> => {
  const { verb, data } = buttonOf(card.card, "step.approve");
  const value = { action: { type: "Action.Execute", verb, data } };
  return sendActivity(
    stage.cordon,
    { from, channel: places.incident },
    { name: "adaptiveCard/action", value },
  );
};
const setEnabled = (key: string, accountEnabled: boolean): Promise<void> =>
  stage.cordon.world({ table: "users", key, set: { accountEnabled } });

test.each([
  { who: "a guest who is in the directory", id: guest, code: "R-209", says: "a guest's" },
  { who: "a member of another organisation", id: b2bMember, code: "R-209", says: "another organ" },
  { who: "somebody unknown", id: stranger, code: "R-206", says: "directory of responders" },
])("$who is refused, whatever the card says, and noted once", async ({ id, code, says }) => {
  expect(card.text).not.toContain("Rui");
  expect(card.text).not.toContain("Lena");
  for (let press = 0; press < 5; press += 1) {
    const answer = await pressedBy(id);
    expect(answer).toContain(code);
    expect(answer).toContain(says);
  }
  const noted = stage
    .entries(incident, "PressRefused")
    .filter(({ actor }) => JSON.stringify(actor).includes(id));
  expect(noted).toMatchObject([{ code }]);
  expect(stage.course(incident)).not.toContain("StepApproved");
  expect(await changesOf(stage.cordon, marta)).toEqual([]);
});

test("whoever was disabled is refused, however long they belonged to the directory", async () => {
  await setEnabled(kim, false);
  // Nobody had asked how this account stands: what is known of others is kept for five minutes.
  for (const line of [await pressedBy(kim), await pressedBy(kim)]) {
    expect(line).toContain("R-209");
    expect(line).toContain("disabled");
  }
  const noted = stage
    .entries(incident, "PressRefused")
    .filter(({ actor }) => JSON.stringify(actor).includes(kim));
  expect(noted).toMatchObject([{ code: "R-209" }]);
  expect(await changesOf(stage.cordon, marta)).toEqual([]);
});

test("a vote of somebody who is disabled before the second vote doesn't count", async () => {
  const team = stage.team();
  const other = await openIncident(team, dana);
  const two = await stepCard(team, block, dana, "Waiting for 2 people");
  expectRecorded(await approve(team, two, people.jon));
  await setEnabled(people.jon, false);
  expectRecorded(await approve(team, two, people.priya));
  await stepCard(team, block, dana, "Waiting for a second person", "First vote: Priya Nair");
  expect(stage.entries(other, "VoteVoided")).toMatchObject([
    { voter: { name: "Jon Lind" }, why: "the account is disabled" },
  ]);
  expect(stage.course(other)).not.toContain("EffectRequested");
  expect(await changesOf(stage.cordon, dana)).toEqual([]);
  expectRecorded(await approve(team, two, people.bo));
  await stepCard(team, block, dana, observed);
  expect(await changesOf(stage.cordon, dana)).toEqual([blocked]);
});

test("the same where one vote is enough: nothing is requested for somebody disabled a moment ago", async () => {
  const team = stage.team();
  await setEnabled(people.bo, false);
  // What is known of Bo is minutes old: the vote is taken, and void before anything is requested.
  expectRecorded(await approve(team, card, people.bo));
  await eventually(() => {
    const lost = stage.entries(incident, "VoteVoided");
    expect(lost).toMatchObject([{ voter: { name: "Bo Eriksen" } }]);
    return Promise.resolve();
  });
  expect(stage.course(incident)).not.toContain("EffectRequested");
  expect(await changesOf(stage.cordon, marta)).toEqual([]);
  expect((await approve(team, card, people.bo)).text).toContain("R-209");
});

test("an owner who left the tenant is passed over for the deputy", async () => {
  await setEnabled(people.jon, true);
  await stage.cordon.world({ table: "users", key: people.bo, set: null });
  // What is known of people's accounts ends with the process.
  await stage.restart("SIGTERM");
  const team = stage.team();
  const fresh = await openIncident(team, jonasLegal);
  const waiting = await stepCard(team, block, jonasLegal, "Waiting for Jon Lind");
  expectRecorded(await approve(team, waiting, people.jon));
  await stepCard(team, block, jonasLegal, observed);
  expect(await changesOf(stage.cordon, jonasLegal)).toEqual([blocked]);
  const [vote] = stage.entries(fresh, "StepApproved");
  expect(vote).toMatchObject({ actor: { name: "Jon Lind" } });
  expect(vote).not.toHaveProperty("onBehalfOf");
});

test("where everybody who decides is gone, the lead gives the step to somebody", async () => {
  await stage.cordon.world({ table: "users", key: people.jon, set: null });
  await stage.cordon.world({ table: "users", key: people.priya, set: null });
  await stage.restart("SIGTERM");
  const other = await openIncident(stage.team(), jonasSales);
  const waiting = await stepCard(stage.team(), block, jonasSales, "Waiting for an owner");
  expect(waiting.text).toContain("Nobody can decide this");
  expect((await approve(stage.team(), waiting, people.ana)).text).toContain("R-105");
  expect(stage.course(other)).not.toContain("StepApproved");
});
