/** One step over many accounts: from a pasted list to its report, stopped in the middle, and taken back. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { z } from "zod/v4";
import { approveAs, cardIn, contained, entryOf, evidenceFile } from "./incident.ts";
import { setStage, type Stage } from "./stage.ts";
import { jonasLegal, jonasSales, mallory, marta, openIncident } from "./subjects.ts";
import { buttonOf, people, type Post } from "./team.ts";

jest.setTimeout(90_000);

const block = "Block sign-in";
const dana = "6b2d1e4f-9053-4c78-8d26-3a7f1cae8d32";
const guest = "8d4f3061-b275-4e9a-8f48-5c913ecfaf41";
const unknown = "11111111-2222-4333-8444-555555555555";
/** Disabled already. */
const pia = "8d4f3061-b275-4e9a-8f48-5c913ecfaf43";

/** 125 batches: time enough to press. */
const crowd = 2_500;

let stage: Stage;
let incident: string;
let card: Post;

beforeAll(async () => {
  stage = await setStage();
  incident = await openIncident(stage.team(), marta);
  await cardIn(stage.team(), incident, block, "Waiting for Ana Costa");
}, 60_000);

afterAll(() => stage.close(), 60_000);

/** Accounts that were disabled or enabled, in the order of the ledger. */
const changed = async (to: boolean, since = 0): Promise<readonly string[]> =>
  (await contained(stage.cordon))
    .slice(since)
    .flatMap(({ target, change }) => (change["accountEnabled"]?.to === to ? [target.id] : []));

const grouped = (count: number): string => count.toLocaleString("en-US");

const report = z.object({ targets: z.array(z.object({ id: z.string(), state: z.string() })) });
const totals = z.record(z.string(), z.number());

const settledOf = async (step: string, fits: (outcome: unknown) => boolean = () => true) =>
  entryOf(
    stage.cordon,
    incident,
    "EffectSettled",
    (entry) => entry.step === step && fits(entry["outcome"]),
  );

/** The key of the newest step over a list. */
const newestList = (): string => {
  const added = stage
    .entries(incident, "StepAdded")
    .map((entry) => z.object({ key: z.string() }).parse(entry["definition"]).key)
    .filter((key) => !key.endsWith("-admins"));
  return added.at(-1) ?? "";
};

test("a pasted list is proposed with its counts; administrators get a step of their own", async () => {
  const list = [jonasSales, jonasLegal, mallory, guest, dana, unknown, pia, jonasSales].join(" ");
  const said = await stage.said(`incident mass block-sign-in ${list}`);
  expect(said).toContain("7 of 8 lines are accounts to look up (pasted text); 1 duplicate;");
  card = await cardIn(stage.team(), incident, block, "Waiting for 2 people", "4 accounts");
  expect(card.text).toMatch(/Accounts [^ ]+@contoso\.example/u);
  expect(card.text).toContain("Left out, not touched by this step: 3 of 7");
  for (const why of ["administrators: a step of their own", "not found in the tenant"]) {
    expect(card.text).toContain(why);
  }
  const keys = stage
    .entries(incident, "StepAdded")
    .map((entry) => z.object({ key: z.string() }).parse(entry["definition"]).key);
  expect(keys).toEqual([newestList(), `${newestList()}-admins`]);
  expect(await changed(false)).toEqual([]);
});

test("two votes, and exactly the plain ones are changed; the report adds up", async () => {
  // Ana asked for it.
  await approveAs(stage.team(), card, people.jon, people.priya);
  const settled = await settledOf(newestList());
  const plain = [jonasSales, jonasLegal, mallory, guest];
  expect([...(await changed(false))].sort()).toEqual([...plain].sort());
  expect(totals.parse(settled["totals"])).toMatchObject({ of: 4, observed: 4, left: 0 });
  await cardIn(stage.team(), incident, block, "4 of 4 observed");
  const kept = report.parse(
    JSON.parse(await evidenceFile(stage.cordon, String(settled["report"]))),
  );
  expect(kept.targets.map(({ id }) => id).sort()).toEqual([...plain].sort());
  expect(new Set(kept.targets.map(({ state }) => state))).toEqual(new Set(["observed"]));
});

