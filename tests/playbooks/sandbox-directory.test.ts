import { beforeAll, describe, expect, test } from "@jest/globals";
import { catalogueEntry } from "../../src/actions/catalogue.ts";
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
import { checkRouting } from "../../src/playbooks/check-routing.ts";
import { type Playbook, playbookSchema } from "../../src/playbooks/contract.ts";
import { library } from "../../src/read-files.ts";
import { playgroundPeople, seedIds } from "../../src/sandbox/seed/seed-ids.ts";
import { at } from "../support/incidents.ts";

let shipped: Playbook;
let directory: Directory;
beforeAll(async () => {
  const playbook = await readYaml("src/playbooks/mailbox-compromise.yaml", playbookSchema);
  const people = await readYaml("env/directory.sandbox.yaml", directorySchema);
  if (!playbook.ok || !people.ok) throw new Error(JSON.stringify([playbook, people]));
  shipped = playbook.value;
  directory = people.value;
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
    defaultTeam: step.team ?? catalogueEntry(step.action)?.team ?? "none",
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
    expect(checkRouting(directory, library, [shipped])).toEqual([]);
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
    expect(owners.slice(0, 6)).toEqual([
      ["block-sign-in", "Ana Costa", ["Jon Lind"]],
      ["disable-ad-account", "Ana Costa", ["Jon Lind"]],
      ["end-sessions", "Ana Costa", ["Jon Lind"]],
      ["disable-inbox-rules", "Bo Eriksen", ["Ana Costa"]],
      ["clear-forwarding", "Bo Eriksen", ["Ana Costa"]],
      ["confirm-compromised", "Sam Park", ["Ines Moreau"]],
    ]);
    expect(owners.filter(([, owner]) => owner === undefined)).toEqual([]);
    const of = (key: string) => owners.find(([name]) => name === key)?.[1];
    expect(["litigation-hold", "notify-recipients"].map(of)).toEqual(["Priya Nair", "Ines Moreau"]);
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
