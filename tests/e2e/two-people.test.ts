import { expect, jest, test } from "@jest/globals";
import { eventually } from "./cordon.ts";
import { stageForFile } from "./stage.ts";
import {
  approve,
  blocked,
  changesOf,
  expectRecorded,
  jonasSales,
  marta,
  observed,
  patchesOf,
  stepCard,
} from "./subjects.ts";
import { buttonOf, people, type Post } from "./team.ts";

jest.setTimeout(60_000);

const block = "Block sign-in";
/** Exchange Administrator and nothing higher. */
const dana = "6b2d1e4f-9053-4c78-8d26-3a7f1cae8d32";
/** Global Administrators: one by an assignment of her own, one by a group. */
const olga = "6b2d1e4f-9053-4c78-8d26-3a7f1cae8d2f";

const stage = stageForFile();

const open = async (subject: string, as: string = people.ana): Promise<[string, Post]> => {
  const text = await stage.said(`incident open only-block ${subject} sev2`, as);
  const incident = /INC-\d{4}(?= is open)/.exec(text)?.[0] ?? "";
  return [incident, await stepCard(stage.team(), block, subject, "Waiting for")];
};
const codeOf = (card: Post): string => /for plan (\w{4}) only/.exec(card.text)?.[1] ?? "";

test("a privileged account takes two: not whoever asked, and fifty presses are one change", async () => {
  const team = stage.team();
  const [incident, card] = await open(dana);
  expect(card.text).toContain("Waiting for 2 people");
  expect(card.text).toContain("holds privileged rights");
  expect((await approve(team, card, people.ana)).text).toBe(
    "Not recorded. You asked for this step; somebody else must approve it. (R-102)",
  );
  expect((await approve(team, card, people.bo)).text).toContain("R-104");
  const three = [people.jon, people.priya, people.sam];
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) => approve(team, card, three[at % 3] ?? "")),
  );
  for (const { text } of answers) expect(text).toMatch(/^(Recorded|Already recorded)/u);
  await stepCard(team, block, dana, observed);
  const voters = stage.entries(incident, "StepApproved").map(({ actor }) => actor);
  // Jon decides; the lead or oversight, or both before him, give the other vote.
  expect(voters.length).toBeGreaterThanOrEqual(2);
  expect(new Set(voters.map((actor) => JSON.stringify(actor))).size).toBe(voters.length);
  expect(voters).toContainEqual(expect.objectContaining({ name: "Jon Lind" }));
  expect(stage.course(incident).filter((type) => type === "EffectRequested")).toHaveLength(1);
  expect(await changesOf(stage.cordon, dana)).toEqual([blocked]);
  expect(await patchesOf(stage.cordon, dana)).toBe(1);
});

test("a Global Administrator: one vote does nothing and can be taken back", async () => {
  const team = stage.team();
  const [incident, card] = await open(olga);
  expect(card.text).toContain("This account holds Global Administrator; it waits 5 min");
  expect((await approve(team, card, people.jon)).text).toContain("Recorded. It still needs ");
  const first = await stepCard(team, block, olga, "Waiting for a second person");
  expect(first.text).toMatch(/First vote: Jon Lind.*Needs 1 of: .*Priya Nair/u);
  expect((await approve(team, card, people.jon)).text).toMatch(/^Already recorded/);
  const withdraw = { verb: "step.withdraw", data: buttonOf(card.card, "step.approve").data };
  expect((await team.press(card, withdraw, people.priya)).text).toContain("R-117");
  expect((await team.press(card, withdraw, people.jon)).text).toContain("taken back");
  await stepCard(team, block, olga, "Waiting for 2 people");
  // The lead's and oversight's votes don't carry it without anybody who decides.
  for (const as of [people.priya, people.sam]) {
    expect((await approve(team, card, as)).text).toContain("It still needs Jon Lind");
  }
  expect(stage.course(incident)).not.toContain("EffectRequested");
  expect(await changesOf(stage.cordon, olga)).toEqual([]);
});

