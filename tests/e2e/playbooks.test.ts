/** Each playbook from its opening to its first containment step, with the kind of subject that it is for. */
import { expect, jest, test } from "@jest/globals";
import {
  approveAs,
  cardIn,
  contained,
  evidenceFile,
  keptIn,
  keysAtOpening,
  linesOf,
  openAbout,
} from "./incident.ts";
import { stageForFile } from "./stage.ts";
import { jonasLegal, jonasSales, marta, observed } from "./subjects.ts";
import { buttonOf, people } from "./team.ts";

jest.setTimeout(90_000);

/** Exchange Administrator and nothing higher. */
const dana = "6b2d1e4f-9053-4c78-8d26-3a7f1cae8d32";
const mailSyncPro = "e3a596c7-18db-44f0-85a4-b2f794250507";
/** CONTOSO-LT-0417 as Entra and as Defender know it. */
const laptop = "1b0a9f8e-7d6c-4b5a-8493-8271605f4e01";
const machine = "1e5bc9d7e413ddd7902c2932e418702b84d0cc07";
const site = "20a1b2c3-d4e5-4f60-8172-839405a6b720";

const stage = stageForFile({}, "shipped");

const disabled = (id: string): readonly string[] => [`user ${id} accountEnabled=false`];
const removed = (...ids: readonly string[]): readonly string[] =>
  ids.map((id) => `drivePermission ${id} removed`);

type Case = {
  readonly playbook: string;
  readonly query: string;
  readonly subject: string;
  readonly snapshot: readonly string[];
  /** The first step that Cordon itself does. */
  readonly step: string;
  readonly title: string;
  /** The manual check that somebody answers before it is proposed. */
  readonly check?: string;
  readonly voters: readonly string[];
  readonly changes: readonly string[];
};

const cases: readonly Case[] = [
  {
    playbook: "mailbox-compromise",
    query: "marta.oliveira@contoso.example",
    subject: marta,
    snapshot: ["E0", "E1", "E2", "E3"],
    step: "block-sign-in",
    title: "Block sign-in",
    voters: [people.ana],
    changes: disabled(marta),
  },
  {
    playbook: "privileged-account",
    query: "dana.fox@contoso.example",
    subject: dana,
    snapshot: ["E0", "E1", "E2", "E3", "E8"],
    step: "block-sign-in",
    title: "Block sign-in",
    check: "Check that a second admin can sign in",
    voters: [people.jon, people.priya],
    changes: disabled(dana),
  },
  {
    playbook: "data-exposure",
    query: "marta.oliveira@contoso.example",
    subject: marta,
    snapshot: ["E0", "E6"],
    step: "remove-anonymous-links",
    title: "Remove sharing links",
    voters: [people.bo, people.priya],
    changes: removed(
      "01MARTA00000000000000000BUDGET/anon-budget",
      "01MARTA0000000000000000PAYMENTS/anon-payments",
    ),
  },
  {
    playbook: "data-exposure",
    query: "quarter.close@contoso.example",
    subject: site,
    snapshot: ["E0", "E6"],
    step: "remove-anonymous-links",
    title: "Remove sharing links",
    voters: [people.bo, people.priya],
    changes: removed("01SITE0000000000000000CHECKLIST/anon-checklist"),
  },
  {
    playbook: "endpoint-compromise",
    query: "CONTOSO-LT-0417",
    subject: laptop,
    snapshot: ["E0"],
    step: "isolate-device",
    title: "Isolate device",
    // On call by a rota that ends; the deputy and the lead stay.
    voters: [people.sam],
    changes: [`machineAction made Isolate ${machine}`],
  },
  {
    playbook: "oauth-consent",
    query: "Mail Sync Pro",
    subject: mailSyncPro,
    snapshot: ["E0", "E3"],
    step: "disable-app",
    title: "Disable suspicious apps",
    // It reaches everybody who uses it.
    voters: [people.jon, people.sam],
    changes: [`servicePrincipal ${mailSyncPro} accountEnabled=false`],
  },
  {
    playbook: "token-theft",
    query: "jonas.berg@contoso.example",
    subject: jonasSales,
    snapshot: ["E0", "E1", "E2", "E3"],
    step: "block-sign-in",
    title: "Block sign-in",
    voters: [people.ana],
    changes: disabled(jonasSales),
  },
  {
    playbook: "general",
    query: jonasLegal,
    subject: jonasLegal,
    snapshot: ["E0", "E1", "E2", "E3", "E6", "E8"],
    step: "block-sign-in",
    title: "Block sign-in",
    voters: [people.ana],
    changes: disabled(jonasLegal),
  },
];

/** The lead looked, and found it so. */
const answer = async (incident: string, title: string): Promise<void> => {
  const check = await cardIn(stage.team(), incident, title, "Manual check");
  const look = buttonOf(check.card, "step.looked");
  const said = await stage
    .team()
    .press(check, look, people.ana, { seen: "Karin signed in, 03:05." });
  expect(said.text).toBe("Recorded under your name.");
};

test.each(cases)("$playbook about $query", async (one) => {
  const incident = await openAbout(stage.team(), one.playbook, one.query);
  if (one.check !== undefined) await answer(incident, one.check);
  const card = await cardIn(stage.team(), incident, one.title, "Waiting for");
  expect(keysAtOpening(stage.cordon, incident)).toContain(one.step);

  const types = stage.record(incident).map(({ type }) => type);
  const kept = keptIn(stage.cordon, incident).filter(({ kind }) => one.snapshot.includes(kind));
  expect(kept.map(({ kind }) => kind).sort()).toEqual(one.snapshot);
  expect(types.indexOf("StepProposed")).toBeGreaterThan(one.snapshot.length);
  for (const { sha256, subject } of kept) {
    expect(subject).toBe(one.subject);
    expect(await evidenceFile(stage.cordon, sha256)).toContain(one.subject);
  }

  const before = await contained(stage.cordon);
  await approveAs(stage.team(), card, ...one.voters);
  await cardIn(stage.team(), incident, one.title, observed);
  const changes = (await contained(stage.cordon)).slice(before.length);
  expect(linesOf(changes)).toEqual(one.changes);
});

test("whoever presses as others finds every card, manual checks as well", async () => {
  const page = await fetch(stage.cordon.actAs);
  const text = await page.text();
  expect(page.status).toBe(200);
  expect(text).toContain("Check Power Automate flows");
  expect(text).toContain("Check that a second admin can sign in");
});
