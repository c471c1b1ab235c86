/** An incident grows while it runs: another person, a device, a sender, a check; and a step is left out. */
import { beforeAll, expect, jest, test } from "@jest/globals";
import { eventually } from "./cordon.ts";
import { approveAs, cardIn, contained, entryOf, keptIn, linesOf } from "./incident.ts";
import { stageForFile } from "./stage.ts";
import { jonasLegal, marta, observed, openIncident } from "./subjects.ts";
import { people } from "./team.ts";

jest.setTimeout(60_000);

const block = "Block sign-in";
const device = "1b0a9f8e-7d6c-4b5a-8493-8271605f4e01";
const machine = "1e5bc9d7e413ddd7902c2932e418702b84d0cc07";

const stage = stageForFile();
let incident: string;

beforeAll(async () => {
  incident = await openIncident(stage.team(), marta);
  await cardIn(stage.team(), incident, block, "Waiting for Ana Costa");
}, 60_000);

const changedBy = async (deed: () => Promise<unknown>): Promise<readonly string[]> => {
  const before = (await contained(stage.cordon)).length;
  await deed();
  return linesOf((await contained(stage.cordon)).slice(before));
};

test("whoever doesn't lead adds nobody, and a responder who decides here isn't added", async () => {
  const add = `incident subject add ${jonasLegal}`;
  expect(await stage.said(add, people.jon)).toContain("(R-201)");
  expect(await stage.said(`incident subject add ${people.jon}`)).toContain("(R-118)");
  expect(await stage.said("incident subject add nobody@contoso.example")).toContain("Nothing");
  expect(stage.entries(incident, "SubjectAdded")).toEqual([]);
});

test("a second person: their own snapshot first, then the playbook's steps for them", async () => {
  const said = await stage.said(`incident subject add ${jonasLegal} because of the same address`);
  expect(said).toContain("Jonas Berg is a subject and decides nothing here.");
  expect(said).toContain("1 step is proposed");
  const card = await cardIn(stage.team(), incident, block, "Waiting for", "Jonas Berg");
  expect(card.text).toContain(`id ${jonasLegal.slice(-4)}`);
  const kept = keptIn(stage.cordon, incident).filter(({ subject }) => subject === jonasLegal);
  expect(kept.map(({ kind }) => kind).sort()).toEqual(["E0", "E1"]);
  const record = stage.record(incident);
  const proposed = record.findIndex(
    ({ type, step }) => type === "StepProposed" && step === "block-sign-in-2",
  );
  const read = record.map((entry) => entry.type).lastIndexOf("EvidenceKept", proposed);
  expect(record.slice(0, read + 1).filter(({ type }) => type === "EvidenceKept")).toHaveLength(4);
  expect(stage.entries(incident, "SubjectAdded")).toMatchObject([{ why: "of the same address" }]);

  const changes = await changedBy(async () => {
    await approveAs(stage.team(), card, people.ana);
    await cardIn(stage.team(), incident, block, observed, "Jonas Berg");
  });
  expect(changes).toEqual([`user ${jonasLegal} accountEnabled=false`]);
  expect(await stage.said(`incident subject add ${jonasLegal}`)).toContain("(R-118)");
});

test("a step by its code, about a device that becomes a subject", async () => {
  expect(await stage.said("incident step add C4 CONTOSOS-LT-0417")).toContain("Nothing was done.");
  const said = await stage.said("incident step add C4 CONTOSO-LT-0417");
  expect(said).toContain("“Isolate device” for CONTOSO-LT-0417 is being read for a proposal");
  const card = await cardIn(stage.team(), incident, "Isolate device", "Waiting for");
  const added = await entryOf(stage.cordon, incident, "SubjectAdded");
  expect(added["subject"]).toMatchObject({ id: device, kind: "device" });
  const changes = await changedBy(async () => {
    await approveAs(stage.team(), card, people.sam);
    await cardIn(stage.team(), incident, "Isolate device", observed);
  });
  expect(changes).toEqual([`machineAction made Isolate ${machine}`]);
});

test("a step with a value: the sender is on the plan and in the tenant's list", async () => {
  const title = "Block a sender or URL";
  const said = await stage.said("incident step add block-sender evil.example");
  expect(said).toContain(`“${title}” for Marta Oliveira`);
  const card = await cardIn(stage.team(), incident, title, "Waiting for", "evil.example");
  const changes = await changedBy(async () => {
    await approveAs(stage.team(), card, people.sam, people.priya);
    await cardIn(stage.team(), incident, title, observed);
  });
  expect(changes).toEqual(["tenantBlockListEntry made Block evil.example"]);
});

test("a check that is skipped with a reason asks who accepts the risk, and holds the close up", async () => {
  const added = await stage.said("incident step add check-power-automate-flows");
  expect(added).toContain("“Check Power Automate flows”");
  const card = await cardIn(stage.team(), incident, "Check Power Automate flows", "Manual check");
  const number = /Step (\d+) of/u.exec(card.text)?.[1] ?? "";
  expect(await stage.said(`incident step skip ${number}`)).toContain("(R-110)");
  expect(await stage.said(`incident step skip ${number} Later`, people.jon)).toContain("(R-201)");
  const said = await stage.said(`incident step skip ${number} Power Automate is off here`);
  expect(said).toContain(`step ${number} is skipped`);
  await cardIn(stage.team(), incident, "Check Power Automate flows", "Skipped by Ana Costa");
  await eventually(() => {
    expect(stage.entries(incident, "StepSkipped")).toMatchObject([
      { reason: "Power Automate is off here", actor: { name: "Ana Costa" } },
    ]);
    return Promise.resolve();
  });
  await stage.team().post("EX-1", "Power Automate is off here");
  const close = await stage.said(`incident close ${incident} over`);
  expect(close).toMatch(/\(R-20[38]\)/u);
  expect(stage.entries(incident, "IncidentClosed")).toEqual([]);
});

test("what waits for votes isn't skipped: it is declined on its card", async () => {
  expect(await stage.said("incident step skip 1 No time")).toContain("(R-112)");
  expect(stage.course(incident)).toEqual(["StepProposed"]);
});
