import { beforeAll, expect, jest, test } from "@jest/globals";
import { stageForFile } from "./stage.ts";
import { approve, expectRecorded, marta, observed, openIncident, stepCard } from "./subjects.ts";
import { buttonOf, buttonsOf, people, type Post } from "./team.ts";

jest.setTimeout(60_000);

const stage = stageForFile();
let incident: string;
let offer: Post;

beforeAll(async () => {
  incident = await openIncident(stage.team(), marta);
  const card = await stepCard(stage.team(), "Block sign-in", marta, "Waiting for");
  expectRecorded(await approve(stage.team(), card, people.jon));
  await stepCard(stage.team(), "Block sign-in", marta, observed);
}, 60_000);

const lead = (): unknown => stage.entries(incident, "LeadChanged").at(-1)?.["lead"];

test("the lead offers, and stays lead until somebody takes over", async () => {
  expect(await stage.said(`incident handover ${incident} Sam Park`, people.jon)).toContain("R-201");
  const said = await stage.said(`incident handover ${incident} Sam Park`);
  expect(said).toContain("Ana Costa stays lead until then");
  offer = await stage.team().post("Handover waits for Sam Park");
  expect(offer.text).toContain("Ana Costa stays lead until then");
  expect(offer.text).toContain("Block sign-in");
  await stage.team().post(`${incident} is offered to you`);
  expect(lead()).toBeUndefined();
});

test("its card has at most 120 words, buttons and all", () => {
  const shown = [offer.text, "I take over", "Ask first"].join(" ");
  const words = shown
    .replaceAll(/\{\{TIME\([^}]*\)\}\}/gu, "3:17 AM")
    .replaceAll(/\{\{DATE\([^}]*\)\}\}/gu, "11/22/2026")
    .split(/[\s\u00a0]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  expect(words.length).toBeGreaterThan(20);
  expect(words.length).toBeLessThanOrEqual(120);
});

test("the wrong person is refused by name, and asking changes nothing", async () => {
  const take = buttonOf(offer.card, "incident.take-over");
  const team = stage.team();
  for (const as of [people.jon, people.ana]) {
    const answer = await team.press(offer, take, as);
    expect(answer.text).toBe("Not recorded. This handover is for Sam Park. (R-210)");
  }
  const asked = await team.press(offer, buttonOf(offer.card, "handover.ask"), people.sam);
  expect(asked.text).toContain("Ask Ana Costa in this thread");
  expect(lead()).toBeUndefined();
});

test("a newer offer makes the older card void", async () => {
  const team = stage.team();
  const old = { post: offer, take: buttonOf(offer.card, "incident.take-over") };
  await stage.said(`incident handover ${incident} Priya Nair`);
  offer = await team.post("Handover waits for Priya Nair");
  expect((await team.press(old.post, old.take, people.sam)).text).toContain("R-109");
  expect(lead()).toBeUndefined();
});

test("whoever it is for takes over: headline, log, and the say that a lead has", async () => {
  const team = stage.team();
  const take = buttonOf(offer.card, "incident.take-over");
  const taken = await team.press(offer, take, people.priya);
  expect(taken.text).toBe(`Recorded: you lead ${incident} now.`);
  expect((await team.press(offer, take, people.priya)).text).toContain("R-106");
  expect(lead()).toMatchObject({ id: people.priya, name: "Priya Nair" });
  expect(stage.entries(incident, "LeadChanged")).toHaveLength(1);
  await team.post(`${incident} One step`, "Lead Priya Nair");
  await team.post("Log, entries", "now Priya Nair");
  const settled = await team.post("Priya Nair leads since");
  expect(buttonsOf(settled.card)).toEqual([]);
  expect(await stage.said(`incident close ${incident} over`)).toContain("R-201");
  expect(await stage.said(`incident close ${incident} over`, people.priya)).toContain("closed");
});
