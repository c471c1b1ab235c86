import { beforeAll, describe, expect, test } from "@jest/globals";
import { actionCatalogue } from "../../src/actions/catalogue.ts";
import { readYaml } from "../../src/adapters/files/read-yaml.ts";
import {
  type Directory,
  directorySchema,
  ownershipOf,
  personById,
} from "../../src/core/ownership/directory.ts";
import { checkPlaybook } from "../../src/playbooks/check.ts";
import { type Playbook, playbookSchema } from "../../src/playbooks/contract.ts";
import { playgroundPeople } from "../../src/sandbox/seed/seed-ids.ts";

const teams = ["iam", "collaboration", "soc"];

let shipped: Playbook;
let directory: Directory;
beforeAll(async () => {
  const playbook = await readYaml("src/playbooks/mailbox-compromise.yaml", playbookSchema);
  const people = await readYaml("env/directory.sandbox.yaml", directorySchema);
  if (!playbook.ok || !people.ok) throw new Error(JSON.stringify([playbook, people]));
  shipped = playbook.value;
  directory = people.value;
});

const check = (playbook: Playbook) => checkPlaybook(playbook, actionCatalogue, teams);

type Raw = Readonly<Record<string, unknown>>;
const step = (key: string, more: Raw = {}): Raw => ({
  key,
  action: "block-sign-in",
  phase: "containment",
  team: "iam",
  why: "Because it has to be done.",
  ...more,
});
const playbook = (steps: readonly Raw[], more: Raw = {}): Playbook =>
  playbookSchema.parse({
    id: "a-playbook",
    title: "A playbook",
    about: "Something went wrong.",
    subject: "user",
    evidence: ["E0", "E1", "E2", "E3"],
    steps,
    ...more,
  });

describe("the mailbox playbook", () => {
  test("has no problem with the catalogue and the sandbox's directory", () => {
    expect(
      checkPlaybook(
        shipped,
        actionCatalogue,
        directory.teams.map(({ id }) => id),
      ),
    ).toEqual([]);
  });

  test("blocks before it ends sessions, and resets the password last", () => {
    expect(shipped.steps.map(({ action }) => action)).toEqual([
      "block-sign-in",
      "revoke-sign-in-sessions",
      "disable-inbox-rules",
      "clear-forwarding",
      "confirm-user-compromised",
      "reset-password",
    ]);
    const waiting = shipped.steps.filter(({ after }) => after.length > 0);
    expect(waiting.map(({ key, after }) => [key, after])).toEqual([
      ["end-sessions", ["block-sign-in"]],
      ["reset-password", ["block-sign-in"]],
    ]);
  });

  test("uses every action of the catalogue in the phase that the action names", () => {
    expect(shipped.steps.map(({ action, phase }) => [action, phase])).toEqual(
      actionCatalogue.map(({ id, phase }) => [id, phase]),
    );
  });
});

describe("the sandbox's directory", () => {
  test("knows the Playground's six people by their ids", () => {
    for (const { id, name } of playgroundPeople) {
      expect(personById(directory, id)).toEqual({ id, name });
    }
    expect(directory.people).toHaveLength(playgroundPeople.length);
  });

  test.each([
    ["iam", "Ana Costa", ["Jon Lind"]],
    ["collaboration", "Bo Eriksen", ["Ana Costa"]],
    ["soc", "Sam Park", ["Ines Moreau"]],
  ])("%s is owned by %s", (team, owner, deputies) => {
    const found = ownershipOf(directory, team, []);
    expect(found?.owner.name).toBe(owner);
    expect(found?.deputies.map(({ name }) => name)).toEqual(deputies);
    expect(
      personById(directory, directory.teams.find(({ id }) => id === team)?.lead ?? "")?.name,
    ).toBe("Priya Nair");
  });
});

describe("a playbook is refused", () => {
  test.each<[string, readonly Raw[], string]>([
    [
      "for an unknown action",
      [step("one", { action: "reboot-world" })],
      "step one: there is no action reboot-world",
    ],
    ["for an unknown team", [step("one", { team: "legal" })], "step one: there is no team legal"],
    ["for a key used twice", [step("one"), step("one")], "step one: this key is used twice"],
    [
      "for after that names nothing",
      [step("one", { after: ["zero"] })],
      "step one: after names zero, and there is no such step",
    ],
    [
      "for after that names a later step",
      [step("one", { after: ["two"] }), step("two")],
      "step one: after names two, which comes later",
    ],
    [
      "for a step that waits for itself",
      [step("one", { after: ["one"] })],
      "step one: it waits for one, which waits for it: a loop",
    ],
    [
      "for a phase that goes back",
      [step("one", { phase: "eradication" }), step("two")],
      "step two: containment comes before eradication of step one",
    ],
    [
      "for a change before containment",
      [step("one", { phase: "detection" })],
      "step one: nothing is changed in the phase detection",
    ],
  ])("%s", (_why, steps, problem) => {
    expect(check(playbook(steps))).toEqual([`a-playbook: ${problem}`]);
  });

  test("for steps that wait for each other", () => {
    const steps = [step("one", { after: ["two"] }), step("two", { after: ["one"] })];
    expect(check(playbook(steps))).toEqual([
      "a-playbook: step one: it waits for two, which waits for it: a loop",
      "a-playbook: step two: it waits for one, which waits for it: a loop",
    ]);
  });

  test("for evidence that its actions need and nobody collects, said once", () => {
    const rules = { action: "disable-inbox-rules" };
    const steps = [step("one", rules), step("two", rules)];
    expect(check(playbook(steps, { evidence: ["E0"] }))).toEqual([
      "a-playbook: evidence: disable-inbox-rules needs E2, and it isn't collected",
    ]);
  });

  test("for a subject on which its actions don't act", () => {
    const steps = [step("one")];
    expect(check(playbook(steps, { subject: "service principal" }))).toEqual([
      "a-playbook: step one: block-sign-in doesn't act on a service principal",
    ]);
  });
});
