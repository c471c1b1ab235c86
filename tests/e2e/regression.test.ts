/** What was contained is undone by somebody else: the look after 15 min sees it, says who, and asks again. */
import { beforeAll, expect, jest, test } from "@jest/globals";
import { cardIn, entryOf } from "./incident.ts";
import { stageForFile } from "./stage.ts";
import { approve, blocked, changesOf, expectRecorded, marta, observed } from "./subjects.ts";
import { people, type Post } from "./team.ts";

jest.setTimeout(90_000);

const block = "Block sign-in";

// Its 15 minutes are 15 s; severity 3 leaves half an hour, 30 s, to approve.
const stage = stageForFile({ SANDBOX_CLOCK_SPEED: "60" });
let incident: string;
/** When the account was disabled, by Cordon's clock. */
let requestedAt: string;

beforeAll(async () => {
  const text = await stage.said(`incident open only-block ${marta} sev3`);
  incident = /INC-\d{4}(?= is open)/u.exec(text)?.[0] ?? "";
  const card = await cardIn(stage.team(), incident, block, "Waiting for Ana Costa");
  expectRecorded(await approve(stage.team(), card, people.ana));
  await cardIn(stage.team(), incident, block, observed);
  requestedAt = String(stage.entries(incident, "EffectRequested")[0]?.["at"]);
  await reenable();
}, 60_000);

/** Karin enables the account again; the audit log has it, and an older entry that is somebody else's. */
const reenable = async (): Promise<void> => {
  const { cordon } = stage;
  await cordon.world({ table: "users", key: marta, set: { accountEnabled: true } });
  const audit = (minutes: number, who: string) => ({
    activityDateTime: new Date(Date.parse(requestedAt) + minutes * 60_000).toISOString(),
    activityDisplayName: "Enable account",
    category: "UserManagement",
    result: "success",
    initiatedBy: { app: null, user: { displayName: who, userPrincipalName: null } },
    targetResources: [{ id: marta, displayName: "Marta Oliveira", type: "User" }],
  });
  const rows = { before: audit(-60, "Olga Admin"), since: audit(1, "Karin Admin") };
  for (const [id, row] of Object.entries(rows)) {
    await cordon.world({ table: "directoryAudits", key: id, set: { id, ...row } });
  }
};

const minutesBetween = (from: string, to: unknown): number =>
  (Date.parse(String(to)) - Date.parse(from)) / 60_000;

let again: Post;

test("after 15 minutes it is seen, with who did it, and the step waits again", async () => {
  const entry = await entryOf(stage.cordon, incident, "EffectRegressed");
  expect(String(entry["changedBy"])).toMatch(/^Karin Admin, Enable account, \d\d:\d\d UTC$/u);
  expect(minutesBetween(requestedAt, entry["at"])).toBeGreaterThanOrEqual(15);
  again = await cardIn(stage.team(), incident, block, "Waiting for Ana Costa", "Karin Admin");
  expect(again.text).toContain("Enable account");
  // One request so far, and nothing was requested without a vote.
  expect(await changesOf(stage.cordon, marta)).toEqual([blocked]);
});

test("the owner is mentioned, in words that name who did it", async () => {
  const bell = await stage.team().post("Again: step 1 waits", "Karin Admin");
  expect(JSON.stringify(bell.mentions)).toContain(people.ana);
  expect(bell.text).not.toContain("Olga");
  await stage.team().post("Log, entries", "holds no more", "Karin Admin");
});

test("approved again, it is requested and observed again", async () => {
  expectRecorded(await approve(stage.team(), again, people.ana));
  await entryOf(
    stage.cordon,
    incident,
    "EffectSettled",
    (entry) => String(entry["at"]) > String(stage.entries(incident, "EffectRegressed")[0]?.["at"]),
  );
  await cardIn(stage.team(), incident, block, observed);
  // What others do in the tenant isn't in the ledger: both entries are Cordon's.
  expect(await changesOf(stage.cordon, marta)).toEqual([blocked, blocked]);
  expect(stage.course(incident).filter((type) => type === "StepApproved")).toHaveLength(2);
});
