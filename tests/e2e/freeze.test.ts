import { beforeAll, expect, jest, test } from "@jest/globals";
import { stageForFile } from "./stage.ts";
import {
  approve,
  blocked,
  changesOf,
  expectRecorded,
  jonasLegal,
  marta,
  observed,
  openIncident,
  stepCard,
} from "./subjects.ts";
import { buttonOf, people, type Post } from "./team.ts";

jest.setTimeout(60_000);

const [block, reset] = ["Block sign-in", "Reset password"];

const stage = stageForFile();
let incident: string;
let old: Post;

beforeAll(async () => {
  incident = await openIncident(stage.team(), marta);
  old = await stepCard(stage.team(), block, marta, "Waiting for");
}, 60_000);

test("one person freezes with a reason, and says so on the card that waited", async () => {
  expect(await stage.said(`incident freeze ${incident}`, people.bo)).toContain("R-110");
  const frozen = await stage.said(`incident freeze ${incident} The plan looks odd`, people.bo);
  expect(frozen).toContain("frozen");
  const card = await stepCard(stage.team(), block, marta, "Frozen. Nothing can be decided");
  expect(card.text).toContain("Bo Eriksen froze approvals");
  expect(card.text).toContain("The plan looks odd");
  expect(stage.entries(incident, "ApprovalsFrozen")).toMatchObject([
    { reason: "The plan looks odd", actor: { name: "Bo Eriksen" } },
  ]);
});

test("what waited when it was frozen decides nothing, by press, by panel and alone", async () => {
  const team = stage.team();
  const decline = buttonOf(old.card, "step.decline");
  const declining = await team.press(old, decline, people.ana, { reason: "because" });
  expect(declining.text).toContain("R-108");
  const approving = await team.press(old, buttonOf(old.card, "step.approve"), people.ana);
  expect(approving.text).toMatch(/^Not recorded\. Bo Eriksen froze approvals .* \(R-108\)$/);
  const code = /for plan (\w{4}) only/.exec(old.text)?.[1] ?? "";
  const alone = await stage.said(`incident break-glass ${incident} 1 ${code} Nobody answers`);
  expect(alone).toContain("R-108");
  expect(stage.course(incident)).not.toContain("StepApproved");
  expect(await changesOf(stage.cordon, marta)).toEqual([]);
});

test("lifting takes two; the step is proposed anew, and the old card stays void", async () => {
  const lift = `incident unfreeze ${incident}`;
  expect(await stage.said(lift, people.bo)).toContain("One more person must");
  expect(await stage.said(lift, people.bo)).toContain("R-106");
  expect(stage.entries(incident, "FreezeLifted")).toEqual([]);
  expect(await stage.said(lift, people.sam)).toContain("the freeze is lifted");
  const team = stage.team();
  const fresh = await stepCard(team, block, marta, "Waiting for Ana Costa");
  const stale = await team.press(old, buttonOf(old.card, "step.approve"), people.ana);
  expect(stale.text).toContain("R-109");
  expect(await changesOf(stage.cordon, marta)).toEqual([]);
  expectRecorded(await approve(team, fresh, people.ana));
  await stepCard(team, block, marta, observed);
  expect(await changesOf(stage.cordon, marta)).toEqual([blocked]);
  expect(stage.course(incident).filter((type) => type === "StepProposed")).toHaveLength(2);
});

test("a freeze in the cool-off stops what two people had approved", async () => {
  const team = stage.team();
  const other = await openIncident(team, jonasLegal, "only-reset");
  const card = await stepCard(team, reset, jonasLegal, "Waiting for 2 people");
  for (const as of [people.jon, people.priya]) expectRecorded(await approve(team, card, as));
  await stage.said(`incident freeze ${other} A third person objects`, people.sam);
  const waive = { verb: "step.waive", data: buttonOf(card.card, "step.approve").data };
  expect((await team.press(card, waive, people.jon)).text).toContain("R-108");
  await stage.said(`incident unfreeze ${other}`, people.sam);
  await stage.said(`incident unfreeze ${other}`, people.bo);
  await stepCard(team, reset, jonasLegal, "Waiting for 2 people");
  expect(stage.course(other, "reset-password")).not.toContain("EffectRequested");
  expect(await changesOf(stage.cordon, jonasLegal)).toEqual([]);
});