test("the last vote starts a cool-off, which two people end; then exactly one change", async () => {
  const team = stage.team();
  const card = await stepCard(team, block, olga, "Waiting for");
  const { data } = buttonOf(card.card, "step.approve");
  expect((await approve(team, card, people.jon)).text).toContain("two of you can shorten that");
  expect(await changesOf(stage.cordon, olga)).toEqual([]);
  const waive = (as: string) => team.press(card, { verb: "step.waive", data }, as);
  expect((await waive(people.ana)).text).toContain("R-104");
  expectRecorded(await waive(people.sam));
  expect((await waive(people.sam)).text).toContain("R-106");
  expect(await changesOf(stage.cordon, olga)).toEqual([]);
  expectRecorded(await waive(people.jon));
  await stepCard(team, block, olga, observed);
  expect(await changesOf(stage.cordon, olga)).toEqual([blocked]);
  expect(await patchesOf(stage.cordon, olga)).toBe(1);
});

test("whoever oversees it for security may stop it, whatever votes stand", async () => {
  const team = stage.team();
  const [incident, card] = await open(people.bo);
  expect(card.text).toContain("This account belongs to a responder");
  expect(card.text).toContain("Oversight: Sam Park");
  expect((await approve(team, card, people.bo)).text).toContain("R-103");
  expectRecorded(await approve(team, card, people.jon));
  const decline = buttonOf(card.card, "step.decline");
  const stopped = await team.press(card, decline, people.sam, { reason: "We still need them" });
  expect(stopped.text).toBe("Recorded: declined. Nothing was requested.");
  expect((await approve(team, card, people.ines)).text).toContain("Sam Park declined it");
  expect(stage.entries(incident, "StepDeclined")).toMatchObject([{ actor: { name: "Sam Park" } }]);
  expect(await changesOf(stage.cordon, people.bo)).toEqual([]);
});

test("where the only one who decides is the subject, it is left to people, and says why", async () => {
  // Ana asked, so she doesn't vote; nobody else than Jon decides in the team.
  await stage.said(`incident open only-block ${people.jon} sev2`);
  const card = await stepCard(stage.team(), block, people.jon, "By hand");
  expect(card.text).toContain("2 people must approve it");
  expect(await changesOf(stage.cordon, people.jon)).toEqual([]);
});

test("alone in an emergency: done, told to owner and lead, and reviewed before the end", async () => {
  const team = stage.team();
  const [incident, card] = await open(marta, people.sam);
  const glass = (code: string, reason: string) =>
    stage.said(`incident break-glass ${incident} 1 ${code} ${reason}`, people.priya);
  expect(await glass("2222", "Nobody answers")).toContain("R-115");
  expect(await glass(codeOf(card), "")).toContain("R-110");
  expect(await changesOf(stage.cordon, marta)).toEqual([]);
  expect(await glass(codeOf(card), "Nobody answers")).toContain("approved by you alone");
  await stepCard(team, block, marta, observed);
  expect(await changesOf(stage.cordon, marta)).toEqual([blocked]);
  const bell = "approved by Priya Nair alone in an emergency";
  await eventually(() => {
    const told = team.posts().filter(({ text }) => text.includes(bell));
    const mentioned = told.map(({ mentions }) => JSON.stringify(mentions)).join(" ");
    // Each in the thread and alone.
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(mentioned).toContain(people.ana);
    expect(mentioned).toContain(people.sam);
    return Promise.resolve();
  });
  const close = `incident close ${incident} over`;
  expect(await stage.said(close, people.sam)).toContain("R-208");
  const review = `incident reviewed ${incident} 1 Looked at the sign-ins: it was right`;
  expect(await stage.said(review, people.priya)).toContain("R-116");
  expect(await stage.said(review, people.ana)).toContain("is reviewed");
  expect(await stage.said(close, people.sam)).toContain("closed");
});

test("not alone on a Global Administrator, and not for a reset", async () => {
  // Hugo holds the role through a group.
  const hugo = "6b2d1e4f-9053-4c78-8d26-3a7f1cae8d31";
  const [incident, card] = await open(hugo);
  const text = await stage.said(
    `incident break-glass ${incident} 1 ${codeOf(card)} Nobody answers`,
    people.jon,
  );
  expect(text).toContain("R-114");
  const said = await stage.said(`incident open only-reset ${jonasSales} sev2`);
  const other = /INC-\d{4}(?= is open)/.exec(said)?.[0] ?? "";
  const waits = await stepCard(stage.team(), "Reset password", jonasSales, "for plan");
  const refused = await stage.said(
    `incident break-glass ${other} 1 ${codeOf(waits)} Nobody answers`,
    people.jon,
  );
  expect(refused).toContain("R-114");
  expect(await changesOf(stage.cordon, hugo)).toEqual([]);
  expect(await changesOf(stage.cordon, jonasSales)).toEqual([]);
});
