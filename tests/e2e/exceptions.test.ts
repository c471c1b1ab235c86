import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, jest, test } from "@jest/globals";
import { clockJump } from "./clock-jump.ts";
import { eventually } from "./cordon.ts";
import { saidAlone } from "./record.ts";
import { stageForFile, timesSaid } from "./stage.ts";
import { changesOf, jonasLegal, marta, openIncident, stepCard } from "./subjects.ts";
import { type Answer, buttonOf, people, type Post } from "./team.ts";

jest.setTimeout(60_000);

const block = "Block sign-in";

const stage = stageForFile(clockJump(25));
let first: string;
let second: string;

const decline = async (subject: string, as: string, reason: string): Promise<Answer> => {
  const card = await stepCard(stage.team(), block, subject, "Waiting for");
  return stage.team().press(card, buttonOf(card.card, "step.decline"), as, { reason });
};
const terms = {
  controls: "Conditional access asks for a compliant device",
  risk: "medium",
  reviewIn: "1",
  endsIn: "1",
};
const press = (card: Post, verb: string, as: string, data: object = terms): Promise<Answer> =>
  stage.team().press(card, buttonOf(card.card, `exception.${verb}`), as, data);
const noted = (incident: string): readonly unknown[] =>
  stage.entries(incident, "ExceptionNoted").map((entry) => [entry["exception"], entry["what"]]);

test("declining needs a reason; then an exception is asked for, once, and nothing was requested", async () => {
  first = await openIncident(stage.team(), marta);
  expect((await decline(marta, people.jon, " ")).text).toContain("R-110");
  expect(stage.entries(first, "StepDeclined")).toEqual([]);
  const done = await decline(marta, people.jon, "She closes the quarter today");
  expect(done.text).toBe("Recorded: declined. Nothing was requested.");
  const card = await stage.team().post("Exception EX-1 waits for an owner");
  expect(card.text).toContain("Asked by Jon Lind");
  expect(card.text).toContain("She closes the quarter today");
  await eventually(() => {
    expect(noted(first)).toContainEqual(["EX-1", "asked for"]);
    return Promise.resolve();
  });
  await stage.team().post("Log, entries", "EX-1");
  expect(await changesOf(stage.cordon, marta)).toEqual([]);
});

test("an incident doesn't close over a risk that nobody owns", async () => {
  const refused = await stage.said(`incident close ${first} over`);
  expect(refused).toContain("R-208");
  expect(refused).toContain("EX-1 has no owner");
  expect(stage.entries(first, "IncidentClosed")).toEqual([]);
});

test("only the team's lead or management accepts, with every term", async () => {
  const card = await stage.team().post("Exception EX-1 waits for an owner");
  for (const as of [people.sam, people.jon]) {
    expect((await press(card, "accept", as)).text).toContain("R-301");
  }
  for (const [lack, code] of [
    [{ risk: "" }, "R-205"],
    [{ controls: " " }, "R-205"],
    [{ endsIn: "" }, "R-303"],
    [{ endsIn: "91" }, "R-303"],
    [{ reviewIn: "31", endsIn: "60" }, "R-303"],
  ] as const) {
    const answer = await press(card, "accept", people.priya, { ...terms, ...lack });
    expect(answer.text).toContain(code);
  }
  const accepted = await press(card, "accept", people.priya);
  expect(accepted.text).toMatch(/^EX-1: recorded\. You own it until .* Sam Park reviews it by/u);
  expect((await press(card, "accept", people.priya)).text).toMatch(/^Already recorded/u);
  expect((await press(card, "accept", people.bo)).text).toContain("R-305");
  const inForce = await stage.team().post("Exception EX-1 in force");
  expect(inForce.text).toContain("Priya Nair");
  expect(inForce.text).toContain(terms.controls);
  await eventually(() => {
    expect(noted(first)).toContainEqual(["EX-1", "accepted"]);
    return Promise.resolve();
  });
});

test("whoever asked for it doesn't accept it, though they may accept others", async () => {
  second = await openIncident(stage.team(), jonasLegal);
  await decline(jonasLegal, people.priya, "He is in court");
  const card = await stage.team().post("Exception EX-2 waits for an owner");
  expect((await press(card, "accept", people.priya)).text).toContain("R-302");
  expect((await press(card, "close", people.priya, { closeReason: "Mine" })).text).toContain(
    "R-308",
  );
  expect((await press(card, "accept", people.ines)).text).toMatch(/^EX-2: recorded/u);
});

