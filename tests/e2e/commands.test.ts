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
import { people, places } from "./team.ts";

jest.setTimeout(30_000);

const block = "Block sign-in";
/** In a channel Cordon is mentioned; in the personal chat it isn't. Both take a slash or none. */
const ways = [
  ["in the channel", places.incident, "incident"],
  ["in the channel with a slash", places.incident, "/incident"],
  ["in a personal chat", places.personal, "incident"],
  ["in a personal chat with a slash", places.personal, "/incident"],
] as const;

const stage = stageForFile();
let number: string;

beforeAll(async () => {
  number = await openIncident(stage.team(), marta);
  await stepCard(stage.team(), block, marta, "Waiting for Ana Costa");
}, 60_000);

const types = (): readonly string[] => stage.record(number).map(({ type }) => type);
const lastOf = (type: string): object | undefined =>
  stage.record(number).findLast((entry) => entry.type === type);
const said = (text: string, as: string = people.ana, where: string = places.incident) =>
  stage.said(text, as, where);

test.each(ways)("reading commands answer %s", async (_, where, word) => {
  const before = types().length;
  const status = await said(`${word} status`, people.ana, where);
  expect(status).toContain(`${number} One step`);
  expect(status).toContain("Severity ");
  expect(await said(`${word} list`, people.ana, where)).toContain(number);
  expect(await said(`${word} help`, people.ana, where)).toContain("incident undo <step>");
  expect(await said(word.toUpperCase(), people.ana, where)).toContain("incident undo <step>");
  expect(await said(`${word} statsu`, people.ana, where)).toMatch(
    /Nothing was done.*incident status/,
  );
  expect(types()).toHaveLength(before);
});

test.each(ways)("the log takes a line %s, once and under a name", async (way, where, word) => {
  const answer = await said(`${word} log Seen ${way}: **bold** {{DATE}}`, people.ana, where);
  expect(answer).toBe(`${number}: the log has your line.`);
  const note = lastOf("NoteAdded");
  expect(note).toMatchObject({
    text: `Seen ${way}: **bold** {{DATE}}`,
    actor: { kind: "person", id: people.ana, name: "Ana Costa" },
  });
  await stage.team().post("Log, entries", `Seen ${way}: **bold** {DATE}`);
  expect(await said(`${word} log`, people.ana, where)).toContain("R-205");
});

test.each(ways)("severity and phase change %s", async (_, where, word) => {
  const at = ways.findIndex(([, place, slash]) => place === where && slash === word);
  const [severity, phase] = [["1", "3", "4", "2"][at], ["cont", "erad", "reco", "post"][at]];
  expect(await said(`${word} sev ${severity ?? ""}`, people.ana, where)).toBe(
    `${number}: severity ${severity ?? ""}.`,
  );
  expect(lastOf("SeverityChanged")).toMatchObject({ severity: `sev${severity ?? ""}` });
  expect(await said(`${word} sev ${severity ?? ""}`, people.ana, where)).toContain("R-204");
  expect(await said(`${word} sev 0`, people.ana, where)).toContain("Severities are 1, 2, 3 and 4");
  expect(await said(`${word} phase ${phase ?? ""}`, people.ana, where)).toMatch(/: phase /);
  expect(await said(`${word} phase p`, people.ana, where)).toContain("Phases are ");
});

test.each(ways)("the lead assigns a step %s, and only within its team", async (_, where, word) => {
  const to = word === "incident" ? "Jon Lind" : "Ana Costa";
  expect(await said(`${word} assign 1 ${to}`, people.ana, where)).toBe(
    `${number}: step 1 belongs to ${to}.`,
  );
  const outside = await said(`${word} assign 1 Sam Park`, people.ana, where);
  expect(outside).toContain("Sam Park is no owner, deputy or lead of that step's team. (R-202)");
  expect(await said(`${word} assign 9 me`, people.ana, where)).toContain("Which step?");
  expect(await said(`${word} assign 1 Nobody`, people.ana, where)).toContain(
    "Nobody in the directory",
  );
  await stepCard(stage.team(), block, marta, `Waiting for ${to}`);
});

test("who isn't the lead assigns nothing and closes nothing", async () => {
  const before = types().length;
  const sam = (text: string): Promise<string> => said(text, people.sam, places.general);
  expect(await sam("incident assign 1 Jon Lind")).toContain("R-201");
  expect(await sam("incident close over")).toContain("R-201");
  expect(await sam("incident log I was there")).toContain("the log has your line");
  expect(lastOf("NoteAdded")).toMatchObject({ actor: { name: "Sam Park" } });
  // The note, and each refusal.
  expect(types()).toHaveLength(before + 3);
});

test("closing is refused while a step waits, and undo while nothing was observed", async () => {
  expect(await said("incident close over")).toBe(
    "Not recorded. Steps 1 wait or run. Approve, decline or look first. (R-203)",
  );
  expect(await said("incident undo 1")).toContain("R-113");
  expect(types()).not.toContain("IncidentClosed");
});

test("a blocked sign-in is undone the same way as it was done", async () => {
  const card = await stepCard(stage.team(), block, marta, "Waiting for Ana Costa");
  expectRecorded(await approve(stage.team(), card, people.ana));
  await stepCard(stage.team(), block, marta, observed);
  expect(await changesOf(stage.cordon, marta)).toEqual([blocked]);
  expect(await said("incident undo 1", people.bo, places.general)).toContain("R-104");
  expect(await said("/incident undo 1")).toBe(
    `${number}: the way back of step 1 is being proposed.`,
  );
  const back = await stepCard(stage.team(), block, marta, "Waiting for Ana Costa");
  expect(await changesOf(stage.cordon, marta)).toHaveLength(1);
  expectRecorded(await approve(stage.team(), back, people.jon));
  await stepCard(stage.team(), block, marta, "Undone. ");
  expect(await changesOf(stage.cordon, marta)).toEqual([
    blocked,
    { accountEnabled: { from: false, to: true } },
  ]);
  expect(await said("incident undo 1")).toContain("R-113");
});

test("between two open incidents Cordon asks which one", async () => {
  const other = await openIncident(stage.team(), jonasLegal);
  // Until its channel is found, the first is the only one in this channel and is meant.
  await stepCard(stage.team(), block, jonasLegal, "Waiting for");
  const answer = await said("incident log whose line is this?");
  expect(answer).toMatch(/^Several incidents .*Nothing was done\. \(R-207\)$/);
  expect(answer).toContain(number);
  expect(answer).toContain(other);
  expect(await said(`incident log ${other} this one`)).toBe(`${other}: the log has your line.`);
  expect(await said("incident status INC-0999")).toContain("There is no INC-0999");
});

test("closed with a reason; notes stay possible, nothing else", async () => {
  expect(await said(`incident close ${number}`)).toContain("R-205");
  expect(
    await said(`/incident close ${number} Password reset by hand`, people.ana, places.personal),
  ).toBe(`${number}: closed. The log stays open for notes.`);
  expect(lastOf("IncidentClosed")).toMatchObject({ reason: "Password reset by hand" });
  expect(await said("incident list")).not.toContain(number);
  expect(await said("incident list all")).toContain(number);
  expect(await said(`incident log ${number} afterwards`)).toContain("the log has your line");
  expect(await said(`incident undo ${number} 1`)).toContain("R-111");
  expect(await said(`incident sev ${number} 1`)).toContain("R-111");
  expect(await said(`incident close ${number} again`)).toContain("R-111");
});
