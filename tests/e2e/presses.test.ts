import { expect, jest, test } from "@jest/globals";
import { stageForFile } from "./stage.ts";
import {
  approve,
  blocked,
  changesOf,
  expectRecorded,
  jonasLegal,
  jonasSales,
  mallory,
  marta,
  nils,
  observed,
  openIncident,
  patchesOf,
  stepCard,
} from "./subjects.ts";
import { buttonOf, people, type Post } from "./team.ts";

jest.setTimeout(30_000);

const unknownCard = "Not recorded. This card isn't known here. Use the newest one. (R-101)";
const title = "Block sign-in";

const stage = stageForFile();

const waitingCard = async (subject: string): Promise<{ incident: string; card: Post }> => {
  const incident = await openIncident(stage.team(), subject);
  return { incident, card: await stepCard(stage.team(), title, subject, "Waiting for") };
};

test("altered cards, extra keys and copies in another conversation are not known", async () => {
  const { incident, card } = await waitingCard(marta);
  const { verb, data } = buttonOf(card.card, "step.approve");
  const nonce = String(data["nonce"]);
  const altered = [
    { id: "0".repeat(32) },
    { nonce: `${nonce.slice(0, -1)}${nonce.endsWith("0") ? "1" : "0"}` },
    { nonce: nonce.toUpperCase() },
    { nonce: "" },
    { nonce: "n".repeat(65) },
    { id: ["x"] },
    { approvedBy: people.ana },
    { subject: jonasLegal },
  ];
  for (const change of altered) {
    const answer = await stage.team().press(card, { verb, data }, people.ana, change);
    expect(answer.text).toBe(unknownCard);
  }
  const unknownVerb = await stage.team().press(card, { verb: "step.force", data }, people.ana);
  expect(unknownVerb.text).toBe(unknownCard);
  const elsewhere = await stage.team().ask("incident help");
  expect((await stage.team().press(elsewhere, { verb, data }, people.ana)).text).toBe(unknownCard);
  expect(stage.course(incident)).toEqual(["StepProposed"]);
  expect(await changesOf(stage.cordon, marta)).toEqual([]);
});

test("the handle of one incident's step decides nothing in another step", async () => {
  const { incident, card } = await waitingCard(jonasLegal);
  const foreign = await stepCard(stage.team(), title, marta, "Waiting for");
  const mixed = {
    ...buttonOf(card.card, "step.approve").data,
    id: buttonOf(foreign.card, "step.approve").data["id"],
  };
  const answer = await stage.team().press(card, { verb: "step.approve", data: mixed }, people.ana);
  expect(answer.text).toBe(unknownCard);
  const cardHandle = { verb: "incident.confirm", data: buttonOf(card.card, "step.approve").data };
  expect((await stage.team().press(card, cardHandle, people.ana)).text).toBe(unknownCard);
  expect(stage.course(incident)).toEqual(["StepProposed"]);
});

test("the wrong person is refused by name, and the log says who tried", async () => {
  const card = await stepCard(stage.team(), title, jonasLegal, "Waiting for");
  for (const who of [people.sam, people.priya]) {
    const answer = await approve(stage.team(), card, who);
    expect(answer.text).toBe(
      "Not recorded. Step 1 belongs to Ana Costa or deputy Jon Lind. (R-104)",
    );
  }
  const refused = stage.entries("INC-0002", "PressRefused");
  expect(refused).toHaveLength(2);
  expect(refused[0]).toMatchObject({ code: "R-104", actor: { name: "Sam Park" } });
  expect(await changesOf(stage.cordon, jonasLegal)).toEqual([]);
});

test("declining needs a reason, stops the step and is said once", async () => {
  const card = await stepCard(stage.team(), title, jonasLegal, "Waiting for");
  const decline = buttonOf(card.card, "step.decline");
  for (const data of [{}, { reason: "" }, { reason: "  \n " }]) {
    const answer = await stage.team().press(card, decline, people.ana, data);
    expect(answer.text).toBe("Not recorded. Write one sentence why. (R-110)");
  }
  const reason = "She is on the phone with us <at>CEO</at>";
  const done = await stage.team().press(card, decline, people.ana, { reason });
  expect(done.text).toBe("Recorded: declined. Nothing was requested.");
  const again = await stage.team().press(card, decline, people.jon, { reason });
  expect(again.text).toMatch(/^Already recorded at \d\d:\d\d UTC/);
  const after = await approve(stage.team(), card, people.ana);
  expect(after.text).toBe("Not recorded. Ana Costa declined it. (R-106)");
  await stepCard(stage.team(), title, jonasLegal, "She is on the phone");
  expect(stage.course("INC-0002").filter((type) => type === "StepDeclined")).toHaveLength(1);
  expect(await changesOf(stage.cordon, jonasLegal)).toEqual([]);
});

