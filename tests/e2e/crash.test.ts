/**
 * The process is killed as a power cut would end it, once, in five states at the same time: claims of a dead worker
 * end after 30 s. The simulated tenant lives in the same process and dies with it; its file keeps state and ledger,
 * while faults, the list of requests and the Playground's messages are new after the start.
 */
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { type Cordon, eventually, startCordon } from "./cordon.ts";
import { courseOf, recordOf } from "./record.ts";
import {
  approve,
  approveByTwo,
  blocked,
  changesOf,
  expectRecorded,
  jonasLegal,
  jonasSales,
  mallory,
  marta,
  newcomer,
  newcomerId,
  nils,
  observed,
  openIncident,
  shortPlaybooks,
  stepCard,
} from "./subjects.ts";
import { buttonOf, openTeam, people, places, type Post, type Team } from "./team.ts";

jest.setTimeout(90_000);

const [block, reset] = ["Block sign-in", "Reset password"];
/** Pressed, but the plan's state can't be read yet: nothing was requested. */
const approvedOnly = marta;
/** The request hangs; the change isn't made. */
const hanging = jonasSales;
/** The request hangs although the change is made. */
const hangingMade = jonasLegal;
const hangingReset = mallory;
/** Nobody has pressed. */
const waiting = nils;
/** Approved after the start, while Graph is out: the claims of the dead worker haven't ended yet. */
const outages = [
  ["503", newcomerId("b1"), { kind: "503" }],
  ["no answer", newcomerId("b2"), { kind: "timeout", holdMs: 100 }],
] as const;

let cordon: Cordon;
let team: Team;
let playbooks: string;
let lost: Post;
const numbers = new Map<string, string>();
const numberOf = (subject: string): string => numbers.get(subject) ?? "";
const course = (subject: string, step = "block-sign-in"): readonly string[] =>
  courseOf(cordon.folder, numberOf(subject), step);

const hold = (subject: string, method: string, made = false): Promise<void> =>
  cordon.fault({
    match: { method, pathPattern: `/v1.0/users/${subject}` },
    kind: "timeout",
    holdMs: 600_000,
    made,
  });

const waitingCard = async (title: string, subject: string): Promise<Post> => {
  const name = title === reset ? "only-reset" : "only-block";
  numbers.set(subject, await openIncident(team, subject, name));
  return stepCard(team, title, subject, "Waiting for");
};

const pressEverything = async (): Promise<void> => {
  lost = await waitingCard(block, waiting);
  for (const [title, subject, method, made] of [
    [block, hanging, "PATCH", false],
    [block, hangingMade, "PATCH", true],
    [reset, hangingReset, "PATCH", false],
    [block, approvedOnly, "GET", false],
  ] as const) {
    const card = await waitingCard(title, subject);
    await hold(subject, method, made);
    if (title === reset) await approveByTwo(team, card);
    else expectRecorded(await approve(team, card, people.ana));
  }
  await eventually(async () => {
    expect(course(hanging)).toContain("EffectRequested");
    expect(course(hangingReset, "reset-password")).toContain("EffectRequested");
    expect(await changesOf(cordon, hangingMade)).toEqual([blocked]);
    const saved = await readFile(join(cordon.folder, "sandbox.json"), "utf8");
    expect(saved).toContain(`"path":"/v1.0/users/${hangingMade}"`);
  });
  // The requests that hang have reached the tenant by now.
  await pause(300);
  expect(course(approvedOnly)).toEqual(["StepProposed", "StepApproved"]);
};

const pressInOutage = async (): Promise<void> => {
  for (const [, subject, kind] of outages) {
    const card = await waitingCard(block, subject);
    const match = { method: "PATCH", pathPattern: `/v1.0/users/${subject}` };
    await cordon.fault({ match, ...kind });
    expectRecorded(await approve(team, card, people.ana));
  }
};

