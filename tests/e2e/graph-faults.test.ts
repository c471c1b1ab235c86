/**
 * Graph fails in the middle. All steps run side by side, because looking again takes up to 11 s. Requests that have
 * to be repeated take 24 s: they are in crash.test.ts, which waits anyway.
 */
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { type Cordon, startCordon } from "./cordon.ts";
import { courseOf, recordOf } from "./record.ts";
import {
  approve,
  approveByTwo,
  blocked,
  changesOf,
  expectRecorded,
  jonasLegal,
  mallory,
  newcomer,
  newcomerId,
  nils,
  observed,
  openIncident,
  shortPlaybooks,
  stepCard,
} from "./subjects.ts";
import { buttonOf, openTeam, people, type Team } from "./team.ts";

jest.setTimeout(60_000);

const [block, reset] = ["Block sign-in", "Reset password"];
/** Newcomers, because whoever responds takes two people to contain. */
const [answered503, busy] = [newcomerId("b1"), newcomerId("b2")];
const [resetMade, resetLost] = [newcomerId("c1"), newcomerId("c2")];
const changed = { passwordProfile: { from: "(set)", to: "(set)" } };

let cordon: Cordon;
let team: Team;
let playbooks: string;
const numbers = new Map<string, string>();

const fault = (subject: string, script: object, method = "PATCH"): Promise<void> =>
  cordon.fault({ match: { method, pathPattern: `/v1.0/users/${subject}` }, ...script });

/** Whatever is broken is broken before anybody approves. */
const breakGraph = async (): Promise<void> => {
  await fault(jonasLegal, { kind: "timeout", holdMs: 100, made: true });
  await fault(mallory, { kind: "429", retryAfter: 2 });
  await fault(nils, { kind: "403" });
  await fault(answered503, { kind: "503", made: true });
  await fault(busy, { kind: "503", retryAfter: 0, times: 2 }, "GET");
  await fault(resetMade, { kind: "timeout", holdMs: 100, made: true });
  await fault(resetLost, { kind: "timeout", holdMs: 100 });
};

const blocks = [jonasLegal, mallory, nils, answered503, busy];
const resets = [resetMade, resetLost];

beforeAll(async () => {
  playbooks = await shortPlaybooks();
  cordon = await startCordon({ PLAYBOOK_DIR: playbooks, SANDBOX_LATENCY_MS: "1-3" });
  team = await openTeam(cordon);
  for (const id of [answered503, busy, resetMade, resetLost]) await newcomer(cordon, id);
  for (const subject of blocks) numbers.set(subject, await openIncident(team, subject));
  for (const subject of resets) {
    numbers.set(subject, await openIncident(team, subject, "only-reset"));
  }
  const steps = [
    ...blocks.map((subject) => [block, subject] as const),
    ...resets.map((subject) => [reset, subject] as const),
  ];
  const cards = await Promise.all(
    steps.map(([title, subject]) => stepCard(team, title, subject, "Waiting for")),
  );
  await breakGraph();
  for (const card of cards.slice(0, blocks.length)) {
    expectRecorded(await approve(team, card, people.ana));
  }
  for (const card of cards.slice(blocks.length)) await approveByTwo(team, card);
}, 60_000);

afterAll(async () => {
  team.close();
  await cordon.stop();
  await rm(dirname(playbooks), { recursive: true });
}, 30_000);

const patches = async (subject: string): Promise<number> =>
  (await cordon.requests()).filter(
    ({ method, path }) => method === "PATCH" && path === `/v1.0/users/${subject}`,
  ).length;
const course = (subject: string, step = "block-sign-in"): readonly string[] =>
  courseOf(cordon.folder, numbers.get(subject) ?? "", step);
const settled = (subject: string): object | undefined =>
  recordOf(cordon.folder, numbers.get(subject) ?? "").findLast(
    ({ type }) => type === "EffectSettled",
  );

test("no answer, but the change was made: observed, and asked for once", async () => {
  await stepCard(team, block, jonasLegal, observed);
  expect(await changesOf(cordon, jonasLegal)).toEqual([blocked]);
  expect(await patches(jonasLegal)).toBe(1);
  // Nothing was accepted: no answer came.
  expect(course(jonasLegal)).toEqual([
    "StepProposed",
    "StepApproved",
    "EffectRequested",
    "EffectSettled",
  ]);
});

test("503 after the change was made: observed, and asked for once", async () => {
  await stepCard(team, block, answered503, observed);
  expect(await changesOf(cordon, answered503)).toEqual([blocked]);
  expect(await patches(answered503)).toBe(1);
});

test("503 to reads is waited out before anything is asked for", async () => {
  await stepCard(team, block, busy, observed);
  expect(await changesOf(cordon, busy)).toEqual([blocked]);
  expect(await patches(busy)).toBe(1);
});

test("a password whose reset got no answer is read back, and never set twice", async () => {
  await stepCard(team, reset, resetMade, observed);
  expect(await changesOf(cordon, resetMade)).toMatchObject([changed]);
  expect(await patches(resetMade)).toBe(1);
});

test("a password that can't be seen to be reset is unknown, and a person looks", async () => {
  const card = await stepCard(team, reset, resetLost, "Unknown. A person must look");
  expect(card.text).toContain("Don’t ask for it twice");
  expect(settled(resetLost)).toMatchObject({ outcome: "unknown" });
  expect(await patches(resetLost)).toBe(1);
  const closing = await team.ask(`incident close ${numbers.get(resetLost) ?? ""} all done`);
  expect(closing.text).toContain("R-203");
  const look = buttonOf(card.card, "step.looked");
  expect((await team.press(card, look, people.ana, { seen: " " })).text).toContain("R-110");
  const done = await team.press(card, look, people.ana, { seen: "Audit log has no reset" });
  expect(done.text).toBe("Recorded under your name.");
  expect(await patches(resetLost)).toBe(1);
  expect(await changesOf(cordon, resetLost)).toEqual([]);
});

test("403 is failed: the card says what still holds and which permission it needs", async () => {
  const card = await stepCard(team, block, nils, "Failed. ");
  expect(card.text).toContain("The account is still enabled");
  expect(card.text).toContain("User.EnableDisableAccount.All");
  expect(settled(nils)).toMatchObject({ outcome: "failed" });
  expect(await changesOf(cordon, nils)).toEqual([]);
  expect(await patches(nils)).toBe(1);
});

test("429 is waited out as long as the service says", async () => {
  await stepCard(team, block, mallory, observed);
  expect(await changesOf(cordon, mallory)).toEqual([blocked]);
  expect(await patches(mallory)).toBe(2);
});
