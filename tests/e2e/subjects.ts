/** Accounts of the simulated tenant, and playbooks of one step: short incidents about them. */
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { type Cordon } from "./cordon.ts";
import { type Answer, buttonOf, people, type Post, type Team } from "./team.ts";

export const marta = "5a1c0d3e-8f42-4b67-9c15-2f6e0b9d7c1e";
export const jonasSales = "b0726394-e5a8-41cd-9271-8fc461f2d274";
export const jonasLegal = "c18374a5-f6b9-42de-8382-90d57203e385";
export const mallory = "d29485b6-07ca-43ef-9493-a1e68314f496";
export const nils = "9e504172-c386-4fab-9059-6da24fd0b052";

const playbook = (id: string, action: string, phase: string) => `id: ${id}
title: One step
about: A playbook of one step only.
subject: user
evidence: [E0, E1]
steps:
  - key: ${action}
    action: ${action}
    phase: ${phase}
    team: iam
    why: It is enough for this.
`;

/** A folder with the playbooks `only-block` and `only-reset`, for PLAYBOOK_DIR. */
export const shortPlaybooks = async (): Promise<string> => {
  const folder = join(await mkdtemp(join(tmpdir(), "cordon-playbooks-")), "playbooks");
  await mkdir(folder);
  await writeFile(
    join(folder, "only-block.yaml"),
    playbook("only-block", "block-sign-in", "containment"),
  );
  await writeFile(
    join(folder, "only-reset.yaml"),
    playbook("only-reset", "reset-password", "eradication"),
  );
  return folder;
};

/** Opens an incident and returns its number, for example INC-0003. */
export const openIncident = async (
  team: Team,
  subject: string,
  name = "only-block",
): Promise<string> => {
  const { text } = await team.ask(`incident open ${name} ${subject} sev2`);
  const found = /INC-\d{4}(?= is open)/.exec(text)?.[0];
  if (found === undefined) throw new Error(`not opened: ${text}`);
  return found;
};

/** The newest card of a step about an account. */
export const stepCard = (
  team: Team,
  title: string,
  subject: string,
  ...words: readonly string[]
): Promise<Post> => team.post(title, " for ", `id ${subject.slice(-4)}`, ...words);

/** Opens the card's panel and presses its last button. */
export const approve = (team: Team, card: Post, as: string): Promise<Answer> =>
  team.press(card, buttonOf(card.card, "step.approve"), as);

/** What takes two: Jon and Priya approve and shorten the wait; Ana, who opened it, may not approve. */
export const approveByTwo = async (team: Team, card: Post): Promise<void> => {
  const { data } = buttonOf(card.card, "step.approve");
  for (const verb of ["step.approve", "step.waive"]) {
    for (const as of [people.jon, people.priya]) {
      expectRecorded(await team.press(card, { verb, data }, as));
    }
  }
};

/** The id of somebody new, by two hex digits. */
export const newcomerId = (tail: string): string => `f0000000-0000-4000-8000-0000000000${tail}`;

/** Puts somebody new into the tenant: without a mailbox, a role or a part in the response. */
export const newcomer = (cordon: Cordon, id: string): Promise<void> => {
  const tail = id.slice(-2);
  const set = {
    id,
    displayName: `Newcomer ${tail}`,
    userPrincipalName: `new.comer${tail}@contoso.example`,
    mail: null,
    accountEnabled: true,
    userType: "Member",
    lastPasswordChangeDateTime: "2026-01-01T00:00:00Z",
    signInSessionsValidFromDateTime: "2026-01-01T00:00:00Z",
    onPremisesSyncEnabled: null,
    isManagementRestricted: null,
    assignedLicenses: [],
    otherMails: [],
    proxyAddresses: [],
  };
  return cordon.world({ table: "users", key: id, set });
};

/** Changes that the ledger has of one account. */
export const changesOf = async (cordon: Cordon, subject: string): Promise<readonly object[]> =>
  (await cordon.ledger()).filter(({ target }) => target.id === subject).map(({ change }) => change);

/** How often one account was asked to change. */
export const patchesOf = async (cordon: Cordon, subject: string): Promise<number> =>
  (await cordon.requests()).filter(
    ({ method, path }) => method === "PATCH" && path === `/v1.0/users/${subject}`,
  ).length;

/** How a card begins that was read back: with the time at which it was seen. */
export const observed = "Observed {{";

export const blocked = { accountEnabled: { from: true, to: false } };

export const expectRecorded = (answer: Answer): void => {
  expect(answer.text).toMatch(/^Recorded\./);
};
