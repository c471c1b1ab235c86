import { expect, jest, test } from "@jest/globals";
import { messageBy, sendActivity } from "./activity.ts";
import { stageForFile } from "./stage.ts";
import {
  approve,
  changesOf,
  expectRecorded,
  jonasLegal,
  jonasSales,
  mallory,
  marta,
  observed,
  openIncident,
  stepCard,
} from "./subjects.ts";
import { buttonOf, buttonsOf, people, places } from "./team.ts";

jest.setTimeout(30_000);

const stage = stageForFile();

const incidents = (): Promise<string> => stage.said("incident list all");

test("an unknown playbook is answered with the form and the names that there are", async () => {
  const answer = await stage
    .team()
    .ask("incident open mailbox-compromize marta.oliveira@contoso.example sev2");
  expect(answer.text).toContain("No playbook has this name. There are: ");
  expect(answer.text).toContain("mailbox-compromise");
  expect(buttonOf(answer.card, "incident.check")).toBeDefined();
  expect(await incidents()).not.toContain("INC-");
});

test("a user who doesn't exist opens nothing", async () => {
  for (const who of [
    "nobody@contoso.example",
    "11111111-2222-4333-8444-555555555555",
    "x' or accountEnabled eq true or displayName eq 'x",
  ]) {
    const text = await stage.said(`incident open only-block ${who} sev2`);
    expect(text).toContain("Nothing in the tenant fits. Write an account’s address");
  }
  expect(await incidents()).not.toContain("INC-");
});

test("an empty form comes back with an error beside every field that must be filled", async () => {
  const form = await stage.team().ask("incident open");
  const check = buttonOf(form.card, "incident.check");
  const empty = await stage.team().press(form, check, people.ana);
  expect(empty.text).toContain("Choose what happened.");
  expect(empty.text).toContain("Write an address, a name or an object id.");
  expect(empty.text).toContain("Choose how bad it is.");
  const blank = { scenario: "", subject: "   ", severity: "sev9", seen: "" };
  expect((await stage.team().press(form, check, people.ana, blank)).text).toContain(
    "Choose how bad it is.",
  );
  const odd = { ...blank, severity: ["sev1"] };
  expect((await stage.team().press(form, check, people.ana, odd)).text).toContain("R-101");
  expect(await incidents()).not.toContain("INC-");
});

test("of two people with one name the chosen one is meant, and only the asker may choose", async () => {
  const asked = await stage.team().ask("incident open only-block Jonas Berg sev3 One of two");
  expect(asked.text).toContain("Which one of 2?");
  expect(asked.text).toContain(`id ${jonasSales.slice(-4)}`);
  expect(asked.text).toContain(`id ${jonasLegal.slice(-4)}`);
  expect(asked.text).toContain("Legal");
  const choices = buttonsOf(asked.card).filter(({ verb }) => verb === "incident.choose");
  expect(choices).toHaveLength(2);
  const second = choices[1];
  if (!second) throw new Error("no second choice");
  expect((await stage.team().press(asked, second, people.bo)).text).toContain("R-104");
  const outside = { ...second, data: { ...second.data, choice: "7" } };
  expect((await stage.team().press(asked, outside, people.ana)).text).toContain("Which one of 2?");
  const opened = await stage.team().press(asked, second, people.ana);
  expect(opened.text).toMatch(new RegExp(`INC-0001 is open.*subject id ${jonasLegal.slice(-4)}`));
  // The same card again opens no second incident.
  await stage.team().press(asked, second, people.ana);
  expect(await incidents()).not.toContain("INC-0002");
  const card = await stepCard(stage.team(), "Block sign-in", jonasLegal, "Waiting for Ana Costa");
  expectRecorded(await approve(stage.team(), card, people.ana));
  await stepCard(stage.team(), "Block sign-in", jonasLegal, observed);
  expect(await changesOf(stage.cordon, jonasLegal)).toHaveLength(1);
  expect(await changesOf(stage.cordon, jonasSales)).toEqual([]);
});