test("security reviews it with a finding, and neither its owner nor anybody else", async () => {
  const finding = "Sign-ins of the day are from her own device";
  const review = `exception review 1 ${finding}`;
  expect(await stage.said(review, people.priya)).toContain("R-304");
  expect(await stage.said(review, people.jon)).toContain("R-308");
  expect(await stage.said("exception review 1", people.sam)).toContain("R-205");
  expect(await stage.said(review, people.sam)).toMatch(/^EX-1: review recorded/u);
  await eventually(() => {
    expect(noted(first)).toContainEqual(["EX-1", "reviewed"]);
    return Promise.resolve();
  });
  expect(await stage.said("exception show EX-1")).toContain(finding);
});

test("one asked for by hand needs no incident, and a lack is answered with the form", async () => {
  const asked = await stage.said("exception add legacy IMAP stays on; scanner@contoso.example");
  expect(asked).toContain("Write why it stays open.");
  const text = "exception add legacy IMAP stays on; scanner@contoso.example; It speaks no other";
  expect(await stage.said(text, people.bo)).toContain("EX-3 is asked for");
  const card = await stage.team().post("Exception EX-3 waits for an owner");
  expect((await press(card, "accept", people.bo)).text).toContain("R-302");
  expect(
    (await press(card, "accept", people.priya, { ...terms, reviewIn: "7", endsIn: "30" })).text,
  ).toMatch(/^EX-3: recorded/u);
});

test("list and export show all of them; the file on the disk has the named hash", async () => {
  const list = await stage.said("exception list");
  for (const id of ["EX-1", "EX-2", "EX-3"]) expect(list).toContain(id);
  expect(await stage.said("exception show 9")).toContain("R-207");
  const said = await stage.said("exception export");
  const [, name = "", hash = ""] =
    /(exceptions-[\d-]+\.csv).*SHA-256 ([0-9a-f]{64})/u.exec(said) ?? [];
  const folder = join(stage.cordon.folder, "exports");
  expect(await readdir(folder)).toEqual([name]);
  const bytes = await readFile(join(folder, name));
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(hash);
  const rows = bytes.toString("utf8").trim().split("\r\n");
  expect(rows).toHaveLength(4);
  expect(rows.join("\n")).toMatch(/^EX-1,.*Priya Nair/mu);
  expect(rows.join("\n")).toMatch(/^EX-3,.*scanner@contoso\.example/mu);
});

test("at its end it expires: management is called once, and the step is proposed again", async () => {
  const team = stage.team();
  stage.cordon.signal("SIGUSR2");
  const card = await team.post("Exception EX-1 expired");
  expect(card.text).toContain("nobody accepts it any more");
  await stepCard(team, block, marta, "Waiting for Ana Costa");
  expect(noted(first)).toContainEqual(["EX-1", "expired"]);
  expect(stage.entries(first, "StepReopened")).toMatchObject([{ actor: { kind: "cordon" } }]);
  await eventually(() => {
    // Ines, Bo and Priya are management: each in the thread and alone, which only they can read.
    expect(timesSaid(team, "EX-1 is past its date")).toBe(3);
    const alone = saidAlone(stage.cordon.folder, "EX-1").join(" ");
    for (const id of [people.ines, people.bo, people.priya]) expect(alone).toContain(id);
    return Promise.resolve();
  });
  expect(await stage.said("exception review 1 still fine", people.sam)).toContain("R-305");
  expect(await stage.said("exception list")).toContain("EX-1");
  expect(await changesOf(stage.cordon, marta)).toEqual([]);
});

test("the end of one is closed or renewed by hand; a closed one brings the step back as well", async () => {
  const reason = "The device was replaced";
  expect(await stage.said(`exception renew 2 5 ${reason}`, people.jon)).toContain("R-308");
  expect(await stage.said(`exception renew 2 5 ${reason}`, people.bo)).toMatch(/^EX-2: renewed/u);
  await stage.team().post("Exception EX-2 in force");
  expect(await stage.said("exception close 1", people.priya)).toContain("R-205");
  expect(await stage.said(`exception close 1 ${reason}`, people.priya)).toMatch(/^EX-1: closed/u);
  expect(await stage.said("exception list")).not.toContain("EX-1");
  expect(await stage.said("exception list all")).toContain("EX-1");
  // Opened in a time that is past: the rest of the record stands as it was.
  expect(noted(second).filter((entry) => String(entry).includes("renewed"))).toHaveLength(1);
});
