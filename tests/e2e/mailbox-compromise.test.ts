import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Change, type Cordon, eventually, startCordon } from "./cordon.ts";
import { openTeams, type TeamsPage } from "./teams-page.ts";

const marta = "5a1c0d3e-8f42-4b67-9c15-2f6e0b9d7c1e";

let cordon: Cordon;
let teams: TeamsPage;

beforeAll(async () => {
  cordon = await startCordon();
  teams = await openTeams(cordon.playground);
}, 60_000);

afterAll(async () => {
  await teams.close();
  await cordon.stop();
}, 30_000);

/** Channels, and the search of the audit log that reads evidence, contain nothing. */
const fields = (changes: readonly Change[]): string[] =>
  changes
    .filter(({ target }) => !["channel", "auditQuery"].includes(target.kind))
    .flatMap(({ target, change }) =>
      Object.entries(change).map(
        ([field, { to }]) => `${target.kind} ${field}=${JSON.stringify(to)}`,
      ),
    );

const approve = (heading: string): Promise<void> => teams.approve(heading);

test("an incident opened in General gets its channel, its headline and its steps", async () => {
  await teams.channel("General");
  await teams.say(
    "incident open mailbox-compromise marta.oliveira@contoso.example sev2 Sign-ins from abroad",
  );
  await teams.page.getByText("INC-0001 is open").waitFor();
  await teams.channel("Incident");
  const headline = teams.thread("INC-0001 Mailbox compromise");
  await headline.waitFor();
  const text = await headline.innerText();
  expect(text).toContain("Severity 2");
  expect(text).toContain("Lead Ana Costa");
  // The first post says who can read it, guests by name.
  expect(text).toMatch(/Who can read this channel:.*7 people of Contoso IR.*Rui Tavares/s);
  await teams.thread("Block sign-in").getByText("Waiting for Ana Costa").waitFor();
  expect(fields(await cordon.ledger())).toEqual([]);
}, 60_000);

test("the owner approves in the thread; the effect is read back and stands in the tenant", async () => {
  await approve("Block sign-in");
  await teams
    .thread("Block sign-in")
    .getByText(/^Observed \d/)
    .first()
    .waitFor();
  const changes = await cordon.ledger();
  expect(fields(changes)).toEqual(["user accountEnabled=false"]);
  expect(changes.at(-1)?.target.id).toBe(marta);
}, 60_000);

test("a person who isn't the owner is refused, and the tenant stays as it is", async () => {
  const before = await cordon.ledger();
  await teams
    .thread("Disable suspicious inbox rules")
    .getByText("Waiting for Bo Eriksen")
    .waitFor();
  await approve("Disable suspicious inbox rules");
  await approve("Clear forwarding and auto-reply");
  await teams.thread("Confirm account compromised").getByText("Waiting for Sam Park").waitFor();
  const between = await cordon.ledger();
  expect(between.length).toBeGreaterThan(before.length);
  await approve("Confirm account compromised");
  await teams.page
    .getByText("Not recorded. Step 6 belongs to Sam Park or deputy Ines Moreau. (R-104)")
    .waitFor();
  await teams.thread("Confirm account compromised").getByText("Waiting for Sam Park").waitFor();
  const risk = (await cordon.ledger()).filter(({ target }) => target.kind.startsWith("risk"));
  expect(risk).toEqual([]);
}, 60_000);

test("the log has every entry once and in order, and the ledger exactly what was approved", async () => {
  await approve("End sign-in sessions");
  await teams
    .thread("End sign-in sessions")
    .getByText(/^Observed \d/)
    .first()
    .waitFor();
  await eventually(async () => {
    const text = await teams.thread("INC-0001 Mailbox compromise").innerText();
    const numbers = [...text.matchAll(/#(\d+)/g)].map((match) => Number(match[1]));
    expect(numbers.length).toBeGreaterThan(20);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(text).toMatch(/refused R-104/);
    expect(text).toMatch(/Block sign-in: observed/);
  });
  const changed = new Set(fields(await cordon.ledger()).map((line) => line.split("=")[0]));
  expect([...changed].sort()).toEqual([
    "mailbox DeliverToMailboxAndForward",
    "mailbox ForwardingSmtpAddress",
    "mailboxSettings automaticRepliesSetting",
    "messageRule isEnabled",
    "user accountEnabled",
    "user signInSessionsValidFromDateTime",
  ]);
}, 60_000);