test("undo is a step like any other, and enables exactly those again", async () => {
  const number = / Step (\d+) of/u.exec(card.text)?.[1] ?? "";
  const since = (await contained(stage.cordon)).length;
  await stage.said(`incident undo ${number}`);
  const back = await cardIn(stage.team(), incident, block, "Waiting for", "Undo step");
  await approveAs(stage.team(), back, people.jon, people.priya);
  await cardIn(stage.team(), incident, block, "4 of 4 undone");
  const enabled = await changed(true, since);
  expect([...enabled].sort()).toEqual([jonasSales, jonasLegal, mallory, guest].sort());
  expect(await changed(false, since)).toEqual([]);
});

test("stopped in the middle: what was requested stays, the rest is never requested", async () => {
  const { ids } = await stage.cordon.crowd({ count: crowd });
  await mkdir(join(stage.cordon.folder, "imports"));
  await writeFile(join(stage.cordon.folder, "imports", "crowd.csv"), ["id", ...ids].join("\n"));
  const since = (await contained(stage.cordon)).length;
  await stage.said("incident mass block-sign-in file crowd.csv");
  const long = await cardIn(stage.team(), incident, block, "Waiting for 2 people", "2,500 acc");
  const { data } = buttonOf(long.card, "step.approve");
  await approveAs(stage.team(), long, people.jon, people.priya);
  // What isn't requested yet is declined; stopping is for what runs.
  const step = newestList();
  await entryOf(stage.cordon, incident, "EffectRequested", (entry) => entry.step === step);
  const stop = await stage.team().press(long, { verb: "step.stop", data }, people.jon);
  expect(stop.text).toBe("It stops after what is being requested.");
  const settled = await settledOf(step);
  const numbers = totals.parse(settled["totals"]);
  const done = await changed(false, since);
  expect(numbers["of"]).toBe(crowd);
  expect(numbers["left"]).toBeGreaterThan(0);
  expect(done).toHaveLength(crowd - (numbers["left"] ?? 0));
  await cardIn(stage.team(), incident, block, `${grouped(done.length)} of 2,500 observed`);
});

test("the export has everybody: each account's result, and who was left out and why", async () => {
  expect(await stage.said("incident evidence export")).toContain("-list-");
  const folder = join(stage.cordon.folder, "exports");
  const names = (await readdir(folder)).filter((name) => name.includes("-list-"));
  const tables = await Promise.all(
    names.map(async (name) => (await readFile(join(folder, name), "utf8")).trimEnd().split("\r\n")),
  );
  const withAll = (...words: readonly string[]) =>
    tables.filter((rows) => words.every((word) => rows.some((one) => one.includes(word))));
  const [first = []] = withAll(jonasSales, "not found in the tenant", ",observed,");
  const lineOf = (id: string): string => first.find((one) => one.startsWith(id)) ?? "";
  for (const id of [jonasSales, jonasLegal, mallory, guest]) {
    expect(lineOf(id)).toContain(",true,observed,");
  }
  expect(lineOf(unknown)).toContain(",left out,not found in the tenant,");
  expect(lineOf(pia)).toContain(",left out,done already,");
  expect(lineOf(dana)).toContain(",left out,administrators: a step of their own,");
  expect(first).toHaveLength(8);
  expect(withAll(jonasSales, ",undone,")).toHaveLength(1);
  const [long = []] = tables.filter((rows) => rows.length > crowd);
  const counted = (word: string): number => long.filter((one) => one.includes(word)).length;
  const numbers = totals.parse((await settledOf(newestList()))["totals"]);
  expect(counted(",observed,")).toBe(numbers["observed"]);
  expect(counted(",never requested,")).toBe(numbers["left"]);
  const inventory = await readFile(join(folder, `${incident}-evidence.csv`), "utf8");
  expect(inventory).toContain("results of plan 1");
  expect(inventory).not.toContain("missing or altered");
});
