import { beforeAll, describe, expect, test } from "@jest/globals";
import { actionCatalogue } from "../../src/actions/catalogue.ts";
import { readYaml } from "../../src/adapters/files/read-yaml.ts";
import {
  type Directory,
  directorySchema,
  noGroups,
  personById,
  warningsOf,
} from "../../src/core/ownership/directory.ts";
import {
  management,
  type Matter,
  ownershipOf,
  remainingDeciders,
  routeOf,
} from "../../src/core/ownership/resolve.ts";
import { objectId } from "../../src/core/shared/ids.ts";
import { checkPlaybook } from "../../src/playbooks/check.ts";
import { checkRouting } from "../../src/playbooks/check-routing.ts";
import { type Playbook, playbookSchema } from "../../src/playbooks/contract.ts";
import { playgroundPeople, seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { at } from "../support/incidents.ts";

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

  test("uses actions of the catalogue in the phases that they name", () => {
    const phases = new Map<string, string>(actionCatalogue.map(({ id, phase }) => [id, phase]));
    expect(shipped.steps.filter(({ action, phase }) => phases.get(action) !== phase)).toEqual([]);
  });
});

describe("the sandbox's directory", () => {
  test("knows the Playground's six people by their ids", () => {
    for (const { id, name } of playgroundPeople) {
      expect(personById(directory, id)).toEqual({ id, name });
    }
    expect(directory.people).toHaveLength(playgroundPeople.length);
  });

  const matterOf = (step: Playbook["steps"][number], severity: Matter["severity"]): Matter => ({
    action: step.action,
    defaultTeam:
      step.team ?? actionCatalogue.find((action) => action.id === step.action)?.team ?? "none",
    playbook: shipped.id,
    severity,
    subjectKind: "user",
    traits: [],
  });
  const ownership = (matter: Matter) =>
    ownershipOf(directory, {
      ...routeOf(directory, matter),
      at: at("03:00"),
      groups: noGroups,
      barred: [],
    });

  test("leaves no playbook without a team, and no rule without an action", () => {
    expect(checkRouting(directory, actionCatalogue, [shipped])).toEqual([]);
    expect(warningsOf(directory)).toEqual([]);
    expect(directory.teams.map(({ id }) => id)).toEqual([
      "iam",
      "collaboration",
      "soc",
      "cloud-security",
      "endpoint",
      "service-desk",
      "comms",
      "legal",
      "management",
    ]);
  });

  test.each(["sev1", "sev2", "sev3"] as const)("gives mailbox steps their owners at %s", (sev) => {
    const owners = shipped.steps.map((step) => {
      const found = ownership(matterOf(step, sev));
      return [step.key, found?.owner.name, found?.deputies.map(({ name }) => name)];
    });
    expect(owners).toEqual([
      ["block-sign-in", "Ana Costa", ["Jon Lind"]],
      ["end-sessions", "Ana Costa", ["Jon Lind"]],
      ["disable-inbox-rules", "Bo Eriksen", ["Ana Costa"]],
      ["clear-forwarding", "Bo Eriksen", ["Ana Costa"]],
      ["confirm-compromised", "Sam Park", ["Ines Moreau"]],
      ["reset-password", "Ana Costa", ["Jon Lind"]],
    ]);
  });

  test.each<[string, Partial<Matter>, string, string | undefined]>([
    ["a confirmed compromise of credentials", {}, "iam", "Sam Park"],
    ["a low-severity alert", { severity: "sev4" }, "service-desk", undefined],
    [
      "a low-severity one of mail",
      { severity: "sev4", action: "clear-forwarding" },
      "collaboration",
      undefined,
    ],
    [
      "a privileged account, whatever the severity",
      { severity: "sev4", traits: ["privileged"] },
      "iam",
      "Sam Park",
    ],
    ["an application", { subjectKind: "service principal" }, "cloud-security", "Sam Park"],
  ])("%s has its team and oversight", (_what, changes, team, oversight) => {
    const matter: Matter = {
      action: "block-sign-in",
      defaultTeam: "iam",
      playbook: "mailbox-compromise",
      severity: "sev1",
      subjectKind: "user",
      traits: [],
      ...changes,
    };
    const found = ownership(matter);
    expect(found?.team).toBe(team);
    // In weeks when Sam has the cloud rotation, the next of the SOC oversees.
    const expected = found?.owner.name === oversight ? "Ines Moreau" : oversight;
    expect(found?.oversight?.name).toBe(expected);
  });

  test("calls the service desk from the group of the simulated tenant", () => {
    const members = [1, 4, 5].map((index) => objectId.parse(playgroundPeople[index]?.id));
    const found = ownershipOf(directory, {
      team: "service-desk",
      at: at("03:00"),
      groups: new Map([[seedIds.onCallGroup, members]]),
      barred: [],
    });
    expect([found?.owner.name, found?.how]).toEqual(["Jon Lind", "on call"]);
  });

  test("keeps two deciders in every team when one person is locked out", () => {
    const groups = new Map([
      [seedIds.onCallGroup, [1, 4, 5].map((index) => objectId.parse(playgroundPeople[index]?.id))],
    ]);
    for (const { id } of playgroundPeople) {
      expect(remainingDeciders(directory, objectId.parse(id), groups)).toEqual({
        quorumHolds: true,
      });
    }
    expect(management(directory, at("03:00"), groups).map(({ name }) => name)).toEqual([
      "Ines Moreau",
      "Bo Eriksen",
      "Priya Nair",
    ]);
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

  test("for the team of an action, where neither the step names another nor the directory has it", () => {
    const steps = [step("one", { team: undefined })];
    expect(checkPlaybook(playbook(steps), actionCatalogue, ["soc"])).toEqual([
      "a-playbook: step one: there is no team iam",
    ]);
    expect(check(playbook(steps))).toEqual([]);
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

test("a routing rule is refused for an action or a playbook that isn't there", () => {
  const rule = { name: "R", team: "iam", actions: ["reboot"], playbooks: ["a-playbook", "none"] };
  const known = [playbook([step("one")])];
  expect(checkRouting({ routing: [rule] }, actionCatalogue, known)).toEqual([
    "routing rule “R”: there is no action reboot",
    "routing rule “R”: there is no playbook none",
  ]);
});