beforeAll(async () => {
  playbooks = await shortPlaybooks();
  cordon = await startCordon({ PLAYBOOK_DIR: playbooks, SANDBOX_LATENCY_MS: "1-3" });
  team = await openTeam(cordon);
  for (const [, id] of outages) await newcomer(cordon, id);
  await pressEverything();
  await cordon.kill();
  team.close();
  await cordon.restart();
  team = await openTeam(cordon);
  await pressInOutage();
}, 90_000);

afterAll(async () => {
  team.close();
  await cordon.stop();
  await rm(dirname(playbooks), { recursive: true });
}, 30_000);

const patches = async (subject: string): Promise<number> =>
  (await cordon.requests()).filter(
    ({ method, path }) => method === "PATCH" && path === `/v1.0/users/${subject}`,
  ).length;

test("the tenant's ledger is as it was before the crash", async () => {
  expect(await changesOf(cordon, hangingMade)).toEqual([blocked]);
  expect(await changesOf(cordon, hanging)).toEqual([]);
});

test("a card whose message was lost is posted anew when it changes, and counts", async () => {
  const old = buttonOf(lost.card, "step.approve");
  await expect(team.press(lost, old, people.ana)).rejects.toThrow(/not ?found/iu);
  const number = numberOf(waiting);
  const assigned = await team.ask(`incident assign ${number} 1 Jon Lind`);
  expect(assigned.text).toBe(`${number}: step 1 belongs to Jon Lind.`);
  const fresh = await stepCard(team, block, waiting, "Waiting for Jon Lind");
  expect(fresh.id).not.toBe(lost.id);
  expectRecorded(await approve(team, fresh, people.jon));
  await stepCard(team, block, waiting, observed);
  expect(await changesOf(cordon, waiting)).toEqual([blocked]);
  await team.post(`${number} One step`);
});

test("killed between press and action: done after the start, exactly once", async () => {
  await stepCard(team, block, approvedOnly, observed);
  expect(await changesOf(cordon, approvedOnly)).toEqual([blocked]);
  expect(await patches(approvedOnly)).toBe(1);
  expect(course(approvedOnly).filter((type) => type === "EffectRequested")).toHaveLength(1);
});

test("killed while a request hung that had been made: seen, and not asked for again", async () => {
  await stepCard(team, block, hangingMade, observed);
  expect(await changesOf(cordon, hangingMade)).toEqual([blocked]);
  expect(await patches(hangingMade)).toBe(0);
});

test("killed while a request hung that wasn't made: looked at first, then asked for once", async () => {
  await stepCard(team, block, hanging, observed);
  expect(await changesOf(cordon, hanging)).toEqual([blocked]);
  expect(await patches(hanging)).toBe(1);
  expect(course(hanging).filter((type) => type === "EffectRequested")).toHaveLength(1);
});

test("killed while a password reset hung: unknown, and never sent again", async () => {
  await stepCard(team, reset, hangingReset, "Unknown. A person must look");
  expect(await patches(hangingReset)).toBe(0);
  expect(await changesOf(cordon, hangingReset)).toEqual([]);
  const votes = recordOf(cordon.folder, numberOf(hangingReset));
  expect(votes.filter(({ type }) => type === "StepApproved")).toHaveLength(2);
});

test.each(outages.map(([name, subject]) => ({ name, subject })))(
  "$name without a change: read back first, then asked for once more",
  async ({ subject }) => {
    await stepCard(team, block, subject, observed);
    expect(await changesOf(cordon, subject)).toEqual([blocked]);
    expect(await patches(subject)).toBe(2);
    // One vote, one intent: the second request is the same effect.
    expect(course(subject).filter((type) => type === "StepApproved")).toHaveLength(1);
    expect(course(subject).filter((type) => type === "EffectRequested")).toHaveLength(1);
  },
);

test("nothing that happened before the crash is posted into another place", () => {
  const here = team.posts().map(({ conversation }) => conversation.split(";")[0]);
  expect(new Set(here)).toEqual(new Set([places.general, places.incident]));
});
