/**
 * Graph fails in the middle. All steps run side by side, because looking again takes up to 11 s. Requests that have
 * to be repeated take 24 s: they are in crash.test.ts, which waits anyway.
 */
import { beforeAll, expect, jest, test } from "@jest/globals";
import { stageForFile } from "./stage.ts";
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
  patchesOf,
  stepCard,
} from "./subjects.ts";
import { buttonOf, people } from "./team.ts";

jest.setTimeout(60_000);

const [block, reset] = ["Block sign-in", "Reset password"];
/** Newcomers, because whoever responds takes two people to contain. */
const [answered503, busy] = [newcomerId("b1"), newcomerId("b2")];
const [resetMade, resetLost] = [newcomerId("c1"), newcomerId("c2")];
const changed = { passwordProfile: { from: "(set)", to: "(set)" } };

const stage = stageForFile();
const numbers = new Map<string, string>();

const fault = (subject: string, script: object, method = "PATCH"): Promise<void> =>
  stage.cordon.fault({ match: { method, pathPattern: `/v1.0/users/${subject}` }, ...script });

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
  for (const id of [answered503, busy, resetMade, resetLost]) await newcomer(stage.cordon, id);
  for (const subject of blocks) numbers.set(subject, await openIncident(stage.team(), subject));
  for (const subject of resets) {
    numbers.set(subject, await openIncident(stage.team(), subject, "only-reset"));
  }
  const steps = [
    ...blocks.map((subject) => [block, subject] as const),
    ...resets.map((subject) => [reset, subject] as const),
  ];
  const cards = await Promise.all(
    steps.map(([title, subject]) => stepCard(stage.team(), title, subject, "Waiting for")),
  );
  await breakGraph();
  for (const card of cards.slice(0, blocks.length)) {
    expectRecorded(await approve(stage.team(), card, people.ana));
  }
  for (const card of cards.slice(blocks.length)) await approveByTwo(stage.team(), card);
}, 60_000);

const course = (subject: string, step = "block-sign-in"): readonly string[] =>
  stage.course(numbers.get(subject) ?? "", step);
const settled = (subject: string): object | undefined =>
  stage.record(numbers.get(subject) ?? "").findLast(({ type }) => type === "EffectSettled");

test("no answer, but the change was made: observed, and asked for once", async () => {
  await stepCard(stage.team(), block, jonasLegal, observed);
  expect(await changesOf(stage.cordon, jonasLegal)).toEqual([blocked]);
  expect(await patchesOf(stage.cordon, jonasLegal)).toBe(1);
  // Nothing was accepted: no answer came.
  expect(course(jonasLegal)).toEqual([
    "StepProposed",
    "StepApproved",
    "EffectRequested",
    "EffectSettled",
  ]);
});

test("503 after the change was made: observed, and asked for once", async () => {
  await stepCard(stage.team(), block, answered503, observed);
  expect(await changesOf(stage.cordon, answered503)).toEqual([blocked]);
  expect(await patchesOf(stage.cordon, answered503)).toBe(1);
});

test("503 to reads is waited out before anything is asked for", async () => {
  await stepCard(stage.team(), block, busy, observed);
  expect(await changesOf(stage.cordon, busy)).toEqual([blocked]);
  expect(await patchesOf(stage.cordon, busy)).toBe(1);
});

test("a password whose reset got no answer is read back, and never set twice", async () => {
  await stepCard(stage.team(), reset, resetMade, observed);
  expect(await changesOf(stage.cordon, resetMade)).toMatchObject([changed]);
  expect(await patchesOf(stage.cordon, resetMade)).toBe(1);
});

test("a password that can't be seen to be reset is unknown, and a person looks", async () => {
  const card = await stepCard(stage.team(), reset, resetLost, "Unknown. A person must look");
  expect(card.text).toContain("Don’t ask for it twice");
  expect(settled(resetLost)).toMatchObject({ outcome: "unknown" });
  expect(await patchesOf(stage.cordon, resetLost)).toBe(1);
  const closing = await stage.team().ask(`incident close ${numbers.get(resetLost) ?? ""} all done`);
  expect(closing.text).toContain("R-203");
  const look = buttonOf(card.card, "step.looked");
  expect((await stage.team().press(card, look, people.ana, { seen: " " })).text).toContain("R-110");
  const done = await stage.team().press(card, look, people.ana, { seen: "Audit log has no reset" });
  expect(done.text).toBe("Recorded under your name.");
  expect(await patchesOf(stage.cordon, resetLost)).toBe(1);
  expect(await changesOf(stage.cordon, resetLost)).toEqual([]);
});

test("403 is failed: the card says what still holds and which permission it needs", async () => {
  const card = await stepCard(stage.team(), block, nils, "Failed. ");
  expect(card.text).toContain("The account is still enabled");
  expect(card.text).toContain("User.EnableDisableAccount.All");
  expect(settled(nils)).toMatchObject({ outcome: "failed" });
  expect(await changesOf(stage.cordon, nils)).toEqual([]);
  expect(await patchesOf(stage.cordon, nils)).toBe(1);
});

test("429 is waited out as long as the service says", async () => {
  await stepCard(stage.team(), block, mallory, observed);
  expect(await changesOf(stage.cordon, mallory)).toEqual([blocked]);
  expect(await patchesOf(stage.cordon, mallory)).toBe(2);
});