test("after a new proposal the old card is void and the new one counts", async () => {
  const old = await stepCard(stage.team(), title, jonasLegal, "She is on the phone");
  const first = stage.course("INC-0002").filter((type) => type === "StepProposed");
  const propose = buttonOf(old.card, "step.propose");
  expect((await stage.team().press(old, propose, people.ana)).text).toMatch(
    /^Recorded\. The tenant is read/,
  );
  const fresh = await stepCard(stage.team(), title, jonasLegal, "Waiting for");
  expect(stage.course("INC-0002").filter((type) => type === "StepProposed")).toHaveLength(
    first.length + 1,
  );
  const stale = await stage
    .team()
    .press(fresh, { verb: "step.approve", data: propose.data }, people.ana);
  expect(stale.text).toBe(
    "Not recorded. The plan changed since you opened it. Review it again. (R-109)",
  );
  expect((await stage.team().press(fresh, propose, people.ana)).text).toContain("R-101");
  expectRecorded(await approve(stage.team(), fresh, people.ana));
  await stepCard(stage.team(), title, jonasLegal, observed);
  expect(await changesOf(stage.cordon, jonasLegal)).toEqual([blocked]);
});

test("a deputy decides on behalf of the owner, and the log says so", async () => {
  const { incident, card } = await waitingCard(jonasSales);
  expectRecorded(await approve(stage.team(), card, people.jon));
  await stepCard(stage.team(), title, jonasSales, observed);
  const vote = stage.record(incident).find(({ type }) => type === "StepApproved");
  expect(vote).toMatchObject({
    actor: { kind: "person", name: "Jon Lind" },
    onBehalfOf: { id: people.ana, name: "Ana Costa" },
  });
  // As people read it: in the log's thread.
  await stage
    .team()
    .post("Log, entries", "Vote on plan", "Jon Lind · step 1, on behalf of Ana Costa");
});

test("pressed twice it is done once, and the second answer is neutral", async () => {
  const { incident, card } = await waitingCard(mallory);
  expectRecorded(await approve(stage.team(), card, people.ana));
  expect((await approve(stage.team(), card, people.ana)).text).toMatch(/^Already recorded at/);
  const settled = await stepCard(stage.team(), title, mallory, observed);
  const { data } = buttonOf(card.card, "step.approve");
  const late = await stage.team().press(settled, { verb: "step.approve", data }, people.jon);
  expect(late.text).toMatch(/^Already recorded at .* Nothing was requested twice\./);
  expect(await changesOf(stage.cordon, mallory)).toEqual([blocked]);
  expect(stage.course(incident).filter((type) => type === "StepApproved")).toHaveLength(1);
});

test("fifty presses at once are one vote and one change", async () => {
  const { incident, card } = await waitingCard(nils);
  const presses = Array.from({ length: 50 }, (_, at) =>
    approve(stage.team(), card, at % 2 === 0 ? people.ana : people.jon),
  );
  const answers = await Promise.all(presses);
  expect(answers.filter(({ text }) => text.startsWith("Recorded."))).toHaveLength(1);
  expect(answers.filter(({ text }) => text.startsWith("Already recorded"))).toHaveLength(49);
  await stepCard(stage.team(), title, nils, observed);
  expect(await changesOf(stage.cordon, nils)).toEqual([blocked]);
  expect(stage.course(incident)).toEqual([
    "StepProposed",
    "StepApproved",
    "EffectRequested",
    "EffectAccepted",
    "EffectSettled",
  ]);
  expect(await patchesOf(stage.cordon, nils)).toBe(1);
});

test("a subject of the incident decides nothing in it", async () => {
  const { card } = await waitingCard(people.sam);
  expect((await approve(stage.team(), card, people.sam)).text).toBe(
    "Not recorded. You can't decide in this incident. (R-103)",
  );
  expect(await changesOf(stage.cordon, people.sam)).toEqual([]);
});
