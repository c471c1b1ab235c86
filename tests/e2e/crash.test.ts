/**
 * The process is killed as a power cut would end it, once, in five states at the same time: claims of a dead worker
 * end after 30 s. The simulated tenant lives in the same process and dies with it; its file keeps state and ledger,
 * while faults, the list of requests and the Playground's messages are new after the start.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, jest, test } from "@jest/globals";
import { eventually } from "./cordon.ts";
import { stageForFile } from "./stage.ts";
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
  patchesOf,
  stepCard,
} from "./subjects.ts";
import { buttonOf, people, places, type Post } from "./team.ts";

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

const stage = stageForFile();
let lost: Post;
const numbers = new Map<string, string>();
const numberOf = (subject: string): string => numbers.get(subject) ?? "";
const course = (subject: string, step = "block-sign-in"): readonly string[] =>
  stage.course(numberOf(subject), step);

const hold = (subject: string, method: string, made = false): Promise<void> =>
  stage.cordon.fault({
    match: { method, pathPattern: `/v1.0/users/${subject}` },
    kind: "timeout",
    holdMs: 600_000,
    made,
  });

const waitingCard = async (title: string, subject: string): Promise<Post> => {
  const name = title === reset ? "only-reset" : "only-block";
  numbers.set(subject, await openIncident(stage.team(), subject, name));
  return stepCard(stage.team(), title, subject, "Waiting for");
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
    if (title === reset) await approveByTwo(stage.team(), card);
    else expectRecorded(await approve(stage.team(), card, people.ana));
  }
  await eventually(async () => {
    expect(course(hanging)).toContain("EffectRequested");
    expect(course(hangingReset, "reset-password")).toContain("EffectRequested");
    expect(await changesOf(stage.cordon, hangingMade)).toEqual([blocked]);
    const saved = await readFile(join(stage.cordon.folder, "sandbox.json"), "utf8");
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
    await stage.cordon.fault({ match, ...kind });
    expectRecorded(await approve(stage.team(), card, people.ana));
  }
};

beforeAll(async () => {
  for (const [, id] of outages) await newcomer(stage.cordon, id);
  await pressEverything();
  await stage.restart();
  await pressInOutage();
}, 90_000);

test("the tenant's ledger is as it was before the crash", async () => {
  expect(await changesOf(stage.cordon, hangingMade)).toEqual([blocked]);
  expect(await changesOf(stage.cordon, hanging)).toEqual([]);
});

test("a card whose message was lost is posted anew when it changes, and counts", async () => {
  const old = buttonOf(lost.card, "step.approve");
  await expect(stage.team().press(lost, old, people.ana)).rejects.toThrow(/not ?found/iu);
  const number = numberOf(waiting);
  const assigned = await stage.team().ask(`incident assign ${number} 1 Jon Lind`);
  expect(assigned.text).toBe(`${number}: step 1 belongs to Jon Lind.`);
  const fresh = await stepCard(stage.team(), block, waiting, "Waiting for Jon Lind");
  expect(fresh.id).not.toBe(lost.id);
  expectRecorded(await approve(stage.team(), fresh, people.jon));
  await stepCard(stage.team(), block, waiting, observed);
  expect(await changesOf(stage.cordon, waiting)).toEqual([blocked]);
  await stage.team().post(`${number} One step`);
});

test("killed between press and action: done after the start, exactly once", async () => {
  await stepCard(stage.team(), block, approvedOnly, observed);
  expect(await changesOf(stage.cordon, approvedOnly)).toEqual([blocked]);
  expect(await patchesOf(stage.cordon, approvedOnly)).toBe(1);
  expect(course(approvedOnly).filter((type) => type === "EffectRequested")).toHaveLength(1);
});

test("killed while a request hung that had been made: seen, and not asked for again", async () => {
  await stepCard(stage.team(), block, hangingMade, observed);
  expect(await changesOf(stage.cordon, hangingMade)).toEqual([blocked]);
  expect(await patchesOf(stage.cordon, hangingMade)).toBe(0);
});

test("killed while a request hung that wasn't made: looked at first, then asked for once", async () => {
  await stepCard(stage.team(), block, hanging, observed);
  expect(await changesOf(stage.cordon, hanging)).toEqual([blocked]);
  expect(await patchesOf(stage.cordon, hanging)).toBe(1);
  expect(course(hanging).filter((type) => type === "EffectRequested")).toHaveLength(1);
});

test("killed while a password reset hung: unknown, and never sent again", async () => {
  await stepCard(stage.team(), reset, hangingReset, "Unknown. A person must look");
  expect(await patchesOf(stage.cordon, hangingReset)).toBe(0);
  expect(await changesOf(stage.cordon, hangingReset)).toEqual([]);
  const votes = stage.record(numberOf(hangingReset));
  expect(votes.filter(({ type }) => type === "StepApproved")).toHaveLength(2);
});

test.each(outages.map(([name, subject]) => ({ name, subject })))(
  "$name without a change: read back first, then asked for once more",
  async ({ subject }) => {
    await stepCard(stage.team(), block, subject, observed);
    expect(await changesOf(stage.cordon, subject)).toEqual([blocked]);
    expect(await patchesOf(stage.cordon, subject)).toBe(2);
    // One vote, one intent: the second request is the same effect.
    expect(course(subject).filter((type) => type === "StepApproved")).toHaveLength(1);
    expect(course(subject).filter((type) => type === "EffectRequested")).toHaveLength(1);
  },
);

test("nothing that happened before the crash is posted into another place", () => {
  const here = stage
    .team()
    .posts()
    .map(({ conversation }) => conversation.split(";")[0]);
  expect(new Set(here)).toEqual(new Set([places.general, places.incident]));
});