test("a hostile display name is shown as letters, never as a link or a mention", async () => {
  const asked = await stage.team().ask(`incident open only-block ${mallory} sev3`);
  expect(asked.text).toContain("INC-0002 is open");
  const card = await stepCard(stage.team(), "Block sign-in", mallory, "Waiting for Ana Costa");
  await stage.team().post("INC-0002 One step");
  expect(JSON.stringify(card.card)).toContain("[APPROVED](https://evil.example)");
  const blocks = (node: unknown): string[] => {
    if (Array.isArray(node)) return node.flatMap(blocks);
    if (typeof node !== "object" || node === null) return [];
    const inside = Object.values(node).flatMap(blocks);
    // Only a TextBlock reads markdown; a TextRun shows its letters.
    return "type" in node && node.type === "TextBlock" ? [JSON.stringify(node), ...inside] : inside;
  };
  for (const post of stage.team().posts()) {
    expect(blocks(post.card).join("")).not.toContain("evil.example");
    expect(JSON.stringify(post.mentions)).not.toContain("CEO");
    expect(post.text.startsWith("<at>") ? post.text : "").not.toContain("evil.example");
  }
});

test("ten thousand characters are refused with their number, as command, reason and note", async () => {
  const long = "x".repeat(10_000);
  expect(await stage.said(`incident log ${long}`)).toContain("at most 4000 are read");
  expect(await stage.said(`incident log INC-0002 ${"x".repeat(3_000)}`)).toContain("R-205");
  const card = await stepCard(stage.team(), "Block sign-in", mallory, "Waiting for Ana Costa");
  const decline = buttonOf(card.card, "step.decline");
  const tooLong = await stage.team().press(card, decline, people.ana, { reason: long });
  expect(tooLong.text).toBe("Not recorded. A reason has at most 2000 characters. (R-205)");
  const types = stage.record("INC-0002").map(({ type }) => type);
  expect(types).not.toContain("StepDeclined");
  expect(types).not.toContain("NoteAdded");
  await stepCard(stage.team(), "Block sign-in", mallory, "Waiting for Ana Costa");
});

test("an unknown word is answered with help and the nearest command, and nothing runs", async () => {
  const before = stage.record("INC-0002").length;
  const text = await stage.said("incident clsoe because");
  expect(text).toContain("Nothing was done");
  expect(text.indexOf("incident close")).toBeGreaterThan(0);
  expect(text.indexOf("incident close")).toBeLessThan(text.indexOf("incident open"));
  expect(await stage.said("please block her")).toContain("Nothing was done");
  expect(stage.record("INC-0002")).toHaveLength(before);
});

test("what isn't said to Cordon is ignored", async () => {
  const before = stage.team().posts().length;
  await stage.team().say("incident open only-block marta.oliveira@contoso.example sev1", {
    mention: false,
  });
  await stage.team().say("incident help", { mention: false, where: places.incident });
  expect(await stage.said("incident help")).toContain("What Cordon understands");
  expect(stage.team().posts()).toHaveLength(before + 1);
  expect(await incidents()).not.toContain("INC-0003");
});

test("a guest who isn't in the directory is refused, whatever he presses or types", async () => {
  // The Playground's six people are all responders: a seventh has to come in as Teams would send him.
  const guest = "8d4f3061-b275-4e9a-8f48-5c913ecfaf41";
  const at = { from: guest, channel: places.incident };
  const send = (more: object): Promise<string> => sendActivity(stage.cordon, at, more);
  const card = await stepCard(stage.team(), "Block sign-in", mallory, "Waiting for Ana Costa");
  const { verb, data } = buttonOf(card.card, "step.approve");
  const value = { action: { type: "Action.Execute", verb, data } };
  expect(await send({ name: "adaptiveCard/action", value })).toContain("R-206");
  const fetchTask = { name: "composeExtension/fetchTask", value: { commandId: "open", data: {} } };
  expect(await send(fetchTask)).toContain("R-206");
  await messageBy(stage.cordon, at, `incident open only-block ${marta} sev1`);
  await stage.team().post("You aren't in Cordon's directory of responders.", "R-206");
  expect(await changesOf(stage.cordon, mallory)).toEqual([]);
  expect(await openIncident(stage.team(), marta)).toBe("INC-0003");
});
